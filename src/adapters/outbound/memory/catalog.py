"""Products with their variants, in memory."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bosonline.adapters.outbound.memory.database import MemoryDatabase, Shelf
from bosonline.adapters.outbound.memory.lists import found_and_sorted
from bosonline.application.catalog.ports import (
    COUNTED_UP_TO,
    Place,
    ProductFilter,
    ProductPage,
    Sales,
    SkusInUse,
    StockMovement,
)
from bosonline.application.identity.ports import Listing
from bosonline.domain.catalog import Product, ProductId, ProductNotFound, Sku, VariantId
from bosonline.domain.errors import ChangedMeanwhile
from bosonline.domain.identity import Author, StoreId
from bosonline.domain.ordering import Order, Status

_SOLD = (Status.SHIPPED, Status.DELIVERED, Status.RETURNING)


class MemoryProducts:
    """The products of one store, in one transaction."""

    def __init__(self, shelf: Callable[[str], Shelf[Any, Any]], next_id: Callable[[], int], store: StoreId) -> None:
        self._products: Shelf[ProductId, Product] = shelf("products")
        self._movements: Shelf[object, StockMovement] = shelf("stock_movements")
        self._orders: Shelf[Any, Order] = shelf("orders")
        self._next_id, self._store = next_id, store

    def add(self, product: Product, /, *, by: Author) -> None:
        skus = [variant.sku for variant in product.variants]
        if self.taken(product=product.sku, variants=skus):
            raise ChangedMeanwhile
        product.id, product.version = ProductId(self._next_id()), 1
        self._add_variants(product, by, product.created_at)
        self._products.put(product.id, product)

    def get(self, sku: Sku, /) -> Product:
        for product in self._products.values():
            if (product.store, product.sku) == (self._store, sku):
                return product
        raise ProductNotFound

    def several(self, skus: Collection[Sku], /) -> Mapping[Sku, Product]:
        wanted = set(skus)
        return {product.sku: product for product in self._of_store() if product.sku in wanted}

    def save(self, product: Product, /, *, dropped: Collection[VariantId] = (), by: Author, at: datetime) -> None:
        kept = self._products.get(product.id)
        if kept is None or kept.version != product.version or self._is_taken(product):
            raise ChangedMeanwhile
        stocks = {one.id: one.stock for one in (*kept.variants, *kept.former)}
        product.version += 1
        self._forget(dropped)
        self._add_variants(product, by, at)
        ranged, former = (
            tuple(replace(one, stock=stocks.get(one.id, one.stock)) for one in each)
            for each in (product.variants, product.former)
        )
        self._products.put(product.id, replace(product, variants=ranged, former=former))

    def remove(self, product: Product, /) -> None:
        self._forget([one.id for one in (*product.variants, *product.former)])
        self._products.remove(product.id)

    def ordered(self, variants: Collection[VariantId], /) -> frozenset[VariantId]:
        orders = (order for (store, _), order in self._orders.items() if store == self._store)
        return frozenset(line.variant for order in orders for line in order.lines) & frozenset(variants)

    def taken(self, *, product: Sku | None, variants: Collection[Sku]) -> frozenset[Sku]:
        products, others = _skus(self._of_store())
        return frozenset(sku for sku in products if sku == product) | (others & set(variants))

    def skus_beginning(self, beginning: str, /) -> frozenset[str]:
        products, others = _skus(self._of_store())
        return frozenset(sku for sku in products | others if sku.startswith(beginning))

    def on_sale(self, skus: Collection[Sku], /) -> frozenset[Sku]:
        sold = (one for one in self._products.values() if one.store == self._store and one.archived_at is None)
        return frozenset(variant.sku for product in sold for variant in product.variants if variant.sku in skus)

    def _of_store(self) -> list[Product]:
        return [product for product in self._products.values() if product.store == self._store]

    def _is_taken(self, product: Product) -> bool:
        products, others = _skus(one for one in self._of_store() if one.id != product.id)
        return product.sku in products or any(one.sku in others for one in product.variants)

    def _add_variants(self, product: Product, by: Author, at: datetime) -> None:
        new = [one for one in product.variants if not one.id]
        product.variants = tuple(one if one.id else one.kept(VariantId(self._next_id())) for one in product.variants)
        ids = {one.sku: one.id for one in product.variants}
        for one in new:
            if one.stock.on_hand:
                moved = StockMovement(
                    variant=ids[one.sku], on_hand=one.stock.on_hand, reserved=0, reason="initial", by=by, at=at
                )
                self._movements.put(self._next_id(), moved)

    def _forget(self, dropped: Collection[VariantId]) -> None:
        for key, moved in self._movements.items():
            if moved.variant in dropped:
                self._movements.remove(key)


def _skus(products: Iterable[Product]) -> tuple[set[Sku], set[Sku]]:
    kept = list(products)
    return {one.sku for one in kept}, {one.sku for product in kept for one in (*product.variants, *product.former)}


class MemoryProductDesk:
    """Products as they are read."""

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database

    def find(self, store: StoreId, sku: Sku, /) -> Product | None:
        found = next((product for product in self._sold(store) if product.sku == sku), None)
        return None if found is None else replace(found, former=())

    def skus(self, store: StoreId, beginning: str, /) -> SkusInUse:
        of_store = (one for one in self._database.read("products").values() if one.store == store)
        products, others = _skus(of_store)
        return SkusInUse(
            products=frozenset(sku for sku in products if sku.startswith(beginning)),
            variants=frozenset(sku for sku in others if sku.startswith(beginning)),
        )

    def page(self, store: StoreId, listing: Listing, shown: ProductFilter, /, *, after: Place | None) -> ProductPage:
        products: list[Product] = list(self._database.read("products").values())
        kept = [one for one in products if one.store == store and (one.archived_at is not None) == shown.is_archived]
        sales = self._sales(store)
        rows = [
            {**_row(product, sales), "description": product.description}
            for product in kept
            if _is_shown(product, shown)
        ]
        found = [
            {name: value for name, value in row.items() if name != "description"}
            for row in found_and_sorted(listing, rows)
        ]
        begin, total = listing.start, len(found)
        if after is not None:
            begin = sum(_is_past(row, listing, after) for row in found)
        page = found[begin : begin + listing.limit]
        more = begin + listing.limit < total
        return ProductPage(
            rows=page,
            total=None if after is not None else min(total, COUNTED_UP_TO),
            is_capped=after is None and total > COUNTED_UP_TO,
            next_after=(page[-1][listing.sort_by], page[-1]["id"]) if more and page else None,
        )

    def sales(self, store: StoreId, sku: Sku, /) -> Sales:
        products: list[Product] = list(self._database.read("products").values())
        found = [one for one in products if one.store == store and one.sku == sku]
        return _sales_of(found[0], self._sales(store)) if found else Sales(sold=0, revenue=0)

    def _sales(self, store: StoreId) -> Mapping[VariantId, Sales]:
        """What was sold of each variant, as the orders themselves say."""
        sold: dict[VariantId, Sales] = {}
        for (of_store, _), order in self._database.read("orders").items():
            if of_store == store and order.status in _SOLD:
                for variant, (qty, amount) in order.goods_by_variant.items():
                    was = sold.get(variant, Sales(sold=0, revenue=0))
                    sold[variant] = Sales(sold=was.sold + qty, revenue=was.revenue + amount.idr)
        return sold

    def _sold(self, store: StoreId) -> list[Product]:
        products: list[Product] = list(self._database.read("products").values())
        return [product for product in products if product.store == store and product.archived_at is None]


def _is_shown(product: Product, shown: ProductFilter) -> bool:
    return shown.is_active in (None, product.is_active) and shown.category_id in (None, product.category)


def _is_past(row: Any, listing: Listing, after: Place) -> bool:
    here = (row[listing.sort_by], row["id"])
    return here >= after if listing.descending else here <= after


def _sales_of(product: Product, sales: Mapping[VariantId, Sales]) -> Sales:
    found = [sales[one.id] for one in (*product.variants, *product.former) if one.id in sales]
    return Sales(sold=sum(one.sold for one in found), revenue=sum(one.revenue for one in found))


def _row(product: Product, sales: Mapping[VariantId, Sales]) -> dict[str, Any]:
    sold = _sales_of(product, sales)
    prices = [variant.prices.selling.idr for variant in product.variants]
    return {
        "id": product.id,
        "sku": product.sku,
        "name": product.name,
        "slug": product.slug,
        "category_id": product.category,
        "is_active": product.is_active,
        "images": list(product.images),
        "created_at": product.created_at,
        "archived_at": product.archived_at,
        "version": product.version,
        "min_price": min(prices),
        "max_price": max(prices),
        "on_hand": sum(variant.stock.on_hand for variant in product.variants),
        "reserved": sum(variant.stock.reserved for variant in product.variants),
        "variants": len(product.variants),
        "sold": sold.sold,
        "revenue": sold.revenue,
    }
