"""What shows that orders were paid, in memory."""

from collections.abc import Sequence

from bosonline.adapters.outbound.memory.database import MemoryDatabase, Shelf
from bosonline.domain.errors import ChangedMeanwhile
from bosonline.domain.identity import StoreId
from bosonline.domain.ordering import Invoice, Proof, Secret


class MemoryProofs:
    """The proofs of payment of one store, in one transaction."""

    def __init__(self, proofs: Shelf[tuple[StoreId, Invoice], list[Proof]], store: StoreId) -> None:
        self._proofs, self._store = proofs, store

    def of(self, invoice: Invoice, /) -> Sequence[Proof]:
        return self._proofs.get((self._store, invoice)) or []

    def add(self, invoice: Invoice, proof: Proof, /) -> None:
        proofs = self.of(invoice)
        if any(kept.number == proof.number for kept in proofs):
            raise ChangedMeanwhile
        self._proofs.put((self._store, invoice), [*proofs, proof])


class MemoryProofDesk:
    """Proofs as they are read."""

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database

    def store_of(self, secret: Secret, /) -> StoreId | None:
        orders = self._database.read("orders").items()
        return next((store for (store, _), order in orders if order.secret == secret), None)

    def file_name(self, store: StoreId, invoice: Invoice, number: int) -> str | None:
        proofs: list[Proof] = self._database.read("order_proofs").get((store, invoice)) or []
        return next((proof.file_name for proof in proofs if proof.number == number), None)
