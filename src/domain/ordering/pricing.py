"""What an order costs: pure functions over whole rupiah. The parts always sum to the whole."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

from bosonline.domain.errors import Rejected
from bosonline.domain.money import ZERO, Money
from bosonline.domain.stores.payment_method import PaymentMethod


class DiscountTooLarge(Rejected):
    """A discount takes off more than there is."""

    code = "discount-too-large"
    text = "A discount cannot exceed the amount that it is taken off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """An order's amounts; `total` is what the buyer owes."""

    goods: Money
    shipping: Money = ZERO
    cod_fee: Money = ZERO
    insurance: Money = ZERO
    other_fees: Money = ZERO
    unique_code: Money = ZERO
    product_discount: Money = ZERO
    shipping_discount: Money = ZERO

    def __post_init__(self) -> None:
        if self.product_discount > self.goods or self.shipping_discount > self.shipping:
            raise DiscountTooLarge

    def as_facts(self) -> dict[str, int]:
        """Every amount in rupiah by its name, and the total: what a refusal or an answer tells."""
        return {**{part.name: getattr(self, part.name).idr for part in fields(self)}, "total": self.total.idr}

    @property
    def total(self) -> Money:
        """Goods and fees less the discounts."""
        return Money(
            self.goods.idr
            + self.shipping.idr
            + self.cod_fee.idr
            + self.insurance.idr
            + self.other_fees.idr
            + self.unique_code.idr
            - self.product_discount.idr
            - self.shipping_discount.idr
        )


def cod_fee(
    *,
    goods: Money,
    shipping: Money,
    insurance: Money,
    product_discount: Money,
    shipping_discount: Money,
    basis_points: int,
) -> Money:
    """The courier's fee for collecting the money: a share of what is collected, rounded up."""
    collected = goods - product_discount + shipping - shipping_discount + insurance
    return collected.basis_points_up(basis_points)


def with_cod_fee(totals: Totals, method: PaymentMethod, *, basis_points: int) -> Totals:
    """These totals with the fee that the method takes: the courier's, or none."""
    fee = ZERO
    if method is PaymentMethod.COD:
        fee = cod_fee(
            goods=totals.goods,
            shipping=totals.shipping,
            insurance=totals.insurance,
            product_discount=totals.product_discount,
            shipping_discount=totals.shipping_discount,
            basis_points=basis_points,
        )
    return replace(totals, cod_fee=fee)


def spread_discount(discount: Money, subtotals: Sequence[Money]) -> list[Money]:
    """A discount shared over lines by the largest remainder; no line gets more than it costs."""
    if discount > Money.total(subtotals):
        raise DiscountTooLarge
    if not discount:
        return [ZERO for _ in subtotals]
    return discount.spread([subtotal.idr for subtotal in subtotals])
