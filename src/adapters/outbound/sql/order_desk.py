"""Orders as they are read: rows straight from the columns, by statements built once for each set of filters."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from itertools import groupby
from typing import Any

from sqlalchemy import Select, and_, bindparam, case, cast, func, literal, null, select, union_all

from bosonline.adapters.outbound.sql import order_lists
from bosonline.adapters.outbound.sql.database import Database
from bosonline.adapters.outbound.sql.order_lists import COUNTED_UP_TO
from bosonline.adapters.outbound.sql.order_sums import sums_ever, sums_for
from bosonline.adapters.outbound.sql.tables.ordering import (
    follow_ups,
    order_fees,
    order_history,
    order_lines,
    order_notes,
    order_payments,
    order_proofs,
    orders,
)
from bosonline.adapters.outbound.sql.tables.shipping import cod_entries
from bosonline.application.ordering.ports import OrderFilter, OrderPage, OrderSize, StaffSum, StatusSum
from bosonline.domain.identity import StaffId, StoreId
from bosonline.domain.money import Money
from bosonline.domain.ordering import Invoice, Status
from bosonline.domain.ordering.status import BROUGHT_NOTHING, PAID
from bosonline.domain.phone import ERASED_PHONE
from bosonline.domain.shipping.cod_ledger import CodAccount, cod_told

_lines_of = and_(order_lines.c.store_id == orders.c.store_id, order_lines.c.invoice == orders.c.invoice)
_UNTOLD = ("store_id", "content", "entries", "goods_key", "address_key", "name_key")
_DETAIL_COLUMNS = select(
    *(column for column in orders.c if column.name not in _UNTOLD),
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

_BY_STAFF = (
    select(
        orders.c.cs_staff_id,
        func.max(orders.c.cs_name),
        func.count().label("number"),
        func.sum(case((orders.c.follow_ups > 0, 1), else_=0)),
        func.sum(case((orders.c.payment_status.in_(sorted(PAID)), 1), else_=0)),
        func.sum(case((orders.c.status.in_(sorted(BROUGHT_NOTHING)), 0), else_=orders.c.total)),
    )
    .where(
        orders.c.store_id == bindparam("store"),
        orders.c.created_at >= bindparam("since", type_=orders.c.created_at.type),
        orders.c.created_at < bindparam("until", type_=orders.c.created_at.type),
        orders.c.status != Status.ABANDONED.value,
    )
    .group_by(orders.c.cs_staff_id)
    .order_by(func.count().desc(), orders.c.cs_staff_id)
)


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
    select(
        literal("proof"),
        order_proofs.c.number,
        order_proofs.c.at,
        order_proofs.c.staff_id,
        order_proofs.c.by,
        null(),
        null(),
        null(),
        order_proofs.c.payment,
        null(),
        null(),
    ).where(_of_order(order_proofs)),
    select(
        literal("cod"),
        cod_entries.c.number,
        cod_entries.c.at,
        null(),
        cod_entries.c.account,
        cod_entries.c.what,
        null(),
        null(),
        cod_entries.c.amount,
        null(),
        null(),
    ).where(_of_order(cod_entries)),
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
        self._is_sqlite = database.is_sqlite

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
        values = order_lists.values_of(store, shown)
        if shown.keyword and not order_lists.searched(frozenset(values)):
            return OrderPage(rows=[], total=None if after else 0)
        paging: dict[str, Any] = {"limit": limit + 1}
        if after is None:
            paging["start"] = start
        else:
            paging.update(after_at=after[0], after_invoice=after[1])
        with self._database.read() as connection:
            places, begin_so = self._look_ahead(connection, values) if shown.keyword else ((), None)
            if begin_so == 0:
                return OrderPage(rows=[], total=None if after else 0)
            statement = order_lists.page(
                frozenset(values),
                newest_first,
                is_after=after is not None,
                is_sqlite=self._is_sqlite,
                places=places,
                are_many=begin_so is not None and begin_so > COUNTED_UP_TO,
            )
            found = connection.execute(statement, {**values, **paging}).all()
            total, is_capped = None, False
            if after is None:
                if begin_so is not None:
                    total, is_capped = min(begin_so, COUNTED_UP_TO), begin_so > COUNTED_UP_TO
                elif 0 < len(found) <= limit:
                    total = start + len(found)
                else:
                    total, is_capped = self._count(connection, values)
        return OrderPage(
            rows=[_row(row) for row in found[:limit]],
            total=total,
            is_capped=is_capped,
            next_after=(found[limit - 1].created_at, found[limit - 1].invoice) if len(found) > limit else None,
        )

    def size(self, store: StoreId, shown: OrderFilter, /, *, most: int) -> OrderSize:
        values = order_lists.values_of(store, shown)
        statement = order_lists.size(frozenset(values), self._is_sqlite)
        with self._database.read() as connection:
            number, lines = connection.execute(statement, {**values, "limit": most + 1}).one()
        return OrderSize(orders=number, lines=int(lines or 0))

    def recap(self, store: StoreId, shown: OrderFilter, /) -> Sequence[StatusSum]:
        values = order_lists.values_of(store, shown)
        statement, given = sums_for(values) or (_recap(frozenset(values), self._is_sqlite), values)
        with self._database.read() as connection:
            rows = connection.execute(statement, given).all()
        return [
            StatusSum(status=Status(status), orders=int(number), total=Money(int(total)), paid=Money(int(paid)))
            for status, number, total, paid in rows
        ]

    def recap_staff(self, store: StoreId, since: datetime, until: datetime, /) -> Sequence[StaffSum]:
        with self._database.read() as connection:
            rows = connection.execute(_BY_STAFF, {"store": store, "since": since, "until": until}).all()
        return [
            StaffSum(
                staff=None if staff is None else StaffId(staff),
                name=name,
                orders=int(number),
                followed_up=int(followed_up),
                paid=int(paid),
                revenue=Money(int(revenue)),
            )
            for staff, name, number, followed_up, paid, revenue in rows
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

    def _look_ahead(self, connection: Any, values: dict[str, Any]) -> tuple[Sequence[str], int]:
        """Where orders begin with the keyword, and how many do, up to one more than are counted."""
        names = frozenset(values)
        numbers = connection.execute(order_lists.alike(names, self._is_sqlite), values).one()
        places = tuple(place for place, number in zip(order_lists.searched(names), numbers, strict=True) if number)
        most = max(numbers)
        if len(places) < 2 or most > COUNTED_UP_TO:
            return places, most
        return places, connection.execute(order_lists.counted(names, self._is_sqlite, places), values).scalar_one()

    def _count(self, connection: Any, values: dict[str, Any]) -> tuple[int, bool]:
        """How many orders are shown: by what is summed up of them, or one by one up to as many as are counted."""
        summed = sums_ever(values)
        if summed is not None:
            return sum(int(number) for _, number, *_ in connection.execute(summed, values)), False
        number = connection.execute(order_lists.counted(frozenset(values), self._is_sqlite), values).scalar_one()
        return min(number, COUNTED_UP_TO), number > COUNTED_UP_TO


@cache
def _recap(names: frozenset[str], is_sqlite: bool) -> Select[Any]:
    sums = (func.count(), func.sum(orders.c.total), func.sum(orders.c.paid))
    return select(orders.c.status, *sums).where(order_lists.where(names, is_sqlite)).group_by(orders.c.status)


def _shown(phone: str) -> str | None:
    return None if phone == ERASED_PHONE.e164 else phone


def _row(row: Any) -> dict[str, Any]:
    (
        invoice, created_at, status, payment_status, payment_method, name, phone, total, items, qty,
        form, staff, cs, courier, awb, follow_ups, is_quarantined, duplicate_of,
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
        "duplicate_of": duplicate_of,
    }


def _detail(rows: Sequence[Any], papers: Sequence[Any], made: Sequence[Any]) -> dict[str, Any]:
    proofs = {row.amount: row.number for row in papers if row.paper == "proof"}
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
        "payments": [_payment(row, proofs.get(row.number)) for row in papers if row.paper == "payment"],
        "cod": cod_told((CodAccount(row.by), row.amount) for row in papers if row.paper == "cod"),
        "proofs": [_proof(row) for row in papers if row.paper == "proof"],
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
        "shipment": row.parcel and {"state": row.parcel},
        "follow_up_attempts": row.follow_ups,
        "quarantined": bool(row.is_quarantined),
        "quarantine_reasons": row.quarantine_reasons or [],
        "duplicate_of": row.duplicate_of,
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


def _proof(row: Any) -> dict[str, Any]:
    by = {"staff_id": row.staff_id, "name": row.by}
    return {"number": row.number, "payment": row.amount, "by": by, "at": row.at}


def _payment(row: Any, proof: int | None) -> dict[str, Any]:
    return {
        "number": row.number,
        "kind": row.what,
        "amount": row.amount,
        "paid_at": row.paid_at,
        "bank_account_id": row.bank_account_id,
        "note": row.was,
        "proof": proof,
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
