"""Stores, their warehouses, and who serves in them."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, exists, insert, select, union_all, update
from sqlalchemy.exc import IntegrityError

from bosonline.adapters.outbound.codec import plain, revive
from bosonline.adapters.outbound.sql.database import Database
from bosonline.adapters.outbound.sql.lists import ListStatements, begins, literally
from bosonline.adapters.outbound.sql.tables.catalog import products
from bosonline.adapters.outbound.sql.tables.forms import forms
from bosonline.adapters.outbound.sql.tables.identity import staff
from bosonline.adapters.outbound.sql.tables.metadata import Instant
from bosonline.adapters.outbound.sql.tables.payments import bank_accounts
from bosonline.adapters.outbound.sql.tables.stores import (
    former_subdomains,
    store_domains,
    stores,
    warehouses,
)
from bosonline.application.identity.ports import Listed, Listing
from bosonline.domain.errors import ChangedMeanwhile, NotFound
from bosonline.domain.identity import StaffId, StoreId, UserId
from bosonline.domain.phone import Phone
from bosonline.domain.stores import (
    Coordinates,
    DistrictCode,
    DomainState,
    Onboarding,
    Step,
    Store,
    StoreSettings,
    StoreStatus,
    Subdomain,
    Warehouse,
    WarehouseId,
)

_ADD = insert(stores).returning(stores.c.id)
_GET = select(stores).where(stores.c.id == bindparam("store"))
_SAVE = update(stores).where(stores.c.id == bindparam("of_store"), stores.c.version == bindparam("was"))
BEGINNING = union_all(
    select(stores.c.subdomain).where(begins(stores.c.subdomain)),
    select(former_subdomains.c.name).where(
        begins(former_subdomains.c.name), former_subdomains.c.until > bindparam("now", type_=Instant)
    ),
)
"""Every subdomain that begins so, and every former one that is held."""
_ADD_FIRST_NAME = insert(store_domains)
_ADD_WAREHOUSE = insert(warehouses).returning(warehouses.c.id)
_ALL_WAREHOUSES = select(warehouses).where(warehouses.c.store_id == bindparam("store")).order_by(warehouses.c.id)
_IS_WAREHOUSE = (
    warehouses.c.store_id == bindparam("of_store"),
    warehouses.c.id == bindparam("of_warehouse"),
    warehouses.c.version == bindparam("was"),
)
_SAVE_WAREHOUSE = update(warehouses).where(*_IS_WAREHOUSE)
_REMOVE_WAREHOUSE = delete(warehouses).where(*_IS_WAREHOUSE)
_LIST_WAREHOUSES = ListStatements(
    select(warehouses).where(warehouses.c.store_id == bindparam("store")),
    {"created_at": warehouses.c.created_at, "name": warehouses.c.name, "contact_name": warehouses.c.contact_name},
    warehouses.c.id,
)
_SERVING = select(staff.c.id).where(
    staff.c.store_id == bindparam("store"),
    staff.c.id.in_(bindparam("ids", expanding=True)),
    staff.c.removed_at.is_(None),
)
_STEPS = {
    Step.WAREHOUSE: exists().where(warehouses.c.store_id == bindparam("store")),
    Step.BANK_ACCOUNT: exists().where(bank_accounts.c.store_id == bindparam("store"), bank_accounts.c.is_active),
    Step.PRODUCT: exists().where(products.c.store_id == bindparam("store"), products.c.archived_at.is_(None)),
    Step.FORM: exists().where(forms.c.store_id == bindparam("store"), forms.c.deleted_at.is_(None)),
}
_ONBOARDING = select(*(condition.label(step.value) for step, condition in _STEPS.items()))


class SqlStoreRecords:
    """The stores, in one transaction."""

    def __init__(self, execute: Callable[..., Any], store: StoreId | None) -> None:
        self._execute, self._store = execute, store

    def add(self, store: Store, /) -> None:
        store.version = 1
        values = {"owner_id": store.owner, "created_at": store.created_at, **_values(store)}
        try:
            store.id = StoreId(self._execute(_ADD, values).scalar_one())
        except IntegrityError as error:
            raise ChangedMeanwhile from error
        self._execute(_ADD_FIRST_NAME, {**_FIRST_NAME, "store_id": store.id, "created_at": store.created_at})

    def save(self, store: Store, /) -> None:
        values = {**_values(store), "version": store.version + 1}
        try:
            saved = self._execute(_SAVE, {"of_store": self._store, "was": store.version, **values}).rowcount
        except IntegrityError as error:
            raise ChangedMeanwhile from error
        if not saved:
            raise ChangedMeanwhile
        store.version += 1

    def get(self) -> Store:
        row = self._execute(_GET, {"store": self._store}).one_or_none()
        if row is None:
            raise NotFound
        return _store(row)

    def subdomains_beginning(self, beginning: str, /, *, at: datetime) -> frozenset[str]:
        return frozenset(self._execute(BEGINNING, {"like": f"{literally(beginning)}%", "now": at}).scalars())


class SqlWarehouses:
    """The warehouses of one store, in one transaction."""

    def __init__(self, execute: Callable[..., Any], store: StoreId) -> None:
        self._execute, self._store = execute, store

    def add(self, warehouse: Warehouse, /) -> Warehouse:
        values = {"store_id": self._store, "created_at": warehouse.created_at, **_warehouse_values(warehouse, 1)}
        try:
            added = WarehouseId(self._execute(_ADD_WAREHOUSE, values).scalar_one())
        except IntegrityError as error:
            raise ChangedMeanwhile from error
        return warehouse.kept(added)

    def all(self) -> Sequence[Warehouse]:
        return [_warehouse(row._mapping) for row in self._execute(_ALL_WAREHOUSES, {"store": self._store})]

    def save(self, warehouse: Warehouse, /) -> Warehouse:
        saved = replace(warehouse, version=warehouse.version + 1)
        values = _warehouse_values(saved, saved.version)
        try:
            changed = self._execute(_SAVE_WAREHOUSE, {**self._is(warehouse), **values}).rowcount
        except IntegrityError as error:
            raise ChangedMeanwhile from error
        if not changed:
            raise ChangedMeanwhile
        return saved

    def remove(self, warehouse: Warehouse, /) -> None:
        if not self._execute(_REMOVE_WAREHOUSE, self._is(warehouse)).rowcount:
            raise ChangedMeanwhile

    def _is(self, warehouse: Warehouse) -> dict[str, object]:
        return {"of_store": self._store, "of_warehouse": warehouse.id, "was": warehouse.version}


class SqlRoster:
    """Who serves in one store, in one transaction."""

    def __init__(self, execute: Callable[..., Any], store: StoreId) -> None:
        self._execute, self._store = execute, store

    def serving(self, staff: Collection[StaffId], /) -> frozenset[StaffId]:
        return frozenset(self._execute(_SERVING, {"store": self._store, "ids": list(staff)}).scalars())


class SqlStoreDesk:
    """Stores as they are read."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, store: StoreId, /) -> Store | None:
        with self._database.read() as connection:
            row = connection.execute(_GET, {"store": store}).one_or_none()
        return None if row is None else _store(row)

    def onboarding(self, store: StoreId, /) -> Onboarding:
        with self._database.read() as connection:
            row = connection.execute(_ONBOARDING, {"store": store}).one()
        done = (step for step in _STEPS if row._mapping[step.value])
        return Onboarding(frozenset((Step.STORE, *done)))

    def warehouses(self, store: StoreId, listing: Listing, /) -> Listed:
        found = _LIST_WAREHOUSES.read(self._database, listing, {"store": store})
        return Listed(rows=[asdict(_warehouse(row)) for row in found.rows], total=found.total)


