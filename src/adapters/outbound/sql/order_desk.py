"""Orders as they are read: rows straight from the columns, by statements built once for each set of filters."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cache
from itertools import groupby
from typing import Any

from sqlalchemy import (
    Select,
    String,
    and_,
    bindparam,
    cast,
    false,
    func,
    literal,
    literal_column,
    null,
    or_,
    select,
    tuple_,
    union,
    union_all,
)
from sqlalchemy.sql.expression import UnaryExpression
from sqlalchemy.sql.operators import custom_op

from bosonline.adapters.outbound.sql.database import Database
from bosonline.adapters.outbound.sql.tables.catalog import products, variants
from bosonline.adapters.outbound.sql.tables.ordering import (
    follow_ups,
    order_fees,
    order_history,
    order_lines,
    order_notes,
    order_payments,
    orders,
)
from bosonline.application.ordering.ports import OrderFilter, OrderPage, OrderSize, StatusSum
from bosonline.domain.identity import StoreId
from bosonline.domain.money import Money
from bosonline.domain.ordering import Invoice, Status
from bosonline.domain.ordering.search import SEARCHED, beginnings
from bosonline.domain.phone import ERASED_PHONE

COUNTED_UP_TO = 10_000
"""Longer lists are said to have at least so many."""

_ROW = (
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
)
_EQUAL = {
    "status": orders.c.status,
    "payment_status": orders.c.payment_status,
    "payment_method": orders.c.payment_method,
    "form": orders.c.form_id,
    "cs": orders.c.cs_staff_id,
    "courier_code": orders.c.courier_code,
    "follow_ups": orders.c.follow_ups,
    "is_quarantined": orders.c.is_quarantined,
}
_DATED = {"created": orders.c.created_at, "paid": orders.c.paid_at, "shipped": orders.c.shipped_at}
_KEYWORD = "keyword"
_LAST = "\U0010ffff"
_PRODUCTS = select(products.c.id).where(products.c.store_id == bindparam("store"), products.c.sku == bindparam("sku"))
_VARIANTS = select(variants.c.id).where(
    variants.c.store_id == bindparam("store"),
    or_(variants.c.sku == bindparam("sku"), variants.c.product_id.in_(_PRODUCTS)),
)
_WITH_SKU = select(order_lines.c.invoice).where(
    order_lines.c.store_id == bindparam("store"), order_lines.c.variant_id.in_(_VARIANTS)
)
_lines_of = and_(order_lines.c.store_id == orders.c.store_id, order_lines.c.invoice == orders.c.invoice)
_DETAIL_COLUMNS = select(
    *(column for column in orders.c if column.name not in ("store_id", "content", "entries")),
    order_lines.c.sku,
    order_lines.c.product_name,
    order_lines.c.name.label("line_name"),
    order_lines.c.qty.label("line_qty"),
    order_lines.c.price,
    order_lines.c.cost_price,
    order_lines.c.weight,
    order_lines.c.discount,
).outerjoin(order_lines, _lines_of)
_DETAIL = _DETAIL_COLUMNS.where(
    orders.c.store_id == bindparam("store"), orders.c.invoice == bindparam("of_invoice")
).order_by(order_lines.c.line)
_SEVERAL = _DETAIL_COLUMNS.where(
    orders.c.store_id == bindparam("store"), orders.c.invoice.in_(bindparam("invoices", expanding=True))
).order_by(orders.c.invoice, order_lines.c.line)


def _of_order(table: Any) -> Any:
    return and_(table.c.store_id == bindparam("store"), table.c.invoice == bindparam("of_invoice"))


# All that is noted on an order comes by one statement: its columns are those of the payments.
_PAPERS = union_all(
    select(
        literal("payment").label("paper"),
        order_payments.c.number.label("number"),
        order_payments.c.at,
        order_payments.c.staff_id,
        order_payments.c.by,
        order_payments.c.kind.label("what"),
        order_payments.c.note.label("was"),
        cast(null(), order_history.c.became.type).label("became"),
        order_payments.c.amount,
        order_payments.c.paid_at,
        order_payments.c.bank_account_id,
    ).where(_of_order(order_payments)),
    select(
        literal("entry"),
        order_history.c.entry,
        order_history.c.at,
        order_history.c.staff_id,
        order_history.c.by,
        order_history.c.what,
        order_history.c.was,
        order_history.c.became,
        null(),
        null(),
        null(),
    ).where(_of_order(order_history)),
    select(
        literal("fee"),
        order_fees.c.number,
        null(),
        null(),
        order_fees.c.name,
        null(),
        null(),
        null(),
        order_fees.c.amount,
        null(),
        null(),
    ).where(_of_order(order_fees)),
    select(
        literal("note"),
        order_notes.c.number,
        order_notes.c.at,
        order_notes.c.staff_id,
        order_notes.c.by,
        null(),
        order_notes.c.text,
        null(),
        null(),
        null(),
        null(),
    ).where(_of_order(order_notes)),
).order_by("number")
_FOLLOW_UPS = (
    select(
        follow_ups.c.attempt,
        follow_ups.c.at,
        follow_ups.c.staff_id,
        follow_ups.c.by,
        follow_ups.c.channel,
        follow_ups.c.state,
        follow_ups.c.text,
        follow_ups.c.outcome,
    )
    .where(follow_ups.c.store_id == bindparam("store"), follow_ups.c.invoice == bindparam("of_invoice"))
    .order_by(follow_ups.c.attempt)
)


class SqlOrderDesk:
    """The order desk on a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(
        self,
        store: StoreId,
        shown: OrderFilter,
        *,
        newest_first: bool,
        start: int,
        limit: int,
        after: tuple[datetime, Invoice] | None,
    ) -> OrderPage:
        values = _values(store, shown)
        names = frozenset(values)
        paging: dict[str, Any] = {"limit": limit + 1}
        if after is None:
            paging["start"] = start
        else:
            paging.update(after_at=after[0], after_invoice=after[1])
        statement = _page(names, newest_first, after is not None, self._database.is_sqlite)
        with self._database.read() as connection:
            found = connection.execute(statement, {**values, **paging}).all()
            if after is not None:
                total = None
            elif found and len(found) <= limit:
                total = start + len(found)
            else:
                total = connection.execute(_counted(names, self._database.is_sqlite), values).scalar_one()
        rows = [_row(row) for row in found[:limit]]
        more = len(found) > limit
        return OrderPage(
            rows=rows,
            total=None if total is None else min(total, COUNTED_UP_TO),
            is_capped=total is not None and total > COUNTED_UP_TO,
            next_after=(found[limit - 1].created_at, found[limit - 1].invoice) if more else None,
        )

    def size(self, store: StoreId, shown: OrderFilter, /, *, most: int) -> OrderSize:
        values = _values(store, shown)
        statement = _size(frozenset(values), self._database.is_sqlite)
        with self._database.read() as connection:
            number, lines = connection.execute(statement, {**values, "limit": most + 1}).one()
        return OrderSize(orders=number, lines=int(lines or 0))

    def recap(self, store: StoreId, shown: OrderFilter, /) -> Sequence[StatusSum]:
        values = _values(store, shown)
        with self._database.read() as connection:
            rows = connection.execute(_recap(frozenset(values), self._database.is_sqlite), values).all()
        return [
            StatusSum(status=Status(status), orders=number, total=Money(int(total)), paid=Money(int(paid)))
            for status, number, total, paid in rows
        ]

    def detail(self, store: StoreId, invoice: Invoice) -> Mapping[str, Any] | None:
        which = {"store": store, "of_invoice": invoice}
        with self._database.read_snapshot() as connection:
            rows = connection.execute(_DETAIL, which).all()
            if not rows:
                return None
            papers = connection.execute(_PAPERS, which).all()
            made = connection.execute(_FOLLOW_UPS, which).all()
        return _detail(rows, papers, made)

    def several(self, store: StoreId, invoices: Sequence[Invoice], /) -> Mapping[Invoice, Mapping[str, Any]]:
        with self._database.read() as connection:
            rows = connection.execute(_SEVERAL, {"store": store, "invoices": list(invoices)}).all()
        return {Invoice(of): _order(list(lines)) for of, lines in groupby(rows, key=lambda row: row.invoice)}


