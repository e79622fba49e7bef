"""Stores, their warehouses, and who serves in them, in memory."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, replace
from datetime import datetime

from bosonline.adapters.outbound.memory.database import MemoryDatabase, Shelf
from bosonline.adapters.outbound.memory.lists import listed
from bosonline.application.identity.ports import Listed, Listing
from bosonline.domain.errors import ChangedMeanwhile, NotFound
from bosonline.domain.identity import StaffId, StaffMember, StoreId
from bosonline.domain.stores import (
    DomainId,
    DomainState,
    OldName,
    Onboarding,
    Step,
    Store,
    StoreDomain,
    Subdomain,
    Warehouse,
    WarehouseId,
)

WarehouseKey = tuple[StoreId, WarehouseId]
DomainKey = tuple[StoreId, DomainId]
FormerName = tuple[StoreId, OldName]


class MemoryStoreRecords:
    """The stores, in one transaction."""

    def __init__(
        self,
        shelf: Shelf[StoreId, Store],
        names: Shelf[DomainKey, StoreDomain],
        former: Shelf[Subdomain, FormerName],
        next_id: Callable[[], int],
        store: StoreId | None,
    ) -> None:
        self._shelf, self._names, self._former = shelf, names, former
        self._next_id, self._store = next_id, store

    def add(self, store: Store, /) -> None:
        if any(store.owner == other.owner or store.subdomain == other.subdomain for other in self._shelf.values()):
            raise ChangedMeanwhile
        store.id, store.version = StoreId(self._next_id()), 1
        self._shelf.put(store.id, store)
        first = StoreDomain(
            id=DomainId(self._next_id()),
            name=None,
            state=DomainState.VERIFIED,
            is_default=True,
            created_at=store.created_at,
            version=1,
        )
        self._names.put((store.id, first.id), first)

    def get(self) -> Store:
        found = None if self._store is None else self._shelf.get(self._store)
        if found is None:
            raise NotFound
        return found

    def save(self, store: Store, /) -> None:
        known = self.get()
        others = (other for other in self._shelf.values() if other.id != store.id)
        if known.version != store.version or any(store.subdomain == other.subdomain for other in others):
            raise ChangedMeanwhile
        store.version += 1
        self._shelf.put(store.id, store)

    def subdomains_beginning(self, beginning: str, /, *, at: datetime) -> frozenset[str]:
        return beginning_so(beginning, self._shelf, self._former, at)


class MemoryWarehouses:
    """The warehouses of one store, in one transaction."""

    def __init__(self, shelf: Shelf[WarehouseKey, Warehouse], next_id: Callable[[], int], store: StoreId) -> None:
        self._shelf, self._next_id, self._store = shelf, next_id, store

    def add(self, warehouse: Warehouse, /) -> Warehouse:
        self._demand_one_default(warehouse)
        kept = warehouse.kept(WarehouseId(self._next_id()))
        self._shelf.put((self._store, kept.id), kept)
        return kept

    def all(self) -> Sequence[Warehouse]:
        found = (warehouse for (store, _), warehouse in self._shelf.items() if store == self._store)
        return sorted(found, key=lambda warehouse: warehouse.id)

    def save(self, warehouse: Warehouse, /) -> Warehouse:
        self._demand_known(warehouse)
        self._demand_one_default(warehouse)
        saved = replace(warehouse, version=warehouse.version + 1)
        self._shelf.put((self._store, saved.id), saved)
        return saved

    def remove(self, warehouse: Warehouse, /) -> None:
        self._demand_known(warehouse)
        self._shelf.remove((self._store, warehouse.id))

    def _demand_known(self, warehouse: Warehouse) -> None:
        known = self._shelf.get((self._store, warehouse.id))
        if known is None or known.version != warehouse.version:
            raise ChangedMeanwhile

    def _demand_one_default(self, warehouse: Warehouse) -> None:
        if warehouse.is_default and any(one.is_default and one.id != warehouse.id for one in self.all()):
            raise ChangedMeanwhile


class MemoryRoster:
    """Who serves in one store, in one transaction."""

    def __init__(self, shelf: Shelf[StaffId, StaffMember], store: StoreId) -> None:
        self._shelf, self._store = shelf, store

    def serving(self, staff: Collection[StaffId], /) -> frozenset[StaffId]:
        serving = (one for one in self._shelf.values() if one.store == self._store and one.removed_at is None)
        return frozenset(one.id for one in serving if one.id in staff)


class MemoryStoreDesk:
    """Stores as they are read."""

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database

    def get(self, store: StoreId, /) -> Store | None:
        found: Store | None = self._database.read("stores").get(store)
        return found

    def onboarding(self, store: StoreId, /) -> Onboarding:
        read = self._database.read
        done = {
            Step.STORE: True,
            Step.WAREHOUSE: any(key[0] == store for key, _ in read("warehouses").items()),
            Step.BANK_ACCOUNT: any(one.store == store and one.is_active for one in read("bank_accounts").values()),
            Step.PRODUCT: any(one.store == store and one.archived_at is None for one in read("products").values()),
            Step.FORM: any(one.store == store for one in read("forms").values()),
        }
        return Onboarding(frozenset(step for step, is_done in done.items() if is_done))

    def warehouses(self, store: StoreId, listing: Listing, /) -> Listed:
        found = (warehouse for (of, _), warehouse in self._database.read("warehouses").items() if of == store)
        return listed(listing, (asdict(warehouse) for warehouse in found))


def beginning_so(
    beginning: str, stores: Shelf[StoreId, Store], former: Shelf[Subdomain, FormerName], at: datetime
) -> frozenset[str]:
    """Every subdomain that begins so, and every former one that is held."""
    names = {store.subdomain for store in stores.values()}
    held = {old.name for _, old in former.values() if old.until > at}
    return frozenset(name for name in names | held if name.startswith(beginning))
