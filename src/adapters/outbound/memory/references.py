"""By which names of their own orders were imported, in memory."""

from collections.abc import Mapping, Sequence
from hashlib import sha256

from bosonline.adapters.outbound.memory.database import Shelf
from bosonline.domain.errors import ChangedMeanwhile
from bosonline.domain.identity import StoreId
from bosonline.domain.ordering import Invoice


class MemoryReferences:
    """What imported orders of one store are called, in one transaction."""

    def __init__(self, references: Shelf[tuple[StoreId, str], Invoice], store: StoreId) -> None:
        self._references, self._store = references, store

    def known(self, references: Sequence[str], /) -> Mapping[str, Invoice]:
        found = {reference: self._references.get((self._store, _hash(reference))) for reference in references}
        return {reference: invoice for reference, invoice in found.items() if invoice is not None}

    def add(self, reference: str, invoice: Invoice, /) -> None:
        key = (self._store, _hash(reference))
        if self._references.get(key) is not None:
            raise ChangedMeanwhile
        self._references.put(key, invoice)


def _hash(reference: str) -> str:
    return sha256(reference.encode()).hexdigest()
