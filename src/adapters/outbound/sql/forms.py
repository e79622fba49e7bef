"""Order forms, and how buyers find them."""

import threading
from collections.abc import Callable, Collection, Sequence
from typing import Any

import orjson
from sqlalchemy import Text, bindparam, cast, insert, select, update
from sqlalchemy.exc import IntegrityError

from bosonline.adapters.outbound.codec import plain, revive
from bosonline.adapters.outbound.sql.database import Database
from bosonline.adapters.outbound.sql.lists import ListStatements, begins, literally
from bosonline.adapters.outbound.sql.tables.forms import forms
from bosonline.adapters.outbound.sql.tables.stores import stores
from bosonline.application.forms.ports import AddressedForm, Storefront
from bosonline.application.identity.ports import Listed, Listing
from bosonline.domain.catalog import Sku
from bosonline.domain.errors import ChangedMeanwhile
from bosonline.domain.forms import FormContent, FormId, FormNotFound, FormStatus, OrderForm, Slug
from bosonline.domain.identity import StoreId
from bosonline.domain.phone import Phone
from bosonline.domain.stores import StoreSettings, StoreStatus, Subdomain

STOREFRONTS_KEPT = 512
"""How many parsed forms a process keeps."""

_of_store = forms.c.store_id == bindparam("store")
_ADD = insert(forms).returning(forms.c.id)
_GET = select(forms).where(_of_store, forms.c.id == bindparam("of_id"))
_CHANGE = (
    update(forms)
    .where(_of_store, forms.c.id == bindparam("of_id"), forms.c.version == bindparam("was"))
    .values({name: bindparam(name) for name in ("slug", "name", "status", "content", "version")})
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
_STOREFRONT = (
    select(
        stores.c.id.label("store"),
        stores.c.version.label("store_version"),
        stores.c.name.label("store_name"),
        stores.c.phone.label("store_phone"),
        stores.c.status.label("store_status"),
        cast(stores.c.settings, Text).label("settings"),
        forms.c.id.label("form"),
        forms.c.version.label("form_version"),
        forms.c.name.label("form_name"),
        forms.c.status.label("form_status"),
        cast(forms.c.content, Text).label("content"),
    )
    .join(forms, forms.c.store_id == stores.c.id)
    .where(stores.c.subdomain == bindparam("of_subdomain"), forms.c.slug == bindparam("of_slug"))
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

    def get(self, form: FormId, /) -> OrderForm:
        row = self._execute(_GET, {"store": self._store, "of_id": form}).one_or_none()
        if row is None:
            raise FormNotFound
        return _form(row)

    def save(self, form: OrderForm, /) -> None:
        was, form.version = form.version, form.version + 1
        found = {"store": self._store, "of_id": form.id, "was": was}
        if not self._execute(_CHANGE, {**found, **_changeable(form)}).rowcount:
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

    def page(self, store: StoreId, listing: Listing, /, *, status: FormStatus | None) -> Listed:
        if status is None:
            return _LIST.read(self._database, listing, {"store": store})
        return _LIST_OF_STATUS.read(self._database, listing, {"store": store, "of_status": status.value})


class SqlStorefronts:
    """The forms that buyers come to: one statement each, parsed once per version of the form and the store."""

    def __init__(self, database: Database, *, at_most: int = STOREFRONTS_KEPT) -> None:
        self._database = database
        self._at_most = at_most
        self._parsed: dict[tuple[int, int, int], Storefront] = {}
        self._turn = threading.Lock()

    def find(self, *, subdomain: str, slug: str) -> Storefront | None:
        with self._database.read() as connection:
            row = connection.execute(_STOREFRONT, {"of_subdomain": subdomain, "of_slug": slug}).one_or_none()
        if row is None:
            return None
        key = (row.form, row.form_version, row.store_version)
        return self._parsed.get(key) or self._parse(key, row)

    def _parse(self, key: tuple[int, int, int], row: Any) -> Storefront:
        parsed = _storefront(row)
        with self._turn:
            while len(self._parsed) >= self._at_most:
                del self._parsed[next(iter(self._parsed))]
            self._parsed[key] = parsed
        return parsed


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
        store_name=row.store_name,
        store_phone=Phone(row.store_phone),
        store_status=StoreStatus(row.store_status),
        settings=revive(orjson.loads(row.settings), StoreSettings),
        form=FormId(row.form),
        form_name=row.form_name,
        form_version=row.form_version,
        form_status=FormStatus(row.form_status),
        content=revive(orjson.loads(row.content), FormContent),
    )
