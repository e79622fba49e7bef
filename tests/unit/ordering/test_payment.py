"""The state of a payment: one table, and sums that always fit."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bosonline.domain.errors import Refusal
from bosonline.domain.identity import Author, StaffId
from bosonline.domain.money import ZERO, Money
from bosonline.domain.ordering import (
    PAYMENT_FOLLOWERS,
    Address,
    CodPaidToCourier,
    Customer,
    EntryKind,
    Invoice,
    Noted,
    Order,
    OrderStatusChanged,
    OrderUnfinished,
    PaidInFuture,
    PaymentEntry,
    PaymentMethod,
    PaymentNotAllowed,
    PaymentStatus,
    Secret,
    Status,
    Totals,
    give_back,
    receive,
    remit,
    standing,
)
from bosonline.domain.phone import Phone

NOON = datetime(2026, 1, 5, 5, 0, tzinfo=UTC)
ALICE = Author(StaffId(5), "Alice")
TRANSFER, COD = PaymentMethod.BANK_TRANSFER, PaymentMethod.COD
BY_COURIER = {PaymentStatus.COD_DUE, PaymentStatus.COD_COLLECTED, PaymentStatus.COD_REMITTED}


def an_order(method: PaymentMethod = TRANSFER, total: int = 100_000) -> Order:
    order, _ = Order.place(
        invoice=Invoice("INV0001"),
        secret=Secret("s"),
        at=NOON,
        by=ALICE,
        customer=Customer(name="Budi", phone=Phone("+6281311112222")),
        address=Address(street="Jl. Melati 5", district_code="31.71.01", region="Gambir"),
        lines=(),
        totals=Totals(goods=Money(total)),
        payment_method=method,
        due_at=None,
    )
    return order


def entry(kind: EntryKind, amount: int, *, paid_at: datetime = NOON) -> PaymentEntry:
    return PaymentEntry(number=1, kind=kind, amount=Money(amount), paid_at=paid_at, by=ALICE, at=NOON)


@pytest.mark.parametrize(
    ("amounts", "payment", "status"),
    [
        ((99_999,), "partially_paid", "pending"),
        ((100_000,), "paid", "processing"),
        ((100_001,), "overpaid", "processing"),
        ((40_000, 60_000), "paid", "processing"),
        ((40_000, 60_000, 1), "overpaid", "processing"),
    ],
)
def test_what_came_in_decides(amounts: tuple[int, ...], payment: str, status: str) -> None:
    order = an_order()
    for amount in amounts:
        receive(order, entry(EntryKind.RECEIVED, amount))

    assert (order.payment_status, order.status, order.paid.idr) == (payment, status, sum(amounts))
    assert (order.paid_at is None) == (payment == "partially_paid")


def test_an_order_that_costs_nothing_is_paid_from_the_beginning() -> None:
    assert an_order(total=0).payment_status is PaymentStatus.PAID
    assert an_order(COD, total=0).payment_status is PaymentStatus.COD_DUE


@pytest.mark.parametrize(
    ("paid", "back", "left"),
    [
        (100_000, (100_000,), "refunded"),
        (100_000, (1,), "paid"),
        (105_000, (5_000,), "paid"),
        (105_000, (4_999,), "overpaid"),
        (105_000, (5_000, 100_000), "refunded"),
        (50_000, (1,), "partially_paid"),
        (50_000, (50_000,), "refunded"),
    ],
)
def test_what_is_given_back_decides(paid: int, back: tuple[int, ...], left: str) -> None:
    order = an_order()
    receive(order, entry(EntryKind.RECEIVED, paid))
    for amount in back:
        give_back(order, entry(EntryKind.REFUNDED, amount))

    assert (order.payment_status, order.paid.idr) == (left, paid - sum(back))


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.ABANDONED])
def test_money_is_taken_in_whatever_became_of_the_order(status: Status) -> None:
    order = an_order()
    order.status = status

    noted = receive(order, entry(EntryKind.RECEIVED, 100_000))

    late = status is Status.CANCELLED
    assert order.payment_status is (PaymentStatus.PAID_AFTER_EXPIRY if late else PaymentStatus.PAID)
    assert order.status is (Status.PROCESSING if status is Status.PENDING else status)
    moved = [event for event in noted.events if isinstance(event, OrderStatusChanged)]
    assert len(moved) == (status is Status.PENDING)


def test_what_is_no_payment_of_the_buyer_is_refused() -> None:
    unfinished = an_order()
    unfinished.status = Status.ABANDONED
    for order, refusal in ((unfinished, OrderUnfinished), (an_order(COD), CodPaidToCourier)):
        with pytest.raises(refusal):
            receive(order, entry(EntryKind.RECEIVED, 100_000))


def test_a_payment_is_not_made_tomorrow_but_clocks_differ() -> None:
    with pytest.raises(PaidInFuture):
        receive(an_order(), entry(EntryKind.RECEIVED, 1, paid_at=NOON + timedelta(minutes=6)))
    receive(an_order(), entry(EntryKind.RECEIVED, 1, paid_at=NOON + timedelta(minutes=4)))


def test_the_courier_collects_on_delivery_and_hands_on_once() -> None:
    order = an_order(COD)
    for step in (Status.PROCESSING, Status.READY, Status.SHIPPED, Status.DELIVERED):
        order.move(step, at=NOON, by=ALICE)
    collected = order.payment_status
    order.move(Status.RETURNING, at=NOON, by=ALICE)
    assert (collected, order.payment_status) == (PaymentStatus.COD_COLLECTED, PaymentStatus.COD_DUE)

    order.status, order.payment_status = Status.DELIVERED, PaymentStatus.COD_COLLECTED
    remit(order, entry(EntryKind.REMITTED, 97_000))
    assert (order.payment_status, order.paid.idr) == (PaymentStatus.COD_REMITTED, 97_000)
    give_back(order, entry(EntryKind.REFUNDED, 97_000))
    with pytest.raises(PaymentNotAllowed) as refused:
        remit(order, entry(EntryKind.REMITTED, 97_000))
    assert refused.value.facts["payment_status"] == "refunded"


acts = st.tuples(st.sampled_from(["receive", "give_back", "remit", *Status]), st.sampled_from([1, 40, 60, 100, 101]))


@given(method=st.sampled_from([TRANSFER, COD]), todo=st.lists(acts, max_size=12))
def test_whatever_is_done_the_table_is_kept_and_no_rupiah_is_lost(
    method: PaymentMethod, todo: list[tuple[str, int]]
) -> None:
    order = an_order(method, total=100)
    balance = 0
    for act, amount in todo:
        was = order.payment_status
        try:
            if act in list(Status):
                order.move(Status(act), at=NOON, by=ALICE)
            else:
                balance += _act(order, act, amount)
        except Refusal:
            assert order.payment_status is was
        assert order.payment_status is was or order.payment_status in PAYMENT_FOLLOWERS[was]
        assert order.paid.idr == balance >= 0
        assert (order.payment_status in BY_COURIER) <= (method is COD)
        if order.payment_status is PaymentStatus.REFUNDED:
            assert not order.paid
        if order.payment_status is PaymentStatus.OVERPAID:
            assert order.paid > order.totals.total


def _act(order: Order, act: str, amount: int) -> int:
    kinds = {"receive": EntryKind.RECEIVED, "give_back": EntryKind.REFUNDED, "remit": EntryKind.REMITTED}
    does = {"receive": receive, "give_back": give_back, "remit": remit}
    noted = does[act](order, entry(kinds[act], amount))
    assert isinstance(noted, Noted)
    return -amount if act == "give_back" else amount


@given(paid=st.integers(0, 200), total=st.integers(0, 200))
def test_where_an_order_stands(paid: int, total: int) -> None:
    told = standing(Money(paid), Money(total))

    assert (told is PaymentStatus.PAID) == (paid == total)
    assert (told is PaymentStatus.UNPAID) == (paid == 0 < total)
    assert (told is PaymentStatus.PARTIALLY_PAID) == (0 < paid < total)
    assert (told is PaymentStatus.OVERPAID) == (paid > total)
    assert standing(ZERO, ZERO) is PaymentStatus.PAID
