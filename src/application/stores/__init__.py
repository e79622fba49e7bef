"""Stores, their regions and warehouses: the use cases."""

from dataclasses import dataclass

from bosonline.application.stores.change_store import ChangeStore, StoreWritten
from bosonline.application.stores.domains import AddDomain, DomainShown, ListDomains, MakeDomainDefault, Platform
from bosonline.application.stores.jobs import (
    ClearJobFiles,
    FetchJobFile,
    JobBoard,
    JobFile,
    JobShown,
    ListJobs,
    ReadJob,
    RunNextJob,
    add_job,
)
from bosonline.application.stores.notices import (
    AddNotice,
    ChangeNotice,
    ListNotices,
    MarkNoticeRead,
    Noticeboard,
    NoticeWritten,
    RemoveNotice,
)
from bosonline.application.stores.open_store import FirstWarehouse, OpenStore
from bosonline.application.stores.provider_areas import (
    AreaGiven,
    AreasImported,
    AreasUnusable,
    ImportProviderAreas,
    Unmatched,
)
from bosonline.application.stores.read_store import ReadOnboarding, ReadStore
from bosonline.application.stores.regions import ListRegions, SearchRegions
from bosonline.application.stores.register import ListStores, Oversight, RestoreStore, SuspendStore
from bosonline.application.stores.roster import demand_serving
from bosonline.application.stores.subdomains import ChangeSubdomain, CheckSubdomain, SubdomainCheck
from bosonline.application.stores.verify_domain import LookDomainsOver, VerifyDomain
from bosonline.application.stores.warehouses import (
    AddWarehouse,
    ChangeWarehouse,
    DrawUpWarehouse,
    ListWarehouses,
    MakeWarehouseDefault,
    RemoveWarehouse,
    WarehouseWritten,
)

__all__ = [
    "AddDomain",
    "AddNotice",
    "AddWarehouse",
    "AreaGiven",
    "AreasImported",
    "AreasUnusable",
    "ChangeNotice",
    "ChangeStore",
    "ChangeSubdomain",
    "ChangeWarehouse",
    "CheckSubdomain",
    "ClearJobFiles",
    "DomainShown",
    "Domains",
    "DrawUpWarehouse",
    "FetchJobFile",
    "FirstWarehouse",
    "ImportProviderAreas",
    "JobBoard",
    "JobFile",
    "JobShown",
    "ListDomains",
    "ListJobs",
    "ListNotices",
    "ListRegions",
    "ListStores",
    "ListWarehouses",
    "LookDomainsOver",
    "MakeDomainDefault",
    "MakeWarehouseDefault",
    "MarkNoticeRead",
    "NoticeWritten",
    "Noticeboard",
    "OpenStore",
    "Oversight",
    "Places",
    "Platform",
    "ReadJob",
    "ReadOnboarding",
    "ReadStore",
    "RemoveNotice",
    "RemoveWarehouse",
    "RestoreStore",
    "RunNextJob",
    "SearchRegions",
    "StoreWritten",
    "Stores",
    "SubdomainCheck",
    "SuspendStore",
    "Unmatched",
    "VerifyDomain",
    "WarehouseWritten",
    "add_job",
    "demand_serving",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stores:
    """Everything that can be done with stores themselves."""

    open: OpenStore
    read: ReadStore
    onboarding: ReadOnboarding
    change: ChangeStore
    check_subdomain: CheckSubdomain
    change_subdomain: ChangeSubdomain


@dataclass(frozen=True, slots=True, kw_only=True)
class Domains:
    """Everything that can be done with the names that stores are reached by."""

    list: ListDomains
    add: AddDomain
    verify: VerifyDomain
    make_default: MakeDomainDefault
    look_over: LookDomainsOver


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Everything that can be done with places: the country's, and those that a store sends from."""

    search: SearchRegions
    children: ListRegions
    import_areas: ImportProviderAreas
    warehouses: ListWarehouses
    add_warehouse: AddWarehouse
    change_warehouse: ChangeWarehouse
    remove_warehouse: RemoveWarehouse
    make_warehouse_default: MakeWarehouseDefault
