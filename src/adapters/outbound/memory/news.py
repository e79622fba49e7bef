"""Who was told of which orders, in memory."""

from datetime import datetime

from bosonline.adapters.outbound.memory.database import Shelf
from bosonline.domain.identity import StoreId
from bosonline.domain.ordering import Invoice

Told = Shelf[tuple[StoreId, Invoice, str], datetime]


class MemoryNews:
    """Who was told of which orders of one store, in one transaction."""

    def __init__(self, told: Told, store: StoreId) -> None:
        self._told, self._store = told, store

    def claim(self, invoice: Invoice, recipient: str, /, *, at: datetime) -> bool:
        key = (self._store, invoice, recipient)
        if self._told.get(key) is not None:
            return False
        self._told.put(key, at)
        return True

    def release(self, invoice: Invoice, recipient: str, /) -> None:
        self._told.remove((self._store, invoice, recipient))

    def count(self, recipient: str, /, *, since: datetime) -> int:
        return sum((store, to) == (self._store, recipient) and at > since for (store, _, to), at in self._told.items())
