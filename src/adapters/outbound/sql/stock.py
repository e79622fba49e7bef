"""Stock of variants, changed by conditional updates: it never goes below zero, whoever comes at the same instant.

One statement changes all variants of an order. On PostgreSQL the rows are locked in the order of their ids, so that
two baskets of the same goods never wait for each other in a circle; their stock is read where they are locked, since
the rest of the statement still sees the rows as they were before the wait. So does the first check of a constraint,
which is why what is on hand is written too, though it stays the same.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Text, bindparam, cast, insert, select, text

from bosonline.adapters.outbound.sql.database import Database
from bosonline.adapters.outbound.sql.product_rows import tiers_of
from bosonline.adapters.outbound.sql.product_sums import Moved, ProductSums
from bosonline.adapters.outbound.sql.tables.catalog import products, stock_movements, variants
from bosonline.application.ordering.ports import OutOfStock, Taken
from bosonline.domain.catalog.ids import ProductId, VariantId
from bosonline.domain.catalog.sku import Sku
from bosonline.domain.errors import ChangedMeanwhile
from bosonline.domain.identity import Author, StoreId
from bosonline.domain.money import Money
from bosonline.domain.ordering import Invoice, Order

# What is wanted comes first, in an order that the + and MATERIALIZED keep: SQLite would go through every variant of the
# store otherwise.
_TAKE_SQLITE = text(
    """
WITH wanted AS MATERIALIZED (
  SELECT v.id, w.value AS qty
  FROM json_each(:wanted) AS w CROSS JOIN variants v ON v.store_id = :store AND v.sku = w.key
)
UPDATE variants SET reserved = reserved + wanted.qty
FROM wanted
WHERE +variants.store_id = :store AND variants.id = wanted.id AND variants.is_active = 1
  AND variants.archived_at IS NULL AND variants.on_hand - variants.reserved >= wanted.qty
  AND EXISTS (SELECT 1 FROM products p WHERE p.id = variants.product_id AND p.is_active = 1 AND p.archived_at IS NULL)
RETURNING id, sku, name, price, cost_price, weight, length, width, height, min_qty, wholesale,
  (SELECT p.name FROM products p WHERE p.id = variants.product_id) AS product_name
"""
)
_TAKE_POSTGRESQL = text(
    """
WITH locked AS (
  SELECT v.id, v.on_hand, v.reserved, CAST(wanted.value AS integer) AS qty
  FROM variants v
  JOIN jsonb_each_text(CAST(:wanted AS jsonb)) AS wanted ON wanted.key = v.sku
  JOIN products p ON p.id = v.product_id AND p.is_active = 1 AND p.archived_at IS NULL
  WHERE v.store_id = :store AND v.is_active = 1 AND v.archived_at IS NULL
  ORDER BY v.id FOR UPDATE OF v
)
UPDATE variants SET on_hand = locked.on_hand, reserved = locked.reserved + locked.qty
FROM locked
WHERE variants.id = locked.id AND variants.store_id = :store AND locked.on_hand - locked.reserved >= locked.qty
RETURNING variants.id, sku, name, price, cost_price, weight, length, width, height, min_qty,
  CAST(wholesale AS text) AS wholesale,
  (SELECT p.name FROM products p WHERE p.id = variants.product_id) AS product_name
"""
)
_ON_SALE = (
    variants.c.store_id == bindparam("store"),
    variants.c.sku.in_(bindparam("skus", expanding=True)),
    variants.c.is_active == 1,
    variants.c.archived_at.is_(None),
    products.c.is_active == 1,
    products.c.archived_at.is_(None),
)
_LEFT = (
    select(variants.c.sku, variants.c.on_hand - variants.c.reserved)
    .join(products, products.c.id == variants.c.product_id)
    .where(*_ON_SALE)
)
_LOOK = (
    select(
        variants.c.id,
        variants.c.sku,
        variants.c.name,
        variants.c.price,
        variants.c.cost_price,
        variants.c.weight,
        variants.c.length,
        variants.c.width,
        variants.c.height,
        variants.c.min_qty,
        cast(variants.c.wholesale, Text).label("wholesale"),
        products.c.name.label("product_name"),
    )
    .join(products, products.c.id == variants.c.product_id)
    .where(*_ON_SALE)
)
# The + does the same: SQLite would go through all that moved for each variant of the store.
_MOVE_SQLITE = text(
    """
UPDATE variants SET on_hand = on_hand + :on_hand * moved.qty, reserved = reserved + :reserved * moved.qty,
  sold = sold - :on_hand * moved.qty, revenue = revenue - :on_hand * moved.amount
FROM (
  SELECT CAST(key AS INTEGER) AS id, json_extract(value, '$[0]') AS qty, json_extract(value, '$[1]') AS amount
  FROM json_each(:moved)
) AS moved
WHERE +variants.store_id = :store AND variants.id = moved.id
RETURNING id, product_id, archived_at
"""
)
_MOVE_POSTGRESQL = text(
    """
WITH locked AS (
  SELECT v.id, CAST(moved.value ->> 0 AS integer) AS qty, CAST(moved.value ->> 1 AS bigint) AS amount
  FROM variants v JOIN jsonb_each(CAST(:moved AS jsonb)) AS moved ON CAST(moved.key AS bigint) = v.id
  WHERE v.store_id = :store ORDER BY v.id FOR UPDATE OF v
)
UPDATE variants
SET on_hand = on_hand + CAST(:on_hand AS integer) * locked.qty,
  reserved = reserved + CAST(:reserved AS integer) * locked.qty,
  sold = sold - CAST(:on_hand AS integer) * locked.qty,
  revenue = revenue - CAST(:on_hand AS integer) * locked.amount
