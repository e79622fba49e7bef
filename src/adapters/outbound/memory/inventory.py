"""What is on hand, as sellers set it right, in memory."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bosonline.adapters.outbound.memory.database import MemoryDatabase, Shelf
from bosonline.adapters.outbound.memory.lists import found_and_sorted
from bosonline.application.catalog.ports import (
    COUNTED_UP_TO,
    InventoryFilter,
    InventoryPage,
    InventoryPlace,
    StockMovement,
)
from bosonline.application.identity.ports import Listing
from bosonline.domain.catalog import Adjusted, Adjustment, Present, Product, ProductId, Sku, Variant, VariantId
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

    def page(
        self, store: StoreId, listing: Listing, shown: InventoryFilter, /, *, after: InventoryPlace | None
    ) -> InventoryPage:
        products: Iterable[Product] = self._database.read("products").values()
        warehouse = self._default_warehouse(store)
        rows = [
            {**_row(product, variant), "warehouse": warehouse}
            for product in products
            if product.store == store and product.archived_at is None
            for variant in product.variants
            if _is_shown(product, variant, shown)
        ]
        found = found_and_sorted(listing, rows)
        begin, total = listing.start, len(found)
        if after is not None:
            begin = sum(_is_past(row, listing, after) for row in found)
        part = found[begin : begin + listing.limit]
        more = begin + listing.limit < total
        return InventoryPage(
            rows=[{**row, "last_movement": self._last(store, row["id"])} for row in part],
            total=None if after is not None else min(total, COUNTED_UP_TO),
            is_capped=after is None and total > COUNTED_UP_TO,
            next_after=(part[-1][listing.sort_by], part[-1]["id"]) if more and part else None,
        )

    def _default_warehouse(self, store: StoreId) -> str | None:
        kept = self._database.read("warehouses").items()
        return next((one.name for (of, _), one in kept if of == store and one.is_default), None)

    def _last(self, store: StoreId, variant: VariantId) -> StockMovement | None:
        return next(reversed(self.movements(store, variant)), None)

    def movements(self, store: StoreId, variant: VariantId, /) -> Sequence[StockMovement]:
        products: Iterable[Product] = self._database.read("products").values()
        if not any(
            one.id == variant for kept in products if kept.store == store for one in (*kept.variants, *kept.former)
        ):
            return []
        kept: Iterable[StockMovement] = self._database.read("stock_movements").values()
        return [one for one in kept if one.variant == variant]


def _is_shown(product: Product, variant: Variant, shown: InventoryFilter) -> bool:
    return (
        shown.is_active in (None, product.is_active and variant.is_active)
        and shown.category_id in (None, product.category)
        and (shown.available_most is None or variant.stock.available <= shown.available_most)
    )


def _is_past(row: Any, listing: Listing, after: InventoryPlace) -> bool:
    here = (row[listing.sort_by], row["id"])
    return here >= after if listing.descending else here <= after


def _row(product: Product, variant: Variant) -> dict[str, Any]:
    return {
        "id": variant.id,
        "sku": variant.sku,
        "variant": variant.name,
        "product_sku": product.sku,
        "product": product.name,
        "on_hand": variant.stock.on_hand,
        "reserved": variant.stock.reserved,
        "available": variant.stock.available,
        "is_active": product.is_active and variant.is_active,
    }
