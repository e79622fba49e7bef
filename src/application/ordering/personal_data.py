"""What a store keeps about one buyer: told, and erased."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Protocol

from bosonline.application.identity.erasing import AT_A_TIME, LISTED, OpenErasingWork
from bosonline.application.identity.ports import PhoneReader, Witness
from bosonline.application.ordering.ports import OrderDesk
from bosonline.application.ports import Clock, Once
from bosonline.application.stores.jobs import told
from bosonline.domain.errors import NotFound
from bosonline.domain.identity import AuditEntry, Author, Member, StoreId
from bosonline.domain.identity.data_deletion import OpenOrdersFirst
from bosonline.domain.ordering import Invoice
from bosonline.domain.phone import Phone
from bosonline.domain.stores import JobOvertaken


class PhoneHash(Protocol):
    """What may be kept of a phone: nobody without the key can tell whose it is."""

    def __call__(self, store: StoreId, phone: Phone, /) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyerBlocked:
    """Since when a buyer's phone is on the blocklist, and why."""

    reason: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyerFile:
    """Where a buyer stands in the records of a store; `opted_out`: they want no follow-ups."""

    invoices: Sequence[Invoice]
    opted_out: bool
    blocked: BuyerBlocked | None = None


class BuyerDesk(Protocol):
    """Buyers as they are read."""

    def find(self, store: StoreId, phone: Phone, /) -> BuyerFile:
        """What there is on one buyer, the newest order first."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyerErased:
    """What a store kept about a buyer is gone, but for the books."""

    orders: int
    by: Author
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EraseBuyer:
    """Erase who a buyer is from everything that the member's store keeps; it cannot be undone.

    Amounts, dates and districts stay, and a keyed hash of the phone.
    The files of orders that jobs made end. Raises `PhoneInvalid`, and `OpenOrdersFirst`.
    """

    work: OpenErasingWork
    phones: PhoneReader
    phone_hash: PhoneHash
    clock: Clock

    def __call__(self, *, member: Member, phone: str, once: Once | None = None) -> BuyerErased:
        number = self.phones.read(phone)
        with self.work(member.store, once) as work:
            still_open = work.traces.open_orders(number, limit=LISTED)
            if still_open:
                raise OpenOrdersFirst.of(still_open)
            at, orders, some = self.clock(), 0, AT_A_TIME
            while some == AT_A_TIME:
                some = work.traces.erase_orders(number, limit=AT_A_TIME, at=at)
                orders += some
            work.traces.erase_wish(number)
            work.traces.erase_blocked(number)
            if orders:
                work.traces.note_erased(self.phone_hash(member.store, number), at=at)
                work.traces.end_order_jobs(at=at, outcome=told(JobOvertaken()))
            erased = BuyerErased(orders=orders, by=member.author, at=at)
            work.record(erased)
            work.audit(AuditEntry(act="buyer-erased", by=member.author, at=at, facts={"orders": str(orders)}))
            work.commit(erased)
        return erased


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportBuyer:
    """Everything that the member's store keeps about one buyer; `PhoneInvalid`, or `NotFound` where that is nothing."""

    buyers: BuyerDesk
    orders: OrderDesk
    phones: PhoneReader
    witness: Witness
    clock: Clock

    def __call__(self, *, member: Member, phone: str) -> Mapping[str, Any]:
        number = self.phones.read(phone)
        found = self.buyers.find(member.store, number)
        if not found.invoices and not found.opted_out and found.blocked is None:
            raise NotFound
        entry = AuditEntry(act="buyer-exported", by=member.author, at=self.clock(), store=member.store)
        self.witness(entry)
        details = (self.orders.detail(member.store, invoice) for invoice in found.invoices)
        return {
            "phone": number.e164,
            "opted_out": found.opted_out,
            "blocked": found.blocked and asdict(found.blocked),
            "orders": [_told(detail) for detail in details if detail is not None],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalData:
    """What buyers may ask of a store, and the store does for them."""

    erase: EraseBuyer
    export: ExportBuyer


def _told(detail: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in detail.items() if name not in ("secret", "version")}
