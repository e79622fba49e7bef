"""Cash on delivery as double entry, in memory."""

from collections.abc import Mapping, Sequence

from bosonline.adapters.outbound.memory.database import Shelf
from bosonline.domain.identity import StoreId
from bosonline.domain.shipping.cod_ledger import CodAccount, CodEntry, balances


class MemoryCodLedger:
    """The cash on delivery of one store, in one transaction."""

    def __init__(self, shelf: Shelf[tuple[StoreId, str], list[CodEntry]], store: StoreId) -> None:
        self._shelf, self._store = shelf, store

    def post(self, invoice: str, entries: Sequence[CodEntry], /) -> None:
        self._shelf.put((self._store, invoice), [*self.of(invoice), *entries])

    def of(self, invoice: str, /) -> Sequence[CodEntry]:
        return self._shelf.get((self._store, invoice)) or []

    def totals(self) -> Mapping[CodAccount, int]:
        mine = (entries for (store, _), entries in self._shelf.items() if store == self._store)
        return balances(entry for entries in mine for entry in entries)
