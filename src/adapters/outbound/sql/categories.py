"""Categories: the platform's, which belong to no store, and each store's own."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

from sqlalchemy import bindparam, delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from bosonline.adapters.outbound.sql.database import Database
from bosonline.adapters.outbound.sql.lists import ListStatements
from bosonline.adapters.outbound.sql.tables.catalog import categories, products
from bosonline.application.identity.ports import Listed, Listing
from bosonline.domain.catalog import Category, CategoryId, CategoryInUse, CategoryKnown, CategoryNotFound
from bosonline.domain.errors import ChangedMeanwhile
from bosonline.domain.identity import StoreId

_seen = or_(categories.c.store_id.is_(None), categories.c.store_id == bindparam("of_store"))
_ADD = insert(categories).returning(categories.c.id)
_GET = (
    select(categories)
    .where(_seen, categories.c.id == bindparam("of_category"))
    .with_for_update(read=True, key_share=True)
)
_NAMED = (
    select(categories.c.id)
    .where(_seen, categories.c.sounds == bindparam("of_sound"), categories.c.id != bindparam("of_category"))
    .limit(1)
)
_IS = (
    categories.c.store_id == bindparam("of_store"),
    categories.c.id == bindparam("of_category"),
    categories.c.version == bindparam("was"),
)
_SAVE = update(categories).where(*_IS)
_REMOVE = delete(categories).where(*_IS)
_USED = (
    select(products.c.id)
    .where(
        products.c.store_id == bindparam("of_store"),
        products.c.category_id == bindparam("of_category"),
        products.c.archived_at.is_(None),
    )
    .limit(1)
)


@cache
def _list(*, by_status: bool) -> ListStatements:
    shown = select(
        categories.c.id, categories.c.name, categories.c.is_active, categories.c.store_id.is_not(None).label("is_own")
    ).where(_seen)
    if by_status:
        shown = shown.where(categories.c.is_active == bindparam("of_status"))
    return ListStatements(shown, {"created_at": categories.c.created_at, "name": categories.c.name}, categories.c.id)


class SqlProductCategories:
    """The categories that one store sees, in one transaction; without a store, those of the platform."""

    def __init__(self, execute: Callable[..., Any], store: StoreId | None) -> None:
        self._execute, self._store = execute, store

    def add(self, category: Category, /) -> Category:
        self._demand_new(category)
        values = {**_values(category), "store_id": self._store, "created_at": category.created_at, "version": 1}
        try:
            return category.kept(CategoryId(self._execute(_ADD, values).scalar_one()))
        except IntegrityError as error:
            raise CategoryKnown from error

    def get(self, category: CategoryId, /) -> Category:
        row = self._execute(_GET, {"of_store": self._store, "of_category": category}).one_or_none()
        if row is None:
            raise CategoryNotFound
        return Category(
            id=CategoryId(row.id),
            store=None if row.store_id is None else StoreId(row.store_id),
            name=row.name,
            is_active=row.is_active,
            created_at=row.created_at,
            version=row.version,
        )

    def save(self, category: Category, /) -> Category:
        self._demand_new(category)
        saved = replace(category, version=category.version + 1)
        try:
            changed = self._execute(_SAVE, {**self._is(category), **_values(saved), "version": saved.version}).rowcount
        except IntegrityError as error:
            raise CategoryKnown from error
        if not changed:
            raise ChangedMeanwhile
        return saved

    def remove(self, category: Category, /) -> None:
        # The deletion waits for whoever files a product under it now; only then is it known what is filed there.
        if not self._execute(_REMOVE, self._is(category)).rowcount:
            raise ChangedMeanwhile
        used = {"of_store": self._store, "of_category": category.id}
        if self._execute(_USED, used).scalar_one_or_none() is not None:
            raise CategoryInUse

    def _is(self, category: Category) -> dict[str, object]:
        return {"of_store": self._store, "of_category": category.id, "was": category.version}

    def _demand_new(self, category: Category) -> None:
        named = {"of_store": self._store, "of_sound": category.sounds, "of_category": category.id}
        if self._execute(_NAMED, named).scalar_one_or_none() is not None:
            raise CategoryKnown


class SqlCategoryDesk:
    """Categories as they are read."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(self, store: StoreId, listing: Listing, /, *, is_active: bool | None) -> Listed:
        statements = _list(by_status=is_active is not None)
        found = statements.read(self._database, listing, {"of_store": store, "of_status": is_active})
        return Listed(rows=[{**row, "is_own": bool(row["is_own"])} for row in found.rows], total=found.total)


def _values(category: Category) -> dict[str, object]:
    return {"name": category.name, "sounds": category.sounds, "is_active": category.is_active}
