"""Prices: the parts sum to the whole, and no discount exceeds what it discounts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bosonline.domain.money import Money
from bosonline.domain.ordering import DiscountTooLarge, Totals, cod_fee, spread_discount

amounts = st.integers(0, 10**12).map(Money)


@given(goods=amounts, shipping=amounts, fees=st.tuples(amounts, amounts, amounts), cuts=st.tuples(amounts, amounts))
def test_the_parts_sum_to_a_total_that_is_never_negative(
    goods: Money, shipping: Money, fees: tuple[Money, Money, Money], cuts: tuple[Money, Money]
) -> None:
    off_goods, off_shipping = min(cuts[0], goods), min(cuts[1], shipping)
    totals = Totals(
        goods=goods,
        shipping=shipping,
        cod_fee=fees[0],
        insurance=fees[1],
        other_fees=fees[2],
        product_discount=off_goods,
        shipping_discount=off_shipping,
    )

    assert totals.total == goods + shipping + fees[0] + fees[1] + fees[2] - off_goods - off_shipping
    assert totals.total >= Money(0)


@given(goods=amounts, more=st.integers(1, 10**6))
def test_a_discount_larger_than_the_goods_is_refused(goods: Money, more: int) -> None:
    with pytest.raises(DiscountTooLarge):
        Totals(goods=goods, product_discount=goods + Money(more))
    with pytest.raises(DiscountTooLarge):
        Totals(goods=goods, shipping=goods, shipping_discount=goods + Money(more))


@given(subtotals=st.lists(amounts, min_size=1, max_size=20), share=st.fractions(0, 1))
def test_a_spread_discount_sums_to_itself_and_no_line_gets_more_than_it_costs(
    subtotals: list[Money], share: object
) -> None:
    discount = Money(int(Money.total(subtotals).idr * share))  # type: ignore[operator]  # a fraction

    parts = spread_discount(discount, subtotals)

    assert Money.total(parts) == discount
    assert all(part <= subtotal for part, subtotal in zip(parts, subtotals, strict=True))


@given(goods=amounts, shipping=amounts, basis_points=st.integers(0, 2_000))
def test_the_cod_fee_is_rounded_up(goods: Money, shipping: Money, basis_points: int) -> None:
    zero = Money(0)
    fee = cod_fee(
        goods=goods,
        shipping=shipping,
        insurance=zero,
        product_discount=zero,
        shipping_discount=zero,
        basis_points=basis_points,
    )

    exact = (goods + shipping).idr * basis_points
    assert fee.idr * 10_000 >= exact
    assert (fee.idr - 1) * 10_000 < exact or not fee


def test_three_percent_of_a_cod_order() -> None:
    zero = Money(0)
    fee = cod_fee(
        goods=Money(90_000),
        shipping=Money(15_000),
        insurance=zero,
        product_discount=Money(10_000),
        shipping_discount=Money(5_000),
        basis_points=300,
    )

    assert fee == Money(2_700)


@pytest.mark.parametrize("amount", [1.0, True, "1", None])
def test_rupiah_are_whole_numbers(amount: object) -> None:
    with pytest.raises(TypeError):
        Money(amount)  # type: ignore[arg-type]  # the point of the test
