"""What a buyer left on a form after giving a phone number: it has an invoice number, and neither stock nor vouchers."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from bosonline.domain.errors import Conflict, NotFound
from bosonline.domain.identity import Author
from bosonline.domain.money import ZERO, Money
from bosonline.domain.ordering.customer import Address, Customer
from bosonline.domain.ordering.order import FormReference, Invoice, Line, Order, Secret
from bosonline.domain.ordering.pricing import Totals, cod_fee
from bosonline.domain.ordering.status import PaymentStatus, Status
from bosonline.domain.stores.payment_method import PaymentMethod

NOWHERE = Address(street="", district_code="", region="")
"""Where a parcel goes whose buyer has not said so yet."""


class AbandonedNotFound(NotFound):
    """No buyer was given this token, or there is nothing left of what they typed."""


class NotAbandonedAnyMore(Conflict):
    """What the buyer had typed is an order by now, or was cancelled."""

    code = "not-abandoned-any-more"
    text = "This is an order by now, or was cancelled; nothing can be typed into it any more"


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What a buyer has typed so far; only the phone must be there."""

    customer: Customer
    payment_method: PaymentMethod
    form: FormReference
    address: Address = NOWHERE
    lines: tuple[Line, ...] = ()
    totals: Totals = field(default_factory=lambda: Totals(goods=ZERO))
    courier_code: str | None = None
    service_code: str | None = None
    note: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    source: Mapping[str, str] = field(default_factory=dict)


def begin(typed: Typed, *, invoice: Invoice, secret: Secret, at: datetime, by: Author) -> Order:
    """The record of what a buyer types; its secret is the token by which it goes on."""
    order = Order(
        invoice=invoice,
        secret=secret,
        created_at=at,
        customer=typed.customer,
        address=typed.address,
        lines=(),
        totals=typed.totals,
        payment_method=typed.payment_method,
        payment_status=PaymentStatus.UNPAID,
        status=Status.ABANDONED,
    )
    _fill_in(order, typed)
    order.remember(at=at, by=by, what="abandoned", became=Status.ABANDONED)
    return order


def type_on(order: Order, typed: Typed, *, at: datetime) -> None:
    """Let the record be what the buyer has typed by now: the quiet minutes begin anew.

    Raises `AbandonedNotFound` where the buyer's data were erased, and `NotAbandonedAnyMore`.
    """
    if order.customer.is_erased:
        raise AbandonedNotFound
    if order.status is not Status.ABANDONED:
        raise NotAbandonedAnyMore
    order.created_at = at
    _fill_in(order, typed)


def can_be_finished(left: Order | None, form: int) -> bool:
    """Whether a checkout on a form makes its order of this record."""
    return (
        left is not None
        and left.status is Status.ABANDONED
        and not left.customer.is_erased
        and left.form is not None
        and left.form.id == form
    )


def finish(left: Order, order: Order) -> None:
    """Let an order that was placed just now go on where its buyer had left: with the history, the follow-ups
    and who looks after it.
    """
    order.version, order.follow_ups = left.version, left.follow_ups
    order.cs, order.cs_reason = left.cs, left.cs_reason
    order.news = [replace(entry, entry=left.entries + entry.entry) for entry in order.news]
    order.news[0] = replace(order.news[0], was=left.status)
    order.entries += left.entries
    order.source = order.source or left.source


def known_totals(lines: tuple[Line, ...], method: PaymentMethod, shipping: Money | None, *, cod_share: int) -> Totals:
    """What can be said of the price so far: nothing before there are goods.

    `cod_share` is the fee for cash on delivery in basis points.
    """
    if not lines:
        return Totals(goods=ZERO)
    goods, shipping = Money.total(line.subtotal for line in lines), shipping or ZERO
    fee = ZERO
    if method is PaymentMethod.COD:
        fee = cod_fee(
            goods=goods,
            shipping=shipping,
            insurance=ZERO,
            product_discount=ZERO,
            shipping_discount=ZERO,
            basis_points=cod_share,
        )
    return Totals(goods=goods, shipping=shipping, cod_fee=fee)


def _fill_in(order: Order, typed: Typed) -> None:
    order.customer, order.address, order.lines, order.totals = (
        typed.customer,
        typed.address,
        typed.lines,
        typed.totals,
    )
    order.courier_code, order.service_code = typed.courier_code, typed.service_code
    order.payment_method = typed.payment_method
    is_cod = typed.payment_method is PaymentMethod.COD
    order.payment_status = PaymentStatus.COD_DUE if is_cod else PaymentStatus.UNPAID
    order.form, order.note = typed.form, typed.note
    order.answers, order.source = typed.answers, typed.source
