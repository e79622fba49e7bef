"""Orders with their lines and history; one statement per table per save."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bosonline.adapters.outbound.codec import plain, revive
from bosonline.adapters.outbound.sql.database import Database
from bosonline.adapters.outbound.sql.tables.ordering import invoice_numbers, order_history, order_lines, orders
from bosonline.domain.errors import ChangedMeanwhile
from bosonline.domain.identity import StaffId, StoreId
from bosonline.domain.money import Money
from bosonline.domain.ordering import (
    Address,
    Assignment,
    Customer,
    FormReference,
    Invoice,
    Line,
    Order,
    OrderNotFound,
    PaymentMethod,
    PaymentStatus,
    Status,
    Totals,
    invoice_of,
)
from bosonline.domain.payments import TransferTarget
from bosonline.domain.phone import Phone

INVOICES_AT_ONCE = 16
"""How many numbers a process reserves on PostgreSQL, so that checkouts do not queue for the next one."""

_LINE_COLUMNS = (
    order_lines.c.variant_id,
    order_lines.c.sku,
    order_lines.c.product_name,
    order_lines.c.name.label("line_name"),
    order_lines.c.qty.label("line_qty"),
    order_lines.c.price,
    order_lines.c.cost_price,
    order_lines.c.weight,
    order_lines.c.discount,
)
_lines_of = (order_lines.c.store_id == orders.c.store_id) & (order_lines.c.invoice == orders.c.invoice)
_GET = (
    select(orders, *_LINE_COLUMNS)
    .join(order_lines, _lines_of)
    .where(orders.c.store_id == bindparam("store"), orders.c.invoice == bindparam("of_invoice"))
    .order_by(order_lines.c.line)
)
_TWIN = (
    select(orders.c.invoice)
    .where(
        orders.c.store_id == bindparam("store"),
        orders.c.customer_phone == bindparam("phone"),
        orders.c.created_at > bindparam("since"),
        orders.c.content == bindparam("of_content"),
        orders.c.status != Status.CANCELLED.value,
    )
    .order_by(orders.c.created_at.desc())
    .limit(1)
)
_ADD = insert(orders)
_ADD_LINES = insert(order_lines)
_ADD_HISTORY = insert(order_history)
_FIXED = ("store_id", "invoice", "secret", "created_at", "form_id", "form_name", "form_version", "content", "source")
_CHANGE = (
    update(orders)
    .where(
        orders.c.store_id == bindparam("of_store"),
        orders.c.invoice == bindparam("of_invoice"),
        orders.c.version == bindparam("was"),
    )
    .values({column.name: bindparam(column.name) for column in orders.c if column.name not in _FIXED})
)


def _count_invoices(dialect: Any) -> Any:
    begin = dialect.insert(invoice_numbers).values(store_id=bindparam("store_id"), last=bindparam("many"))
    return begin.on_conflict_do_update(
        index_elements=[invoice_numbers.c.store_id], set_={"last": invoice_numbers.c.last + begin.excluded.last}
    ).returning(invoice_numbers.c.last)


_COUNT_SQLITE, _COUNT_POSTGRESQL = _count_invoices(sqlite), _count_invoices(postgresql)


class SqlOrders:
    """The orders of one store, in one transaction."""

    def __init__(self, execute: Callable[..., Any], store: StoreId, database: Database) -> None:
        self._execute = execute
        self._store = store
        self._database = database

    def next_invoice(self) -> Invoice:
        if self._database.is_sqlite:
            number = self._execute(_COUNT_SQLITE, {"store_id": self._store, "many": 1}).scalar_one()
        else:
            number = self._database.invoice_blocks.next(self._store, self._reserve)
        return invoice_of(number)

    def get(self, invoice: Invoice) -> Order:
        rows = self._execute(_GET, {"store": self._store, "of_invoice": invoice}).all()
        if not rows:
            raise OrderNotFound
        return _order(rows)

    def twin(self, *, phone: Phone, content: str, since: datetime) -> Order | None:
        values = {"store": self._store, "phone": phone.e164, "of_content": content, "since": since}
        invoice = self._execute(_TWIN, values).scalar_one_or_none()
        return None if invoice is None else self.get(invoice)

    def add(self, order: Order) -> None:
        order.version = 1
        self._execute(_ADD, {**self._fixed(order), **_changeable(order)})
        self._execute(_ADD_LINES, [self._line(order, at, line) for at, line in enumerate(order.lines, 1)])
        self._add_news(order)

    def save(self, order: Order) -> None:
        was, order.version = order.version, order.version + 1
        found = {"of_store": self._store, "of_invoice": order.invoice, "was": was}
        if not self._execute(_CHANGE, {**found, **_changeable(order)}).rowcount:
            raise ChangedMeanwhile
        self._add_news(order)

    def _reserve(self) -> range:
        with self._database.count() as connection:
            last = connection.execute(
                _COUNT_POSTGRESQL, {"store_id": self._store, "many": INVOICES_AT_ONCE}
            ).scalar_one()
        return range(last - INVOICES_AT_ONCE + 1, last + 1)

    def _add_news(self, order: Order) -> None:
        if order.news:
            self._execute(
                _ADD_HISTORY,
                [
                    {
                        "store_id": self._store,
                        "invoice": order.invoice,
                        "entry": news.entry,
                        "at": news.at,
                        "staff_id": news.by.staff,
                        "by": news.by.name,
                        "what": news.what,
                        "was": news.was,
                        "became": news.became,
                    }
                    for news in order.news
                ],
            )
            order.news.clear()

    def _fixed(self, order: Order) -> dict[str, object]:
        form = order.form
        return {
            "store_id": self._store,
            "invoice": order.invoice,
            "secret": order.secret,
            "created_at": order.created_at,
            "form_id": form and form.id,
            "form_name": form and form.name,
            "form_version": form and form.version,
            "content": order.content,
            "source": dict(order.source),
        }

    def _line(self, order: Order, at: int, line: Line) -> dict[str, object]:
        return {
            "store_id": self._store,
            "invoice": order.invoice,
            "line": at,
            "variant_id": line.variant,
            "sku": line.sku,
            "product_name": line.product_name,
            "name": line.name,
            "qty": line.qty,
            "price": line.price.idr,
            "cost_price": line.cost_price.idr,
            "weight": line.weight,
            "discount": line.discount.idr,
        }


def _changeable(order: Order) -> dict[str, object]:
    totals, customer, address, cs = order.totals, order.customer, order.address, order.cs
    return {
        "status": order.status.value,
        "cancel_reason": order.cancel_reason,
        "payment_method": order.payment_method.value,
        "payment_status": order.payment_status.value,
        "paid": order.paid.idr,
        "due_at": order.due_at,
        "paid_at": order.paid_at,
        "shipped_at": order.shipped_at,
        "bank_account_id": order.bank_account,
        "pay_to": [plain(target) for target in order.pay_to] or None,
        "customer_name": customer.name,
        "customer_phone": customer.phone.e164,
        "customer_email": customer.email,
        "street": address.street,
        "district_code": address.district_code,
        "village_code": address.village_code,
        "post_code": address.post_code,
        "region": address.region,
        "courier_code": order.courier_code,
        "service_code": order.service_code,
        "awb": order.awb,
        "goods": totals.goods.idr,
        "shipping": totals.shipping.idr,
        "cod_fee": totals.cod_fee.idr,
        "insurance": totals.insurance.idr,
        "other_fees": totals.other_fees.idr,
        "unique_code": totals.unique_code.idr,
        "product_discount": totals.product_discount.idr,
        "shipping_discount": totals.shipping_discount.idr,
        "total": totals.total.idr,
        "items": len(order.lines),
        "qty": order.qty,
        "cs_staff_id": cs and cs.staff,
        "cs_name": cs and cs.name,
        "follow_ups": order.follow_ups,
        "is_quarantined": order.is_quarantined,
        "note": order.note,
        "answers": dict(order.answers),
        "entries": order.entries,
        "version": order.version,
    }


def _order(rows: Sequence[Any]) -> Order:
    row = rows[0]
    return Order(
        invoice=row.invoice,
        secret=row.secret,
        created_at=row.created_at,
        customer=Customer(name=row.customer_name, phone=Phone(row.customer_phone), email=row.customer_email),
        address=Address(
            street=row.street,
            district_code=row.district_code,
            region=row.region,
            village_code=row.village_code,
            post_code=row.post_code,
        ),
        lines=tuple(_line(line) for line in rows),
        totals=Totals(
            goods=Money(row.goods),
            shipping=Money(row.shipping),
            cod_fee=Money(row.cod_fee),
            insurance=Money(row.insurance),
            other_fees=Money(row.other_fees),
            unique_code=Money(row.unique_code),
            product_discount=Money(row.product_discount),
            shipping_discount=Money(row.shipping_discount),
        ),
        payment_method=PaymentMethod(row.payment_method),
        payment_status=PaymentStatus(row.payment_status),
        status=Status(row.status),
        form=row.form_id and FormReference(id=row.form_id, name=row.form_name, version=row.form_version),
        paid=Money(row.paid),
        due_at=row.due_at,
        paid_at=row.paid_at,
        shipped_at=row.shipped_at,
        bank_account=row.bank_account_id,
        pay_to=revive(row.pay_to or (), tuple[TransferTarget, ...]),
        courier_code=row.courier_code,
        service_code=row.service_code,
        awb=row.awb,
        cs=row.cs_staff_id and Assignment(StaffId(row.cs_staff_id), row.cs_name),
        cancel_reason=row.cancel_reason,
        follow_ups=row.follow_ups,
        is_quarantined=bool(row.is_quarantined),
        note=row.note,
        answers=row.answers,
        source=row.source,
        content=row.content,
        entries=row.entries,
        version=row.version,
    )


def _line(row: Any) -> Line:
    return Line(
        variant=row.variant_id,
        sku=row.sku,
        product_name=row.product_name,
        name=row.line_name,
        qty=row.line_qty,
        price=Money(row.price),
        cost_price=Money(row.cost_price),
        weight=row.weight,
        discount=Money(row.discount),
    )
