"""What each CS did, on memory, SQLite and PostgreSQL: to the rupiah what the order list shows."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bosonline.application.ordering import OrderFilter, PeriodInvalid
from bosonline.application.ordering.ports import StaffSum
from bosonline.domain.identity import StaffId
from bosonline.domain.money import Money
from bosonline.domain.ordering import Invoice, Status
from bosonline.testing.backends import Backend
from bosonline.testing.selling import COFFEE, Stall, a_checkout, coffee_stall

from .test_attending import hire

DAY = 24 * 60 * 60
PRICE = Money(60_000)


@pytest.fixture
def stall(backend: Backend) -> Stall:
    return coffee_stall(backend, on_hand=50)


@pytest.fixture
def buy(stall: Stall) -> Callable[..., Invoice]:
    """An order, assigned if somebody is named."""
    numbers = iter(range(1000))

    def buy(staff: StaffId | None = None) -> Invoice:
        bought = stall.check_out(a_checkout((COFFEE, 1), phone=f"0813333{next(numbers):05d}")).invoice
        if staff is not None:
            stall.ordering.attending.assign(member=stall.member, invoice=bought, staff=staff)
        return bought

    return buy


def recap(stall: Stall, **asked: Any) -> dict[str | None, tuple[int, int, int, int]]:
    found = stall.ordering.recap_staff(member=stall.member, **asked)
    return {one.name: figures(one) for one in found.staff}


def figures(one: StaffSum) -> tuple[int, int, int, int]:
    return (one.orders, one.followed_up, one.paid, one.revenue.idr)


def test_each_cs_has_their_orders_and_what_became_of_them(stall: Stall, buy: Callable[..., Invoice]) -> None:
    alice, bob = hire(stall, "Alice"), hire(stall, "Bob")
    paid, _waiting, gone, followed, _free = buy(alice), buy(alice), buy(alice), buy(bob), buy()
    stall.ordering.settling.confirm(member=stall.member, invoice=paid, amount=PRICE)
    stall.move(gone, Status.CANCELLED)
    stall.ordering.following_up.follow_up(store=stall.member.store, by=stall.member.author, invoice=followed, attempt=1)

    told = recap(stall)

    assert told == {"Alice": (3, 0, 1, 120_000), "Bob": (1, 1, 0, 60_000), None: (1, 0, 0, 60_000)}
    for name, staff in (("Alice", alice), ("Bob", bob)):
        listed = stall.ordering.recap_orders(member=stall.member, shown=OrderFilter(cs=staff))
        assert told[name][0] == sum(one.orders for one in listed)
        assert told[name][3] == sum(one.total.idr for one in listed if one.status is not Status.CANCELLED)


def test_a_period_is_of_the_stores_days_and_is_compared_with_as_many_before(
    stall: Stall, buy: Callable[..., Invoice]
) -> None:
    clock = stall.backend.clock
    alice = hire(stall, "Alice")
    today = date(2026, 1, 5)
    buy(alice)
    clock.advance(seconds=14 * 60 * 60 - 1)  # 23:59:59 in Jakarta
    buy(alice)
    clock.advance(seconds=1)
    buy()

    member = stall.member
    assert member.zone == "Asia/Jakarta"
    assert recap(stall, first=today, last=today) == {"Alice": (2, 0, 0, 120_000)}
    assert recap(stall, first=today + timedelta(days=1), last=today + timedelta(days=1)) == {None: (1, 0, 0, 60_000)}
    found = stall.ordering.recap_staff(member=member, first=today + timedelta(days=1), compared=True)
    assert (found.first, found.last) == (today + timedelta(days=1), today + timedelta(days=1))
    assert [figures(one) for one in found.before or ()] == [(2, 0, 0, 120_000)]
    assert stall.ordering.recap_staff(member=member).before is None
    east = replace(member, zone="Asia/Jayapura")
    assert [one.orders for one in stall.ordering.recap_staff(member=east, first=today, last=today).staff] == [1]


def test_what_lies_outside_the_last_thirty_days_is_not_told(stall: Stall, buy: Callable[..., Invoice]) -> None:
    buy()
    stall.backend.clock.advance(seconds=29 * DAY)
    assert recap(stall) == {None: (1, 0, 0, 60_000)}
    stall.backend.clock.advance(seconds=DAY)
    assert recap(stall) == {}


def test_nobody_sees_another_stores_figures(backend: Backend, stall: Stall, buy: Callable[..., Invoice]) -> None:
    buy()
    assert recap(coffee_stall(backend)) == {}


@pytest.mark.parametrize(
    ("first", "last"), [(date(2026, 1, 2), date(2026, 1, 1)), (date(2025, 1, 1), date(2026, 1, 2))]
)
def test_a_period_that_cannot_be_is_refused(stall: Stall, first: date, last: date) -> None:
    with pytest.raises(PeriodInvalid) as told:
        stall.ordering.recap_staff(member=stall.member, first=first, last=last)

    assert told.value.field == "end_date"
