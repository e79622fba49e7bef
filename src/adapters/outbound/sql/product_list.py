"""The list of products: a page is one statement, along an index on what it is sorted by."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, literal_column, select, tuple_

from bosonline.adapters.outbound.sql.database import Database
from bosonline.adapters.outbound.sql.lists import directed, literally, mentions
from bosonline.adapters.outbound.sql.tables.catalog import products, variants
from bosonline.application.catalog.ports import COUNTED_UP_TO, PRODUCT_ORDERS, Place, ProductFilter, ProductPage
from bosonline.application.identity.ports import Listing
from bosonline.domain.identity import StoreId

_COLUMNS: Mapping[str, ColumnElement[Any]] = {name: products.c[name] for name in (*PRODUCT_ORDERS, "description")}
_SHOWN = tuple(
    products.c[name]
    for name in (
        *("id", "sku", "name", "slug", "category_id", "is_active", "images", "created_at", "archived_at", "version"),
        *("min_price", "max_price", "on_hand", "sold", "revenue"),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """Which conditions a statement carries."""

    searched: str | None
    by_status: bool
    by_category: bool
    is_archived: bool


def read_page(
    database: Database, store: StoreId, listing: Listing, shown: ProductFilter, *, after: Place | None
) -> ProductPage:
    """A page of one store's products; see `ProductDesk.page`."""
    asked = _Asked(
        searched=None if listing.keyword is None else listing.category,
        by_status=shown.is_active is not None,
        by_category=shown.category_id is not None,
        is_archived=shown.is_archived,
    )
    values: dict[str, object] = {
        "store": store,
        "like": f"%{literally((listing.keyword or '').lower())}%",
        "of_status": int(bool(shown.is_active)),
        "of_category": shown.category_id,
        "limit": listing.limit + 1,
        "start": listing.start if after is None else 0,
    }
    if after is not None:
        values |= {"after_value": after[0], "after_id": after[1]}
    page = _page(asked, listing.sort_by, descending=listing.descending, follows=after is not None)
    with database.read() if after is not None else database.read_snapshot() as connection:
        rows = [dict(row) for row in connection.execute(page, values).mappings()]
        total = None if after is not None else connection.execute(_count(asked), values).scalar_one()
    more, rows = len(rows) > listing.limit, rows[: listing.limit]
    for row in rows:
        row["is_active"] = bool(row["is_active"])
    return ProductPage(
        rows=rows,
        total=None if total is None else min(total, COUNTED_UP_TO),
        is_capped=total is not None and total > COUNTED_UP_TO,
        next_after=(rows[-1][listing.sort_by], rows[-1]["id"]) if more else None,
    )


def _found(asked: _Asked) -> list[ColumnElement[bool]]:
    archived = products.c.archived_at
    found = [
        products.c.store_id == bindparam("store"),
        archived.is_not(None) if asked.is_archived else archived.is_(None),
    ]
    if asked.searched is not None:
        found.append(mentions(_COLUMNS[asked.searched]))
    if asked.by_status:
        found.append(products.c.is_active == bindparam("of_status"))
    if asked.by_category:
        found.append(products.c.category_id == bindparam("of_category"))
    return found


@cache
def _count(asked: _Asked) -> Select[Any]:
    found: Select[Any] = (
        select(literal_column("1")).select_from(products).where(*_found(asked)).limit(COUNTED_UP_TO + 1)
    )
    return select(func.count()).select_from(found.subquery())


@cache
def _page(asked: _Asked, sort_by: str, *, descending: bool, follows: bool) -> Select[Any]:
    key = _COLUMNS[sort_by]
    found = _found(asked)
    if follows:
        here = tuple_(key, products.c.id)
        there = tuple_(bindparam("after_value", type_=key.type), bindparam("after_id", type_=products.c.id.type))
        found.append(here < there if descending else here > there)
    order = [directed(column, descending=descending) for column in (key, products.c.id)]
    page = select(*_SHOWN).where(*found).order_by(*order).limit(bindparam("limit")).offset(bindparam("start"))
    return _summed(page.subquery("page"), sort_by, descending)


def _summed(page: Any, sort_by: str, descending: bool) -> Select[Any]:
    sums = (
        func.coalesce(func.sum(variants.c.reserved), 0).label("reserved"),
        func.count(variants.c.id).label("variants"),
    )
    theirs = (
        (variants.c.store_id == bindparam("store"))
        & (variants.c.product_id == page.c.id)
        & variants.c.archived_at.is_(None)
    )
    order = [directed(column, descending=descending) for column in (page.c[sort_by], page.c.id)]
    return select(*page.c, *sums).outerjoin(variants, theirs).group_by(*page.c).order_by(*order)
