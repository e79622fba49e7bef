"""Whom a store wants no orders from, and what it knows about a phone number."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from bosonline.application.identity.ports import Listed, Listing, PhoneReader
from bosonline.application.ordering.personal_data import PhoneHash
from bosonline.application.ordering.read import sees_contacts
from bosonline.application.ports import Clock, Once, UnitOfWork
from bosonline.application.stores.ports import Regions
from bosonline.domain.errors import Forbidden
from bosonline.domain.identity import AuditEntry, Member, StoreId
from bosonline.domain.ordering.blocklist import (
    Blocked,
    BlockedId,
    BlockedNotFound,
    BlockedPlace,
    PhoneOrAddressNeeded,
)
from bosonline.domain.ordering.search import beginnings
from bosonline.domain.phone import Phone
from bosonline.domain.stores import RegionUnknown


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberFile:
    """What a store knows about a phone; `orders` counts those that were placed."""

    is_blocked: bool
    opted_out: bool
    orders: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberChecked:
    """A phone in its normal form, and what the store knows about it."""

    phone: Phone
    known: NumberFile


class Blocklist(Protocol):
    """Whom the work's store wants no orders from."""

    def add(self, entry: Blocked, /) -> Blocked:
        """Keep a new entry, which comes back with its id; `BlockedAlready` where one has its key."""
        ...

    def remove(self, entry: BlockedId, /) -> bool:
        """Forget an entry; False where there is none."""
        ...


class BlocklistDesk(Protocol):
    """Blocklists as they are read."""

    def page(self, store: StoreId, listing: Listing, /) -> Listed:
        """Entries as rows, by `at`, searched in `phone`, `street` or `reason`."""
        ...

    def number(self, store: StoreId, phone: Phone, *, key: str) -> NumberFile:
        """What there is on a phone, which the blocklist knows by its key."""
        ...


class BlockingWork(UnitOfWork, Protocol):
    """A transaction on the blocklist of one store."""

    @property
    def blocklist(self) -> Blocklist: ...


class OpenBlockingWork(Protocol):
    """Begin a transaction on one store, perhaps under a caller's key."""

    def __call__(self, store: StoreId, once: Once | None = None, /) -> BlockingWork: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockBuyer:
    """Put a phone or an address on the blocklist.

    Raises `PhoneOrAddressNeeded`, `PhoneInvalid`, `RegionUnknown`, `StreetInvalid` and `BlockedAlready`.
    """

    work: OpenBlockingWork
    phones: PhoneReader
    phone_hash: PhoneHash
    regions: Regions
    clock: Clock

    def __call__(
        self,
        *,
        member: Member,
        phone: str | None = None,
        address: tuple[str, str] | None = None,
        reason: str = "",
        once: Once | None = None,
    ) -> Blocked:
        """`address` is the street and the code of the district."""
        entry = self._entry(member, phone, address, reason)
        with self.work(member.store, once) as work:
            entry = work.blocklist.add(entry)
            work.audit(_deed("blocklist-added", entry.id, member, at=entry.at))
            work.commit(entry)
        return entry

    def _entry(self, member: Member, phone: str | None, address: tuple[str, str] | None, reason: str) -> Blocked:
        at, by = self.clock(), member.author
        if phone is not None and address is None:
            number = self.phones.read(phone)
            return Blocked(key=self.phone_hash(member.store, number), phone=number, reason=reason, by=by, at=at)
        if address is None or phone is not None:
            raise PhoneOrAddressNeeded
        street, code = address
        district = self.regions.district(code)
        if district is None:
            raise RegionUnknown(field="address.district_code", region=code)
        place = BlockedPlace(street=street, district_code=district.code, region=district.path)
        return Blocked(key=place.key, place=place, reason=reason, by=by, at=at)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnblockBuyer:
    """Take an entry off the blocklist; or `BlockedNotFound`."""

    work: OpenBlockingWork
    clock: Clock

    def __call__(self, *, member: Member, entry: BlockedId) -> None:
        with self.work(member.store) as work:
            if not work.blocklist.remove(entry):
                raise BlockedNotFound
            work.audit(_deed("blocklist-removed", entry, member, at=self.clock()))
            work.commit()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListBlocked:
    """A page of the blocklist; phones are found however they are typed.

    For who may not see how to reach buyers phones are masked and cannot be searched: `Forbidden`.
    """

    desk: BlocklistDesk

    def __call__(self, *, member: Member, listing: Listing) -> Listed:
        """The rows and how many there are in all."""
        sees = sees_contacts(member)
        if listing.keyword is not None and listing.category == "phone":
            if not sees:
                raise Forbidden
            typed = beginnings(listing.keyword, category="customer_phone")
            listing = replace(listing, keyword=typed.get("customer_phone", listing.keyword))
        found = self.desk.page(member.store, listing)
        return found if sees else replace(found, rows=[_masked(row) for row in found.rows])


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckNumber:
    """What the member's store knows about a phone number; `PhoneInvalid` for what is none."""

    desk: BlocklistDesk
    phones: PhoneReader
    phone_hash: PhoneHash

    def __call__(self, *, member: Member, phone: str) -> NumberChecked:
        number = self.phones.read(phone)
        key = self.phone_hash(member.store, number)
        return NumberChecked(phone=number, known=self.desk.number(member.store, number, key=key))


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocking:
    """Everything that can be done with the blocklist."""

    block: BlockBuyer
    unblock: UnblockBuyer
    list: ListBlocked
    check: CheckNumber


def _deed(act: str, entry: BlockedId, member: Member, *, at: datetime) -> AuditEntry:
    return AuditEntry(act=act, by=member.author, at=at, about=f"blocklist {entry}")


def _masked(row: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**row, "phone": row["phone"] and Phone(row["phone"]).masked}