_FIRST_NAME: Mapping[str, object] = {
    "name": None,
    "token": "",
    "state": DomainState.VERIFIED.value,
    "is_default": True,
    "found": {},
    "version": 1,
}
"""The name that the platform gives: always good, and the default until the store has a better one."""


def _values(store: Store) -> dict[str, object]:
    return {
        "name": store.name,
        "phone": store.phone.e164,
        "subdomain": store.subdomain,
        "logo": store.logo,
        "status": store.status.value,
        "suspended_for": store.suspended_for,
        "timezone": store.settings.zone.value,
        "settings": plain(store.settings),
        "version": store.version,
    }


def _store(row: Any) -> Store:
    return Store(
        id=StoreId(row.id),
        owner=UserId(row.owner_id),
        name=row.name,
        phone=Phone(row.phone),
        subdomain=Subdomain(row.subdomain),
        logo=row.logo,
        status=StoreStatus(row.status),
        suspended_for=row.suspended_for,
        settings=revive(row.settings, StoreSettings),
        created_at=row.created_at,
        version=row.version,
    )


def _warehouse_values(warehouse: Warehouse, version: int) -> dict[str, object]:
    point = warehouse.coordinates
    return {
        "name": warehouse.name,
        "contact_name": warehouse.contact_name,
        "phone": warehouse.phone.e164,
        "address": warehouse.address,
        "district_code": warehouse.district,
        "post_code": warehouse.post_code,
        "latitude": point and point.latitude,
        "longitude": point and point.longitude,
        "is_default": warehouse.is_default,
        "version": version,
    }


def _warehouse(row: Mapping[str, Any]) -> Warehouse:
    known = row["latitude"] is not None
    return Warehouse(
        id=WarehouseId(row["id"]),
        name=row["name"],
        contact_name=row["contact_name"],
        phone=Phone(row["phone"]),
        address=row["address"],
        district=DistrictCode(row["district_code"]),
        post_code=row["post_code"],
        coordinates=Coordinates(latitude=row["latitude"], longitude=row["longitude"]) if known else None,
        is_default=row["is_default"],
        created_at=row["created_at"],
        version=row["version"],
    )
