"""What buyers are to transfer, in memory."""

from bosonline.adapters.outbound.memory.database import Shelf
from bosonline.domain.identity import StoreId
from bosonline.domain.money import Money
from bosonline.domain.ordering import Invoice, Order
from bosonline.domain.ordering.unique_code import is_due_by_transfer


class MemoryTransfers:
    """What buyers of one store are to transfer, in one transaction."""

    def __init__(self, orders: Shelf[tuple[StoreId, Invoice], Order], store: StoreId) -> None:
        self._orders, self._store = orders, store

    def due(self, least: Money, most: Money, /, *, account: int | None, but: Invoice) -> frozenset[Money]:
        due = (
            order
            for (store, invoice), order in self._orders.items()
            if store == self._store and invoice != but and is_due_by_transfer(order)
        )
        return frozenset(
            order.totals.total
            for order in due
            if least.idr <= order.totals.total.idr <= most.idr
            and (account is None or order.bank_account in (account, None))
        )
