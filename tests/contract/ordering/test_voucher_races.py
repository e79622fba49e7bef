"""Buyers who want the same voucher at the same instant, in memory, on SQLite and on PostgreSQL."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from bosonline.application.ordering import Checkout, Receipt
from bosonline.domain.catalog import Sku
from bosonline.domain.errors import ChangedMeanwhile, Refusal
from bosonline.domain.forms import FormContent, FormItem
from bosonline.domain.money import Money
from bosonline.domain.ordering import PaymentMethod, Status
from bosonline.domain.promotions import VoucherKind, VoucherUsedByBuyer, VoucherUsedUp
from bosonline.testing.backends import Backend, TestClock
from bosonline.testing.selling import COFFEE, SPOON, Stall, a_checkout, coffee_stall, open_stall
from bosonline.testing.vouchers import add_voucher, fixed, promotions_on, terms, used

SIX_WAYS = (
    "0813 {} 2222",
    "813-{}-2222",
    "62813{}2222",
    "+62 813.{}.2222",
    "0062 813 {} 2222",
    "(0813){}2222",
)


@pytest.fixture(params=["sqlite_once", "postgresql_once"])
def database(request: pytest.FixtureRequest) -> Backend:
    """The databases in turn."""
    shared: Backend = request.getfixturevalue(request.param)
    return replace(shared, clock=TestClock())


def buyers(number: int, *, ways: int, vouchers: list[str]) -> Iterator[Checkout]:
    """Checkouts of so many buyers, each of whom types the phone in so many ways and wants other goods each time."""
    for buyer in range(number):
        for way in range(ways):
            phone = SIX_WAYS[way].format(f"{buyer:04d}")
            yield a_checkout((COFFEE, way + 1), phone=phone, vouchers=vouchers)


def outcomes(stall: Stall, wanted: Iterable[Checkout], *, cancel_each: int = 0) -> list[Receipt | Refusal]:
    """What becomes of each, eight at a time; who lost a race tries again. Every so many cancels the order at once."""

    def outcome(checkout: Checkout) -> Receipt | Refusal:
        try:
            receipt = stall.check_out(checkout)
            if cancel_each and int(receipt.invoice[3:]) % cancel_each == 0:
                stall.move(receipt.invoice, Status.CANCELLED)
        except ChangedMeanwhile:
            return outcome(checkout)
        except Refusal as refusal:
            return refusal
        return receipt

    with ThreadPoolExecutor(8) as clients:
        return list(clients.map(outcome, wanted))


def redeem(backend: Backend, *, uses: int, buyers_of_it: int, ways: int) -> None:
    """So many buyers, who type their phone in so many ways, redeem a voucher of so many uses, one for each."""
    stall = coffee_stall(backend, on_hand=10_000_000)
    add_voucher(stall, stock=uses)

    found = outcomes(stall, buyers(buyers_of_it, ways=ways, vouchers=["HEMAT"]))

    made = [one for one in found if isinstance(one, Receipt)]
    assert {type(one) for one in found} <= {Receipt, VoucherUsedUp, VoucherUsedByBuyer}, found
    assert len(made) == used(stall) == uses
    phones = set()
    for receipt in made:
        shown = stall.ordering.read_order(member=stall.member, invoice=receipt.invoice)
        phones.add(shown["customer_phone"])
    assert len(phones) == uses
    assert stall.stock(COFFEE).reserved == sum(_pieces(stall, receipt) for receipt in made)


def _pieces(stall: Stall, receipt: Receipt) -> int:
    pieces: int = stall.ordering.read_order(member=stall.member, invoice=receipt.invoice)["qty"]
    return pieces


def test_a_voucher_is_not_used_more_often_than_it_can_be(database: Backend) -> None:
    redeem(database, uses=60, buyers_of_it=100, ways=6)


@pytest.mark.soak
@pytest.mark.timeout(0)
def test_ten_thousand_redemptions_of_five_hundred_uses(database: Backend) -> None:
    redeem(database, uses=500, buyers_of_it=1_667, ways=6)


def test_one_buyer_who_types_the_phone_in_six_ways_at_once_uses_it_once(backend: Backend) -> None:
    """Each time for other goods, so that nobody waits for these."""
    stall = open_stall(backend)
    skus = [Sku(f"S{way}") for way in range(len(SIX_WAYS))]
    for sku in skus:
        stall.add_goods(sku)
    items = tuple(FormItem(sku=sku) for sku in skus)
    methods = (PaymentMethod.BANK_TRANSFER,)
    stall.publish(FormContent(items=items, payment_methods=methods, flat_shipping=Money(15_000)))
    add_voucher(stall, stock=1_000)
    wanted = [
        a_checkout((sku, 1), phone=way.format("0001"), vouchers=["HEMAT"])
        for sku, way in zip(skus, SIX_WAYS, strict=True)
    ]

    found = outcomes(stall, wanted)

    assert sorted(type(one).__name__ for one in found) == ["Receipt", *["VoucherUsedByBuyer"] * 5]
    assert used(stall) == 1


def test_two_vouchers_in_opposite_orders_and_cancels_neither_block_nor_run_over(backend: Backend) -> None:
    stall = coffee_stall(backend, on_hand=10_000)
    goods: dict[str, Any] = {"kind": VoucherKind.PRODUCT, "discount": fixed(500)}
    add_voucher(stall, "A", stock=25)
    add_voucher(stall, "B", **goods, stock=25)
    wanted = [
        a_checkout((SPOON, 1), phone=f"0813{number:08d}", vouchers=["A", "B"] if number % 2 else ["B", "A"])
        for number in range(90)
    ]

    found = outcomes(stall, wanted, cancel_each=3)

    made = [one.invoice for one in found if isinstance(one, Receipt)]
    assert {type(one) for one in found} <= {Receipt, VoucherUsedUp}, found
    shown = (stall.ordering.read_order(member=stall.member, invoice=invoice) for invoice in made)
    standing = sum(one["status"] == "pending" for one in shown)
    assert used(stall, "A") == used(stall, "B") == standing <= 25


def test_a_seller_who_raises_the_number_meanwhile_is_not_in_the_way(database: Backend) -> None:
    stall = coffee_stall(database, on_hand=10_000)
    add_voucher(stall, stock=20)

    def raise_it(number: int) -> None:
        promotions_on(database).change(member=stall.member, code="HEMAT", terms=terms(stock=20 + number))

    with ThreadPoolExecutor(1) as seller:
        raised = seller.map(raise_it, range(1, 21))
        found = outcomes(stall, buyers(80, ways=1, vouchers=["HEMAT"]))
        list(raised)

    assert {type(one) for one in found} <= {Receipt, VoucherUsedUp}, found
    assert 20 <= used(stall) == sum(isinstance(one, Receipt) for one in found) <= 40
