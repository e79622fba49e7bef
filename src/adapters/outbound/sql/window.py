"""Goods on sale as buyers look at them: one statement for a whole form."""

from collections.abc import Collection, Mapping
from typing import Any

import orjson
from sqlalchemy import Text, and_, bindparam, cast, select

from bosonline.adapters.outbound.sql.database import Database
from bosonline.adapters.outbound.sql.product_rows import tiers_of
from bosonline.adapters.outbound.sql.tables.catalog import products, variants
from bosonline.domain.catalog import Sku
from bosonline.domain.identity import StoreId
from bosonline.domain.money import Money
from bosonline.domain.ordering import Goods

_SHOW = (
    select(
        variants.c.sku,
        variants.c.name,
        variants.c.price,
        variants.c.publish_rate,
        variants.c.weight,
        variants.c.min_qty,
        cast(variants.c.wholesale, Text).label("wholesale"),
        (variants.c.on_hand - variants.c.reserved).label("available"),
        products.c.sku.label("product_sku"),
        products.c.name.label("product_name"),
        products.c.description,
        cast(products.c.images, Text).label("images"),
    )
    .join(products, and_(products.c.store_id == variants.c.store_id, products.c.id == variants.c.product_id))
    .where(
        variants.c.store_id == bindparam("store"),
        variants.c.sku.in_(bindparam("skus", expanding=True)),
        variants.c.is_active == 1,
        variants.c.archived_at.is_(None),
        products.c.is_active == 1,
        products.c.archived_at.is_(None),
    )
)


class SqlShopWindow:
    """The shop window on a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def show(self, store: StoreId, skus: Collection[Sku], /) -> Mapping[Sku, Goods]:
        with self._database.read() as connection:
            rows = connection.execute(_SHOW, {"store": store, "skus": sorted(skus)}).all()
        return {Sku(row.sku): _goods(row) for row in rows}


def _goods(row: Any) -> Goods:
    return Goods(
        sku=Sku(row.sku),
        product_sku=Sku(row.product_sku),
        product_name=row.product_name,
        description=row.description,
        images=tuple(orjson.loads(row.images)),
        name=row.name,
        price=Money(row.price),
        listed=Money(row.publish_rate),
        weight=row.weight,
        min_qty=row.min_qty,
        wholesale=tiers_of(orjson.loads(row.wholesale)),
        available=row.available,
    )