def _values(store: StoreId, shown: OrderFilter) -> dict[str, Any]:
    values: dict[str, Any] = {"store": store}
    for name in (*_EQUAL, "sku", *(f"{date}_{end}" for date in _DATED for end in ("from", "until"))):
        value = getattr(shown, name)
        if value is not None:
            values[name] = value
    if shown.keyword:
        values[_KEYWORD] = True
        for where, begins in beginnings(shown.keyword, category=shown.category, by_phone=shown.by_phone).items():
            values |= {f"{where}_from": begins, f"{where}_to": _after(where, begins)}
    return values


def _after(where: str, begins: str) -> str:
    """The first text behind all that begin so. Of capitals and digits every collation has the same order."""
    if where in ("customer_name", "awb"):
        return begins + _LAST
    rest = begins.rstrip("9")
    return rest[:-1] + chr(ord(rest[-1]) + 1)


@cache
def _where(names: frozenset[str], is_sqlite: bool) -> Any:
    clauses = [orders.c.store_id == bindparam("store")]
    clauses += [column == bindparam(name) for name, column in _EQUAL.items() if name in names]
    if "status" not in names:
        clauses.append(orders.c.status != literal_column(f"'{Status.ABANDONED.value}'"))
    for date, column in _DATED.items():
        if f"{date}_from" in names:
            clauses.append(column >= bindparam(f"{date}_from"))
        if f"{date}_until" in names:
            clauses.append(column < bindparam(f"{date}_until"))
    if "sku" in names:
        clauses.append(orders.c.invoice.in_(_WITH_SKU))
    if _KEYWORD in names:
        clauses.append(_is_found(_searched(names), is_sqlite))
    return and_(*clauses)


