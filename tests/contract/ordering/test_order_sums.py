"""The sums beside the orders are what the orders come to, whoever changes them and whenever they are gathered."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, text

from bosonline.adapters.outbound.sql.order_sums import SqlOrderSums, sums_for
from bosonline.adapters.outbound.sql.tables.order_sums import PIECES_BEGIN_AT
from bosonline.application.ordering import OrderFilter
from bosonline.domain.errors import Conflict
from bosonline.domain.money import Money
from bosonline.domain.ordering import Invoice, PaymentMethod, Status
from bosonline.domain.stores import StoreSettings, Zone
from bosonline.testing.backends import Backend, TestClock
from bosonline.testing.selling import COFFEE, Stall, a_checkout, coffee_stall

STEPS = (Status.PROCESSING, Status.READY, Status.SHIPPED, Status.DELIVERED)


@pytest.fixture(params=["sqlite_once", "postgresql_once"])
def stall(request: pytest.FixtureRequest) -> Stall:
    """A store on each database in turn: memory has no sums."""
    shared: Backend = request.getfixturevalue(request.param)
    return coffee_stall(replace(shared, clock=TestClock()), on_hand=1_000)


def sums(stall: Stall) -> SqlOrderSums:
    return SqlOrderSums(stall.backend.database)


def order(stall: Stall, number: int) -> Invoice:
    method = PaymentMethod.COD if number % 3 == 0 else PaymentMethod.BANK_TRANSFER
    return stall.check_out(
        a_checkout((COFFEE, number % 4 + 1), phone=f"0813 2222 {1000 + number}", method=method)
    ).invoice


def recap(stall: Stall, **asked: Any) -> dict[str, tuple[int, int, int]]:
    found = stall.ordering.recap_orders(member=stall.member, shown=OrderFilter(**asked))
    return {one.status: (one.orders, one.total.idr, one.paid.idr) for one in found if one.orders}


def listed(stall: Stall, **asked: Any) -> dict[str, tuple[int, int]]:
    """What the rows of the list come to."""
    rows: list[Any] = []
    after = None
    while True:
        page = stall.ordering.list_orders(member=stall.member, shown=OrderFilter(**asked), limit=100, after=after)
        rows += page.rows
        after = page.next_after
        if after is None:
            break
    by_status = {row["status"] for row in rows}
    some = {status: [row["total"] for row in rows if row["status"] == status] for status in by_status}
    return {status: (len(totals), sum(totals)) for status, totals in some.items()}


def test_days_of_every_zone_are_made_of_whole_pieces() -> None:
    for zone in Zone:
        for day in (date(2026, 1, 1), date(2026, 7, 1)):
            begins = StoreSettings(zone=zone).day_begins(day)
            assert (begins.minute, begins.hour in PIECES_BEGIN_AT) == (0, True)
            _, given = sums_for({"store": 1, "created_from": begins, "created_until": begins + timedelta(days=1)}) or (
                None,
                {},
            )
            assert given["since_until"] - given["since_from"] == 24
            assert {"head_until", "tail_from"}.isdisjoint(given)


@given(
    st.timedeltas(timedelta(0), timedelta(days=3_000)),
    st.timedeltas(timedelta(hours=45), timedelta(days=400)),
)
def test_what_is_left_of_pieces_is_less_than_a_day(since: timedelta, span: timedelta) -> None:
    first = datetime(2020, 1, 1, tzinfo=UTC) + since
    until = first + span
    found = sums_for({"store": 1, "created_from": first, "created_until": until})
    assert found is not None
    _, given = found
    head, tail = given.get("head_until", first), given.get("tail_from", until)

    assert first <= head < first + timedelta(hours=22)
    assert until - timedelta(hours=22) < tail <= until
    assert head.hour in PIECES_BEGIN_AT
    assert tail.hour in PIECES_BEGIN_AT


def test_a_recap_of_days_is_what_the_list_of_these_days_shows(stall: Stall) -> None:
    clock = stall.backend.clock
    begun = clock()
    for number in range(40):
        invoice = order(stall, number)
        for status in STEPS[: number % 5]:
            stall.move(invoice, status)
        clock.advance(minutes=67 + number)
        if number == 20:
            sums(stall).gather()
    instants = [begun + timedelta(hours=hours, minutes=minutes) for hours in range(0, 60, 7) for minutes in (0, 13)]
    for zone in Zone:
        day_begins = StoreSettings(zone=zone).day_begins
        instants += [day_begins(begun.date() + timedelta(days=days)) for days in range(4)]

    for first in instants:
        for until in (None, *instants):
            asked = {"created_from": first, "created_until": until}
            assert {status: told[:2] for status, told in recap(stall, **asked).items()} == listed(stall, **asked), asked
    assert sums(stall).differing() == []


def test_a_recap_of_whole_days_reads_no_orders(stall: Stall) -> None:
    order(stall, 1)
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        sent.append(statement)

    day = StoreSettings().day_begins(stall.backend.clock().date())
    event.listen(stall.backend.database.single, "before_cursor_execute", note)
    try:
        everything = recap(stall)
        of_the_day = recap(
            stall, created_from=day, created_until=day + timedelta(days=1), payment_method="bank_transfer"
        )
    finally:
        event.remove(stall.backend.database.single, "before_cursor_execute", note)

    assert len({*sent}) == 2
    assert all("order_sums" in statement and "FROM orders" not in statement for statement in sent)
    assert everything == of_the_day == {"pending": (1, *everything["pending"][1:])}


def test_what_was_paid_and_what_was_taken_away_is_summed_too(stall: Stall) -> None:
    invoice = order(stall, 1)
    with stall.backend.work(stall.member.store) as work:
        found = work.orders.get(invoice)
        found.paid = Money(12_345)
        work.orders.save(found)
        work.commit()
    assert recap(stall)["pending"][2] == 12_345

    with stall.backend.database.writing.begin() as connection:
        where = {"store": stall.member.store, "invoice": invoice}
        connection.execute(text("DELETE FROM orders WHERE store_id = :store AND invoice = :invoice"), where)
    assert recap(stall) == {}
    assert sums(stall).differing() == []


def test_sums_that_went_wrong_are_found_and_made_anew(stall: Stall) -> None:
    order(stall, 1)
    with stall.backend.database.writing.begin() as connection:
        connection.execute(
            text("UPDATE order_sums SET total = total + 1 WHERE store_id = :store AND since <> 0"),
            {"store": stall.member.store},
        )
    assert sums(stall).differing() == [stall.member.store]

    sums(stall).recount()

    assert sums(stall).differing() == []
    assert recap(stall)["pending"][0] == 1


@pytest.mark.timeout(300)
def test_nobody_waits_or_is_lost_where_many_change_orders_while_sums_are_gathered(stall: Stall) -> None:
    over = threading.Event()

    def live(worker: int) -> int:
        made = [order(stall, 100 * worker + number) for number in range(12)]
        for number, invoice in enumerate(made):
            for status in STEPS[: number % 5] or (Status.CANCELLED,):
                attempt(lambda invoice=invoice, status=status: stall.move(invoice, status))  # type: ignore[misc]
        return len(made)

    def gather() -> int:
        gathered = 0
        while not over.is_set():
            gathered += sums(stall).gather()
        return gathered

    with ThreadPoolExecutor(6) as pool:
        gathering = [pool.submit(gather) for _ in range(2)]
        living = [pool.submit(live, worker) for worker in range(4)]
        try:
            made = sum(one.result() for one in living)
        finally:
            over.set()
        gathered = sum(one.result() for one in gathering)

    assert sum(one[0] for one in recap(stall).values()) == made == 48
    assert sums(stall).differing() == []
    if not stall.backend.database.is_sqlite:
        assert gathered
        sums(stall).gather()
        with stall.backend.database.single.connect() as connection:
            left = text("SELECT count(*) FROM order_sums WHERE part <> 0 AND store_id = :store")
            assert connection.execute(left, {"store": stall.member.store}).scalar_one() == 0


def attempt(step: Callable[[], object]) -> None:
    """What loses a race is tried again, as a client would."""
    for _ in range(20):
        try:
            step()
        except Conflict as refusal:
            assert refusal.code == "changed-meanwhile"  # noqa: PT017  # every other is a failure
        else:
            return
