"""An order as the columns that it is kept in."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from bosonline.adapters.outbound.codec import plain, revive
from bosonline.adapters.outbound.sql.tables.ordering import order_lines, orders
from bosonline.domain.identity import StaffId
from bosonline.domain.money import Money
from bosonline.domain.ordering import (
    Address,
    Assignment,
    Customer,
    FormReference,
    Line,
    Order,
    OrderVoucher,
    PaymentMethod,
    PaymentStatus,
    Status,
    Totals,
    goods_key,
)
from bosonline.domain.ordering.search import name_key
from bosonline.domain.payments import TransferTarget
from bosonline.domain.phone import Phone
from bosonline.domain.shipping.shipment import ShipmentState

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
READ = select(orders, *_LINE_COLUMNS).outerjoin(order_lines, _lines_of).order_by(order_lines.c.line)
"""Orders with their lines; an abandoned one may have none."""


def changeable(order: Order) -> dict[str, object]:
    """The columns that a change of an order may touch."""
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
        "vouchers": [plain(voucher) for voucher in order.vouchers] or None,
        "customer_name": customer.name,
        "name_key": name_key(customer.name) or None,
        "customer_phone": customer.phone.e164,
        "customer_email": customer.email,
        "street": address.street,
        "district_code": address.district_code,
        "village_code": address.village_code,
        "post_code": address.post_code,
        "region": address.region,
        "courier_code": order.courier_code,
        "service_code": order.service_code,
        "quoted_shipping": None if order.quoted_shipping is None else order.quoted_shipping.idr,
        "quote_id": order.quote_id,
        "awb": order.awb,
        "parcel": order.parcel and order.parcel.value,
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
        "cs_reason": order.cs_reason,
        "follow_ups": order.follow_ups,
        "is_quarantined": order.is_quarantined,
        "quarantine_reasons": list(order.quarantine_reasons) or None,
        "duplicate_of": order.duplicate_of,
        "goods_key": goods_key(order.pieces) if order.lines else None,
        "address_key": address.key,
        "note": order.note,
        "answers": dict(order.answers),
        "entries": order.entries,
        "version": order.version,
    }


def order_of(rows: Sequence[Any]) -> Order:
    """An order from the rows of `READ`: one for each line, or a single one where it has no lines yet."""
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
        lines=tuple(_line(line) for line in rows if line.variant_id is not None),
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
        vouchers=revive(row.vouchers or (), tuple[OrderVoucher, ...]),
        courier_code=row.courier_code,
        service_code=row.service_code,
        quoted_shipping=None if row.quoted_shipping is None else Money(row.quoted_shipping),
        quote_id=row.quote_id,
        awb=row.awb,
        parcel=row.parcel and ShipmentState(row.parcel),
        cs_reason=row.cs_reason,
        cs=row.cs_staff_id and Assignment(StaffId(row.cs_staff_id), row.cs_name),
        cancel_reason=row.cancel_reason,
        follow_ups=row.follow_ups,
        is_quarantined=bool(row.is_quarantined),
        quarantine_reasons=tuple(row.quarantine_reasons or ()),
        duplicate_of=row.duplicate_of,
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