def _searched(names: frozenset[str]) -> list[str]:
    return [where for where in SEARCHED if f"{where}_from" in names]


def _is_found(searched: Sequence[str], is_sqlite: bool) -> Any:
    """Where several columns may hold the keyword each is looked through along its own index; names have none."""
    if not searched:
        return false()
    begins = [_begins(where, is_sqlite) for where in searched]
    if len(begins) == 1 or not _along_indexes(searched):
        return or_(*begins)
    of_store = orders.c.store_id == bindparam("store")
    return orders.c.invoice.in_(union(*(select(orders.c.invoice).where(of_store, one) for one in begins)))


def _along_indexes(searched: Collection[str]) -> bool:
    return bool(searched) and "customer_name" not in searched


def _begins(where: str, is_sqlite: bool) -> Any:
    """A range and no LIKE, which takes no index where the pattern is not known beforehand."""
    column: Any = func.lower(orders.c.customer_name) if where == "customer_name" else orders.c[where]
    first: Any = bindparam(f"{where}_from", type_=String)
    last: Any = bindparam(f"{where}_to", type_=String)
    if where == "customer_name":
        first, last = func.lower(first), func.lower(last)
    if is_sqlite or where in ("invoice", "customer_phone"):
        return and_(column >= first, column < last)
    return and_(column.op("~>=~", is_comparison=True)(first), column.op("~<~", is_comparison=True)(last))


@cache
def _page(names: frozenset[str], newest_first: bool, is_after: bool, is_sqlite: bool) -> Select[Any]:
    place = (orders.c.created_at, orders.c.invoice)
    statement = select(*_ROW).where(_where(names, is_sqlite)).limit(bindparam("limit"))
    # Else SQLite walks from the newest to the oldest rather than fetch the few that were found and sort them.
    by = (
        [UnaryExpression(one, operator=custom_op("+")) for one in place]
        if is_sqlite and _along_indexes(_searched(names))
        else place
    )
    statement = statement.order_by(*(column.desc() if newest_first else column for column in by))
    if not is_after:
        return statement.offset(bindparam("start"))
    here = tuple_(bindparam("after_at", type_=orders.c.created_at.type), bindparam("after_invoice"))
    return statement.where(tuple_(*place) < here if newest_first else tuple_(*place) > here)


@cache
def _counted(names: frozenset[str], is_sqlite: bool) -> Select[Any]:
    some: Select[Any] = select(literal_column("1")).where(_where(names, is_sqlite)).limit(COUNTED_UP_TO + 1)
    return select(func.count()).select_from(some.subquery())


@cache
def _size(names: frozenset[str], is_sqlite: bool) -> Select[Any, Any]:
    some = select(orders.c["items"]).where(_where(names, is_sqlite)).limit(bindparam("limit")).subquery()
    return select(func.count(), func.sum(some.c["items"])).select_from(some)


@cache
def _recap(names: frozenset[str], is_sqlite: bool) -> Select[Any]:
    sums = (func.count(), func.sum(orders.c.total), func.sum(orders.c.paid))
    return select(orders.c.status, *sums).where(_where(names, is_sqlite)).group_by(orders.c.status)


def _shown(phone: str) -> str | None:
    return None if phone == ERASED_PHONE.e164 else phone


