"""What is charged besides on orders, in memory."""

from collections.abc import Sequence

from bosonline.adapters.outbound.memory.database import Shelf
from bosonline.domain.identity import StoreId
from bosonline.domain.ordering import Fee, Invoice


class MemoryFees:
    """What is charged besides on the orders of one store, in one transaction."""

    def __init__(self, fees: Shelf[tuple[StoreId, Invoice], tuple[Fee, ...]], store: StoreId) -> None:
        self._fees, self._store = fees, store

    def of(self, invoice: Invoice, /) -> Sequence[Fee]:
        return self._fees.get((self._store, invoice)) or ()

    def replace(self, invoice: Invoice, fees: Sequence[Fee], /) -> None:
        self._fees.put((self._store, invoice), tuple(fees))
