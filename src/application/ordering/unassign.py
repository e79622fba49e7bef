"""What becomes of the orders of somebody who serves no longer."""

from dataclasses import dataclass

from bosonline.application.ordering.ports import OpenOrderingWork
from bosonline.application.ports import Clock
from bosonline.domain.identity import StaffRemoved, StoreId

AT_A_TIME = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class UnassignOrders:
    """Let the open orders of one who was removed wait for somebody else; how many there were.

    Closed ones keep the name. It may be asked again: what was unassigned stays so.
    """

    work: OpenOrderingWork
    clock: Clock

    def __call__(self, *, store: StoreId, removed: StaffRemoved) -> int:
        unassigned = 0
        while True:
            with self.work(store) as work:
                invoices = work.assignments.open_of(removed.staff, limit=AT_A_TIME)
                for invoice in invoices:
                    order = work.orders.get(invoice)
                    order.unassign(at=self.clock(), by=removed.by)
                    work.orders.save(order)
                work.commit()
            unassigned += len(invoices)
            if len(invoices) < AT_A_TIME:
                return unassigned
