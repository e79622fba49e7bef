"""Stores, their names and their places on a backend, wired as the product wires them."""

from collections.abc import Sequence
from itertools import count

from bosonline.adapters.outbound.dns import ListedSuffixes
from bosonline.adapters.outbound.memory.dns import MemoryDomainRecords
from bosonline.adapters.outbound.memory.store_names import (
    MemoryDomainRounds,
    MemoryNameDesk,
    MemoryProviderAreas,
    MemoryStoreAddresses,
)
from bosonline.adapters.outbound.memory.stores import MemoryStoreDesk
from bosonline.adapters.outbound.phones import PhonenumbersReader
from bosonline.adapters.outbound.regions import KemendagriRegions
from bosonline.adapters.outbound.sql.provider_areas import SqlProviderAreas
from bosonline.adapters.outbound.sql.store_names import SqlDomainRounds, SqlNameDesk, SqlStoreAddresses
from bosonline.adapters.outbound.sql.stores import SqlStoreDesk
from bosonline.application.identity.ports import AuditFilter
from bosonline.application.stores import (
    AddDomain,
    AddWarehouse,
    ChangeStore,
    ChangeSubdomain,
    ChangeWarehouse,
    CheckSubdomain,
    Domains,
    DrawUpWarehouse,
    ImportProviderAreas,
    ListDomains,
    ListRegions,
    ListWarehouses,
    LookDomainsOver,
    MakeDomainDefault,
    MakeWarehouseDefault,
    OpenStore,
    Places,
    Platform,
    ReadOnboarding,
    ReadStore,
    RemoveWarehouse,
    SearchRegions,
    Stores,
    VerifyDomain,
    WarehouseWritten,
)
from bosonline.application.stores.ports import (
    DomainRecords,
    DomainRounds,
    NameDesk,
    ProviderAreas,
    StoreAddresses,
    StoreDesk,
)
from bosonline.domain.identity import AuditEntry, Member, SessionId, StoreId
from bosonline.testing.backends import Backend
from bosonline.testing.identity import add_user, audit_log_of

REGIONS = KemendagriRegions()
"""One for all tests, since what it reads never changes."""

PLATFORM = Platform(hosts=("localhost", "bosonline.id"), host="bosonline.id", target="toko.bosonline.id")


def stores_on(backend: Backend) -> Stores:
    """The facade of stores themselves."""
    work, clock, phones = backend.work, backend.clock, PhonenumbersReader()
    desk, names = store_desk_of(backend), name_desk_of(backend)
    return Stores(
        open=OpenStore(work=work, clock=clock, phones=phones, draw_up=draw_up_on(backend)),
        read=ReadStore(stores=desk),
        onboarding=ReadOnboarding(stores=desk),
        change=ChangeStore(work=work, clock=clock, phones=phones, regions=REGIONS),
        check_subdomain=CheckSubdomain(names=names, clock=clock),
        change_subdomain=ChangeSubdomain(work=work, clock=clock),
    )


def domains_on(backend: Backend, records: DomainRecords | None = None, *, platform: Platform = PLATFORM) -> Domains:
    """The facade of names; its tokens are counted: `token-1`, `token-2`, ..."""
    work, clock, names, tokens = backend.work, backend.clock, name_desk_of(backend), count(1)
    asked = MemoryDomainRecords() if records is None else records
    verify = VerifyDomain(work=work, clock=clock, names=names, records=asked, platform=platform)
    return Domains(
        list=ListDomains(names=names, stores=store_desk_of(backend), platform=platform),
        add=AddDomain(
            work=work,
            clock=clock,
            suffixes=ListedSuffixes(),
            platform=platform,
            new_token=lambda: f"token-{next(tokens)}",
        ),
        verify=verify,
        make_default=MakeDomainDefault(work=work, clock=clock, platform=platform),
        look_over=LookDomainsOver(rounds=domain_rounds_of(backend), verify=verify, work=work, clock=clock),
    )


def places_on(backend: Backend) -> Places:
    """The facade of places."""
    work, clock, draw_up = backend.work, backend.clock, draw_up_on(backend)
    return Places(
        search=SearchRegions(regions=REGIONS),
        children=ListRegions(regions=REGIONS),
        import_areas=ImportProviderAreas(areas=provider_areas_of(backend), regions=REGIONS),
        warehouses=ListWarehouses(stores=store_desk_of(backend)),
        add_warehouse=AddWarehouse(work=work, draw_up=draw_up),
        change_warehouse=ChangeWarehouse(work=work, draw_up=draw_up, clock=clock),
        remove_warehouse=RemoveWarehouse(work=work, clock=clock),
        make_warehouse_default=MakeWarehouseDefault(work=work, clock=clock),
    )


def draw_up_on(backend: Backend) -> DrawUpWarehouse:
    """From what was typed to a warehouse."""
    return DrawUpWarehouse(clock=backend.clock, phones=PhonenumbersReader(), regions=REGIONS)


def store_desk_of(backend: Backend) -> StoreDesk:
    """Stores as they are read, on this backend."""
    return MemoryStoreDesk(backend.database) if backend.name == "memory" else SqlStoreDesk(backend.database)


def name_desk_of(backend: Backend) -> NameDesk:
    """The names of stores as they are read, on this backend."""
    return MemoryNameDesk(backend.database) if backend.name == "memory" else SqlNameDesk(backend.database)


def addresses_of(backend: Backend) -> StoreAddresses:
    """Stores by the names that requests come under, on this backend."""
    if backend.name == "memory":
        return MemoryStoreAddresses(backend.database, backend.clock)
    return SqlStoreAddresses(backend.database, backend.clock)


def domain_rounds_of(backend: Backend) -> DomainRounds:
    """The domains of every store, on this backend."""
    return MemoryDomainRounds(backend.database) if backend.name == "memory" else SqlDomainRounds(backend.database)


def provider_areas_of(backend: Backend) -> ProviderAreas:
    """Our districts under the ids of providers, on this backend."""
    if backend.name == "memory":
        return MemoryProviderAreas()
    return SqlProviderAreas(backend.database, backend.clock)


def audited(backend: Backend, store: StoreId) -> Sequence[AuditEntry]:
    """The audit log of a store, the oldest entry first."""
    log = audit_log_of(backend)
    page = log.page(store, AuditFilter(), newest_first=False, start=0, limit=100, after=None)
    return [row.entry for row in page.rows]


def open_as(backend: Backend, subdomain: str, *, warehouse: WarehouseWritten | None = None) -> Member:
    """A new user, as the owner of a new store of this name."""
    owner = add_user(backend, email=f"{subdomain}@example.com", name=subdomain)
    stores_on(backend).open(
        owner=owner, name=f"Toko {subdomain}", phone="081234567890", subdomain=subdomain, warehouse=warehouse
    )
    with backend.work() as work:
        member: Member | None = work.standings.of(owner).account(SessionId("session")).member
    assert member is not None
    return member
