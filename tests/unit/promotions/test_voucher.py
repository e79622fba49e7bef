"""Vouchers as sellers make, change and give them up."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bosonline.domain.catalog import Sku
from bosonline.domain.catalog.sku import RESERVED_CODES
from bosonline.domain.identity import Author, StaffId, StoreId
from bosonline.domain.money import Money
from bosonline.domain.promotions import (
    Voucher,
    VoucherClosed,
    VoucherCodeInvalid,
    VoucherInUse,
    VoucherInvalid,
    VoucherKind,
    VoucherStatus,
    VoucherStockBelowUsed,
)
from bosonline.domain.stores import PaymentMethod
from bosonline.testing.vouchers import FIRST_DAY, LAST_DAY, fixed, percent, terms

AT = datetime(2026, 1, 1, tzinfo=UTC)
SITI = Author(StaffId(1), "Siti")
DAY = timedelta(days=1)


def a_voucher(code: str = "HEMAT", **changes: Any) -> Voucher:
    """A new voucher."""
    return Voucher.of(code, terms(**changes), store=StoreId(1), at=AT)


@pytest.mark.parametrize("code", ["", "a b", "kopi/1", "é", "x" * 65, ".", "..", *RESERVED_CODES, "Checkout"])
def test_a_code_is_what_a_path_can_carry(code: str) -> None:
    with pytest.raises(VoucherCodeInvalid):
        a_voucher(code)


@pytest.mark.parametrize("code", ["A", "24H81H0", "hemat-20.rb_x", "x" * 64])
def test_a_code_stays_as_it_was_written(code: str) -> None:
    assert a_voucher(code).code == code


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"description": "  "}, "description"),
        ({"description": "x" * 256}, "description"),
        ({"discount": percent(0)}, "discount_value"),
        ({"discount": percent(101)}, "discount_value"),
        ({"discount": fixed(0)}, "discount_value"),
        ({"discount": fixed(10**9 + 1)}, "discount_value"),
        ({"discount": fixed(5, 0)}, "max_discount"),
        ({"ends_on": FIRST_DAY - DAY}, "end_date"),
        ({"stock": 0}, "voucher_stok"),
        ({"limit": 0}, "voucher_limit"),
        ({"items": (Sku("A"), Sku("A"))}, "items"),
        ({"items": tuple(Sku(f"A{n}") for n in range(101))}, "items"),
        ({"min_purchase": Money(-1)}, "min_purchase"),
        ({"min_qty": -1}, "min_qty"),
        ({"payment_methods": (PaymentMethod.COD,) * 2}, "payment_methods"),
        ({"provinces": ("31", "31")}, "provinces"),
        ({"provinces": ("31.71",)}, "provinces"),
        ({"couriers": ("idx", "idx")}, "couriers"),
        ({"couriers": ("i d",)}, "couriers"),
    ],
)
def test_terms_that_contradict_a_rule_name_the_member(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(VoucherInvalid) as refused:
        a_voucher(**changes)
    assert refused.value.facts["field"] == field


@pytest.mark.parametrize(
    ("changes", "today", "status"),
    [
        ({}, FIRST_DAY - DAY, VoucherStatus.SCHEDULED),
        ({}, FIRST_DAY, VoucherStatus.ACTIVE),
        ({}, LAST_DAY, VoucherStatus.ACTIVE),
        ({}, LAST_DAY + DAY, VoucherStatus.ENDED),
        ({"used": 100}, FIRST_DAY, VoucherStatus.USED_UP),
        ({"used": 99}, FIRST_DAY, VoucherStatus.ACTIVE),
        ({"used": 100}, LAST_DAY + DAY, VoucherStatus.ENDED),
        ({"is_on": False, "used": 100}, LAST_DAY + DAY, VoucherStatus.OFF),
        ({"closed_at": AT}, FIRST_DAY, VoucherStatus.OFF),
    ],
)
def test_how_a_voucher_stands_on_a_day(changes: dict[str, Any], today: date, status: VoucherStatus) -> None:
    assert replace(a_voucher(), **changes).status(today) is status


def test_a_voucher_that_nobody_used_changes_altogether() -> None:
    other = terms(kind=VoucherKind.PRODUCT, discount=percent(5), starts_on=FIRST_DAY + DAY, stock=1)

    changed, news = a_voucher().change(other, was_used=False, by=SITI, at=AT)

    assert (changed.terms, news is not None) == (other, True)
    assert changed.change(other, was_used=True, by=SITI, at=AT) == (changed, None)


@pytest.mark.parametrize(
    ("changes", "fixed_names"),
    [
        ({"kind": VoucherKind.PRODUCT}, ["type"]),
        ({"discount": percent(20)}, ["discount_type", "discount_value"]),
        ({"discount": fixed(20_000, 10_000)}, ["max_discount"]),
        ({"starts_on": FIRST_DAY + DAY}, ["start_date"]),
    ],
)
def test_what_buyers_were_promised_stays(changes: dict[str, Any], fixed_names: list[str]) -> None:
    with pytest.raises(VoucherInUse) as refused:
        a_voucher().change(terms(**changes), was_used=True, by=SITI, at=AT)
    assert refused.value.facts["fixed"] == fixed_names


def test_a_used_voucher_takes_other_conditions_and_no_fewer_uses_than_it_had() -> None:
    voucher = replace(a_voucher(), used=7)
    other = terms(ends_on=LAST_DAY + DAY, stock=7, limit=3, items=(Sku("A"),), min_qty=2, is_listed=False)

    assert voucher.change(other, was_used=True, by=SITI, at=AT)[0].terms == other
    with pytest.raises(VoucherStockBelowUsed):
        voucher.change(terms(stock=6), was_used=True, by=SITI, at=AT)


def test_a_closed_voucher_changes_no_more() -> None:
    closed, removed = a_voucher().close(by=SITI, at=AT)

    assert (closed.is_on, closed.closed_at, removed.is_kept) == (False, AT, True)
    with pytest.raises(VoucherClosed):
        closed.change(terms(), was_used=True, by=SITI, at=AT)
    with pytest.raises(VoucherClosed):
        closed.switch(on=True, by=SITI, at=AT)
    with pytest.raises(VoucherClosed):
        closed.close(by=SITI, at=AT)


def test_switching_twice_is_news_once() -> None:
    off, news = a_voucher().switch(on=False, by=SITI, at=AT)

    assert (off.is_on, news is not None) == (False, True)
    assert off.switch(on=False, by=SITI, at=AT) == (off, None)
