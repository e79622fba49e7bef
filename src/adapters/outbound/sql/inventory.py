"""What is on hand, as sellers set it right: all lines by a fixed number of statements.

On PostgreSQL the rows are locked in the order of their ids, as those of a checkout are, so that nobody waits in a
circle; on SQLite a writing transaction has the database to itself. What is wrong with a line is decided on the rows
as they are under that lock.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import insert, text

from bosonline.adapters.outbound.sql.product_sums import Moved, ProductSums
from bosonline.adapters.outbound.sql.tables.catalog import stock_movements
from bosonline.domain.catalog import Adjusted, Adjustment, Present, ProductId, Sku, Stock, VariantId
from bosonline.domain.catalog.inventory import adjusted
from bosonline.domain.errors import ChangedMeanwhile
from bosonline.domain.identity import Author, StoreId

# Without the CROSS and the + SQLite goes through every variant of the store, and through all lines for each of them.
_LOOK_SQLITE = text(
    """
SELECT v.id, v.product_id, v.sku, v.on_hand, v.reserved
FROM json_each(:skus) AS wanted CROSS JOIN variants v ON v.store_id = :store AND v.sku = wanted.value
CROSS JOIN products p ON p.id = v.product_id
WHERE v.archived_at IS NULL AND p.archived_at IS NULL
"""
)
_LOOK_POSTGRESQL = text(
    """
SELECT v.id, v.product_id, v.sku, v.on_hand, v.reserved
FROM jsonb_array_elements_text(CAST(:skus AS jsonb)) AS wanted(sku)
JOIN variants v ON v.store_id = :store AND v.sku = wanted.sku
JOIN products p ON p.id = v.product_id
WHERE v.archived_at IS NULL AND p.archived_at IS NULL
ORDER BY v.id FOR UPDATE OF v
"""
)
_CHANGE_SQLITE = text(
    """
UPDATE variants SET on_hand = on_hand + changed.delta
FROM (SELECT CAST(key AS INTEGER) AS id, value AS delta FROM json_each(:changed)) AS changed
WHERE +variants.store_id = :store AND variants.id = changed.id AND on_hand + changed.delta >= reserved
"""
)
_CHANGE_POSTGRESQL = text(
    """
UPDATE variants SET on_hand = on_hand + changed.delta
FROM (
  SELECT CAST(key AS bigint) AS id, CAST(value AS integer) AS delta FROM jsonb_each_text(CAST(:changed AS jsonb))
) AS changed
WHERE variants.store_id = :store AND variants.id = changed.id AND on_hand + changed.delta >= reserved
"""
)
_REMEMBER = insert(stock_movements)


class SqlInventory:
    """The stock of one store as its sellers change it, in one transaction."""

    def __init__(self, execute: Callable[..., Any], store: StoreId, *, is_sqlite: bool) -> None:
        self._execute, self._store = execute, store
        self._sums = ProductSums(execute, store, is_sqlite=is_sqlite)
        self._look = _LOOK_SQLITE if is_sqlite else _LOOK_POSTGRESQL
        self._change = _CHANGE_SQLITE if is_sqlite else _CHANGE_POSTGRESQL

    def adjust(self, adjustments: Sequence[Adjustment], /, *, by: Author, at: datetime) -> Sequence[Adjusted]:
        skus = sorted({one.sku for one in adjustments})
        self._sums.lock_by_sku(skus)
        rows = self._execute(self._look, {"store": self._store, "skus": orjson.dumps(skus).decode()}).all()
        done = adjusted(adjustments, {Sku(row.sku): _present(row) for row in rows})
        changed = [one for one in done if one.delta]
        if changed:
            products = {row.id: ProductId(row.product_id) for row in rows}
            self._apply({one.variant: one.delta for one in changed})
            self._sums.add(Moved(product=products[one.variant], on_hand=one.delta) for one in changed)
            self._remember(changed, by, at)
        return done

    def _apply(self, deltas: dict[VariantId, int]) -> None:
        changed = orjson.dumps({str(variant): delta for variant, delta in deltas.items()}).decode()
        if self._execute(self._change, {"store": self._store, "changed": changed}).rowcount != len(deltas):
            raise ChangedMeanwhile

    def _remember(self, changed: Sequence[Adjusted], by: Author, at: datetime) -> None:
        moves = [
            {
                "store_id": self._store,
                "variant_id": one.variant,
                "on_hand": one.delta,
                "reserved": 0,
                "reason": one.reason,
                "invoice": None,
                "staff_id": by.staff,
                "by": by.name,
                "at": at,
            }
            for one in changed
        ]
        self._execute(_REMEMBER, moves)


def _present(row: Any) -> Present:
    return Present(variant=VariantId(row.id), stock=Stock(on_hand=row.on_hand, reserved=row.reserved))
