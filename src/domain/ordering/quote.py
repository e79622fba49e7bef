"""What an order costs with its fees and vouchers: the same whether a buyer asks, or orders."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from bosonline.domain.errors import Rejected
from bosonline.domain.money import ZERO, Money
from bosonline.domain.ordering.order import Line, OrderVoucher
from bosonline.domain.ordering.pricing import Totals, spread_discount, with_cod_fee
from bosonline.domain.promotions import (
    Candidate,
    Purchase,
    PurchaseItem,
    Voucher,
    VoucherKind,
    discount_on,
    meant,
    reason_against,
)
from bosonline.domain.stores.payment_method import PaymentMethod


class VouchersNotTaken(Rejected):
    """The form takes no vouchers."""

    code = "vouchers-not-taken"
    text = "This form takes no vouchers"
    field = "voucher_codes"


class VoucherKindTwice(Rejected):
    """Two vouchers that take off from the same."""

    code = "voucher-kind-twice"
    text = "An order uses at most one voucher for products and one for shipping"
    field = "voucher_codes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """What the price of an order depends on beside its lines; `today` is the day in the store's zone."""

    shipping: Money
    payment_method: PaymentMethod
    cod_basis_points: int
    today: date
    district_code: str | None = None
    courier: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """An order's lines with their discounts, what it costs in all, and the vouchers that it uses."""

    lines: tuple[Line, ...]
    totals: Totals
    vouchers: tuple[OrderVoucher, ...] = ()


def purchase_of(lines: Sequence[Line], conditions: Conditions) -> Purchase:
    """Lines as vouchers look at them."""
    return Purchase(
        items=[PurchaseItem(sku=line.sku, qty=line.qty, subtotal=line.subtotal) for line in lines],
        payment_method=conditions.payment_method,
        shipping=conditions.shipping,
        today=conditions.today,
        district_code=conditions.district_code,
        courier=conditions.courier,
    )


def quote(
    lines: Sequence[Line], conditions: Conditions, candidates: Sequence[Candidate] = (), *, field: str = "voucher_codes"
) -> Quote:
    """What these lines cost.

    The first voucher that does not count is refused by the first of its checks that fails (`VoucherRefused`), naming
    the member `field`; two of a kind are `VoucherKindTwice`.
    """
    purchase = purchase_of(lines, conditions)
    vouchers = [_counting(candidate, purchase, field) for candidate in candidates]
    if len({voucher.terms.kind for voucher in vouchers}) < len(vouchers):
        raise VoucherKindTwice(field=field)
    discounted = tuple(lines)
    for voucher in vouchers:
        if voucher.terms.kind is VoucherKind.PRODUCT:
            discounted = _discounted(discounted, voucher, purchase)
    used = tuple(
        OrderVoucher(id=voucher.id, code=voucher.code, kind=voucher.terms.kind, discount=discount_on(voucher, purchase))
        for voucher in vouchers
    )
    return Quote(lines=discounted, totals=_totals(discounted, conditions, used), vouchers=used)


def _counting(candidate: Candidate, purchase: Purchase, field: str) -> Voucher:
    reason = reason_against(candidate, purchase)
    if reason is not None:
        raise type(reason)(**{**reason.facts, "field": field})
    assert candidate.voucher is not None  # noqa: S101  # that there is one is the first check
    return candidate.voucher


def _discounted(lines: Sequence[Line], voucher: Voucher, purchase: Purchase) -> tuple[Line, ...]:
    skus = {item.sku for item in meant(voucher, purchase)}
    bases = [line.subtotal if line.sku in skus else ZERO for line in lines]
    shares = spread_discount(discount_on(voucher, purchase), bases)
    return tuple(replace(line, discount=share) for line, share in zip(lines, shares, strict=True))


def _totals(lines: Sequence[Line], conditions: Conditions, used: Sequence[OrderVoucher]) -> Totals:
    goods = Money.total(line.subtotal for line in lines)
    product_discount = Money.total(line.discount for line in lines)
    shipping_discount = Money.total(one.discount for one in used if one.kind is VoucherKind.SHIPPING)
    totals = Totals(
        goods=goods,
        shipping=conditions.shipping,
        product_discount=product_discount,
        shipping_discount=shipping_discount,
    )
    return with_cod_fee(totals, conditions.payment_method, basis_points=conditions.cod_basis_points)
