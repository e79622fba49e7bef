"""Categories, the platform's and each store's own, in memory."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from bosonline.adapters.outbound.memory.database import MemoryDatabase, Shelf
from bosonline.adapters.outbound.memory.lists import listed
from bosonline.application.identity.ports import Listed, Listing
from bosonline.domain.catalog import (
    Category,
    CategoryId,
    CategoryInUse,
    CategoryKnown,
    CategoryNotFound,
    Product,
    ProductId,
)
from bosonline.domain.errors import ChangedMeanwhile
from bosonline.domain.identity import StoreId


class MemoryProductCategories:
    """The categories that one store sees, in one transaction; without a store, those of the platform."""

    def __init__(
        self,
        shelf: Shelf[CategoryId, Category],
        products: Shelf[ProductId, Product],
        next_id: Callable[[], int],
        store: StoreId | None,
    ) -> None:
        self._shelf, self._products, self._next_id, self._store = shelf, products, next_id, store

    def add(self, category: Category, /) -> Category:
        self._demand_new(category)
        kept = category.kept(CategoryId(self._next_id()))
        self._shelf.put(kept.id, kept)
        return kept

    def get(self, category: CategoryId, /) -> Category:
        found = self._shelf.get(category)
        if found is None or found.store not in (None, self._store):
            raise CategoryNotFound
        return found

    def save(self, category: Category, /) -> Category:
        self._demand_new(category)
        self._demand_known(category)
        saved = replace(category, version=category.version + 1)
        self._shelf.put(saved.id, saved)
        return saved

    def remove(self, category: Category, /) -> None:
        self._demand_known(category)
        sold = (one for one in self._products.values() if one.store == self._store and one.archived_at is None)
        if any(product.category == category.id for product in sold):
            raise CategoryInUse
        self._shelf.remove(category.id)

    def _demand_known(self, category: Category) -> None:
        known = self._shelf.get(category.id)
        if known is None or (known.store, known.version) != (self._store, category.version):
            raise ChangedMeanwhile

    def _demand_new(self, category: Category) -> None:
        others = (one for one in _seen(self._shelf.values(), self._store) if one.id != category.id)
        if any(one.sounds == category.sounds for one in others):
            raise CategoryKnown


class MemoryCategoryDesk:
    """Categories as they are read."""

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database

    def page(self, store: StoreId, listing: Listing, /, *, is_active: bool | None) -> Listed:
        rows = (
            {
                "id": one.id,
                "name": one.name,
                "is_active": one.is_active,
                "is_own": one.store is not None,
                "created_at": one.created_at,
            }
            for one in _seen(self._database.read("categories").values(), store)
            if is_active in (None, one.is_active)
        )
        found = listed(listing, rows)
        shown = ("id", "name", "is_active", "is_own")
        return Listed(rows=[{name: row[name] for name in shown} for row in found.rows], total=found.total)


def _seen(categories: Iterable[Category], store: StoreId | None) -> list[Category]:
    return [one for one in categories if one.store in (None, store)]
