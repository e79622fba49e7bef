"""Orders that nobody paid for in time give back what they held."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bosonline.application.ordering.following import follow
from bosonline.application.ordering.ports import OpenOrderingWork
from bosonline.application.ports import Clock
from bosonline.domain.errors import Conflict, NotFound
from bosonline.domain.identity import SYSTEM, StoreId
from bosonline.domain.ordering import EXPIRED, Invoice, Status

AT_A_TIME = 100


@dataclass(frozen=True, slots=True)
class Overdue:
    """An order that waited in vain, of any store."""

    due_at: datetime
    store: StoreId
    invoice: Invoice


class OverdueOrders(Protocol):
    """The orders of every store that wait for their first payment."""

    def due(self, at: datetime, /, *, after: Overdue | None, limit: int) -> Sequence[Overdue]:
        """Those whose deadline is over at that instant, the longest overdue first; with `after` those that follow."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpireOrder:
    """Cancel one order whose deadline is over; False where there is nothing to cancel (any more).

    Raises `OrderNotFound`, and `ChangedMeanwhile` where somebody else was faster.
    """

    work: OpenOrderingWork
    clock: Clock

    def __call__(self, *, store: StoreId, invoice: Invoice) -> bool:
        now = self.clock()
        with self.work(store) as work:
            order = work.orders.get(invoice)
            if not order.is_overdue(now):
                return False
            changed = order.move(Status.CANCELLED, at=now, by=SYSTEM, reason=EXPIRED)
            # The order first: who lost a race for it must not give back what the other has settled already.
            work.orders.save(order)
            follow(work, order, changed, held=True, by=SYSTEM)
            work.record(changed)
            work.commit()
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpireOrders:
    """Cancel every order whose deadline is over; how many there were.

    It may be done by several at once, and again: an order is cancelled once, and one that is paid meanwhile stays.
    Raises an `ExceptionGroup` where orders could not be cancelled for a reason that nobody foresaw; all others are
    cancelled before.
    """

    overdue: OverdueOrders
    expire: ExpireOrder
    clock: Clock

    def __call__(self) -> int:
        expired, last, now = 0, None, self.clock()
        failed: list[Exception] = []
        while True:
            due = self.overdue.due(now, after=last, limit=AT_A_TIME)
            for one in due:
                try:
                    # Whoever was faster has decided.
                    with suppress(Conflict, NotFound):
                        expired += self.expire(store=one.store, invoice=one.invoice)
                except Exception as error:  # one order must not keep those of other stores waiting
                    error.add_note(f"order {one.invoice} of store {one.store}")
                    failed.append(error)
            if len(due) < AT_A_TIME:
                break
            last = due[-1]
        if failed:
            msg = "these orders could not be cancelled"
            raise ExceptionGroup(msg, failed)
        return expired
