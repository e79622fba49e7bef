"""Order forms, and how buyers find them."""

import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Text, and_, bindparam, case, cast, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from bosonline.adapters.outbound.codec import plain, revive
from bosonline.adapters.outbound.sql.database import Database
from bosonline.adapters.outbound.sql.lists import ListStatements, begins, literally
from bosonline.adapters.outbound.sql.tables.forms import form_versions, form_views, forms
from bosonline.adapters.outbound.sql.tables.ordering import orders
from bosonline.adapters.outbound.sql.tables.stores import stores
from bosonline.application.forms.ports import VERSIONS_KEPT, AddressedForm, FormSaid, Storefront
from bosonline.application.identity.ports import Listed, Listing
from bosonline.application.ports import Clock
from bosonline.domain.catalog import Sku
from bosonline.domain.errors import ChangedMeanwhile
from bosonline.domain.forms import FormContent, FormId, FormNotFound, FormStatus, OrderForm, Slug, status_at
from bosonline.domain.identity import StoreId
from bosonline.domain.ordering import Status
from bosonline.domain.ordering.status import BROUGHT_NOTHING
from bosonline.domain.phone import Phone
from bosonline.domain.stores import StoreSettings, StoreStatus, Subdomain

STOREFRONTS_KEPT = 512
"""How many parsed forms a process keeps."""

_of_store = and_(forms.c.store_id == bindparam("store"), forms.c.deleted_at.is_(None))
_ADD = insert(forms).returning(forms.c.id)
_GET = select(forms).where(_of_store, forms.c.id == bindparam("of_id"))
_CHANGE = (
    update(forms)
    .where(_of_store, forms.c.id == bindparam("of_id"), forms.c.version == bindparam("was"))
    .values({name: bindparam(name) for name in ("slug", "name", "status", "content", "version")})
)
_of_form = and_(form_versions.c.store_id == bindparam("store"), form_versions.c.form_id == bindparam("of_id"))
_REMEMBER = insert(form_versions)
_FORGET = delete(form_versions).where(
    _of_form,
    form_versions.c.version
    <= select(form_versions.c.version)
    .where(_of_form)
    .order_by(form_versions.c.version.desc())
    .limit(1)
    .offset(VERSIONS_KEPT)
    .scalar_subquery(),
)
_SAID = (
    select(form_versions)
    .where(_of_form, form_versions.c.version <= bindparam("of_version"))
    .order_by(form_versions.c.version.desc())
    .limit(1)
)
_REMOVE = (
    update(forms)
    .where(_of_store, forms.c.id == bindparam("of_id"), forms.c.version == bindparam("was"))
    .values({name: bindparam(name) for name in ("slug", "status", "version", "deleted_at")})
)
_PUBLISHED = (
    select(forms.c.name, forms.c.content)
    .where(_of_store, forms.c.status == FormStatus.PUBLISHED.value)
    .order_by(forms.c.id)
)
_BEGINNING = select(forms.c.slug).where(_of_store, begins(forms.c.slug))
_FIND = (
    select(forms, stores.c.subdomain)
    .join(stores, stores.c.id == forms.c.store_id)
    .where(_of_store, forms.c.id == bindparam("of_id"))
)
_COLUMNS = {"created_at": forms.c.created_at, "name": forms.c.name, "slug": forms.c.slug}
_rows = (
    select(*(forms.c[name] for name in ("id", "slug", "name", "status", "version", "created_at")), stores.c.subdomain)
    .join(stores, stores.c.id == forms.c.store_id)
    .where(_of_store)
)
_LIST = ListStatements(_rows, _COLUMNS, forms.c.id)
_LIST_OF_STATUS = ListStatements(_rows.where(forms.c.status == bindparam("of_status")), _COLUMNS, forms.c.id)
_VIEWS = (
    select(form_views.c.form_id, func.sum(form_views.c.views).label("views"))
    .where(form_views.c.store_id == bindparam("store"), form_views.c.form_id.in_(bindparam("ids", expanding=True)))
    .group_by(form_views.c.form_id)
)
_left = orders.c.status == Status.ABANDONED.value
_lost = orders.c.status.in_(sorted(BROUGHT_NOTHING))
_CAME = (
    select(
        orders.c.form_id,
        func.sum(case((_left, 1), else_=0)).label("abandoned"),
        func.sum(case((_left, 0), else_=1)).label("orders"),
        func.sum(case((_lost, 0), else_=orders.c.total)).label("revenue"),
    )
    .where(orders.c.store_id == bindparam("store"), orders.c.form_id.in_(bindparam("ids", expanding=True)))
    .group_by(orders.c.form_id)
)
_STOREFRONT = (
    select(
        stores.c.id.label("store"),
        stores.c.version.label("store_version"),
        stores.c.subdomain,
        stores.c.name.label("store_name"),
        stores.c.logo.label("store_logo"),
        stores.c.phone.label("store_phone"),
        stores.c.status.label("store_status"),
        cast(stores.c.settings, Text).label("settings"),
        forms.c.id.label("form"),
        forms.c.slug,
        forms.c.version.label("form_version"),
        forms.c.name.label("form_name"),
        forms.c.status.label("form_status"),
        cast(forms.c.content, Text).label("content"),
    )
    .join(forms, forms.c.store_id == stores.c.id)
    .where(
        stores.c.subdomain == bindparam("of_subdomain"),
        forms.c.slug == bindparam("of_slug"),
        forms.c.deleted_at.is_(None),
    )
)


