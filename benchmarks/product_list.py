"""`python -m benchmarks.product_list [DATABASE_URL]`: how long a page of 100,000 products takes, first and deep.

Without a URL on an SQLite file of its own. The database is filled anew, so name one that holds nothing else. Pages have
20 rows; the first one is counted, a deep one begins at 95 % by cursor.

On two busy cores, Python 3.11: on SQLite 0.9 to 2.6 ms first and 0.3 to 0.5 ms deep, on PostgreSQL 2.7 to 4.9 ms and
0.6 to 1.0 ms, by every column and in either direction; the inventory 4 to 15 ms and under 1 ms. A keyword is looked for
in every row: 35 to 230 ms.
"""

import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter
from typing import Any

from sqlalchemy import insert

from bosonline.adapters.outbound.sql.catalog import SqlProductDesk
from bosonline.adapters.outbound.sql.database import Database
from bosonline.adapters.outbound.sql.inventory_list import SqlInventoryDesk
from bosonline.adapters.outbound.sql.tables import metadata
from bosonline.adapters.outbound.sql.tables.catalog import products, variants
from bosonline.application.catalog.ports import (
    INVENTORY_ORDERS,
    PRODUCT_ORDERS,
    InventoryFilter,
    ProductFilter,
)
from bosonline.application.identity.ports import Listing
from bosonline.domain.identity import StoreId

PRODUCTS, AT_ONCE, ROUNDS = 100_000, 5_000, 15
STORE = StoreId(1)
BEGIN = datetime(2024, 1, 1, tzinfo=UTC)
WORDS = ("kopi", "teh", "gula", "susu", "beras", "kain", "batik", "tas", "sepatu", "sabun", "madu", "keripik", "sambal")


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory(prefix="bosonline-") as folder:
        url = sys.argv[1] if len(sys.argv) > 1 else f"sqlite:///{Path(folder) / 'products.db'}"
        database = Database(url, synchronous="OFF")
        fill(database)
        print(f"{PRODUCTS:,} products on {database.url.get_backend_name()}, median of {ROUNDS}, in milliseconds")
        look_through(database)
        database.dispose()


def fill(database: Database) -> None:
    """The products of one store, each with a variant."""
    metadata.drop_all(database.writing)
    metadata.create_all(database.writing)
    drawn = Random(7)
    with database.writing.begin() as connection:
        for first in range(1, PRODUCTS + 1, AT_ONCE):
            rows = [_product(number, drawn) for number in range(first, first + AT_ONCE)]
            connection.execute(insert(products), rows)
            connection.execute(insert(variants), [_variant(row) for row in rows])
    with database.single.connect() as connection:
        connection.exec_driver_sql("ANALYZE")


def look_through(database: Database) -> None:
    """Time pages of the list of products and of the inventory."""
    desk, stock = SqlProductDesk(database), SqlInventoryDesk(database)
    everything, all_variants = ProductFilter(), InventoryFilter()

    def products_page(listing: Listing, after: Any) -> Any:
        return desk.page(STORE, listing, everything, after=after)

    def inventory_page(listing: Listing, after: Any) -> Any:
        return stock.page(STORE, listing, all_variants, after=after)

    for sort_by in PRODUCT_ORDERS:
        _told(f"products by {sort_by}", products_page, Listing(sort_by=sort_by, category="name", limit=20))
    for sort_by in INVENTORY_ORDERS:
        _told(f"inventory by {sort_by}", inventory_page, Listing(sort_by=sort_by, category="sku", limit=20))
    for keyword in ("batik", "99999"):
        sought = Listing(sort_by="created_at", category="name", limit=20, keyword=keyword)
        print(f"  products named '{keyword}': {_ms(lambda sought=sought: products_page(sought, None)):.2f}")  # type: ignore[misc]


def _told(what: str, page: Callable[[Listing, Any], Any], listing: Listing) -> None:
    figures = []
    for descending in (True, False):
        asked = replace(listing, descending=descending)
        far = page(replace(asked, start=PRODUCTS * 95 // 100), None).next_after
        figures += [_ms(lambda: page(asked, None)), _ms(lambda: page(asked, far))]  # noqa: B023
    print("  {}: down {:.2f}, deep {:.2f}; up {:.2f}, deep {:.2f}".format(what, *figures))


def _ms(read: Callable[[], object]) -> float:
    taken = []
    for _ in range(ROUNDS):
        began = perf_counter()
        read()
        taken.append(perf_counter() - began)
    return median(taken) * 1000


def _product(number: int, drawn: Random) -> dict[str, Any]:
    price = drawn.randrange(5, 500) * 1000
    sold = drawn.randrange(200)
    return {
        "id": number,
        "store_id": STORE,
        "sku": f"SKU-{number:06d}",
        "name": f"{drawn.choice(WORDS)} {drawn.choice(WORDS)} {number}",
        "slug": f"produk-{number}",
        "description": "Dikirim dari gudang kami di Bogor",
        "category_id": None,
        "weight": 250,
        **dict.fromkeys(("length", "width", "height"), 0),
        **dict.fromkeys(("publish_rate", "price", "min_price", "max_price"), price),
        "cost_price": price // 2,
        "on_hand": drawn.randrange(300),
        "sold": sold,
        "revenue": sold * price,
        **{name: [] for name in ("attributes", "images", "served_by")},
        "is_active": 1,
        "version": 1,
        "created_at": BEGIN + timedelta(minutes=number),
        "archived_at": None,
    }


def _variant(product: dict[str, Any]) -> dict[str, Any]:
    shared = ("store_id", "sku", "name", "price", "publish_rate", "cost_price", "weight", "length", "width", "height")
    figures = {name: product[name] for name in ("id", *shared, "on_hand", "sold", "revenue", "is_active")}
    return {**figures, "product_id": product["id"], "position": 1, "min_qty": 1, "reserved": 0, "archived_at": None}


if __name__ == "__main__":
    main()
