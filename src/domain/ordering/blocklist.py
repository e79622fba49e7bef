"""Whom a store wants no orders from: by phone, or by address."""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import NewType

from bosonline.domain.errors import Conflict, NotFound, Rejected
from bosonline.domain.identity import Author
from bosonline.domain.phone import Phone

BlockedId = NewType("BlockedId", int)

_BETWEEN_WORDS = re.compile(r"[\W_]+")


class PhoneOrAddressNeeded(Rejected):
    """A phone or an address, and not both."""

    code = "phone-or-address-needed"
    text = "Name either a phone or an address"
    field = "phone"


class StreetInvalid(Rejected):
    """Nothing by which a street is known again."""

    code = "street-invalid"
    text = "A street has letters or digits"
    field = "address.street"


class BlockedAlready(Conflict):
    """The store's blocklist has it already."""

    code = "blocked-already"
    text = "Your blocklist has this already"


class BlockedNotFound(NotFound):
    """The store's blocklist has no such entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockedPlace:
    """An address; `region` names the district for people to read."""

    street: str
    district_code: str
    region: str

    @property
    def key(self) -> str:
        """By what it is known again; `StreetInvalid`."""
        if not plain_street(self.street):
            raise StreetInvalid
        return street_key(self.street, self.district_code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocked:
    """An entry of a blocklist, known again by its `key`: of a phone its keyed hash, of an address its digest.

    It has a phone or a place; where a buyer's personal data were erased neither, and the key stays.
    """

    key: str
    phone: Phone | None = None
    place: BlockedPlace | None = None
    reason: str
    by: Author
    at: datetime
    id: BlockedId = BlockedId(0)

    def kept(self, number: BlockedId) -> "Blocked":
        """The entry with the id under which it is kept."""
        return replace(self, id=number)


def plain_street(street: str) -> str:
    """The street whatever its case, punctuation and spaces."""
    return _BETWEEN_WORDS.sub(" ", unicodedata.normalize("NFKC", street).casefold()).strip()


def street_key(street: str, district_code: str) -> str:
    """By what an address is known again, however it is written."""
    return sha256(f"{district_code} {plain_street(street)}".encode()).hexdigest()
