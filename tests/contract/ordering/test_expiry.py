"""Orders that nobody paid for in time, on memory, SQLite and PostgreSQL: cancelled once, and no money lost."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import text

from bosonline.domain.errors import ChangedMeanwhile
from bosonline.domain.money import Money
from bosonline.domain.ordering import Invoice, PaymentMethod, Status
from bosonline.domain.stores import StoreSettings
from bosonline.testing.backends import Backend
from bosonline.testing.selling import COFFEE, Stall, a_checkout, coffee_stall, expire_orders_on

TOTAL = 60_000
DAY = 24 * 60 * 60


def ordered(stall: Stall, number: int = 0, method: PaymentMethod = PaymentMethod.BANK_TRANSFER) -> Invoice:
    return stall.check_out(a_checkout((COFFEE, 1), method=method, phone=f"08131111{number:04d}")).invoice


def read(stall: Stall, invoice: Invoice) -> dict[str, Any]:
    return dict(stall.ordering.read_order(member=stall.member, invoice=invoice))


def pay(stall: Stall, invoice: Invoice, amount: int = TOTAL) -> None:
    stall.ordering.settling.confirm(member=stall.member, invoice=invoice, amount=Money(amount))


def test_an_order_expires_at_its_deadline_and_not_before(backend: Backend) -> None:
    stall = coffee_stall(backend)
    invoice = ordered(stall)
    expire = expire_orders_on(backend)
    backend.clock.advance(seconds=DAY - 1)
    expire()
    assert (read(stall, invoice)["status"], stall.stock(COFFEE).reserved) == ("pending", 1)

    backend.clock.advance(seconds=1)
    assert expire() >= 1
    assert expire() == 0

    found = read(stall, invoice)
    assert (found["status"], found["cancel_reason"], found["payment_status"]) == ("cancelled", "expired", "unpaid")
    assert stall.stock(COFFEE).reserved == 0
    last = found["history"][-1]
    assert (last["what"], last["to"], last["by"]) == ("status", "cancelled", {"staff_id": None, "name": "system"})


def test_the_deadline_is_the_stores(backend: Backend) -> None:
    stall = coffee_stall(backend, settings=StoreSettings(payment_deadline=timedelta(hours=1)))
    invoice = ordered(stall)

    backend.clock.advance(seconds=3600)
    expire_orders_on(backend)()

    assert read(stall, invoice)["status"] == "cancelled"


def test_what_is_paid_in_part_or_on_delivery_or_taken_in_hand_stays(backend: Backend) -> None:
    stall = coffee_stall(backend)
    part, cod, taken, paid = (
        ordered(stall, 1),
        ordered(stall, 2, PaymentMethod.COD),
        ordered(stall, 3),
        ordered(stall, 4),
    )
    pay(stall, part, 1)
    stall.move(taken, Status.PROCESSING)
    pay(stall, paid)

    backend.clock.advance(seconds=90 * DAY)
    expire_orders_on(backend)()

    states = [read(stall, one)["status"] for one in (part, cod, taken, paid)]
    assert states == ["pending", "pending", "processing", "processing"]
    assert stall.stock(COFFEE).reserved == 4


def test_money_that_comes_too_late_waits_for_the_seller(backend: Backend) -> None:
    stall = coffee_stall(backend)
    invoice = ordered(stall)
    backend.clock.advance(seconds=DAY)
    expire_orders_on(backend)()

    pay(stall, invoice)

    found = read(stall, invoice)
    assert (found["status"], found["payment_status"], found["paid"]) == ("cancelled", "paid_after_expiry", TOTAL)
    assert stall.stock(COFFEE).reserved == 0


def test_more_than_a_batch_expires_in_one_go(backend: Backend, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bosonline.application.ordering.expire.AT_A_TIME", 3)
    stall = coffee_stall(backend, on_hand=20)
    invoices = [ordered(stall, number) for number in range(11)]
    backend.clock.advance(seconds=DAY)

    assert expire_orders_on(backend)() >= 11

    assert {read(stall, one)["status"] for one in invoices} == {"cancelled"}


@pytest.mark.parametrize("obstacle", [ChangedMeanwhile(), RuntimeError("unforeseen")], ids=["race", "defect"])
def test_an_order_that_cannot_be_cancelled_keeps_no_other_waiting(
    backend: Backend, monkeypatch: pytest.MonkeyPatch, obstacle: Exception
) -> None:
    stall = coffee_stall(backend)
    first, second = ordered(stall, 1), ordered(stall, 2)
    backend.clock.advance(seconds=DAY)
    expire = expire_orders_on(backend)
    kind = type(expire.expire)
    does = kind.__call__

    def expire_one(self: Any, *, store: Any, invoice: Invoice) -> bool:
        if (store, invoice) == (stall.member.store, first):
            raise obstacle
        return does(self, store=store, invoice=invoice)

    monkeypatch.setattr(kind, "__call__", expire_one)
    if isinstance(obstacle, ChangedMeanwhile):
        expire()
    else:
        with pytest.raises(ExceptionGroup) as told:
            expire()
        assert told.value.exceptions == (obstacle,)

    assert [read(stall, one)["status"] for one in (first, second)] == ["pending", "cancelled"]


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What comes of acts that begin at the same moment, each tried until it loses no race."""
    barrier = Barrier(len(acts))

    def do(act: Callable[[], object]) -> object:
        barrier.wait(60)
        while True:
            try:
                return act()
            except ChangedMeanwhile:
                continue

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(do, acts))


