"""The steps of orders on memory, SQLite and PostgreSQL, and how the stock follows them."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from bosonline.application.ordering import OutOfStock, StatusOutcome
from bosonline.application.ports import Once, Replayed
from bosonline.domain.catalog import Stock
from bosonline.domain.errors import ChangedMeanwhile, PreconditionFailed, Refusal
from bosonline.domain.money import Money
from bosonline.domain.ordering import (
    Invoice,
    OrderNotFound,
    OrderStatusChanged,
    Status,
    StatusNotAllowed,
)
from bosonline.testing.backends import Backend
from bosonline.testing.selling import COFFEE, SPOON, Stall, a_checkout, coffee_stall

TO_SHIPPED = (Status.PROCESSING, Status.READY, Status.SHIPPED)
TO_RETURNED = (*TO_SHIPPED, Status.RETURNING, Status.RETURNED)


def once(stall: Stall, key: str = "k") -> Once:
    return Once(scope=f"store:{stall.subdomain} status", key=key, fingerprint="f", returns=OrderStatusChanged)


def ordered(stall: Stall, *, qty: int = 3, phone: str = "081311112222") -> Invoice:
    return stall.check_out(a_checkout((COFFEE, qty), (SPOON, 1), phone=phone)).invoice


def take(stall: Stall, invoice: Invoice, steps: Sequence[Status]) -> None:
    for step in steps:
        stall.move(invoice, step)


def stock(stall: Stall) -> tuple[int, int]:
    """Coffee on hand and reserved; of spoons a third as much has been ordered."""
    coffee, spoons = stall.stock(COFFEE), stall.stock(SPOON)
    assert (10 - spoons.on_hand) * 3 == 10 - coffee.on_hand
    assert spoons.reserved * 3 == coffee.reserved
    return coffee.on_hand, coffee.reserved


@pytest.mark.parametrize(
    ("steps", "left"),
    [
        ((), (10, 3)),
        ((Status.CANCELLED,), (10, 0)),
        ((Status.PROCESSING,), (10, 3)),
        ((Status.PROCESSING, Status.CANCELLED), (10, 0)),
        ((Status.PROCESSING, Status.READY), (10, 3)),
        ((Status.PROCESSING, Status.READY, Status.PROCESSING), (10, 3)),
        ((Status.PROCESSING, Status.READY, Status.CANCELLED), (10, 0)),
        (TO_SHIPPED, (7, 0)),
        ((*TO_SHIPPED, Status.DELIVERED), (7, 0)),
        ((*TO_SHIPPED, Status.RETURNING), (7, 0)),
        ((*TO_SHIPPED, Status.DELIVERED, Status.RETURNING), (7, 0)),
        (TO_RETURNED, (10, 0)),
    ],
)
def test_the_stock_follows_the_order(backend: Backend, steps: Sequence[Status], left: tuple[int, int]) -> None:
    stall = coffee_stall(backend)
    invoice = ordered(stall)

    take(stall, invoice, steps)

    assert stock(stall) == left
    order = stall.ordering.read_order(member=stall.member, invoice=invoice)
    assert [entry["to"] for entry in order["history"]] == ["pending", *steps]
    assert (order["shipped_at"] is not None) == (Status.SHIPPED in steps)


@pytest.mark.parametrize(
    ("steps", "allowed"),
    [
        ((), ["processing", "cancelled"]),
        ((Status.PROCESSING,), ["ready", "cancelled"]),
        (TO_SHIPPED[:2], ["shipped", "processing", "cancelled"]),
        (TO_SHIPPED, ["delivered", "returning"]),
        ((*TO_SHIPPED, Status.DELIVERED), ["returning"]),
        ((*TO_SHIPPED, Status.RETURNING), ["returned"]),
        (TO_RETURNED, []),
        ((Status.CANCELLED,), []),
    ],
)
def test_no_step_is_left_out_and_a_refused_one_moves_nothing(
    backend: Backend, steps: Sequence[Status], allowed: list[str]
) -> None:
    stall = coffee_stall(backend)
    invoice = ordered(stall)
    take(stall, invoice, steps)
    before = stock(stall)

    for wanted in set(Status) - set(allowed):
        with pytest.raises(StatusNotAllowed) as refused:
            stall.move(invoice, Status(wanted))
        now = steps[-1] if steps else "pending"
        assert refused.value.facts == {"status": now, "wanted": wanted, "allowed": allowed}
    assert stock(stall) == before


def test_an_order_that_is_not_there_or_another_stores_is_not_found(backend: Backend) -> None:
    stall, other = coffee_stall(backend), coffee_stall(backend)
    invoice = ordered(stall)

    for unknown in (invoice, Invoice("INV9999"), Invoice("nonsense")):
        with pytest.raises(OrderNotFound):
            other.move(unknown, Status.CANCELLED)
    assert stock(stall) == (10, 3)


def test_the_reason_of_a_cancelled_order_is_kept(backend: Backend) -> None:
    stall = coffee_stall(backend)
    invoice = ordered(stall)

    stall.ordering.change_status(member=stall.member, invoice=invoice, status=Status.CANCELLED, reason="stok habis")

    order = stall.ordering.read_order(member=stall.member, invoice=invoice)
    assert (order["cancel_reason"], order["version"]) == ("stok habis", 2)


def test_who_saw_another_version_changes_nothing(backend: Backend) -> None:
    stall = coffee_stall(backend)
    invoice = ordered(stall)
    change = stall.ordering.change_status
    change(member=stall.member, invoice=invoice, status=Status.PROCESSING, seen_version=1)

    with pytest.raises(PreconditionFailed):
        change(member=stall.member, invoice=invoice, status=Status.CANCELLED, seen_version=1)

    assert stock(stall) == (10, 3)
    change(member=stall.member, invoice=invoice, status=Status.CANCELLED, seen_version=2)
    assert stock(stall) == (10, 0)


def test_a_step_under_a_key_is_taken_once(backend: Backend) -> None:
    stall = coffee_stall(backend)
    invoice = ordered(stall)
    first = stall.move(invoice, Status.CANCELLED, once=once(stall))

    with pytest.raises(Replayed) as replay:
        stall.move(invoice, Status.CANCELLED, once=once(stall))

    assert replay.value.result == first
    for _ in range(2):
        with pytest.raises((StatusNotAllowed, Replayed)):
            stall.move(invoice, Status.CANCELLED, once=once(stall, "other"))
    assert stock(stall) == (10, 0)


def paid_too_late(stall: Stall) -> Invoice:
    """An order that was cancelled, and paid after that."""
    invoice = ordered(stall, qty=9)
    stall.move(invoice, Status.CANCELLED)
    stall.ordering.settling.confirm(member=stall.member, invoice=invoice, amount=Money(435_000))
    return invoice


def test_an_order_that_was_paid_too_late_comes_back_with_its_stock(backend: Backend) -> None:
    stall = coffee_stall(backend)
    invoice = paid_too_late(stall)

    stall.move(invoice, Status.PROCESSING)

    assert (stall.stock(COFFEE), stall.stock(SPOON)) == (Stock(on_hand=10, reserved=9), Stock(on_hand=10, reserved=1))


def test_it_stays_cancelled_where_the_stock_is_gone(backend: Backend) -> None:
    stall = coffee_stall(backend)
    invoice = paid_too_late(stall)
    ordered(stall, qty=2, phone="081399998888")

    with pytest.raises(OutOfStock) as refused:
        stall.move(invoice, Status.PROCESSING)

    assert refused.value.facts == {"items": [{"sku": COFFEE, "available": 8}]}
    order = stall.ordering.read_order(member=stall.member, invoice=invoice)
    assert (order["status"], stall.stock(COFFEE).reserved, stall.stock(SPOON).reserved) == ("cancelled", 2, 1)


def test_each_order_of_a_batch_fares_by_itself(backend: Backend) -> None:
    stall = coffee_stall(backend)
    first, second = ordered(stall), ordered(stall, phone="081399998888")
    take(stall, second, TO_SHIPPED)

    fared = stall.ordering.change_statuses(
        member=stall.member, invoices=[first, second, Invoice("INV9999"), first], status=Status.CANCELLED
    )

    told = {one.invoice: one.outcome for one in fared}
    assert list(told) == [first, second, "INV9999"]
    assert isinstance(told[first], OrderStatusChanged)
    assert isinstance(told[second], StatusNotAllowed)
    assert isinstance(told[Invoice("INV9999")], OrderNotFound)
    assert stock(stall) == (7, 0)


@pytest.mark.parametrize("rivals", [(Status.CANCELLED, Status.CANCELLED), (Status.CANCELLED, Status.SHIPPED)])
def test_of_two_at_the_same_time_one_moves_the_stock(backend: Backend, rivals: tuple[Status, Status]) -> None:
    """The other is refused as one who came later, or told that the order has changed; never anything else."""
    stall = coffee_stall(backend)
    for number in range(12):
        invoice = ordered(stall, phone=f"0813111122{number:02d}")
        take(stall, invoice, TO_SHIPPED[:2])
        before = stall.stock(COFFEE)
        outcomes = at_once(stall, invoice, rivals)
        done = [one for one in outcomes if isinstance(one, OrderStatusChanged)]
        assert len(done) == 1, outcomes
        assert all(isinstance(one, OrderStatusChanged | StatusNotAllowed | ChangedMeanwhile) for one in outcomes)
        shipped = 3 if done[0].became is Status.SHIPPED else 0
        assert stall.stock(COFFEE) == Stock(on_hand=before.on_hand - shipped, reserved=before.reserved - 3)
        if shipped:
            take(stall, invoice, (Status.RETURNING, Status.RETURNED))


def at_once(stall: Stall, invoice: Invoice, rivals: Sequence[Status]) -> list[OrderStatusChanged | Refusal]:
    """How each fares who takes one of these steps at the same moment."""
    barrier = Barrier(len(rivals))

    def move(status: Status) -> OrderStatusChanged | Refusal:
        barrier.wait(60)
        try:
            return stall.move(invoice, status)
        except Refusal as refusal:
            return refusal

    with ThreadPoolExecutor(len(rivals)) as threads:
        return list(threads.map(move, rivals))


def test_a_batch_that_loses_races_goes_on(backend: Backend) -> None:
    stall = coffee_stall(backend)
    invoices = [ordered(stall, qty=3, phone=f"08131111222{number}") for number in range(3)]
    barrier = Barrier(2)

    def cancel(_: int) -> list[StatusOutcome]:
        barrier.wait(60)
        return stall.ordering.change_statuses(member=stall.member, invoices=invoices, status=Status.CANCELLED)

    with ThreadPoolExecutor(2) as threads:
        both = list(threads.map(cancel, range(2)))

    for one, other in zip(*both, strict=True):
        kinds = {type(one.outcome), type(other.outcome)}
        assert kinds == {OrderStatusChanged, StatusNotAllowed}
    assert stock(stall) == (10, 0)
