"""The seller moves orders on their way."""

from collections.abc import Sequence
from dataclasses import dataclass

from bosonline.application.ordering.following import follow
from bosonline.application.ordering.ports import OpenOrderingWork
from bosonline.application.ports import Clock, Once
from bosonline.domain.errors import ChangedMeanwhile, PreconditionFailed, Refusal
from bosonline.domain.identity import Member
from bosonline.domain.ordering import Invoice, OrderStatusChanged, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeOrderStatus:
    """Take an order one step on its way, and let its stock and its vouchers follow.

    Cancelling releases what was reserved, shipping takes it out of the warehouse, a returned parcel puts it back; an
    order that comes back from cancelled takes its stock again, or stays cancelled (`OutOfStock`). Vouchers are given
    back with the goods; one that cannot be taken again is honoured all the same.
    Raises `OrderNotFound`, `StatusNotAllowed`, and `PreconditionFailed` when `seen_version` is not the present one.
    """

    work: OpenOrderingWork
    clock: Clock

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
