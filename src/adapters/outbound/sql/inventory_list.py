"""What is on hand, as it is read: a page of variants is one statement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import SimpleNamespace
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, literal_column, select, tuple_

from bosonline.adapters.outbound.sql.database import Database
from bosonline.adapters.outbound.sql.lists import directed, literally, mentions
from bosonline.adapters.outbound.sql.tables.catalog import products, stock_movements, variants
from bosonline.adapters.outbound.sql.tables.stores import warehouses
from bosonline.application.catalog.ports import (
    COUNTED_UP_TO,
    INVENTORY_ORDERS,
    InventoryFilter,
    InventoryPage,
    InventoryPlace,
    StockMovement,
)
from bosonline.application.identity.ports import Listing
from bosonline.domain.catalog import VariantId
from bosonline.domain.identity import Author, StaffId, StoreId

_MOVEMENTS = (
    select(stock_movements)
    .where(stock_movements.c.store_id == bindparam("store"), stock_movements.c.variant_id == bindparam("of_variant"))
    .order_by(stock_movements.c.id)
)
_available = variants.c.on_hand - variants.c.reserved
_is_active = variants.c.is_active * products.c.is_active
_ORDERS: Mapping[str, ColumnElement[Any]] = {name: variants.c[name] for name in INVENTORY_ORDERS}
_SEARCHED: Mapping[str, ColumnElement[Any]] = {
    "sku": variants.c.sku,
    "variant": variants.c.name,
    "product": products.c.name,
}
_SHOWN = (
    variants.c.id,
    variants.c.sku,
    variants.c.name.label("variant"),
    products.c.sku.label("product_sku"),
    products.c.name.label("product"),
    variants.c.on_hand,
    variants.c.reserved,
    _available.label("available"),
    _is_active.label("is_active"),
)
_MOVED = tuple(
    stock_movements.c[name].label(f"moved_{name}")
    for name in ("id", "on_hand", "reserved", "reason", "invoice", "staff_id", "by", "at")
)
_theirs = and_(products.c.store_id == variants.c.store_id, products.c.id == variants.c.product_id)
_WITH_PRODUCTS = variants.outerjoin(products, _theirs)
"""Every variant has its product; an outer join leaves SQLite no choice but to go along an index of the variants."""

_warehouse = (
    select(warehouses.c.name)
    .where(warehouses.c.store_id == bindparam("store"), warehouses.c.is_default)
    .scalar_subquery()
    .label("warehouse")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """Which conditions a statement carries."""

    searched: str | None
    by_status: bool
    by_category: bool
    by_available: bool


class SqlInventoryDesk:
    """What is on hand, as it is read."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(
        self, store: StoreId, listing: Listing, shown: InventoryFilter, /, *, after: InventoryPlace | None
    ) -> InventoryPage:
        asked = _Asked(
            searched=None if listing.keyword is None else listing.category,
            by_status=shown.is_active is not None,
            by_category=shown.category_id is not None,
            by_available=shown.available_most is not None,
        )
        values = _values(store, listing, shown, after)
        page = _page(asked, listing.sort_by, descending=listing.descending, follows=after is not None)
        with self._database.read() if after is not None else self._database.read_snapshot() as connection:
            found = connection.execute(page, values).all()
            total = None if after is not None else connection.execute(_count(asked), values).scalar_one()
        rows = [_row(row) for row in found[: listing.limit]]
        more = len(found) > listing.limit
        return InventoryPage(
            rows=rows,
            total=None if total is None else min(total, COUNTED_UP_TO),
            is_capped=total is not None and total > COUNTED_UP_TO,
            next_after=(rows[-1][listing.sort_by], rows[-1]["id"]) if more else None,
        )

    def movements(self, store: StoreId, variant: VariantId, /) -> Sequence[StockMovement]:
        with self._database.read() as connection:
            rows = connection.execute(_MOVEMENTS, {"store": store, "of_variant": variant}).all()
        return [_movement(row.variant_id, row) for row in rows]


def _values(
    store: StoreId, listing: Listing, shown: InventoryFilter, after: InventoryPlace | None
) -> dict[str, object]:
    values: dict[str, object] = {
        "store": store,
        "like": f"%{literally((listing.keyword or '').lower())}%",
        "of_status": int(bool(shown.is_active)),
        "of_category": shown.category_id,
        "most": shown.available_most,
        "limit": listing.limit + 1,
        "start": listing.start if after is None else 0,
    }
    return values if after is None else {**values, "after_value": after[0], "after_id": after[1]}


def _found(asked: _Asked) -> list[ColumnElement[bool]]:
    found = [
        variants.c.store_id == bindparam("store"),
        variants.c.archived_at.is_(None),
        products.c.archived_at.is_(None),
    ]
    if asked.searched is not None:
        found.append(mentions(_SEARCHED[asked.searched]))
    if asked.by_status:
        found.append(_is_active == bindparam("of_status"))
    if asked.by_category:
        found.append(products.c.category_id == bindparam("of_category"))
    if asked.by_available:
        found.append(_available <= bindparam("most"))
    return found


@cache
def _count(asked: _Asked) -> Select[Any]:
    found: Select[Any] = select(literal_column("1")).select_from(_WITH_PRODUCTS)
    return select(func.count()).select_from(found.where(*_found(asked)).limit(COUNTED_UP_TO + 1).subquery())


@cache
def _page(asked: _Asked, sort_by: str, *, descending: bool, follows: bool) -> Select[Any]:
    key = _ORDERS[sort_by]
    found = _found(asked)
    if follows:
        here = tuple_(key, variants.c.id)
        there = tuple_(bindparam("after_value", type_=key.type), bindparam("after_id", type_=variants.c.id.type))
        found.append(here < there if descending else here > there)
    order = [directed(column, descending=descending) for column in (key, variants.c.id)]
    rows = select(*_SHOWN).select_from(_WITH_PRODUCTS).where(*found).order_by(*order)
    return _with_last_movement(rows.limit(bindparam("limit")).offset(bindparam("start")), sort_by, descending)


def _with_last_movement(rows: Select[Any], sort_by: str, descending: bool) -> Select[Any]:
    page = rows.subquery("page")
    newest = stock_movements.alias("newest")
    last = (
        select(func.max(newest.c.id))
        .where(newest.c.store_id == bindparam("store"), newest.c.variant_id == page.c.id)
        .scalar_subquery()
    )
    moved = and_(stock_movements.c.store_id == bindparam("store"), stock_movements.c.id == last)
    order = [directed(column, descending=descending) for column in (page.c[sort_by], page.c.id)]
    told: Select[Any] = select(*page.c, *_MOVED, _warehouse)
    return told.select_from(page.outerjoin(stock_movements, moved)).order_by(*order)


def _row(row: Any) -> dict[str, Any]:
    told = row._mapping
    shown = {name: value for name, value in told.items() if not name.startswith("moved_")}
    moved = {name.removeprefix("moved_"): value for name, value in told.items() if name.startswith("moved_")}
    return {
        **shown,
        "is_active": bool(row.is_active),
        "last_movement": None if moved["id"] is None else _movement(row.id, SimpleNamespace(**moved)),
    }


def _movement(variant: int, row: Any) -> StockMovement:
    return StockMovement(
        variant=VariantId(variant),
        on_hand=row.on_hand,
        reserved=row.reserved,
        reason=row.reason,
        invoice=row.invoice,
        by=Author(None if row.staff_id is None else StaffId(row.staff_id), row.by),
        at=row.at,
    )
