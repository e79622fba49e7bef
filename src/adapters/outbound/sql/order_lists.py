"""The statements of order lists, built once for each set of filters.

A keyword is looked for along indexes: ranges, since LIKE takes no index where the pattern is not known beforehand. It
is counted first, place by place: where nothing begins so is not looked again. How the page is fetched depends on how
many orders begin so. A few are collected by what they begin with, and then put in order; of many the newest are met
soon on the way from the newest to the oldest.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    Select,
    String,
    and_,
    bindparam,
    false,
    func,
    literal_column,
    or_,
    select,
    tuple_,
    union,
)
from sqlalchemy.sql.expression import UnaryExpression
from sqlalchemy.sql.operators import custom_op

from bosonline.adapters.outbound.sql.tables.catalog import products, variants
from bosonline.adapters.outbound.sql.tables.ordering import order_lines, orders
from bosonline.application.ordering.ports import OrderFilter
from bosonline.domain.identity import StoreId
from bosonline.domain.ordering import Status
from bosonline.domain.ordering.search import SEARCHED, beginnings

COUNTED_UP_TO = 10_000
"""Lists that nothing else counts are said to have at least so many; more that begin with a keyword are many."""

ROW = (
    orders.c.invoice,
    orders.c.created_at,
    orders.c.status,
    orders.c.payment_status,
    orders.c.payment_method,
    orders.c.customer_name,
    orders.c.customer_phone,
    orders.c.total,
    orders.c["items"],
    orders.c.qty,
    orders.c.form_name,
    orders.c.cs_staff_id,
    orders.c.cs_name,
    orders.c.courier_code,
    orders.c.awb,
    orders.c.follow_ups,
    orders.c.is_quarantined,
    orders.c.duplicate_of,
)
_EQUAL = {
    "payment_status": orders.c.payment_status,
    "payment_method": orders.c.payment_method,
    "form": orders.c.form_id,
    "cs": orders.c.cs_staff_id,
    "courier_code": orders.c.courier_code,
    "follow_ups": orders.c.follow_ups,
    "is_quarantined": orders.c.is_quarantined,
}
_DATED = {"paid": orders.c.paid_at, "shipped": orders.c.shipped_at}
_KEYS = {
    "invoice": orders.c.invoice,
    "customer_name": orders.c.name_key,
    "customer_phone": orders.c.customer_phone,
    "awb": orders.c.awb,
}
"""What is kept of each place for being found by its beginning."""

_IN_ANY_SPELLING = ("customer_name", "awb")
"""What is not of capitals, digits and a plus, which every collation puts in the same order."""

_LAST = "\U0010ffff"
_BEYOND: Any = literal_column(str(COUNTED_UP_TO + 1))
_of_store = orders.c.store_id == bindparam("store")
_PRODUCTS = select(products.c.id).where(products.c.store_id == bindparam("store"), products.c.sku == bindparam("sku"))
_VARIANTS = select(variants.c.id).where(
    variants.c.store_id == bindparam("store"),
    or_(variants.c.sku == bindparam("sku"), variants.c.product_id.in_(_PRODUCTS)),
)
_WITH_SKU = select(order_lines.c.invoice).where(
    order_lines.c.store_id == bindparam("store"), order_lines.c.variant_id.in_(_VARIANTS)
)


def values_of(store: StoreId, shown: OrderFilter) -> dict[str, Any]:
    """What is asked for by name, as the statements take it: their names tell which statement it is."""
    values: dict[str, Any] = {"store": store}
    dates = (f"{date}_{end}" for date in ("created", *_DATED) for end in ("from", "until"))
    for name in ("status", *_EQUAL, "sku", *dates):
        value = getattr(shown, name)
        if value is not None:
            values[name] = value
    if shown.keyword:
        values["keyword"] = True
        for where, begins in beginnings(shown.keyword, category=shown.category, by_phone=shown.by_phone).items():
            values |= {f"{where}_from": begins, f"{where}_to": _after(where, begins)}
    return values


def _after(where: str, begins: str) -> str:
    """The first text behind all that begin so."""
    if where in _IN_ANY_SPELLING:
        return begins + _LAST
    rest = begins.rstrip("9")
    return rest[:-1] + chr(ord(rest[-1]) + 1)


def searched(names: frozenset[str]) -> Sequence[str]:
    """Where the keyword is looked for; nowhere if there is none, or if it can stand nowhere."""
    return [where for where in SEARCHED if f"{where}_from" in names]


@cache
def alike(names: frozenset[str], is_sqlite: bool) -> Select[Any]:
    """How many of the orders that are shown begin with the keyword, in each place that it is looked for in; each up to
    one more than are counted."""
    found = (_beginning_so(names, place, is_sqlite, literal_column("1")) for place in searched(names))
    return select(*(select(func.count()).select_from(some.subquery()).scalar_subquery() for some in found))


@cache
def counted(names: frozenset[str], is_sqlite: bool, places: Sequence[str] = ()) -> Select[Any]:
    """How many orders are shown, up to one more than are counted; with a keyword, those that begin so in these places,
    each once."""
    some = _few(names, places, is_sqlite) if places else _some(where(names, is_sqlite))
    return select(func.count()).select_from(some.subquery())


@cache
def size(names: frozenset[str], is_sqlite: bool) -> Select[Any, Any]:
    """How many orders are shown and how many lines they have, of so many at most."""
    some = select(orders.c["items"]).where(where(names, is_sqlite)).limit(bindparam("limit")).subquery()
    return select(func.count(), func.sum(some.c["items"])).select_from(some)


@cache
def page(
    names: frozenset[str],
    newest_first: bool,
    *,
    is_after: bool,
    is_sqlite: bool,
    places: Sequence[str] = (),
    are_many: bool = False,
) -> Select[Any]:
    """The rows of a page; with a keyword, of orders that begin so in these places, of which there are a few or many."""
    if places and not are_many:
        return _page_of_few(names, newest_first, is_after, is_sqlite, places)
    begins = [or_(*(_begins(one, is_sqlite, by_index=False) for one in places))] if places else []
    return _paged(select(*ROW).where(_of_store, *_conditions(names), *begins), orders.c, newest_first, is_after)


def _page_of_few(
    names: frozenset[str], newest_first: bool, is_after: bool, is_sqlite: bool, places: Sequence[str]
) -> Select[Any]:
    few = _few(names, places, is_sqlite).subquery()
    found = _paged(select(few), few.c, newest_first, is_after, by_index=not is_sqlite).subquery()
    rows = select(*ROW).where(_of_store, orders.c.invoice.in_(select(found.c.invoice)))
    return rows.order_by(*_order(orders.c, newest_first, by_index=not is_sqlite))


def _paged(
    statement: Select[Any], of: Any, newest_first: bool, is_after: bool, *, by_index: bool = True
) -> Select[Any]:
    statement = statement.order_by(*_order(of, newest_first, by_index=by_index)).limit(bindparam("limit"))
    if not is_after:
        return statement.offset(bindparam("start"))
    here = tuple_(bindparam("after_at", type_=orders.c.created_at.type), bindparam("after_invoice"))
    place = tuple_(of.created_at, of.invoice)
    return statement.where(place < here if newest_first else place > here)


def _order(of: Any, newest_first: bool, *, by_index: bool) -> list[Any]:
    """By when they were made. SQLite walks from the newest to the oldest rather than fetch a few and sort them: a sign
    keeps it from that."""
    place = [of.created_at, of.invoice]
    if not by_index:
        place = [_at_hand(one, is_sqlite=True) for one in place]
    return [one.desc() if newest_first else one for one in place]


@cache
def where(names: frozenset[str], is_sqlite: bool) -> Any:
    """Which orders are shown, keyword and all."""
    begins = [_begins(one, is_sqlite) for one in searched(names)]
    if len(begins) > 1:
        begins = [orders.c.invoice.in_(union(*(select(orders.c.invoice).where(_of_store, one) for one in begins)))]
    elif "keyword" in names and not begins:
        begins = [false()]
    return and_(_of_store, *_conditions(names), *begins)


def _conditions(names: frozenset[str]) -> list[Any]:
    return [*_on_index(names), *_on_row(names)]


def _on_index(names: frozenset[str], status: Any = orders.c.status) -> list[Any]:
    """The conditions on what every index tells of its orders: the status, and when they were made."""
    clauses = [
        status == bindparam("status") if "status" in names else status != literal_column(f"'{Status.ABANDONED.value}'")
    ]
    if "created_from" in names:
        clauses.append(orders.c.created_at >= bindparam("created_from"))
    if "created_until" in names:
        clauses.append(orders.c.created_at < bindparam("created_until"))
    return clauses


def _on_row(names: frozenset[str]) -> list[Any]:
    clauses: list[Any] = [column == bindparam(name) for name, column in _EQUAL.items() if name in names]
    for date, column in _DATED.items():
        if f"{date}_from" in names:
            clauses.append(column >= bindparam(f"{date}_from"))
        if f"{date}_until" in names:
            clauses.append(column < bindparam(f"{date}_until"))
    if "sku" in names:
        clauses.append(orders.c.invoice.in_(_WITH_SKU))
    return clauses


def _begins(place: str, is_sqlite: bool, *, by_index: bool = True) -> Any:
    """Whether what is kept there begins with the keyword; looked up in its index, or in the row at hand."""
    column = _KEYS[place] if by_index else _at_hand(_KEYS[place], is_sqlite)
    first, last = bindparam(f"{place}_from", type_=String), bindparam(f"{place}_to", type_=String)
    if is_sqlite or place not in _IN_ANY_SPELLING:
        return and_(column >= first, column < last)
    return and_(column.op("~>=~", is_comparison=True)(first), column.op("~<~", is_comparison=True)(last))


def _at_hand(column: Any, is_sqlite: bool) -> Any:
    """A column that no index is taken for."""
    if is_sqlite:
        return UnaryExpression(column, operator=custom_op("+"), type_=column.type)
    return column.concat(literal_column("''"))


def _some(shown: Any) -> Select[Any]:
    return select(literal_column("1")).where(shown).limit(_BEYOND)


def _beginning_so(names: frozenset[str], place: str, is_sqlite: bool, *columns: Any) -> Select[Any]:
    """What is shown of the orders that begin with the keyword in one place, up to one more than are counted.

    Not by the index of statuses: where many begin so, many have the status too.
    """
    conditions = [*_on_index(names, _at_hand(orders.c.status, is_sqlite)), *_on_row(names)]
    return select(*columns).where(_of_store, _begins(place, is_sqlite), *conditions).limit(_BEYOND)


def _few(names: frozenset[str], places: Sequence[str], is_sqlite: bool) -> Any:
    """When the orders that begin with the keyword in these places were made, and their numbers; each once."""
    some = [_beginning_so(names, place, is_sqlite, orders.c.created_at, orders.c.invoice) for place in places]
    return some[0] if len(some) == 1 else union(*(select(one.subquery()) for one in some))