def test_a_payment_and_the_deadline_at_the_same_time_lose_no_money(backend: Backend) -> None:
    stall = coffee_stall(backend, on_hand=20)
    fared = set()
    for number in range(12):
        invoice = ordered(stall, number)
        before = stall.stock(COFFEE).reserved
        backend.clock.advance(seconds=DAY)
        at_once(
            partial(pay, stall, invoice),
            partial(stall.ordering.expire, store=stall.member.store, invoice=invoice),
        )
        found = read(stall, invoice)
        how = (found["status"], found["payment_status"], found["paid"], before - stall.stock(COFFEE).reserved)
        assert how in (("processing", "paid", TOTAL, 0), ("cancelled", "paid_after_expiry", TOTAL, 1))
        fared.add(how)
    assert fared


def test_two_workers_give_the_goods_back_once(backend: Backend) -> None:
    stall = coffee_stall(backend, on_hand=20)
    for number in range(12):
        ordered(stall, number)
    kept = ordered(stall, 99, PaymentMethod.COD)
    backend.clock.advance(seconds=DAY)
    expire = expire_orders_on(backend)

    at_once(expire, expire, expire)

    assert stall.stock(COFFEE).reserved == 1
    assert stall.stock(COFFEE).on_hand == 20
    assert read(stall, kept)["status"] == "pending"


def test_the_index_finds_what_is_due(databases: list[Backend]) -> None:
    for backend in databases:
        ordered(coffee_stall(backend))
        sqlite = backend.database.is_sqlite
        due = (
            "SELECT due_at, store_id, invoice FROM orders WHERE status = 'pending' AND payment_status = 'unpaid'"
            " AND due_at IS NOT NULL AND due_at <= :now ORDER BY due_at, store_id, invoice LIMIT 100"
        )
        with backend.database.writing.connect() as connection:
            if not sqlite:
                connection.execute(text("SET LOCAL enable_seqscan = off"))
                connection.execute(text("SET LOCAL enable_bitmapscan = off"))
            explain = "EXPLAIN QUERY PLAN " if sqlite else "EXPLAIN "
            plan = connection.execute(text(explain + due), {"now": 0 if sqlite else backend.clock()}).all()
            connection.rollback()
        assert "ix_orders_due" in str(plan)
        assert "SORT" not in str(plan).upper().replace("B-TREE", "SORT")
