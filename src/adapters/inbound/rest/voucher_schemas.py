"""The bodies and answers of the vouchers' operations."""

from typing import Any

from bosonline.adapters.inbound.rest.fields import (
    Answer,
    Body,
    Choice,
    Day,
    Flag,
    Inside,
    ListOf,
    Page,
    Text,
    WholeNumber,
)
from bosonline.adapters.inbound.rest.patterns import SKU
from bosonline.application.promotions import DatedVoucher
from bosonline.domain.catalog import Sku
from bosonline.domain.catalog.measures import MAX_PRICE
from bosonline.domain.money import Money
from bosonline.domain.promotions import (
    Discount,
    DiscountKind,
    VoucherAmount,
    VoucherCourier,
    VoucherKind,
    VoucherMinimumPurchase,
    VoucherMinimumQuantity,
    VoucherNotInPeriod,
    VoucherOff,
    VoucherPaymentMethod,
    VoucherProducts,
    VoucherRegion,
    VoucherStatus,
    VoucherTerms,
    VoucherUnknown,
    VoucherUsedByBuyer,
    VoucherUsedUp,
)
from bosonline.domain.promotions.voucher import MAX_QTY, MAX_USES
from bosonline.domain.stores import PaymentMethod

CODE = "[A-Za-z0-9._-]{1,64}"
KINDS = [kind.value for kind in VoucherKind]
TYPES = {VoucherKind.PRODUCT.value: "DISKON PRODUK", VoucherKind.SHIPPING.value: "DISKON ONGKIR"}
"""What the list calls the kinds."""

CHECKS = (
    VoucherUnknown,
    VoucherOff,
    VoucherPaymentMethod,
    VoucherUsedByBuyer,
    VoucherUsedUp,
    VoucherNotInPeriod,
    VoucherProducts,
    VoucherMinimumPurchase,
    VoucherRegion,
    VoucherCourier,
    VoucherMinimumQuantity,
    VoucherAmount,
)
"""What a voucher can be refused for, in the order in which it is looked at."""

_DISCOUNTS = [kind.value for kind in DiscountKind]
_METHODS = [method.value for method in PaymentMethod]
_STATUSES = [int(status) for status in VoucherStatus]


class VoucherChange(Body):
    code = Text(most=64, pattern=CODE, load_default=None)
    description = Text(required=True, least=1, most=255)
    type = Choice(KINDS, required=True)
    discount_type = Choice(_DISCOUNTS, required=True)
    discount_value = WholeNumber(required=True, least=1, most=MAX_PRICE.idr)
    max_discount = WholeNumber(least=1, most=MAX_PRICE.idr, load_default=None)
    start_date = Day(required=True)
    end_date = Day(required=True)
    voucher_stok = WholeNumber(required=True, least=1, most=MAX_USES)
    voucher_limit = WholeNumber(least=1, most=MAX_USES, load_default=1)
    items = ListOf(Text(most=64, pattern=SKU), most=100, load_default=list)
    min_purchase = WholeNumber(most=MAX_PRICE.idr, load_default=0)
    min_qty = WholeNumber(most=MAX_QTY, load_default=0)
    payment_methods = ListOf(Choice(_METHODS), most=4, load_default=list)
    provinces = ListOf(Text(most=2, pattern="[0-9]{2}"), most=50, load_default=list)
    couriers = ListOf(Text(most=20, pattern="[A-Za-z0-9_-]{1,20}"), most=50, load_default=list)
    listed = Flag(load_default=True)


class VoucherBody(VoucherChange):
    code = Text(required=True, most=64, pattern=CODE)


class VoucherStatusBody(Body):
    status = Choice([1, 0], required=True)


class VouchersQuery(Page):
    active = Choice([1, 0], load_default=None)
    start_date = Day(load_default=None)
    end_date = Day(load_default=None)
    category = Choice(["code", "description"], load_default="code")
    type = Choice(["all", *KINDS], load_default="all")
    sort_by = Choice(["code", "description", "type", "status"], load_default="code")


class VoucherItemAnswer(Answer):
    product_name = Text(required=True)
    sku = Text(required=True)


class VoucherRow(Answer):
    code = Text(required=True)
    description = Text(required=True)
    type = Choice(sorted(TYPES.values()), required=True)
    start_date = Text(required=True)
    end_date = Text(required=True)
    status = Choice(_STATUSES, required=True)
    amount_used = WholeNumber(required=True)
    voucher_stok = WholeNumber(required=True)
    voucher_item = ListOf(Inside(VoucherItemAnswer), required=True)


class VoucherList(Answer):
    data = ListOf(Inside(VoucherRow), required=True)
    total = WholeNumber(required=True)