class SqlOrderForms:
    """The forms of one store, in one transaction."""

    def __init__(self, execute: Callable[..., Any], store: StoreId) -> None:
        self._execute, self._store = execute, store

    def add(self, form: OrderForm, /) -> None:
        form.version = 1
        values = {"store_id": self._store, "created_at": form.created_at, **_changeable(form)}
        try:
            form.id = FormId(self._execute(_ADD, values).scalar_one())
        except IntegrityError as error:
            raise ChangedMeanwhile from error
        self._remember(form)

    def get(self, form: FormId, /) -> OrderForm:
        row = self._execute(_GET, {"store": self._store, "of_id": form}).one_or_none()
        if row is None:
            raise FormNotFound
        return _form(row)

    def save(self, form: OrderForm, /, *, is_edited: bool = False) -> None:
        was, form.version = form.version, form.version + 1
        found = {"store": self._store, "of_id": form.id, "was": was}
        try:
            changed = self._execute(_CHANGE, {**found, **_changeable(form)}).rowcount
        except IntegrityError as error:
            raise ChangedMeanwhile from error
        if not changed:
            raise ChangedMeanwhile
        if is_edited:
            self._remember(form)
            self._execute(_FORGET, {"store": self._store, "of_id": form.id})

    def _remember(self, form: OrderForm) -> None:
        values = {"store_id": self._store, "form_id": form.id, "version": form.version, "name": form.name}
        self._execute(_REMEMBER, {**values, "content": plain(form.content)})

    def remove(self, form: OrderForm, /, *, at: datetime) -> None:
        # No slug begins so: nobody comes to it, and the one that it had is free.
        gone = {"slug": f"~{form.id}", "status": FormStatus.CLOSED.value, "version": form.version + 1}
        found = {"store": self._store, "of_id": form.id, "was": form.version}
        if not self._execute(_REMOVE, {**found, **gone, "deleted_at": at}).rowcount:
            raise ChangedMeanwhile

    def slugs_beginning(self, beginning: str, /) -> frozenset[str]:
        values = {"store": self._store, "like": f"{literally(beginning)}%"}
        return frozenset(self._execute(_BEGINNING, values).scalars())


class SqlOfferingForms:
    """The forms of one store that offer goods, in one transaction."""

    def __init__(self, execute: Callable[..., Any], store: StoreId) -> None:
        self._execute, self._store = execute, store

    def offering(self, skus: Collection[Sku], /) -> Sequence[str]:
        found = self._execute(_PUBLISHED, {"store": self._store})
        return [row.name for row in found if _offered(row.content) & set(skus)]


