"""Goods as sheets show them: batches along the index of their SKUs, each a short read of its own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, literal_column, select

from bosonline.adapters.outbound.sql.database import Database
from bosonline.adapters.outbound.sql.lists import literally, mentions
from bosonline.adapters.outbound.sql.tables.catalog import products, variants
from bosonline.application.catalog.goods_sheets import GoodsAsked, GoodsSheet
from bosonline.domain.identity import StoreId

BATCH = 500

_theirs = and_(products.c.store_id == variants.c.store_id, products.c.id == variants.c.product_id)
_VARIANTS = variants.join(products, _theirs)
_FROM: Mapping[GoodsSheet, Any] = {
    GoodsSheet.PRODUCTS: products,
    GoodsSheet.VARIANTS: _VARIANTS,
    GoodsSheet.INVENTORY: _VARIANTS,
}
_SEARCHED: Mapping[GoodsSheet, Mapping[str, ColumnElement[Any]]] = {
    GoodsSheet.PRODUCTS: {
        "sku": products.c.sku,
        "name": products.c.name,
        "description": products.c.description,
    },
    GoodsSheet.VARIANTS: {"sku": variants.c.sku, "variant": variants.c.name, "product": products.c.name},
}
_available = variants.c.on_hand - variants.c.reserved
_stock = (variants.c.on_hand.label("stok"), variants.c.on_hand.label("stok_seen"))


def _measures(table: Any) -> tuple[ColumnElement[Any], ...]:
    same = (table.c[name] for name in ("weight", "length", "width", "height", "publish_rate", "price"))
    return (*same, table.c.cost_price.label("hpp"))


_variants_of = (
    select(func.count())
    .where(
        variants.c.store_id == products.c.store_id,
        variants.c.product_id == products.c.id,
        variants.c.archived_at.is_(None),
    )
    .scalar_subquery()
)
_SHOWN: Mapping[GoodsSheet, tuple[ColumnElement[Any], ...]] = {
    GoodsSheet.PRODUCTS: (
        products.c.sku,
        products.c.name,
        products.c.description,
        products.c.slug.label("path_url"),
        products.c.category_id,
        *_measures(products),
        products.c.is_active.label("order_status"),
        products.c.images,
        products.c.attributes,
        products.c.on_hand.label("stok"),
        _variants_of.label("variants"),
    ),
    GoodsSheet.VARIANTS: (
        products.c.sku.label("product_sku"),
        products.c.name.label("product"),
        variants.c.sku,
        variants.c.name,
        *_measures(variants),
        variants.c.min_qty,
        variants.c.is_active.label("status"),
        *_stock,
    ),
    GoodsSheet.INVENTORY: (
        variants.c.sku,
        products.c.name.label("product"),
        variants.c.name.label("variant"),
        *_stock,
        variants.c.reserved,
        _available.label("available"),
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """Which conditions a statement carries."""

    sheet: GoodsSheet
    searched: str | None
    by_status: bool
    by_category: bool
    by_available: bool


class SqlGoodsReader:
    """Goods as sheets show them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def count(self, sheet: GoodsSheet, store: StoreId, asked: GoodsAsked, /, *, most: int) -> int:
        with self._database.read() as connection:
            values = {**_values(store, asked), "most_rows": most + 1}
            found: int = connection.execute(_count(_asked(sheet, asked)), values).scalar_one()
        return found

    def rows(self, sheet: GoodsSheet, store: StoreId, asked: GoodsAsked, /) -> Iterator[Mapping[str, Any]]:
        batch, values = _batch(_asked(sheet, asked)), {**_values(store, asked), "after": "", "limit": BATCH}
        while True:
            with self._database.read() as connection:
                rows = connection.execute(batch, values).mappings().all()
            for row in rows:
                yield _product(row) if sheet is GoodsSheet.PRODUCTS else {"reason": None, **row}
            if len(rows) < BATCH:
                return
            values["after"] = rows[-1]["sku"]


def _asked(sheet: GoodsSheet, asked: GoodsAsked) -> _Asked:
    return _Asked(
        sheet=sheet,
        searched=None if asked.keyword is None else asked.searched,
        by_status=asked.is_active is not None,
        by_category=asked.category_id is not None,
        by_available=asked.available_most is not None,
    )


def _values(store: StoreId, asked: GoodsAsked) -> dict[str, object]:
    return {
        "store": store,
        "like": f"%{literally((asked.keyword or '').lower())}%",
        "of_status": int(bool(asked.is_active)),
        "of_category": asked.category_id,
        "most": asked.available_most,
    }


def _found(asked: _Asked) -> list[ColumnElement[bool]]:
    of_variants = asked.sheet is not GoodsSheet.PRODUCTS
    found: list[ColumnElement[bool]] = [products.c.archived_at.is_(None)]
    if of_variants:
        found += [variants.c.store_id == bindparam("store"), variants.c.archived_at.is_(None)]
    else:
        found.append(products.c.store_id == bindparam("store"))
    if asked.searched is not None:
        columns = _SEARCHED[GoodsSheet.VARIANTS if of_variants else GoodsSheet.PRODUCTS]
        found.append(mentions(columns[asked.searched]))
    if asked.by_status:
        is_active = variants.c.is_active * products.c.is_active if of_variants else products.c.is_active
        found.append(is_active == bindparam("of_status"))
    if asked.by_category:
        found.append(products.c.category_id == bindparam("of_category"))
    if asked.by_available and of_variants:
        found.append(_available <= bindparam("most"))
    return found


@cache
def _count(asked: _Asked) -> Select[Any]:
    found: Select[Any] = select(literal_column("1")).select_from(_FROM[asked.sheet]).where(*_found(asked))
    return select(func.count()).select_from(found.limit(bindparam("most_rows")).subquery())


@cache
def _batch(asked: _Asked) -> Select[Any]:
    key = products.c.sku if asked.sheet is GoodsSheet.PRODUCTS else variants.c.sku
    rows: Select[Any] = select(*_SHOWN[asked.sheet]).select_from(_FROM[asked.sheet]).where(*_found(asked))
    return rows.where(key > bindparam("after")).order_by(key).limit(bindparam("limit"))


def _product(row: Any) -> dict[str, Any]:
    """Stock is the product's own where it has no attributes; else its variants have theirs."""
    shown = {name: value for name, value in row.items() if name not in ("images", "attributes")}
    stok = None if row["attributes"] else row["stok"]
    return {**shown, "image": ", ".join(row["images"]), "stok": stok, "stok_seen": stok}