FROM locked WHERE variants.id = locked.id AND variants.store_id = :store
RETURNING variants.id, product_id, archived_at
"""
)
_REMEMBER = insert(stock_movements)


class SqlStock:
    """The stock of one store, in one transaction."""

    def __init__(self, execute: Callable[..., Any], store: StoreId, *, is_sqlite: bool) -> None:
        self._execute = execute
        self._store = store
        self._sums = ProductSums(execute, store, is_sqlite=is_sqlite)
        self._take, self._move = (_TAKE_SQLITE, _MOVE_SQLITE) if is_sqlite else (_TAKE_POSTGRESQL, _MOVE_POSTGRESQL)

    def take(self, wanted: Mapping[Sku, int], *, invoice: Invoice, by: Author, at: datetime) -> list[Taken]:
        rows = self._execute(self._take, {"store": self._store, "wanted": orjson.dumps(wanted).decode()}).all()
        taken = {row.sku: _taken(row) for row in rows}
        if len(taken) < len(wanted):
            raise OutOfStock(items=self._left(wanted, taken))
        found = [taken[sku] for sku in wanted]
        moves = [(one.variant, 0, wanted[one.sku]) for one in found]
        self._remember(moves, reason="ordered", invoice=invoice, by=by, at=at)
        return found

    def look(self, skus: Collection[Sku], /) -> Mapping[Sku, Taken]:
        rows = self._execute(_LOOK, {"store": self._store, "skus": list(skus)}).all()
        return {Sku(row.sku): _taken(row) for row in rows}

    def release(self, order: Order, *, by: Author, at: datetime) -> None:
        self._change(order, on_hand=0, reserved=-1, reason="released", by=by, at=at)

    def ship(self, order: Order, *, by: Author, at: datetime) -> None:
        self._change(order, on_hand=-1, reserved=-1, reason="shipped", by=by, at=at)

    def put_back(self, order: Order, *, by: Author, at: datetime) -> None:
        self._change(order, on_hand=1, reserved=0, reason="returned", by=by, at=at)

    def _change(self, order: Order, *, on_hand: int, reserved: int, reason: str, by: Author, at: datetime) -> None:
        moved = order.goods_by_variant
        values = {
            "store": self._store,
            "moved": orjson.dumps(
                {str(variant): (qty, amount.idr) for variant, (qty, amount) in moved.items()}
            ).decode(),
            "on_hand": on_hand,
            "reserved": reserved,
        }
        if on_hand:
            self._sums.lock(moved)
        rows = self._execute(self._move, values).all()
        if len(rows) != len(moved):
            raise ChangedMeanwhile
        if on_hand:
            self._sums.add(_sums_of(row, on_hand, moved) for row in rows)
        moves = [(variant, on_hand * qty, reserved * qty) for variant, (qty, _) in moved.items()]
        self._remember(moves, reason=reason, invoice=order.invoice, by=by, at=at)

    def _left(self, wanted: Mapping[Sku, int], taken: Mapping[str, Taken]) -> list[dict[str, object]]:
        missing = [sku for sku in wanted if sku not in taken]
        rows = self._execute(_LEFT, {"store": self._store, "skus": missing})
        left = {sku: free for sku, free in rows}  # noqa: C416  # rows are unpacked, not pairs
        return [{"sku": sku, "available": max(0, left.get(sku, 0))} for sku in missing]

    def _remember(
        self, moves: list[tuple[VariantId, int, int]], *, reason: str, invoice: Invoice, by: Author, at: datetime
    ) -> None:
        common = {
            "store_id": self._store,
            "reason": reason,
            "invoice": invoice,
            "staff_id": by.staff,
            "by": by.name,
            "at": at,
        }
        rows = [
            {**common, "variant_id": variant, "on_hand": on_hand, "reserved": reserved}
            for variant, on_hand, reserved in moves
        ]
        if rows:  # what a buyer left may have no goods
            self._execute(_REMEMBER, rows)


class SqlGoodsDesk:
    """What is on sale, as it is read."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def on_sale(self, store: StoreId, skus: Collection[Sku], /) -> Sequence[Taken]:
        with self._database.read() as connection:
            rows = connection.execute(_LOOK, {"store": store, "skus": list(skus)}).all()
        return [_taken(row) for row in rows]


def _taken(row: Any) -> Taken:
    return Taken(
        variant=VariantId(row.id),
        sku=row.sku,
        product_name=row.product_name,
        name=row.name,
        price=Money(row.price),
        cost_price=Money(row.cost_price),
        weight=row.weight,
        length=row.length,
        width=row.width,
        height=row.height,
        min_qty=row.min_qty,
        wholesale=tiers_of(orjson.loads(row.wholesale)),
    )


def _sums_of(row: Any, on_hand: int, moved: Mapping[VariantId, tuple[int, Money]]) -> Moved:
    """What left the warehouse was sold, and what came back was not; an archived variant is not counted as stock."""
    qty, amount = moved[VariantId(row.id)]
    return Moved(
        product=ProductId(row.product_id),
        on_hand=on_hand * qty if row.archived_at is None else 0,
        sold=-on_hand * qty,
        revenue=-on_hand * amount.idr,
    )