class SqlFormDesk:
    """Forms as they are read."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, store: StoreId, form: FormId, /) -> AddressedForm | None:
        with self._database.read() as connection:
            row = connection.execute(_FIND, {"store": store, "of_id": form}).one_or_none()
        return None if row is None else AddressedForm(subdomain=Subdomain(row.subdomain), form=_form(row))

    def said(self, store: StoreId, form: FormId, version: int, /) -> FormSaid | None:
        values = {"store": store, "of_id": form, "of_version": version}
        with self._database.read() as connection:
            row = connection.execute(_SAID, values).one_or_none()
        if row is None:
            return None
        return FormSaid(version=row.version, name=row.name, content=revive(row.content, FormContent))

    def page(self, store: StoreId, listing: Listing, /, *, status: FormStatus | None) -> Listed:
        if status is None:
            found = _LIST.read(self._database, listing, {"store": store})
        else:
            found = _LIST_OF_STATUS.read(self._database, listing, {"store": store, "of_status": status.value})
        return replace(found, rows=self._with_figures(store, found.rows))

    def _with_figures(self, store: StoreId, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        if not rows:
            return []
        values = {"store": store, "ids": [row["id"] for row in rows]}
        with self._database.read_snapshot() as connection:
            views = {row.form_id: int(row.views) for row in connection.execute(_VIEWS, values)}
            came = {row.form_id: row for row in connection.execute(_CAME, values)}
        return [{**row, "views": views.get(row["id"], 0), **_figures(came.get(row["id"]))} for row in rows]


class SqlStorefronts:
    """The forms that buyers come to: one statement each, parsed once per version of the form and the store."""

    def __init__(self, database: Database, clock: Clock, *, at_most: int = STOREFRONTS_KEPT) -> None:
        self._database, self._clock = database, clock
        self._at_most = at_most
        self._parsed: dict[tuple[int, int, int], Storefront] = {}
        self._turn = threading.Lock()

    def find(self, *, subdomain: str, slug: str) -> Storefront | None:
        with self._database.read() as connection:
            row = connection.execute(_STOREFRONT, {"of_subdomain": subdomain, "of_slug": slug}).one_or_none()
        if row is None:
            return None
        key = (row.form, row.form_version, row.store_version)
        front = self._parsed.get(key) or self._parse(key, row)
        stands = status_at(front.form_status, front.content, self._clock())
        return front if stands is front.form_status else replace(front, form_status=stands)

    def _parse(self, key: tuple[int, int, int], row: Any) -> Storefront:
        parsed = _storefront(row)
        with self._turn:
            while len(self._parsed) >= self._at_most:
                del self._parsed[next(iter(self._parsed))]
            self._parsed[key] = parsed
        return parsed


def _figures(row: Any) -> dict[str, int]:
    return {name: int(getattr(row, name)) if row else 0 for name in ("abandoned", "orders", "revenue")}


def _offered(content: Any) -> set[str]:
    return {one["sku"] for one in (*content["items"], *content["bumps"])}


def _changeable(form: OrderForm) -> dict[str, object]:
    return {
        "slug": form.slug,
        "name": form.name,
        "status": form.status.value,
        "content": plain(form.content),
        "version": form.version,
    }


def _form(row: Any) -> OrderForm:
    return OrderForm(
        id=FormId(row.id),
        store=StoreId(row.store_id),
        slug=Slug(row.slug),
        name=row.name,
        content=revive(row.content, FormContent),
        status=FormStatus(row.status),
        created_at=row.created_at,
        version=row.version,
    )


def _storefront(row: Any) -> Storefront:
    return Storefront(
        store=StoreId(row.store),
        subdomain=Subdomain(row.subdomain),
        store_name=row.store_name,
        store_logo=row.store_logo,
        store_phone=Phone(row.store_phone),
        store_status=StoreStatus(row.store_status),
        settings=revive(orjson.loads(row.settings), StoreSettings),
        form=FormId(row.form),
        slug=Slug(row.slug),
        form_name=row.form_name,
        form_version=row.form_version,
        form_status=FormStatus(row.form_status),
        content=revive(orjson.loads(row.content), FormContent),
    )
