"""The names by which a store is reached, and how a domain of the seller's own is proved to be theirs."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

from bosonline.domain.errors import Conflict, NotFound, Rejected
from bosonline.domain.identity import Author

DomainId = NewType("DomainId", int)
DomainName = NewType("DomainName", str)

MOST_DOMAINS = 10
LAPSES_AFTER = timedelta(days=3)
"""For how long the records of a verified domain may be missing before the store is no longer reached by it."""

FORGOTTEN_AFTER = timedelta(days=30)
"""When a domain that was never verified, or has lapsed, is forgotten."""

PROOF_LABEL = "_bosonline"
_PROOF = "bosonline-verification="
_LENGTH = 253
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", re.ASCII)
_NOT_PUBLIC = frozenset(
    ("localhost", "local", "internal", "intranet", "lan", "home", "corp", "test", "invalid", "onion", "arpa")
)


class DomainInvalid(Rejected):
    """Not the name of a domain on the internet."""

    code = "domain-invalid"
    text = "Not a domain; write it like kopisiti.com or toko.kopisiti.com"
    field = "domain"


class DomainNotOwnable(Rejected):
    """A public suffix, or a name of the platform itself: nobody can bring it along."""

    code = "domain-not-ownable"
    text = "{domain} cannot belong to a store; use a domain that you have registered"
    field = "domain"


class DomainKnown(Conflict):
    """The store has this domain already."""

    code = "domain-known"
    text = "Your store has this domain already"
    field = "domain"


class DomainTaken(Conflict):
    """Another store has verified this domain."""

    code = "domain-taken"
    text = "Another store has verified this domain; it lapses there some days after its DNS records are gone"
    field = "domain"


class DomainNotVerified(Conflict):
    """Only a domain that is proved to be the seller's can stand in links."""

    code = "domain-not-verified"
    text = "This domain is not verified; set its DNS records, then verify it"


class TooManyDomains(Conflict):
    """A store has so many domains at most."""

    code = "too-many-domains"
    text = "A store has at most {most} domains of its own"


class DomainNotFound(NotFound):
    """The store has no such domain."""

    code = "domain-not-found"


class DomainState(StrEnum):
    """How far a domain has come; the words are those of the API."""

    PENDING = "pending"
    VERIFIED = "verified"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainAdded:
    """A store wants to be reached by a domain of its own."""

    domain: DomainId
    name: DomainName
    by: Author
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainVerified:
    """A domain is proved to be the seller's."""

    domain: DomainId
    name: DomainName
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainLapsed:
    """The records of a verified domain have been missing for too long."""

    domain: DomainId
    name: DomainName
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DefaultDomainSet:
    """Links to a store name it otherwise from now on; None: as the platform names it."""

    domain: DomainId
    name: DomainName | None
    by: Author
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What DNS said of a domain: texts under the token's name, aliases, and addresses of it and of the platform."""

    texts: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    platform: tuple[str, ...] = ()

    def has_token(self, token: str) -> bool:
        """Whether the seller has set the token."""
        return f"{_PROOF}{token}" in self.texts

    def leads_to(self, target: str) -> bool:
        """Whether the domain leads to the platform: by its alias, or by addresses that are all the platform's."""
        if target in self.aliases:
            return True
        return bool(self.addresses) and set(self.addresses) <= set(self.platform)


@dataclass(frozen=True, slots=True, kw_only=True)
class DnsRecord:
    """A record that the seller has to set, what was found in its place, and whether that will do."""

    type: str
    name: str
    value: str
    found: tuple[str, ...] = ()
    is_set: bool = False


@dataclass(slots=True, kw_only=True)
class StoreDomain:
    """A name of a store: a domain of the seller's own, or (`name` None) the subdomain that the platform gives.

    Of a store's names exactly one is the default, which stands in links. `id` is 0 until it is kept.
    """

    id: DomainId = DomainId(0)
    name: DomainName | None
    token: str = ""
    state: DomainState = DomainState.PENDING
    is_default: bool = False
    found: Found = field(default_factory=Found)
    created_at: datetime
    checked_at: datetime | None = None
    missing_since: datetime | None = None
    version: int = 0

    def added(self, *, by: Author) -> DomainAdded:
        """The news of this domain, once it is kept."""
        return DomainAdded(domain=self.id, name=self._own, by=by, at=self.created_at)

    def look_over(self, found: Found, *, target: str, at: datetime) -> DomainVerified | DomainLapsed | None:
        """Take note of what DNS said; the news, if the state changes by it.

        A verified domain whose records are missing keeps its state for a while: zones are moved, and resolvers err.
        """
        self.found, self.checked_at = found, at
        if found.has_token(self.token) and found.leads_to(target):
            self.missing_since = None
            if self.state is DomainState.VERIFIED:
                return None
            self.state = DomainState.VERIFIED
            return DomainVerified(domain=self.id, name=self._own, at=at)
        self.missing_since = self.missing_since or at
        if self.state is not DomainState.VERIFIED or at - self.missing_since < LAPSES_AFTER:
            return None
        self.state, self.is_default = DomainState.LAPSED, False
        return DomainLapsed(domain=self.id, name=self._own, at=at)

    def make_default(self, *, by: Author, at: datetime) -> DefaultDomainSet:
        """Stand in links from now on; `DomainNotVerified`."""
        if self.state is not DomainState.VERIFIED:
            raise DomainNotVerified
        self.is_default = True
        return DefaultDomainSet(domain=self.id, name=self.name, by=by, at=at)

    def is_idle(self, *, at: datetime) -> bool:
        """Whether it has led nowhere for so long that nobody can be waiting for it."""
        since = self.missing_since if self.state is DomainState.LAPSED else self.created_at
        return self.state is not DomainState.VERIFIED and at - (since or self.created_at) >= FORGOTTEN_AFTER

    def records(self, target: str) -> tuple[DnsRecord, ...]:
        """What the seller has to set; nothing for the name that the platform gives."""
        if self.name is None:
            return ()
        value = f"{_PROOF}{self.token}"
        at_domain = self.found.aliases or self.found.addresses
        return (
            DnsRecord(
                type="TXT",
                name=f"{PROOF_LABEL}.{self.name}",
                value=value,
                found=self.found.texts,
                is_set=self.found.has_token(self.token),
            ),
            DnsRecord(type="CNAME", name=self.name, value=target, found=at_domain, is_set=self.found.leads_to(target)),
        )

    @property
    def _own(self) -> DomainName:
        if self.name is None:
            raise ValueError("the platform's own name is never verified")
        return self.name


def checked_domain(text: str, *, platform_hosts: Collection[str]) -> DomainName:
    """The text as the name of a domain, in lower case and ASCII; `DomainInvalid` or `DomainNotOwnable`."""
    name = _ascii(text.strip().removesuffix("."))
    labels = name.split(".")
    if len(name) > _LENGTH - len(PROOF_LABEL) - 1 or len(labels) < 2 or not _are_labels(labels):
        raise DomainInvalid
    if labels[-1] in _NOT_PUBLIC or any(name == host or name.endswith(f".{host}") for host in platform_hosts):
        raise DomainNotOwnable(domain=name)
    return DomainName(name)


def _ascii(text: str) -> str:
    try:
        return text.encode("idna").decode("ascii").lower()
    except UnicodeError as error:
        raise DomainInvalid from error


def _are_labels(labels: Sequence[str]) -> bool:
    # No top-level domain is a number: that would be an address.
    return all(_LABEL.fullmatch(label) for label in labels) and not labels[-1].isdecimal()
