"""What a product's row says about its variants, so that lists can be sorted by it: prices, stock, and what was sold.

Whoever changes one of these holds the product's row from before they touch its variants: on PostgreSQL `lock` sees to
it where nothing else does, in the order of the ids, so that nobody waits in a circle. Buyers change none of it, and
never wait here.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import TextClause, bindparam, func, select, text, update

from bosonline.adapters.outbound.sql.tables.catalog import products, variants
from bosonline.domain.catalog.ids import ProductId, VariantId
from bosonline.domain.catalog.sku import Sku
from bosonline.domain.errors import ChangedMeanwhile
from bosonline.domain.identity import StoreId

_LOCK = """
SELECT p.id FROM products p
WHERE p.store_id = :store AND p.id IN (
  SELECT v.product_id FROM variants v JOIN jsonb_array_elements_text(CAST(:wanted AS jsonb)) AS wanted(key) ON {}
  WHERE v.store_id = :store
)
ORDER BY p.id FOR NO KEY UPDATE
"""
_LOCK_BY_ID = text(_LOCK.format("CAST(wanted.key AS bigint) = v.id"))
_LOCK_BY_SKU = text(_LOCK.format("wanted.key = v.sku"))
# The + keeps SQLite from going through every product of the store, and through all that moved for each of them.
_ADD_SQLITE = text(
    """
UPDATE products SET on_hand = on_hand + json_extract(moved.value, '$[0]'),
  sold = sold + json_extract(moved.value, '$[1]'), revenue = revenue + json_extract(moved.value, '$[2]')
FROM json_each(:moved) AS moved
WHERE +products.store_id = :store AND products.id = CAST(moved.key AS INTEGER)
"""
)
_ADD_POSTGRESQL = text(
    """
UPDATE products SET on_hand = on_hand + CAST(moved.value ->> 0 AS bigint),
  sold = sold + CAST(moved.value ->> 1 AS bigint), revenue = revenue + CAST(moved.value ->> 2 AS bigint)
FROM jsonb_each(CAST(:moved AS jsonb)) AS moved
WHERE products.store_id = :store AND products.id = CAST(moved.key AS bigint)
"""
)
_theirs = (variants.c.store_id == products.c.store_id) & (variants.c.product_id == products.c.id)


def _of_variants(figure: Any) -> Any:
    found = select(func.coalesce(figure, 0)).where(_theirs, variants.c.archived_at.is_(None))
    return found.correlate(products).scalar_subquery()


_SUM_UP = (
    update(products)
    .where(products.c.store_id == bindparam("of_store"), products.c.id == bindparam("of_product"))
    .values(
        min_price=_of_variants(func.min(variants.c.price)),
        max_price=_of_variants(func.max(variants.c.price)),
        on_hand=_of_variants(func.sum(variants.c.on_hand)),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What became of the stock of a variant: how many more are on hand, were sold, and for how much."""

    product: ProductId
    on_hand: int
    sold: int = 0
    revenue: int = 0


class ProductSums:
    """The sums on the rows of one store's products, in one transaction."""

    def __init__(self, execute: Callable[..., Any], store: StoreId, *, is_sqlite: bool) -> None:
        self._execute, self._store, self._is_sqlite = execute, store, is_sqlite

    def lock(self, variants: Iterable[VariantId]) -> None:
        """Hold the products of these variants; a writing transaction of SQLite has everything to itself."""
        self._lock(_LOCK_BY_ID, list(variants))

    def lock_by_sku(self, skus: Iterable[Sku]) -> None:
        """The same for variants by their SKUs."""
        self._lock(_LOCK_BY_SKU, list(skus))

    def _lock(self, statement: TextClause, wanted: list[Any]) -> None:
        if not self._is_sqlite:
            self._execute(statement, {"store": self._store, "wanted": orjson.dumps(wanted).decode()})

    def add(self, moved: Iterable[Moved]) -> None:
        """Let the products follow their variants."""
        sums: dict[str, tuple[int, int, int]] = {}
        for one in moved:
            was = sums.get(str(one.product), (0, 0, 0))
            sums[str(one.product)] = (was[0] + one.on_hand, was[1] + one.sold, was[2] + one.revenue)
        statement = _ADD_SQLITE if self._is_sqlite else _ADD_POSTGRESQL
        if self._execute(statement, {"store": self._store, "moved": orjson.dumps(sums).decode()}).rowcount != len(sums):
            raise ChangedMeanwhile

    def sum_up(self, product: ProductId) -> None:
        """Reckon prices and stock anew from the variants that are not archived."""
        self._execute(_SUM_UP, {"of_store": self._store, "of_product": product})
