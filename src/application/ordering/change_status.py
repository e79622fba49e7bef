"""The seller moves orders on their way."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bosonline.application.ordering.following import follow
from bosonline.application.ordering.ports import OpenOrderingWork
from bosonline.application.ports import Clock, Once
from bosonline.domain.errors import ChangedMeanwhile, PreconditionFailed, Refusal
from bosonline.domain.identity import Author, Member, StoreId
from bosonline.domain.ordering import Invoice, OrderStatusChanged, Status
from bosonline.domain.ordering.status import check_move


class CallOff(Protocol):
    """Have the courier leave an order's parcel, or refuse: then nothing has changed."""

    def __call__(self, *, store: StoreId, by: Author, invoice: Invoice, reason: str) -> object: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeOrderStatus:
    """Take an order one step on its way, and let its stock and its vouchers follow.

    Cancelling releases what was reserved, shipping takes it out of the warehouse, a returned parcel puts it back; an
    order that comes back from cancelled takes its stock again, or stays cancelled (`OutOfStock`). Vouchers are given
    back with the goods; one that cannot be taken again is honoured all the same.
    Cancelling an order whose parcel is booked asks the courier first: refused there, nothing changes.
    Raises `OrderNotFound`, `StatusNotAllowed`, what `CallOffParcel` raises, and `PreconditionFailed` when
    `seen_version` is not the present one.
    """

    work: OpenOrderingWork
    clock: Clock
    call_off: CallOff | None = None

    def __call__(
        self,
        *,
        member: Member,
        invoice: Invoice,
        status: Status,
        reason: str | None = None,
        seen_version: int | None = None,
        once: Once | None = None,
    ) -> OrderStatusChanged:
        if status is Status.CANCELLED and self.call_off is not None:
            seen_version = self._call_off_parcel(self.call_off, member, invoice, reason, seen_version)
        now = self.clock()
        with self.work(member.store, once) as work:
            order = work.orders.get(invoice)
            if seen_version not in (None, order.version):
                raise PreconditionFailed
            held = order.holds_stock
            changed = order.move(status, at=now, by=member.author, reason=reason)
            # The order first: who lost a race for it must not touch the stock that the other has moved already.
            work.orders.save(order)
            follow(work, order, changed, held=held, by=member.author)
            work.record(changed)
            work.commit(changed)
        return changed

    def _call_off_parcel(
        self, call_off: CallOff, member: Member, invoice: Invoice, reason: str | None, seen_version: int | None
    ) -> int | None:
        """Have the courier leave the parcel, before a transaction opens; the version to go by from then on."""
        with self.work(member.store) as work:
            order = work.orders.get(invoice)
        if seen_version not in (None, order.version):
            raise PreconditionFailed
        if not order.has_parcel:
            return seen_version
        check_move(order.status, order.payment_status, Status.CANCELLED)
        call_off(store=member.store, by=member.author, invoice=invoice, reason=reason or "cancelled by the seller")
        return None


@dataclass(frozen=True, slots=True)
class StatusOutcome:
    """How one order of a batch fared: the change, or the refusal."""

    invoice: Invoice
    outcome: OrderStatusChanged | Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeOrderStatuses:
    """Take several orders one step on their way; each fares by itself."""

    change_status: ChangeOrderStatus

    def __call__(
        self, *, member: Member, invoices: Sequence[Invoice], status: Status, reason: str | None = None
    ) -> list[StatusOutcome]:
        return [self._one(member, invoice, status, reason) for invoice in dict.fromkeys(invoices)]

    def _one(
        self, member: Member, invoice: Invoice, status: Status, reason: str | None, tries: int = 5
    ) -> StatusOutcome:
        try:
            changed = self.change_status(member=member, invoice=invoice, status=status, reason=reason)
        except ChangedMeanwhile as lost:
            if tries == 1:
                return StatusOutcome(invoice, lost)
            return self._one(member, invoice, status, reason, tries - 1)
        except Refusal as refusal:
            return StatusOutcome(invoice, refusal)
        return StatusOutcome(invoice, changed)
