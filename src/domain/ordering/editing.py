"""What the seller may still change about an order: who gets it and where, what it costs, and how it is paid."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bosonline.domain.errors import Conflict
from bosonline.domain.forms import FormContent, PaymentMethodUnavailable
from bosonline.domain.identity import Author
from bosonline.domain.money import ZERO, Money
from bosonline.domain.ordering.customer import Address, Customer
from bosonline.domain.ordering.order import Invoice, Order, OrderStatusChanged
from bosonline.domain.ordering.pricing import Totals, with_cod_fee
from bosonline.domain.ordering.status import PaymentStatus, Status, standing
from bosonline.domain.payments import TransferTarget
from bosonline.domain.shipping.shipment import ParcelBooked
from bosonline.domain.stores import StoreSettings
from bosonline.domain.stores.payment_method import PaymentMethod

EDITABLE = (Status.PENDING, Status.PROCESSING, Status.READY)
_BY_AMOUNT = (PaymentStatus.UNPAID, PaymentStatus.PARTIALLY_PAID, PaymentStatus.PAID, PaymentStatus.OVERPAID)
_PARTS = ("shipping", "cod_fee", "other_fees", "unique_code", "shipping_discount")
_WHO = ("name", "phone", "email")
_WHERE = ("street", "district_code", "village_code", "post_code", "region")


class OrderNotEditable(Conflict):
    """The goods have left, or the order is over."""

    code = "order-not-editable"
    text = "An order that is {status} cannot be changed any more"


class PaymentBegun(Conflict):
    """The buyer has paid by the present method."""

    code = "payment-begun"
    text = "{paid} of this order is paid already; give it back before another payment method is chosen"


@dataclass(frozen=True, slots=True)
class Fee:
    """Something that is charged besides, by its name."""

    name: str
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Instructions:
    """How an order is to be paid: `bank_account` is the one of `pay_to` that is meant, if that is known.

    `unique_code` is what the transfer is known by.
    """

    method: PaymentMethod
    pay_to: tuple[TransferTarget, ...] = ()
    bank_account: int | None = None
    due_at: datetime | None = None
    unique_code: Money = ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderEdited:
    """The seller changed an order; `fields` names what of it."""

    invoice: Invoice
    fields: tuple[str, ...]
    at: datetime


def check_editable(order: Order) -> None:
    """Refuse with `OrderNotEditable` or `ParcelBooked` where it is too late."""
    if order.status not in EDITABLE:
        raise OrderNotEditable(status=order.status.value)
    if order.awb is not None:
        raise ParcelBooked(awb=order.awb)
    order.check_not_booked()


def flat_shipping(content: FormContent | None, settings: StoreSettings, district_code: str) -> Money | None:
    """What the seller says that shipping costs: the form for all alike, else the store by district, else nobody."""
    if content is not None and content.flat_shipping is not None:
        return content.flat_shipping
    return settings.flat_rate(district_code)


def rewrite_customer(order: Order, customer: Customer, address: Address, *, at: datetime, by: Author) -> list[str]:
    """Write anew who gets an order and where; the names of what changed."""
    fields = []
    for was, became, names, prefix in (
        (order.customer, customer, _WHO, "customer_"),
        (order.address, address, _WHERE, ""),
    ):
        for name in names:
            before, after = getattr(was, name), getattr(became, name)
            if before != after:
                order.remember(at=at, by=by, what=prefix + name, was=_told(before), became=_told(after))
                fields.append(prefix + name)
    order.customer, order.address = customer, address
    return fields


def reprice(order: Order, totals: Totals, *, at: datetime, by: Author) -> tuple[list[str], OrderStatusChanged | None]:
    """Let an order cost something else: the names of what changed, and the step that it took by being paid thereby."""
    fields = []
    for name in (*_PARTS, "total"):
        before, after = getattr(order.totals, name), getattr(totals, name)
        if before != after:
            order.remember(at=at, by=by, what=name, was=str(before.idr), became=str(after.idr))
            fields.append(name)
    order.totals = totals
    if order.payment_status not in _BY_AMOUNT:
        return fields, None
    became = standing(order.paid, totals.total)
    if became is not order.payment_status:
        order.settle(became, at=at, by=by)
    is_settled = became in (PaymentStatus.PAID, PaymentStatus.OVERPAID) and bool(order.paid)
    if is_settled and order.paid_at is None:
        order.paid_at = at
    if is_settled and order.status is Status.PENDING:
        return fields, order.move(Status.PROCESSING, at=at, by=by)
    return fields, None


def send_by(
    order: Order, courier: str, service: str, *, price: Money, quote_id: str | None, at: datetime, by: Author
) -> list[str]:
    """Let a courier's service carry an order, at a price that was promised; the names of what changed."""
    fields = []
    for name, became in (("courier_code", courier), ("service_code", service)):
        was = getattr(order, name)
        if was != became:
            order.remember(at=at, by=by, what=name, was=was, became=became)
            fields.append(name)
    order.courier_code, order.service_code = courier, service
    order.quoted_shipping, order.quote_id = price, quote_id
    return fields


def with_shipping(order: Order, shipping: Money, *, basis_points: int) -> Totals:
    """The totals of an order whose shipping costs this; a discount on it never exceeds it."""
    discount = min(order.totals.shipping_discount, shipping)
    return with_cod_fee(
        replace(order.totals, shipping=shipping, shipping_discount=discount, cod_fee=ZERO),
        order.payment_method,
        basis_points=basis_points,
    )


def with_fees(order: Order, fees: Sequence[Fee], *, basis_points: int) -> Totals:
    """The totals of an order with these fees and no others."""
    other = Money.total(fee.amount for fee in fees)
    return with_cod_fee(replace(order.totals, other_fees=other), order.payment_method, basis_points=basis_points)


def switch_payment(
    order: Order, given: Instructions, *, basis_points: int, at: datetime, by: Author
) -> tuple[list[str], OrderStatusChanged | None]:
    """Let an order be paid in another way: the names of what changed, and the step that it took thereby.

    Raises `PaymentMethodUnavailable`, and `PaymentBegun` where money has come by another method.
    """
    if given.method not in (PaymentMethod.COD, PaymentMethod.BANK_TRANSFER):
        raise PaymentMethodUnavailable(method=given.method.value)
    fields = []
    if given.method is not order.payment_method:
        if order.paid:
            raise PaymentBegun(paid=str(order.paid))
        order.remember(at=at, by=by, what="payment_method", was=order.payment_method, became=given.method)
        fields.append("payment_method")
        order.payment_method = given.method
        order.settle(_begun(order, given.method), at=at, by=by)
    for name, became in (("bank_account", given.bank_account), ("due_at", given.due_at)):
        was = getattr(order, name)
        if was != became:
            order.remember(at=at, by=by, what=name, was=_told(was), became=_told(became))
            fields.append(name)
            setattr(order, name, became)
    order.pay_to = given.pay_to
    totals = replace(order.totals, unique_code=given.unique_code)
    repriced, moved = reprice(order, with_cod_fee(totals, given.method, basis_points=basis_points), at=at, by=by)
    return fields + repriced, moved


def _begun(order: Order, method: PaymentMethod) -> PaymentStatus:
    return PaymentStatus.COD_DUE if method is PaymentMethod.COD else standing(ZERO, order.totals.total)


def _told(value: object) -> str | None:
    if isinstance(value, datetime):
        return value.isoformat()
    return None if value is None else str(getattr(value, "e164", value))
