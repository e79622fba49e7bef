"""A user opens a store, or goes on with opening it."""

from dataclasses import dataclass, replace

from bosonline.application.identity.ports import PhoneReader
from bosonline.application.ports import Clock, Once
from bosonline.application.stores.ports import OpenStoresWork, StoreRecords, StoresWork
from bosonline.application.stores.warehouses import DrawUpWarehouse, WarehouseWritten, deed
from bosonline.domain.identity import AuditEntry, Author, Place, Role, ServesAlready, StaffId, UserId
from bosonline.domain.names import free_name, stem_of
from bosonline.domain.stores import (
    RESERVED_SUBDOMAINS,
    Store,
    StoreSettings,
    Subdomain,
    SubdomainTaken,
    Warehouse,
    Zone,
    checked_subdomain,
)
from bosonline.domain.stores.subdomain import MAX_LENGTH

FirstWarehouse = WarehouseWritten
"""The warehouse that a store begins with, as its seller typed it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenStore:
    """A user becomes the owner of a new store, with its first warehouse where one is given.

    An owner who asks again for the same subdomain goes on where they stopped: the store stays as it is, and gets the
    warehouse if it has none.
    """

    work: OpenStoresWork
    clock: Clock
    phones: PhoneReader
    draw_up: DrawUpWarehouse

    def __call__(
        self,
        *,
        owner: UserId,
        name: str,
        phone: str,
        subdomain: str,
        zone: Zone = Zone.WIB,
        warehouse: FirstWarehouse | None = None,
        once: Once | None = None,
    ) -> Store:
        """The store; `ServesAlready`, `SubdomainTaken`, or what is wrong with a name, a number or a place."""
        store = Store(
            owner=owner,
            name=name,
            phone=self.phones.read(phone),
            subdomain=checked_subdomain(subdomain),
            settings=StoreSettings(zone=zone),
            created_at=self.clock(),
        )
        origin = None if warehouse is None else self.draw_up(warehouse, inside="warehouse.")
        with self.work(None, once) as work:
            standing = work.standings.of(owner)
            by = Author(None if standing.place is None else standing.place.staff, standing.name)
            if standing.place is None:
                by = Author(_open(work, store, standing.name), standing.name)
            else:
                store = _resumed(work, standing.place, store.subdomain)
            if origin is not None and not work.warehouses.all():
                _add(work, origin, by)
            work.commit(store)
        return store


def _open(work: StoresWork, store: Store, name: str) -> StaffId:
    _demand_free(work.stores, store)
    work.stores.add(store)
    work.enter_store(store.id)
    work.record(store.opened())
    owner = work.staff.add(store=store.id, user=store.owner, role=Role.OWNER, at=store.created_at)
    work.audit(
        AuditEntry(
            act="store-opened",
            by=Author(owner, name),
            at=store.created_at,
            about=f"store {store.id}",
            facts={"subdomain": store.subdomain},
        )
    )
    return owner


def _resumed(work: StoresWork, place: Place, subdomain: Subdomain) -> Store:
    work.enter_store(place.store)
    known = work.stores.get()
    if place.role is not Role.OWNER or known.subdomain != subdomain:
        raise ServesAlready
    return known


def _add(work: StoresWork, origin: Warehouse, by: Author) -> None:
    added = work.warehouses.add(replace(origin, is_default=True))
    work.record(added.added(by=by))
    work.audit(deed("warehouse-added", added, by, added.created_at))


def _demand_free(stores: StoreRecords, store: Store) -> None:
    name = store.subdomain
    taken = stores.subdomains_beginning(stem_of(name, most=MAX_LENGTH), at=store.created_at)
    if name in taken:
        raise SubdomainTaken(suggestion=free_name(name, taken | RESERVED_SUBDOMAINS, most=MAX_LENGTH))
