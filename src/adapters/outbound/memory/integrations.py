"""What stores set for outside parties, in memory."""

from bosonline.adapters.outbound.memory.database import MemoryDatabase, Shelf
from bosonline.domain.identity import StoreId
from bosonline.domain.shipping.integration import Integration, Party

Key = tuple[StoreId, Party]


class MemoryIntegrations:
    """What one store set for outside parties, in one transaction."""

    def __init__(self, shelf: Shelf[Key, Integration], store: StoreId) -> None:
        self._shelf, self._store = shelf, store

    def get(self, party: Party, /) -> Integration | None:
        return self._shelf.get((self._store, party))

    def put(self, integration: Integration, /) -> None:
        self._shelf.put((self._store, integration.party), integration)


class MemoryIntegrationDesk:
    """What stores set for outside parties, as it is read."""

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database

    def find(self, store: StoreId, party: Party, /) -> Integration | None:
        found: Integration | None = self._database.read("integrations").get((store, party))
        return found
