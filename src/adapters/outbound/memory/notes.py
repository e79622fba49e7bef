"""The notes on orders, in memory."""

from bosonline.adapters.outbound.memory.database import Shelf
from bosonline.domain.errors import ChangedMeanwhile
from bosonline.domain.identity import StoreId
from bosonline.domain.ordering import Invoice, Note


class MemoryNotes:
    """The notes on the orders of one store, in one transaction."""

    def __init__(self, notes: Shelf[tuple[StoreId, Invoice], list[Note]], store: StoreId) -> None:
        self._notes, self._store = notes, store

    def next_number(self, invoice: Invoice, /) -> int:
        return len(self._of(invoice)) + 1

    def add(self, invoice: Invoice, note: Note, /) -> None:
        notes = self._of(invoice)
        if note.number != len(notes) + 1:
            raise ChangedMeanwhile
        self._notes.put((self._store, invoice), [*notes, note])

    def _of(self, invoice: Invoice) -> list[Note]:
        return self._notes.get((self._store, invoice)) or []
