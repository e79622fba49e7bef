"""What is on hand, as sellers set it right, in memory."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from bosonline.adapters.outbound.memory.database import MemoryDatabase, Shelf
from bosonline.application.catalog.ports import StockMovement
from bosonline.domain.catalog import Adjusted, Adjustment, Present, Product, ProductId, Sku, VariantId
from bosonline.domain.catalog.inventory import adjusted
from bosonline.domain.identity import Author, StoreId


class MemoryInventory:
    """The stock of one store as its sellers change it, in one transaction."""

    def __init__(
        self,
        products: Shelf[ProductId, Product],
        movements: Shelf[object, StockMovement],
        next_id: Callable[[], int],
        store: StoreId,
    ) -> None:
        self._products, self._movements, self._next_id, self._store = products, movements, next_id, store

    def adjust(self, adjustments: Sequence[Adjustment], /, *, by: Author, at: datetime) -> Sequence[Adjusted]:
        kept = [one for one in self._products.values() if one.store == self._store and one.archived_at is None]
        present = {
            variant.sku: Present(variant=variant.id, stock=variant.stock)
            for product in kept
            for variant in product.variants
        }
        done = adjusted(adjustments, present)
        changed = {one.sku: one for one in done if one.delta}
        for product in kept:
            self._keep(product, changed)
        for one in changed.values():
            self._remember(one.variant, one.delta, one.reason, by, at)
        return done

    def _keep(self, product: Product, changed: dict[Sku, Adjusted]) -> None:
        if any(variant.sku in changed for variant in product.variants):
            product.variants = tuple(
                replace(variant, stock=changed[variant.sku].became) if variant.sku in changed else variant
                for variant in product.variants
            )
            self._products.put(product.id, product)

    def _remember(self, variant: VariantId, delta: int, reason: str, by: Author, at: datetime) -> None:
        moved = StockMovement(variant=variant, on_hand=delta, reserved=0, reason=reason, by=by, at=at)
        self._movements.put(self._next_id(), moved)


class MemoryInventoryDesk:
    """What is on hand, as it is read."""

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database

    def movements(self, store: StoreId, variant: VariantId, /) -> Sequence[StockMovement]:
        products: Iterable[Product] = self._database.read("products").values()
        if not any(one.id == variant for kept in products if kept.store == store for one in kept.variants):
            return []
        kept: Iterable[StockMovement] = self._database.read("stock_movements").values()
        return [one for one in kept if one.variant == variant]
