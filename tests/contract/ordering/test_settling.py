"""The money of orders on memory, SQLite and PostgreSQL: noted once, never lost, whoever else is at it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier
from typing import Any

import pytest

from bosonline.application.ordering import OutOfStock, Settlement
from bosonline.application.ports import Once, Replayed
from bosonline.domain.errors import ChangedMeanwhile, PreconditionFailed, Refusal
from bosonline.domain.money import Money
from bosonline.domain.ordering import (
    CodPaidToCourier,
    Invoice,
    NoLatePayment,
    NotCod,
    NotYetDelivered,
    OrderNotFound,
    PaidInFuture,
    PaidToUnknownAccount,
    PaymentMethod,
    PaymentNotAllowed,
    RefundTooLarge,
    Status,
)
from bosonline.testing.backends import Backend
from bosonline.testing.people import personal_data_on
from bosonline.testing.selling import COFFEE, Stall, a_checkout, coffee_stall
from bosonline.testing.shops import account_book_of
from bosonline.testing.traces import found_of

TOTAL = 60_000
TRANSFER = PaymentMethod.BANK_TRANSFER
DELIVERED = (Status.PROCESSING, Status.READY, Status.SHIPPED, Status.DELIVERED)


def ordered(
    stall: Stall, *, method: PaymentMethod = PaymentMethod.BANK_TRANSFER, phone: str = "081311112222"
) -> Invoice:
    return stall.check_out(a_checkout((COFFEE, 1), method=method, phone=phone)).invoice


def confirm(stall: Stall, invoice: Invoice, amount: int = TOTAL, **more: Any) -> Settlement:
    return stall.ordering.settling.confirm(member=stall.member, invoice=invoice, amount=Money(amount), **more)


def read(stall: Stall, invoice: Invoice) -> dict[str, Any]:
    return dict(stall.ordering.read_order(member=stall.member, invoice=invoice))


def test_a_payment_is_noted_with_all_that_was_said_of_it(backend: Backend) -> None:
    stall = coffee_stall(backend)
    (account,) = account_book_of(backend).active(stall.member.store)
    invoice = ordered(stall)
    paid_at = backend.clock() - timedelta(hours=1)

    told = confirm(stall, invoice, paid_at=paid_at, bank_account=account.id, note="BCA")

    assert (told.status, told.payment_status, told.paid, told.total) == (
        "processing",
        "paid",
        Money(TOTAL),
        Money(TOTAL),
    )
    found = read(stall, invoice)
    assert found["payments"] == [
        {
            "number": 1,
            "kind": "received",
            "amount": TOTAL,
            "paid_at": paid_at,
            "bank_account_id": account.id,
            "note": "BCA",
            "proof": None,
            "by": {"staff_id": stall.member.staff, "name": stall.member.name},
            "at": backend.clock(),
        }
    ]
    assert (found["paid"], found["paid_at"], found["version"]) == (TOTAL, paid_at, told.version)
    assert [(one["what"], one["from"], one["to"]) for one in found["history"]] == [
        ("placed", None, "pending"),
        ("payment_status", "unpaid", "paid"),
        ("paid", "0", str(TOTAL)),
        ("status", "pending", "processing"),
    ]
    assert stall.stock(COFFEE).reserved == 1


def test_two_confirmations_are_two_payments_and_one_under_a_key(backend: Backend) -> None:
    stall = coffee_stall(backend)
    invoice = ordered(stall)
    once = Once(scope=f"user:{stall.subdomain} confirm", key="k", fingerprint="f", returns=Settlement)

    first = confirm(stall, invoice, 20_000, once=once)
    with pytest.raises(Replayed) as replayed:
        confirm(stall, invoice, 20_000, once=once)
    assert replayed.value.result == first
    told = confirm(stall, invoice, 40_000)

    assert (told.paid, told.payment_status) == (Money(TOTAL), "paid")
    assert [one["amount"] for one in read(stall, invoice)["payments"]] == [20_000, 40_000]


def test_who_saw_another_version_notes_nothing(backend: Backend) -> None:
    stall = coffee_stall(backend)
    invoice = ordered(stall)
    confirm(stall, invoice, 1, seen_version=1)

    with pytest.raises(PreconditionFailed):
        confirm(stall, invoice, 1, seen_version=1)
    assert read(stall, invoice)["paid"] == 1


def test_what_cannot_be_is_refused_and_leaves_nothing(backend: Backend) -> None:
    stall, other = coffee_stall(backend), coffee_stall(backend)
    invoice, cod = ordered(stall), ordered(stall, method=PaymentMethod.COD, phone="081399998888")
    (theirs,) = account_book_of(backend).active(other.member.store)
    settling, member = stall.ordering.settling, stall.member
    for account in (theirs.id, 10**9):
        with pytest.raises(PaidToUnknownAccount) as refused:
            confirm(stall, invoice, bank_account=account)
        assert refused.value.facts == {"account": account}
    with pytest.raises(PaidInFuture):
        confirm(stall, invoice, paid_at=backend.clock() + timedelta(days=1))
    with pytest.raises(CodPaidToCourier):
        confirm(stall, cod)
    with pytest.raises(NotCod):
        settling.remit(member=member, invoice=invoice, amount=Money(1))
    with pytest.raises(NotYetDelivered):
        settling.remit(member=member, invoice=cod, amount=Money(1))
    with pytest.raises(RefundTooLarge):
        settling.refund(member=member, invoice=invoice, amount=Money(1), reason="r")
    with pytest.raises(NoLatePayment):
        settling.settle_late(member=member, invoice=invoice, is_restored=False)
    for unknown in (partial(confirm, other, Invoice("INV9999")), partial(confirm, other, invoice)):
        with pytest.raises(OrderNotFound):
            unknown()
    for one in (invoice, cod):
        assert (read(stall, one)["payments"], read(stall, one)["version"]) == ([], 1)


def test_the_courier_hands_on_what_was_paid_on_delivery_once(backend: Backend) -> None:
    stall = coffee_stall(backend)
    invoice = ordered(stall, method=PaymentMethod.COD)
    for step in DELIVERED:
        stall.move(invoice, step)
    assert read(stall, invoice)["payment_status"] == "cod_collected"
    remit = stall.ordering.settling.remit

    told = remit(member=stall.member, invoice=invoice, amount=Money(58_000), reason="Setoran 12 Januari")

    assert (told.payment_status, told.paid) == ("cod_remitted", Money(58_000))
    again = Once(scope=f"user:{stall.subdomain} remit", key="k", fingerprint="f", returns=Settlement)
    assert read(stall, invoice)["payments"][0]["note"] == "Setoran 12 Januari"
    stall.ordering.settling.refund(member=stall.member, invoice=invoice, amount=Money(58_000), reason="rusak")
    with pytest.raises(PaymentNotAllowed):
        remit(member=stall.member, invoice=invoice, amount=Money(58_000), once=again)
    assert read(stall, invoice)["payment_status"] == "refunded"


def late(stall: Stall, *, amount: int = TOTAL) -> Invoice:
    """An order that was cancelled, and then paid."""
    invoice = ordered(stall)
    stall.move(invoice, Status.CANCELLED)
    told = confirm(stall, invoice, amount)
    assert (told.status, told.payment_status) == ("cancelled", "paid_after_expiry")
    assert stall.stock(COFFEE).reserved == 0
    return invoice


@pytest.mark.parametrize(("amount", "payment"), [(TOTAL, "paid"), (TOTAL + 1, "overpaid"), (1, "partially_paid")])
def test_a_late_payment_brings_the_order_back(backend: Backend, amount: int, payment: str) -> None:
    stall = coffee_stall(backend)
    invoice = late(stall, amount=amount)

    told = stall.ordering.settling.settle_late(member=stall.member, invoice=invoice, is_restored=True)

    assert (told.status, told.payment_status, told.entry) == ("processing", payment, None)
    assert stall.stock(COFFEE).reserved == 1
    with pytest.raises(NoLatePayment):
        stall.ordering.settling.settle_late(member=stall.member, invoice=invoice, is_restored=False)


def test_it_is_given_back_where_the_goods_are_gone(backend: Backend) -> None:
    stall = coffee_stall(backend, on_hand=1)
    invoice = late(stall)
    ordered(stall, phone="081399998888")
    settle = stall.ordering.settling.settle_late

    with pytest.raises(OutOfStock):
        settle(member=stall.member, invoice=invoice, is_restored=True)
    assert (read(stall, invoice)["status"], read(stall, invoice)["payment_status"]) == (
        "cancelled",
        "paid_after_expiry",
    )
    told = settle(member=stall.member, invoice=invoice, is_restored=False, reason="stok habis")

    assert (told.status, told.payment_status, told.paid) == ("cancelled", "refunded", Money(0))
    assert stall.stock(COFFEE).reserved == 1


def test_of_payments_at_the_same_time_none_is_lost(backend: Backend) -> None:
    stall = coffee_stall(backend)
    invoice = ordered(stall)
    barrier = Barrier(4)

    def pay(_: int) -> Settlement:
        barrier.wait(60)
        while True:
            try:
                return confirm(stall, invoice, TOTAL // 4)
            except ChangedMeanwhile:
                continue

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(pay, range(4)))

    found = read(stall, invoice)
    assert (found["paid"], found["payment_status"], found["status"]) == (TOTAL, "paid", "processing")
    assert [one["number"] for one in found["payments"]] == [1, 2, 3, 4]


def test_more_is_not_given_back_by_two_than_there_was(backend: Backend) -> None:
    stall = coffee_stall(backend)
    invoice = ordered(stall)
    confirm(stall, invoice)
    barrier = Barrier(3)

    def refund(_: int) -> Settlement | Refusal:
        barrier.wait(60)
        while True:
            try:
                return stall.ordering.settling.refund(
                    member=stall.member, invoice=invoice, amount=Money(TOTAL), reason="batal"
                )
            except ChangedMeanwhile:
                continue
            except Refusal as refusal:
                return refusal

    with ThreadPoolExecutor(3) as threads:
        fared = list(threads.map(refund, range(3)))

    assert sorted(type(one).__name__ for one in fared) == ["RefundTooLarge", "RefundTooLarge", "Settlement"]
    assert (read(stall, invoice)["paid"], len(read(stall, invoice)["payments"])) == (0, 2)


def test_notes_on_payments_are_erased_with_the_buyer(backend: Backend) -> None:
    stall = coffee_stall(backend)
    invoice = ordered(stall, phone="081377776666")
    confirm(stall, invoice, note="dari rekening Ratna Wulandari")
    for step in DELIVERED[1:]:
        stall.move(invoice, step)
    assert found_of(backend, "Ratna Wulandari")

    personal_data_on(backend).erase(member=stall.member, phone="081377776666")

    assert found_of(backend, "Ratna Wulandari") == set()
    found = read(stall, invoice)
    assert [(one["amount"], one["note"]) for one in found["payments"]] == [(TOTAL, "")]
    assert ("payment_status", "paid") in [(one["what"], one["to"]) for one in found["history"]]