class VoucherAnswer(Answer):
    code = Text(required=True)
    description = Text(required=True)
    type = Choice(KINDS, required=True)
    discount_type = Choice(_DISCOUNTS, required=True)
    discount_value = WholeNumber(required=True)
    max_discount = WholeNumber(required=True, allow_none=True)
    start_date = Text(required=True)
    end_date = Text(required=True)
    voucher_stok = WholeNumber(required=True)
    voucher_limit = WholeNumber(required=True)
    items = ListOf(Text(), required=True)
    min_purchase = WholeNumber(required=True)
    min_qty = WholeNumber(required=True)
    payment_methods = ListOf(Choice(_METHODS), required=True)
    provinces = ListOf(Text(), required=True)
    couriers = ListOf(Text(), required=True)
    listed = Flag(required=True)
    status = Choice(_STATUSES, required=True)
    amount_used = WholeNumber(required=True)
    closed = Flag(required=True)
    created_at = Text(required=True)


class VoucherWritten(Answer):
    message = Text(required=True)
    data = Inside(VoucherAnswer, required=True)


class VoucherGone(Answer):
    code = Text(required=True)
    closed = Flag(required=True)


class VoucherRemovedAnswer(Answer):
    message = Text(required=True)
    data = Inside(VoucherGone, required=True)


EXAMPLE = {
    "code": "24H81H0",
    "description": "Diskon ongkir 20rb",
    "type": "ongkir",
    "discount_type": "fix",
    "discount_value": 20000,
    "max_discount": 20000,
    "start_date": "2026-01-01",
    "end_date": "2026-01-31",
    "voucher_stok": 100,
    "voucher_limit": 1,
    "items": [],
    "min_purchase": 0,
    "min_qty": 0,
    "payment_methods": ["cod"],
    "provinces": ["31"],
    "couriers": ["idx"],
    "listed": True,
}
CHANGE_EXAMPLE = {name: value for name, value in EXAMPLE.items() if name != "code"}
ANSWER_EXAMPLE = {
    **EXAMPLE,
    "status": 2,
    "amount_used": 0,
    "closed": False,
    "created_at": "2026-01-01T03:00:00+00:00",
}
ROW_EXAMPLE = {
    "code": "24H81H0",
    "description": "Diskon ongkir 20rb untuk pembelian semua produk",
    "type": "DISKON ONGKIR",
    "start_date": "2024-12-30",
    "end_date": "2024-12-31",
    "status": 3,
    "amount_used": 0,
    "voucher_stok": 100,
    "voucher_item": [{"product_name": "Biji Kopi Arabica", "sku": "ESB-001-01"}],
}


def terms_of(body: dict[str, Any]) -> VoucherTerms:
    """The terms in a body."""
    ceiling = body["max_discount"]
    return VoucherTerms(
        description=body["description"].strip(),
        kind=VoucherKind(body["type"]),
        discount=Discount(
            kind=DiscountKind(body["discount_type"]),
            value=body["discount_value"],
            ceiling=None if ceiling is None else Money(ceiling),
        ),
        starts_on=body["start_date"],
        ends_on=body["end_date"],
        stock=body["voucher_stok"],
        limit=body["voucher_limit"],
        items=tuple(Sku(sku) for sku in body["items"]),
        min_purchase=Money(body["min_purchase"]),
        min_qty=body["min_qty"],
        payment_methods=tuple(PaymentMethod(method) for method in body["payment_methods"]),
        provinces=tuple(body["provinces"]),
        couriers=tuple(body["couriers"]),
        is_listed=body["listed"],
    )


def voucher_of(dated: DatedVoucher) -> dict[str, Any]:
    """A voucher as the API tells it."""
    voucher, terms = dated.voucher, dated.voucher.terms
    ceiling = terms.discount.ceiling
    return {
        "code": voucher.code,
        "description": terms.description,
        "type": terms.kind,
        "discount_type": terms.discount.kind,
        "discount_value": terms.discount.value,
        "max_discount": None if ceiling is None else ceiling.idr,
        "start_date": terms.starts_on,
        "end_date": terms.ends_on,
        "voucher_stok": terms.stock,
        "voucher_limit": terms.limit,
        "items": list(terms.items),
        "min_purchase": terms.min_purchase.idr,
        "min_qty": terms.min_qty,
        "payment_methods": list(terms.payment_methods),
        "provinces": list(terms.provinces),
        "couriers": list(terms.couriers),
        "listed": terms.is_listed,
        "status": int(dated.status),
        "amount_used": voucher.used,
        "closed": voucher.closed_at is not None,
        "created_at": voucher.created_at,
    }


def row_of(row: Any) -> dict[str, Any]:
    """A voucher as the list tells it."""
    return {
        "code": row["code"],
        "description": row["description"],
        "type": TYPES[row["type"]],
        "start_date": row["start_date"],
        "end_date": row["end_date"],
        "status": row["status"],
        "amount_used": row["used"],
        "voucher_stok": row["stock"],
        "voucher_item": row["items"],
    }
