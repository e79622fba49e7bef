"""Goods as sheets show them, in memory."""

from collections.abc import Iterator, Mapping
from typing import Any

from bosonline.adapters.outbound.memory.database import MemoryDatabase
from bosonline.application.catalog.goods_sheets import GoodsAsked, GoodsSheet, product_cells, variant_cells
from bosonline.domain.catalog import Product, Variant
from bosonline.domain.identity import StoreId


class MemoryGoodsReader:
    """Goods as sheets show them."""

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database

    def count(self, sheet: GoodsSheet, store: StoreId, asked: GoodsAsked, /, *, most: int) -> int:
        return min(sum(1 for _ in self.rows(sheet, store, asked)), most + 1)

    def rows(self, sheet: GoodsSheet, store: StoreId, asked: GoodsAsked, /) -> Iterator[Mapping[str, Any]]:
        products = [one for one in self._database.read("products").values() if one.store == store]
        sold = [one for one in products if one.archived_at is None and asked.category_id in (None, one.category)]
        if sheet is GoodsSheet.PRODUCTS:
            rows = [product_cells(one) for one in sold if asked.is_active in (None, one.is_active)]
        else:
            pairs = [(product, variant) for product in sold for variant in product.variants]
            shown = variant_cells if sheet is GoodsSheet.VARIANTS else _stock
            rows = [shown(*pair) for pair in pairs if _is_shown(*pair, asked)]
        found = [row for row in rows if _mentions(row, sheet, asked)]
        return iter(sorted(found, key=lambda row: str(row["sku"])))


def _mentions(row: Mapping[str, Any], sheet: GoodsSheet, asked: GoodsAsked) -> bool:
    if asked.keyword is None:
        return True
    column = "name" if sheet is GoodsSheet.VARIANTS and asked.searched == "variant" else asked.searched
    return asked.keyword.lower() in str(row[str(column)]).lower()


def _is_shown(product: Product, variant: Variant, asked: GoodsAsked) -> bool:
    is_active = product.is_active and variant.is_active
    fits = asked.available_most is None or variant.stock.available <= asked.available_most
    return fits and asked.is_active in (None, is_active)


def _stock(product: Product, variant: Variant) -> dict[str, Any]:
    return {
        "sku": variant.sku,
        "product": product.name,
        "variant": variant.name,
        "stok": variant.stock.on_hand,
        "stok_seen": variant.stock.on_hand,
        "reserved": variant.stock.reserved,
        "available": variant.stock.available,
        "reason": None,
    }
