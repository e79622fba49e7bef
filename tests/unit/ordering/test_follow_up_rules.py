"""The rules of follow-ups, in their order."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bosonline.domain.catalog import Sku, VariantId
from bosonline.domain.errors import Conflict
from bosonline.domain.identity import BUYER, Author, StaffId, StoreId
from bosonline.domain.money import Money
from bosonline.domain.ordering import (
    Address,
    Assignment,
    Channel,
    Customer,
    FollowUp,
    FollowUpBeingSent,
    FollowUpOutOfTurn,
    FollowUpState,
    FollowUpTooEarly,
    Invoice,
    Line,
    NotOpenToFollowUp,
    OptedOut,
    Order,
    PaymentMethod,
    PaymentStatus,
    QuietHoursNow,
    Secret,
    Status,
    Totals,
)
from bosonline.domain.ordering.follow_up_rules import Circumstances, due_at, follow_up, message_id, withdraw
from bosonline.domain.ordering.message import Sender
from bosonline.domain.ordering.template import VARIABLES, Template
from bosonline.domain.payments import Bank, BankAccount
from bosonline.domain.phone import Phone
from bosonline.domain.stores import Language, StoreSettings

NOON = datetime(2026, 1, 5, 5, 0, tzinfo=UTC)
NIGHT = datetime(2026, 1, 5, 15, 0, tzinfo=UTC)
ALICE = Author(StaffId(5), "Alice")
OPEN = {
    (status, payment)
    for status in (Status.PENDING, Status.PROCESSING)
    for payment in (PaymentStatus.UNPAID, PaymentStatus.PARTIALLY_PAID, PaymentStatus.COD_DUE)
}


def an_order(
    *,
    status: Status = Status.PENDING,
    payment: PaymentStatus = PaymentStatus.UNPAID,
    method: PaymentMethod = PaymentMethod.BANK_TRANSFER,
) -> Order:
    line = Line(
        variant=VariantId(1),
        sku=Sku("KOPI"),
        product_name="Kopi",
        name="Kopi",
        qty=2,
        price=Money(45_000),
        cost_price=Money(40_000),
        weight=250,
    )
    order, _ = Order.place(
        invoice=Invoice("INV0001"),
        secret=Secret("s3cret"),
        at=NOON,
        by=BUYER,
        customer=Customer(name="Budi", phone=Phone("+6281311112222")),
        address=Address(street="Jl. Melati 5", district_code="31.71.01", region="Gambir"),
        lines=(line,),
        totals=Totals(goods=Money(90_000), shipping=Money(15_000)),
        payment_method=method,
        due_at=NOON + timedelta(hours=24),
    )
    order.status, order.payment_status = status, payment
    return order


def given_that(
    *,
    opted_out: bool = False,
    last: FollowUp | None = None,
    text: str | None = None,
    language: Language = Language.INDONESIAN,
) -> Circumstances:
    account = BankAccount.of(
        Bank("014", "BCA"), store=StoreId(1), account_name="SITI", account_number="1234567890", created_at=NOON
    )
    sender = Sender(
        store_name="Kopi Siti",
        settings=StoreSettings(language=language),
        bank_accounts=(account,),
        template=Template(text) if text else None,
    )
    return Circumstances(sender=sender, opted_out=opted_out, last=last)


def press(
    order: Order,
    given: Circumstances,
    attempt: int = 1,
    *,
    at: datetime = NOON + timedelta(hours=1),
    channel: Channel = Channel.LINK,
) -> FollowUp:
    return follow_up(order, given, attempt=attempt, at=at, by=ALICE, channel=channel, link="https://o/s")


def test_only_orders_that_wait_for_money_are_followed_up() -> None:
    for status, payment in product(Status, PaymentStatus):
        order = an_order(status=status, payment=payment)
        if status is Status.ABANDONED or (status, payment) in OPEN:
            assert press(order, given_that()).attempt == 1
        else:
            with pytest.raises(NotOpenToFollowUp) as refused:
                press(order, given_that())
            assert refused.value.facts == {"status": status.value, "payment_status": payment.value}
            assert order.follow_ups == 0


def test_a_buyer_who_may_still_be_typing_is_left_alone() -> None:
    order = an_order(status=Status.ABANDONED)
    with pytest.raises(FollowUpTooEarly):
        press(order, given_that(), at=NOON + timedelta(minutes=14, seconds=59))
    assert "belum selesai" in press(order, given_that(), at=NOON + timedelta(minutes=15)).text


def test_the_first_rule_that_fails_is_the_one_reported() -> None:
    order = an_order(status=Status.CANCELLED)
    sending = FollowUp(
        invoice=order.invoice,
        attempt=1,
        at=NIGHT,
        by=ALICE,
        channel=Channel.GATEWAY,
        state=FollowUpState.SENDING,
        text="",
        lease_until=NIGHT + timedelta(minutes=2),
    )
    gateway = {"at": NIGHT, "channel": Channel.GATEWAY}
    order.follow_ups = 1
    refusals: list[type[Conflict]] = []
    for attempt, last, status, opted_out in (
        (3, sending, Status.CANCELLED, True),
        (2, sending, Status.CANCELLED, True),
        (2, None, Status.CANCELLED, True),
        (2, None, Status.PENDING, True),
        (2, None, Status.PENDING, False),
    ):
        order.status = status
        with pytest.raises(Conflict) as refused:
            press(order, given_that(opted_out=opted_out, last=last), attempt, **gateway)  # type: ignore[arg-type]
        refusals.append(refused.type)
    assert refusals == [FollowUpOutOfTurn, FollowUpBeingSent, NotOpenToFollowUp, OptedOut, QuietHoursNow]
    assert press(order, given_that(), 2, at=NIGHT).state is FollowUpState.READY


@given(st.lists(st.integers(-1, 5), max_size=12))
def test_attempts_are_counted_without_gaps(attempts: list[int]) -> None:
    order, made = an_order(), []
    for attempt in attempts:
        with suppress(FollowUpOutOfTurn):
            made.append(press(order, given_that(), attempt).attempt)
    assert made == list(range(1, order.follow_ups + 1))
    assert [entry.became for entry in order.news if entry.what == "follow-up"] == [str(attempt) for attempt in made]


def test_only_the_last_attempt_is_withdrawn() -> None:
    order = an_order()
    first, second = press(order, given_that(), 1), press(order, given_that(), 2)

    assert not withdraw(order, first, at=NOON)
    assert withdraw(order, second, at=NOON)
    assert order.follow_ups == 1
    assert [(entry.was, entry.became) for entry in order.news][-1] == ("2", "1")


def test_an_attempt_bears_one_id_and_no_two_the_same() -> None:
    order, other = an_order(), an_order()
    other.secret = Secret("another")
    ids = {message_id(order, 1), message_id(order, 1), message_id(order, 2), message_id(other, 1)}
    assert len(ids) == 3
    assert all("s3cret" not in one and len(one) < 64 for one in ids)


def test_every_variable_tells_something_of_the_order() -> None:
    order = an_order()
    order.courier_code, order.awb, order.paid = "jne", "JNE01", Money(5_000)
    order.cs = Assignment(StaffId(7), "Citra")
    text = "|".join(f"{{{name}}}" for name in VARIABLES)

    made = dict(zip(VARIABLES, press(order, given_that(text=text)).text.split("|"), strict=True))

    assert made == {
        "nama": "Budi",
        "invoice": "INV0001",
        "total": "Rp105.000",
        "sisa": "Rp100.000",
        "rekening": "BCA 1234567890 a.n. SITI",
        "link": "https://o/s",
        "toko": "Kopi Siti",
        "produk": "2x Kopi",
        "batas_bayar": "6 Januari 2026 pukul 12.00 WIB",
        "kurir": "JNE",
        "resi": "JNE01",
        "cs": "Citra",
        "metode": "transfer bank",
        "tanggal": "5 Januari 2026",
    }


def test_moments_are_told_on_the_buyers_clock_in_the_stores_language() -> None:
    order = an_order(method=PaymentMethod.COD)
    order.address = Address(street="Jl. Pantai", district_code="91.71.01", region="Jayapura")
    given = given_that(text="{batas_bayar} {metode} {cs} {rekening}", language=Language.ENGLISH)
    assert press(order, given).text == "6 January 2026, 14:00 WIT cash on delivery Alice -"


def test_attempts_are_due_after_some_hours_and_never_at_night() -> None:
    order, settings = an_order(), StoreSettings()
    order.created_at = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
    morning = datetime(2026, 1, 6, 1, 0, tzinfo=UTC)
    assert [due_at(order, settings, attempt) for attempt in (1, 2, 3, 4)] == [
        morning,
        order.created_at + timedelta(hours=24),
        order.created_at + timedelta(hours=72),
        None,
    ]