def _row(row: Any) -> dict[str, Any]:
    (
        invoice, created_at, status, payment_status, payment_method, name, phone, total, items, qty,
        form, staff, cs, courier, awb, follow_ups, is_quarantined,
    ) = row  # fmt: skip
    return {
        "invoice": invoice,
        "created_at": created_at,
        "status": status,
        "payment_status": payment_status,
        "payment_method": payment_method,
        "customer_name": name,
        "customer_phone": _shown(phone),
        "total": total,
        "items": items,
        "qty": qty,
        "form": form,
        "cs": {"staff_id": staff, "name": cs} if staff else None,
        "courier_code": courier,
        "awb": awb,
        "follow_up_attempts": follow_ups,
        "quarantined": bool(is_quarantined),
    }


def _detail(rows: Sequence[Any], papers: Sequence[Any], made: Sequence[Any]) -> dict[str, Any]:
    return {
        **_order(rows),
        "follow_ups": [
            {
                "attempt": attempt,
                "at": at,
                "by": {"staff_id": staff, "name": by},
                "channel": channel,
                "state": state,
                "text": text,
                "outcome": outcome,
            }
            for attempt, at, staff, by, channel, state, text, outcome in made
        ],
        "fees": [{"name": row.by, "amount": row.amount} for row in papers if row.paper == "fee"],
        "notes": [_note(row) for row in papers if row.paper == "note"],
        "payments": [_payment(row) for row in papers if row.paper == "payment"],
        "history": [_entry(row) for row in papers if row.paper == "entry"],
    }


def _order(rows: Sequence[Any]) -> dict[str, Any]:
    row = rows[0]
    return {
        "invoice": row.invoice,
        "version": row.version,
        "secret": row.secret,
        "created_at": row.created_at,
        "status": row.status,
        "cancel_reason": row.cancel_reason,
        "payment_status": row.payment_status,
        "payment_method": row.payment_method,
        "customer_name": row.customer_name,
        "customer_phone": _shown(row.customer_phone),
        "total": row.total,
        "qty": row.qty,
        "form": row.form_name,
        "cs": {"staff_id": row.cs_staff_id, "name": row.cs_name} if row.cs_staff_id else None,
        "cs_reason": row.cs_reason,
        "courier_code": row.courier_code,
        "service_code": row.service_code,
        "awb": row.awb,
        "follow_up_attempts": row.follow_ups,
        "quarantined": bool(row.is_quarantined),
        "customer": {"name": row.customer_name, "phone": _shown(row.customer_phone), "email": row.customer_email},
        "address": {
            "street": row.street,
            "district_code": row.district_code,
            "village_code": row.village_code,
            "post_code": row.post_code,
            "region": row.region,
        },
        "items": [_line(line) for line in rows if line.sku is not None],
        "totals": {
            "goods": row.goods,
            "shipping": row.shipping,
            "cod_fee": row.cod_fee,
            "insurance": row.insurance,
            "other_fees": row.other_fees,
            "unique_code": row.unique_code,
            "product_discount": row.product_discount,
            "shipping_discount": row.shipping_discount,
            "total": row.total,
        },
        "paid": row.paid,
        "due_at": row.due_at,
        "paid_at": row.paid_at,
        "shipped_at": row.shipped_at,
        "bank_account_id": row.bank_account_id,
        "bank_accounts": row.pay_to or [],
        "vouchers": [
            {"code": voucher["code"], "type": voucher["kind"], "discount": voucher["discount"]}
            for voucher in row.vouchers or ()
        ],
        "note": row.note,
        "fields": row.answers,
        "source": row.source,
    }


def _note(row: Any) -> dict[str, Any]:
    return {"number": row.number, "text": row.was, "by": {"staff_id": row.staff_id, "name": row.by}, "at": row.at}


def _payment(row: Any) -> dict[str, Any]:
    return {
        "number": row.number,
        "kind": row.what,
        "amount": row.amount,
        "paid_at": row.paid_at,
        "bank_account_id": row.bank_account_id,
        "note": row.was,
        "by": {"staff_id": row.staff_id, "name": row.by},
        "at": row.at,
    }


def _entry(row: Any) -> dict[str, Any]:
    by = {"staff_id": row.staff_id, "name": row.by}
    return {"at": row.at, "by": by, "what": row.what, "from": row.was, "to": row.became}


def _line(row: Any) -> dict[str, Any]:
    return {
        "sku": row.sku,
        "product_name": row.product_name,
        "name": row.line_name,
        "qty": row.line_qty,
        "price": row.price,
        "hpp": row.cost_price,
        "weight": row.weight,
        "subtotal": row.price * row.line_qty,
        "discount": row.discount,
    }
