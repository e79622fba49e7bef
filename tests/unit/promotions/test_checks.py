"""Twelve checks, of which the first that fails is told; and what a voucher takes off."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bosonline.domain.catalog import Sku
from bosonline.domain.identity import StoreId
from bosonline.domain.money import ZERO, Money
from bosonline.domain.promotions import (
    Candidate,
    Purchase,
    PurchaseItem,
    Voucher,
    VoucherCode,
    VoucherKind,
    discount_on,
    reason_against,
)
from bosonline.domain.stores import PaymentMethod
from bosonline.testing.vouchers import fixed, percent, terms

IN_ORDER = (
    "voucher-unknown",
    "voucher-off",
    "voucher-payment-method",
    "voucher-used-by-buyer",
    "voucher-used-up",
    "voucher-not-in-period",
    "voucher-products",
    "voucher-minimum-purchase",
    "voucher-region",
    "voucher-courier",
    "voucher-minimum-quantity",
    "voucher-amount",
)
TODAY, DAY = date(2026, 6, 1), timedelta(days=1)
KOPI, SENDOK = Sku("KOPI"), Sku("SENDOK")
PURCHASE = Purchase(
    items=[
        PurchaseItem(sku=KOPI, qty=2, subtotal=Money(90_000)),
        PurchaseItem(sku=SENDOK, qty=1, subtotal=Money(15_000)),
    ],
    payment_method=PaymentMethod.BANK_TRANSFER,
    shipping=Money(15_000),
    today=TODAY,
    district_code="31.71.01",
    courier="idx",
)

FAILING: dict[str, dict[str, Any]] = {
    "voucher-payment-method": {"payment_methods": (PaymentMethod.COD,)},
    "voucher-products": {"items": (Sku("LAIN"),)},
    "voucher-minimum-purchase": {"min_purchase": Money(105_001)},
    "voucher-region": {"provinces": ("32",)},
    "voucher-courier": {"couriers": ("sap",)},
    "voucher-minimum-quantity": {"min_qty": 4},
    "voucher-amount": {"discount": percent(101)},
}
PASSING: dict[str, dict[str, Any]] = {
    "voucher-payment-method": {"payment_methods": (PaymentMethod.COD, PaymentMethod.BANK_TRANSFER)},
    "voucher-products": {"items": (KOPI, SENDOK)},
    "voucher-minimum-purchase": {"min_purchase": Money(105_000)},
    "voucher-region": {"provinces": ("32", "31")},
    "voucher-courier": {"couriers": ("idx",)},
    "voucher-minimum-quantity": {"min_qty": 3},
    "voucher-amount": {"discount": percent(100)},
}


def a_voucher(**changes: Any) -> Voucher:
    """A voucher that counts for the purchase, but for these terms."""
    at = datetime(2026, 1, 1, tzinfo=UTC)
    return Voucher(store=StoreId(1), code=VoucherCode("HEMAT"), terms=terms(**changes), created_at=at)


def candidate(failing: set[str], restricted: set[str]) -> tuple[Candidate, Purchase]:
    """A voucher against which exactly these checks fail; `restricted` are conditions that it has and that hold."""
    changes: dict[str, Any] = {}
    for name, failing_terms in FAILING.items():
        changes |= failing_terms if name in failing else PASSING[name] if name in restricted else {}
    voucher = a_voucher(starts_on=TODAY, ends_on=TODAY, stock=5, limit=2, **changes)
    voucher = replace(
        voucher, is_on="voucher-off" not in failing, used=voucher.terms.stock if "voucher-used-up" in failing else 4
    )
    today = TODAY + (DAY if "voucher-not-in-period" in failing else timedelta(0))
    return Candidate(
        code="HEMAT",
        voucher=None if "voucher-unknown" in failing else voucher,
        used_by_buyer=2 if "voucher-used-by-buyer" in failing else 1,
    ), replace(PURCHASE, today=today)


@given(st.sets(st.sampled_from(IN_ORDER)), st.sets(st.sampled_from(sorted(PASSING))))
@example(set(), set())
@example(set(IN_ORDER), set())
def test_exactly_the_first_check_that_fails_is_told(failing: set[str], restricted: set[str]) -> None:
    reason = reason_against(*candidate(failing, restricted))

    assert (reason and reason.code) == next((code for code in IN_ORDER if code in failing), None)


@pytest.mark.parametrize("code", IN_ORDER)
def test_each_check_fails_by_itself(code: str) -> None:
    reason = reason_against(*candidate({code}, set()))

    assert reason is not None
    assert (reason.code, reason.field) == (code, "voucher_code")


def test_a_closed_voucher_is_off() -> None:
    closed = replace(a_voucher(), closed_at=datetime(2026, 1, 2, tzinfo=UTC))

    reason = reason_against(Candidate(code="HEMAT", voucher=closed), PURCHASE)

    assert reason is not None
    assert reason.code == "voucher-off"


@pytest.mark.parametrize("changes", [{"district_code": None}, {"courier": None}])
def test_what_is_not_known_yet_is_not_what_the_voucher_is_for(changes: dict[str, Any]) -> None:
    voucher = a_voucher(provinces=("31",), couriers=("idx",))

    assert reason_against(Candidate(code="HEMAT", voucher=voucher), PURCHASE) is None
    assert reason_against(Candidate(code="HEMAT", voucher=voucher), replace(PURCHASE, **changes)) is not None


def test_the_minimum_counts_the_goods_that_are_meant() -> None:
    for changes in ({"min_purchase": Money(15_001)}, {"min_qty": 2}):
        voucher = a_voucher(items=(SENDOK,), **changes)
        assert reason_against(Candidate(code="HEMAT", voucher=voucher), PURCHASE) is not None


amounts = st.integers(0, 10**9).map(Money)
discounts = st.one_of(
    st.builds(percent, st.integers(1, 100), st.none() | st.integers(1, 10**6)),
    st.builds(fixed, st.integers(1, 10**9), st.none() | st.integers(1, 10**6)),
)


@given(st.lists(st.tuples(st.sampled_from([KOPI, SENDOK]), amounts), max_size=5), amounts, discounts, st.booleans())
def test_a_discount_never_exceeds_what_it_is_taken_off(
    items: list[tuple[Sku, Money]], shipping: Money, discount: Any, is_shipping: bool
) -> None:
    bought = [PurchaseItem(sku=sku, qty=1, subtotal=subtotal) for sku, subtotal in items]
    kind = VoucherKind.SHIPPING if is_shipping else VoucherKind.PRODUCT
    voucher = a_voucher(kind=kind, discount=discount, items=(KOPI,))

    off = discount_on(voucher, replace(PURCHASE, items=bought, shipping=shipping))

    base = shipping if is_shipping else Money.total(subtotal for sku, subtotal in items if sku == KOPI)
    assert ZERO <= off <= base
    assert discount.ceiling is None or off <= discount.ceiling


@pytest.mark.parametrize(
    ("discount", "off"),
    [
        (fixed(20_000), 15_000),
        (fixed(14_999), 14_999),
        (percent(33), 4_950),
        (percent(10), 1_500),
        (percent(50, 5_000), 5_000),
        (percent(1), 150),
        (percent(100), 15_000),
    ],
)
def test_percentages_round_down_and_ceilings_hold(discount: Any, off: int) -> None:
    assert discount_on(a_voucher(discount=discount), PURCHASE) == Money(off)
    assert discount_on(a_voucher(discount=percent(7)), replace(PURCHASE, shipping=Money(99))) == Money(6)
