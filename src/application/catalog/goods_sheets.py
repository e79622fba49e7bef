"""The sheets of goods that are downloaded, and imported again: their columns, and what fills them."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Protocol

from bosonline.application.spreadsheets import CellKind, Column
from bosonline.domain.catalog import Product, Variant
from bosonline.domain.identity import StoreId

_NUMBER = CellKind.INTEGER


class GoodsSheet(StrEnum):
    """What a row is: a product, a variant, or the stock of one; the value is the kind of the job that writes it."""

    PRODUCTS = "product-download"
    VARIANTS = "variant-download"
    INVENTORY = "inventory-download"

    @property
    def called(self) -> str:
        """What the sheet and its file are called."""
        return _TITLES[self]

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns, the same for download and import."""
        return _COLUMNS[self]


_TITLES = {GoodsSheet.PRODUCTS: "produk", GoodsSheet.VARIANTS: "varian", GoodsSheet.INVENTORY: "stok"}
_MEASURES = tuple(
    Column(name, _NUMBER) for name in ("weight", "length", "width", "height", "publish_rate", "price", "hpp")
)
_COLUMNS = {
    GoodsSheet.PRODUCTS: (
        Column("sku", required=True),
        Column("name", required=True),
        Column("description"),
        Column("path_url"),
        Column("category_id", _NUMBER),
        *_MEASURES,
        Column("order_status", _NUMBER),
        Column("image"),
        Column("variants", _NUMBER),
        Column("stok", _NUMBER),
        Column("stok_seen", _NUMBER),
    ),
    GoodsSheet.VARIANTS: (
        Column("product_sku", required=True),
        Column("product"),
        Column("sku", required=True),
        Column("name", required=True),
        *_MEASURES,
        Column("min_qty", _NUMBER),
        Column("status", _NUMBER),
        Column("stok", _NUMBER),
        Column("stok_seen", _NUMBER),
    ),
    GoodsSheet.INVENTORY: (
        Column("sku", required=True),
        Column("product"),
        Column("variant"),
        Column("stok", _NUMBER, required=True),
        Column("stok_seen", _NUMBER),
        Column("reserved", _NUMBER),
        Column("available", _NUMBER),
        Column("reason"),
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsAsked:
    """Which goods a sheet shows; None asks for all. Archived ones are never shown.

    A `keyword` is looked for in the column `searched`: `sku`, `name` or `description` of products; `sku`, `variant` or
    `product` of the other sheets. `available_most` asks for variants of which no more can be ordered.
    """

    is_active: bool | None = None
    category_id: int | None = None
    available_most: int | None = None
    searched: str | None = None
    keyword: str | None = None

    @property
    def plain(self) -> dict[str, Any]:
        """As a job keeps it."""
        return asdict(self)


class GoodsReader(Protocol):
    """Goods as sheets show them, read a few at a time, by their SKUs: each batch is of its own moment."""

    def count(self, sheet: GoodsSheet, store: StoreId, asked: GoodsAsked, /, *, most: int) -> int:
        """How many rows there will be; above `most` it is only said that there are more."""
        ...

    def rows(self, sheet: GoodsSheet, store: StoreId, asked: GoodsAsked, /) -> Iterator[Mapping[str, Any]]:
        """The rows, with a value for each column of the sheet."""
        ...


def product_cells(product: Product) -> dict[str, Any]:
    """A product as the sheet of products shows it; stock stands in the sheet of variants where it has attributes."""
    stok = None if product.attributes else product.variants[0].stock.on_hand
    return {
        "sku": product.sku,
        "name": product.name,
        "description": product.description,
        "path_url": product.slug,
        "category_id": product.category,
        **_measured(product),
        "order_status": int(product.is_active),
        "image": ", ".join(product.images),
        "variants": len(product.variants),
        "stok": stok,
        "stok_seen": stok,
    }


def variant_cells(product: Product, variant: Variant) -> dict[str, Any]:
    """A variant as the sheet of variants shows it."""
    return {
        "product_sku": product.sku,
        "product": product.name,
        "sku": variant.sku,
        "name": variant.name,
        **_measured(variant),
        "min_qty": variant.min_qty,
        "status": int(variant.is_active),
        "stok": variant.stock.on_hand,
        "stok_seen": variant.stock.on_hand,
    }


def _measured(one: Product | Variant) -> dict[str, Any]:
    prices, parcel = one.prices, one.parcel
    return {
        "weight": parcel.weight,
        "length": parcel.length,
        "width": parcel.width,
        "height": parcel.height,
        "publish_rate": prices.listed.idr,
        "price": prices.selling.idr,
        "hpp": prices.cost.idr,
    }
