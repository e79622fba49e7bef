"""Who looks after which orders, in memory."""

from collections.abc import Sequence

from bosonline.adapters.outbound.memory.database import Shelf
from bosonline.domain.identity import StaffId, StoreId
from bosonline.domain.ordering import OPEN, Invoice, Order


class MemoryAssignments:
    """Who looks after which orders of one store, in one transaction."""

    def __init__(self, orders: Shelf[tuple[StoreId, Invoice], Order], store: StoreId) -> None:
        self._orders, self._store = orders, store

    def open_of(self, staff: StaffId, *, limit: int) -> Sequence[Invoice]:
        found = [
            order
            for (store, _), order in self._orders.items()
            if store == self._store and order.status in OPEN and order.cs is not None and order.cs.staff == staff
        ]
        found.sort(key=lambda order: (order.created_at, order.invoice))
        return [order.invoice for order in found[:limit]]
