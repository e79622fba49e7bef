"""What every adapter of the ports of follow-ups must do."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Barrier
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from bosonline.application.ordering import FollowedUp, MessengerDown, MessengerSilent, TemplateText
from bosonline.application.ports import Once, Replayed, TwinInFlight
from bosonline.domain.errors import ChangedMeanwhile
from bosonline.domain.identity import SYSTEM, Author, StaffId, StoreId
from bosonline.domain.ordering import (
    Channel,
    FollowUpAttemptInvalid,
    FollowUpBeingSent,
    FollowUpNotFound,
    FollowUpOutcome,
    FollowUpOutOfTurn,
    FollowUpState,
    NotOpenToFollowUp,
    OptedOut,
    Order,
    OrderNotFound,
    PaymentMethod,
    QuietHoursNow,
    Status,
)
from bosonline.domain.ordering.default_templates import TemplateKind
from bosonline.domain.stores import Language, StoreSettings
from bosonline.testing.backends import Backend
from bosonline.testing.following_up import ScriptedMessenger, following_up, open_store, place_order

ALICE, BOB = Author(StaffId(5), "Alice"), Author(StaffId(6), "Bob")
NIGHT = datetime(2026, 1, 5, 14, 0, tzinfo=UTC)
ONCE = Once(scope="user:1 POST /store/order/follow-up", key="k", fingerprint="f", returns=FollowedUp)


def made_again(call: Callable[[], FollowedUp]) -> FollowedUp:
    """The call, made again when it lost a race, as the inbound adapters do."""
    while True:
        try:
            return call()
        except ChangedMeanwhile:
            continue


def outbox(backend: Backend) -> list[str]:
    """The events that are on their way."""
    letters = backend.outbox.claim(limit=100, lease=timedelta(0)).letters
    return [letter.topic for letter in sorted(letters, key=lambda letter: letter.id)]


class FollowUpContract:
    """One message for each attempt, whoever presses and however often."""

    @pytest.fixture
    def store(self, backend: Backend) -> StoreId:
        return open_store(backend)

    @pytest.fixture
    def order(self, backend: Backend, store: StoreId) -> Order:
        return place_order(backend, store)

    def test_the_first_attempt_is_a_link_with_the_text(self, backend: Backend, store: StoreId, order: Order) -> None:
        made = following_up(backend).follow_up(store=store, by=ALICE, invoice=order.invoice, attempt=1)

        assert (made.attempt, made.channel, made.state, made.repeated) == (1, Channel.LINK, FollowUpState.READY, False)
        assert made.whatsapp_url is not None
        address = urlsplit(made.whatsapp_url)
        assert (address.netloc, address.path) == ("wa.me", "/6281311112222")
        assert parse_qs(address.query) == {"text": [made.text]}
        for told in ("Budi", order.invoice, "Rp105.000", "BCA 1234567890 a.n. SITI RAHMA", "Kopi Siti", order.secret):
            assert told in made.text

    def test_an_attempt_is_counted_remembered_and_announced(
        self, backend: Backend, store: StoreId, order: Order
    ) -> None:
        following_up(backend).follow_up(store=store, by=ALICE, invoice=order.invoice, attempt=1)

        with backend.work(store) as work:
            kept = work.orders.get(order.invoice)
        assert (kept.follow_ups, kept.entries) == (1, order.entries + 1)
        assert outbox(backend) == ["OrderFollowedUp"]

    def test_a_repeat_does_nothing_and_says_who_made_it(self, backend: Backend, store: StoreId, order: Order) -> None:
        follow_up = following_up(backend).follow_up
        first = follow_up(store=store, by=ALICE, invoice=order.invoice, attempt=1)
        backend.clock.advance(minutes=5)

        again = follow_up(store=store, by=ALICE, invoice=order.invoice, attempt=1)
        other = follow_up(store=store, by=BOB, invoice=order.invoice, attempt=1)

        assert (again.repeated, again.by, again.at, again.text) == (True, ALICE, first.at, first.text)
        assert again.whatsapp_url == first.whatsapp_url
        assert (other.repeated, other.by, other.at, other.whatsapp_url) == (True, ALICE, first.at, None)
        assert outbox(backend) == ["OrderFollowedUp"]

    def test_a_repeat_is_answered_whatever_the_order_is_by_now(
        self, backend: Backend, store: StoreId, order: Order
    ) -> None:
        follow_up = following_up(backend).follow_up
        follow_up(store=store, by=ALICE, invoice=order.invoice, attempt=1)
        move(backend, store, order, Status.CANCELLED)

        assert follow_up(store=store, by=ALICE, invoice=order.invoice, attempt=1).repeated
        with pytest.raises(NotOpenToFollowUp) as refused:
            follow_up(store=store, by=ALICE, invoice=order.invoice, attempt=2)
        assert refused.value.facts["status"] == "cancelled"

    def test_no_attempt_is_left_out(self, backend: Backend, store: StoreId, order: Order) -> None:
        follow_up = following_up(backend).follow_up

        with pytest.raises(FollowUpOutOfTurn) as refused:
            follow_up(store=store, by=ALICE, invoice=order.invoice, attempt=2)
        assert refused.value.facts["expected"] == 1
        for attempt in (1, 2, 3, 4, 5, 6):
            assert not follow_up(store=store, by=ALICE, invoice=order.invoice, attempt=attempt).repeated

    @pytest.mark.parametrize("attempt", [0, -1, 2**31])
    def test_attempts_are_numbered_from_one(self, backend: Backend, store: StoreId, order: Order, attempt: int) -> None:
        with pytest.raises(FollowUpAttemptInvalid):
            following_up(backend).follow_up(store=store, by=ALICE, invoice=order.invoice, attempt=attempt)

    def test_an_order_of_another_store_does_not_exist(self, backend: Backend, order: Order) -> None:
        other = open_store(backend)
        use = following_up(backend)

        with pytest.raises(OrderNotFound):
            use.follow_up(store=other, by=ALICE, invoice=order.invoice, attempt=1)
        with pytest.raises(OrderNotFound):
            use.read_attempts(store=other, by=ALICE, invoice=order.invoice)
        with pytest.raises(OrderNotFound):
            use.opt_out(store=other, by=ALICE, invoice=order.invoice)

    def test_who_opted_out_is_not_written_to_on_any_order(self, backend: Backend, store: StoreId, order: Order) -> None:
        use = following_up(backend)
        assert use.opt_out(store=store, by=ALICE, invoice=order.invoice) == order.customer.phone
        use.opt_out(store=store, by=BOB, invoice=order.invoice)
        later = place_order(backend, store)

        with pytest.raises(OptedOut):
            use.follow_up(store=store, by=ALICE, invoice=later.invoice, attempt=1)
        elsewhere = open_store(backend)
        use.follow_up(store=elsewhere, by=ALICE, invoice=place_order(backend, elsewhere).invoice, attempt=1)
        use.opt_out(store=store, by=ALICE, invoice=order.invoice, opted_out=False)
        assert not use.follow_up(store=store, by=ALICE, invoice=later.invoice, attempt=1).repeated
        told = outbox(backend)
        assert told == ["BuyerOptedOut", "OrderFollowedUp", "BuyerOptedIn", "OrderFollowedUp"], told

    def test_two_who_press_at_once_make_one_attempt(self, backend: Backend, store: StoreId) -> None:
        follow_up = following_up(backend).follow_up
        for _ in range(10):
            invoice = place_order(backend, store).invoice
            both = together([partial(follow_up, store=store, by=by, invoice=invoice, attempt=1) for by in (ALICE, BOB)])
            assert sorted(one.repeated for one in both) == [False, True]
            (winner,) = [one.by for one in both if not one.repeated]
            assert {one.by for one in both} == {winner}
            assert [one.whatsapp_url is None for one in both if one.repeated] == [True]
        assert outbox(backend) == ["OrderFollowedUp"] * 10

    def test_quiet_hours_are_told_with_a_link(self, backend: Backend, store: StoreId, order: Order) -> None:
        backend.clock.now = NIGHT
        made = following_up(backend).follow_up(store=store, by=ALICE, invoice=order.invoice, attempt=1)
        assert made.quiet_until == datetime(2026, 1, 6, 1, 0, tzinfo=UTC)

    def test_a_key_gives_the_same_answer_again(self, backend: Backend, store: StoreId, order: Order) -> None:
        follow_up = following_up(backend).follow_up
        first = follow_up(store=store, by=ALICE, invoice=order.invoice, attempt=1, once=ONCE)

        with pytest.raises(Replayed) as replay:
            follow_up(store=store, by=ALICE, invoice=order.invoice, attempt=1, once=ONCE)
        assert replay.value.result == first


class GatewayContract:
    """A message leaves at most once, and an attempt that certainly did not leave is not counted."""

    @pytest.fixture
    def store(self, backend: Backend) -> StoreId:
        return open_store(backend)

    @pytest.fixture
    def order(self, backend: Backend, store: StoreId) -> Order:
        return place_order(backend, store)

    def test_a_message_is_sent_once(self, backend: Backend, store: StoreId, order: Order) -> None:
        messenger = ScriptedMessenger()
        follow_up = following_up(backend, messenger).follow_up

        first = follow_up(store=store, by=ALICE, invoice=order.invoice, attempt=1)
        again = follow_up(store=store, by=ALICE, invoice=order.invoice, attempt=1)

        assert (first.state, first.channel, first.whatsapp_url) == (FollowUpState.SENT, Channel.GATEWAY, None)
        assert (again.repeated, again.state, again.whatsapp_url) == (True, FollowUpState.SENT, None)
        assert [(to, text) for _, to, text in messenger.sent] == [("+6281311112222", first.text)]
        assert outbox(backend) == ["OrderFollowedUp"]

    def test_what_certainly_failed_is_not_counted(self, backend: Backend, store: StoreId, order: Order) -> None:
        messenger = ScriptedMessenger(instead=down)
        use = following_up(backend, messenger)

        for _ in range(3):
            with pytest.raises(MessengerDown):
                use.follow_up(store=store, by=ALICE, invoice=order.invoice, attempt=1, once=ONCE)
        log = use.read_attempts(store=store, by=ALICE, invoice=order.invoice)
        assert (log.made, log.next and log.next.attempt) == ((), 1)
        assert outbox(backend) == []

        messenger.instead = None
        made = use.follow_up(store=store, by=BOB, invoice=order.invoice, attempt=1, once=ONCE)
        assert (made.state, made.by) == (FollowUpState.SENT, BOB)
        with pytest.raises(Replayed) as replay:
            use.follow_up(store=store, by=BOB, invoice=order.invoice, attempt=1, once=ONCE)
        assert replay.value.result == made
        with backend.work(store) as work:
            assert work.orders.get(order.invoice).follow_ups == 1

    def test_a_message_has_the_same_id_when_it_is_tried_again(
        self, backend: Backend, store: StoreId, order: Order
    ) -> None:
        ids: list[str] = []

        class Noting(ScriptedMessenger):
            def send(self, *, message_id: str, to: Any, text: str) -> str:
                ids.append(message_id)
                return super().send(message_id=message_id, to=to, text=text)

        messenger = Noting(instead=down)
        follow_up = following_up(backend, messenger).follow_up
        with pytest.raises(MessengerDown):
            follow_up(store=store, by=ALICE, invoice=order.invoice, attempt=1)
        messenger.instead = None
        for attempt in (1, 2):
            follow_up(store=store, by=ALICE, invoice=order.invoice, attempt=attempt)

        assert ids[0] == ids[1] != ids[2]

    def test_silence_keeps_the_attempt_and_sends_nothing_again(
        self, backend: Backend, store: StoreId, order: Order
    ) -> None:
        messenger = ScriptedMessenger(instead=silent)
        use = following_up(backend, messenger)

        first = use.follow_up(store=store, by=ALICE, invoice=order.invoice, attempt=1)
        messenger.instead = None
        again = use.follow_up(store=store, by=ALICE, invoice=order.invoice, attempt=1)

        assert (first.state, again.state, again.repeated) == (FollowUpState.UNKNOWN, FollowUpState.UNKNOWN, True)
        assert messenger.sent == []
        (made,) = use.read_attempts(store=store, by=ALICE, invoice=order.invoice).made
        assert made.state is FollowUpState.UNKNOWN
        assert use.follow_up(store=store, by=ALICE, invoice=order.invoice, attempt=2).state is FollowUpState.SENT

    def test_a_sender_that_died_leaves_an_unknown_fate(self, backend: Backend, store: StoreId, order: Order) -> None:
        messenger = ScriptedMessenger(instead=died)
        use = following_up(backend, messenger)
        with pytest.raises(ZeroDivisionError):
            use.follow_up(store=store, by=ALICE, invoice=order.invoice, attempt=1, once=ONCE)
        messenger.instead = None

        again = use.follow_up(store=store, by=BOB, invoice=order.invoice, attempt=1)
        assert (again.repeated, again.by, again.state) == (True, ALICE, FollowUpState.SENDING)
        with pytest.raises(FollowUpBeingSent):
            use.follow_up(store=store, by=BOB, invoice=order.invoice, attempt=2)
        with pytest.raises(TwinInFlight):
            use.follow_up(store=store, by=ALICE, invoice=order.invoice, attempt=1, once=ONCE)
        backend.clock.advance(minutes=3)
        again = use.follow_up(store=store, by=ALICE, invoice=order.invoice, attempt=1, once=ONCE)
        assert (again.repeated, again.state) == (True, FollowUpState.UNKNOWN)
        assert messenger.sent == []
        assert use.follow_up(store=store, by=BOB, invoice=order.invoice, attempt=2).state is FollowUpState.SENT

    def test_a_failure_after_the_lease_does_not_free_what_others_have_built_on(
        self, backend: Backend, store: StoreId, order: Order
    ) -> None:
        messenger = ScriptedMessenger()
        use = following_up(backend, messenger)

        def late() -> str:
            messenger.instead = None
            backend.clock.advance(minutes=3)
            use.follow_up(store=store, by=BOB, invoice=order.invoice, attempt=2)
            raise MessengerDown

        messenger.instead = late
        with pytest.raises(MessengerDown):
            use.follow_up(store=store, by=ALICE, invoice=order.invoice, attempt=1)

        log = use.read_attempts(store=store, by=ALICE, invoice=order.invoice)
        assert [(made.attempt, made.state) for made in log.made] == [
            (1, FollowUpState.UNKNOWN),
            (2, FollowUpState.SENT),
        ]

    def test_a_gateway_is_not_called_in_quiet_hours(self, backend: Backend, store: StoreId, order: Order) -> None:
        backend.clock.now = NIGHT
        messenger = ScriptedMessenger()
        follow_up = following_up(backend, messenger).follow_up

        with pytest.raises(QuietHoursNow) as refused:
            follow_up(store=store, by=ALICE, invoice=order.invoice, attempt=1)
        assert refused.value.facts["quiet_until"] == "2026-01-06T08:00:00+07:00"
        assert messenger.sent == []
        backend.clock.now = datetime(2026, 1, 6, 1, 0, tzinfo=UTC)
        assert follow_up(store=store, by=ALICE, invoice=order.invoice, attempt=1).state is FollowUpState.SENT

    def test_many_who_press_at_once_send_one_message(self, backend: Backend, store: StoreId) -> None:
        messenger = ScriptedMessenger()
        follow_up = following_up(backend, messenger).follow_up
        for turn in range(5):
            invoice = place_order(backend, store).invoice
            many = together(
                [
                    partial(follow_up, store=store, by=by, invoice=invoice, attempt=1)
                    for by in (ALICE, BOB, SYSTEM, ALICE)
                ]
            )
            assert sorted(one.repeated for one in many) == [False, True, True, True]
            assert len(messenger.sent) == turn + 1

    def test_failures_that_race_each_other_leave_nothing_behind(
        self, backend: Backend, store: StoreId, order: Order
    ) -> None:
        failing = ScriptedMessenger(instead=down)
        use = following_up(backend, failing)

        def press(by: Author) -> None:
            for _ in range(5):
                try:
                    made_again(lambda: use.follow_up(store=store, by=by, invoice=order.invoice, attempt=1))
                except MessengerDown:
                    continue

        with ThreadPoolExecutor(3) as pool:
            list(pool.map(press, (ALICE, BOB, SYSTEM)))
        with backend.work(store) as work:
            assert work.orders.get(order.invoice).follow_ups == 0
        assert use.read_attempts(store=store, by=ALICE, invoice=order.invoice).made == ()


class FollowUpDeskContract:
    """What was done, what comes next, and with which words."""

    @pytest.fixture
    def store(self, backend: Backend) -> StoreId:
        return open_store(backend)

    def test_attempts_are_listed_with_what_comes_next(self, backend: Backend, store: StoreId) -> None:
        order = place_order(backend, store)
        use = following_up(backend)
        first = use.follow_up(store=store, by=ALICE, invoice=order.invoice, attempt=1)

        log = use.read_attempts(store=store, by=BOB, invoice=order.invoice)

        (made,) = log.made
        assert (made.attempt, made.at, made.by, made.text, made.outcome) == (1, first.at, ALICE, first.text, None)
        assert log.next is not None
        assert (log.next.attempt, log.next.due_at) == (2, datetime(2026, 1, 6, 3, 0, tzinfo=UTC))
        assert log.next.text == use.follow_up(store=store, by=BOB, invoice=order.invoice, attempt=2).text

    def test_nothing_comes_next_where_nobody_is_to_be_followed_up(self, backend: Backend, store: StoreId) -> None:
        use = following_up(backend)
        cancelled, silent_one = place_order(backend, store), place_order(backend, store, phone="+6281399998888")
        move(backend, store, cancelled, Status.CANCELLED)
        use.opt_out(store=store, by=ALICE, invoice=silent_one.invoice)

        for order in (cancelled, silent_one):
            assert use.read_attempts(store=store, by=ALICE, invoice=order.invoice).next is None

    def test_outcomes_are_noted(self, backend: Backend, store: StoreId) -> None:
        order = place_order(backend, store)
        use = following_up(backend)
        use.follow_up(store=store, by=ALICE, invoice=order.invoice, attempt=1)

        for outcome in (FollowUpOutcome.NO_ANSWER, FollowUpOutcome.WILL_PAY, FollowUpOutcome.WILL_PAY):
            noted = use.record_outcome(store=store, by=BOB, invoice=order.invoice, attempt=1, outcome=outcome)
            assert noted.outcome is outcome
        (made,) = use.read_attempts(store=store, by=ALICE, invoice=order.invoice).made
        assert made.outcome is FollowUpOutcome.WILL_PAY
        assert outbox(backend) == ["OrderFollowedUp", "FollowUpAnswered", "FollowUpAnswered"]

    def test_an_attempt_that_was_not_made_has_no_outcome(self, backend: Backend, store: StoreId) -> None:
        order = place_order(backend, store)
        with pytest.raises(FollowUpNotFound):
            following_up(backend).record_outcome(
                store=store, by=BOB, invoice=order.invoice, attempt=1, outcome=FollowUpOutcome.ASKS
            )

    def test_own_texts_replace_the_defaults_and_the_last_serves_all_later_attempts(
        self, backend: Backend, store: StoreId
    ) -> None:
        use = following_up(backend)
        use.save_templates(
            store=store,
            texts=[
                TemplateText(kind=TemplateKind.COD, attempt=2, text="Kedua {invoice}"),
                TemplateText(kind=TemplateKind.COD, attempt=1, text="Pertama {nama}, {{benar}}"),
            ],
        )
        cod, transfer = place_order(backend, store, method=PaymentMethod.COD), place_order(backend, store)

        texts = [
            use.follow_up(store=store, by=ALICE, invoice=cod.invoice, attempt=attempt).text for attempt in (1, 2, 3)
        ]
        assert texts == ["Pertama Budi, {benar}", f"Kedua {cod.invoice}", f"Kedua {cod.invoice}"]
        other = use.follow_up(store=store, by=ALICE, invoice=transfer.invoice, attempt=1).text
        assert "BCA 1234567890" in other

        use.save_templates(store=store, texts=[])
        assert all(shown.is_default for shown in use.read_templates(store=store))

    def test_templates_are_shown_as_they_read(self, backend: Backend, store: StoreId) -> None:
        use = following_up(backend)
        texts = [TemplateText(kind=TemplateKind.QRIS, attempt=1, text="Halo {nama}")]

        previewed = use.save_templates(store=store, texts=texts, preview=True)
        assert [one.preview for one in previewed if not one.is_default] == ["Halo Budi"]
        assert all(shown.is_default for shown in use.read_templates(store=store))

        saved = use.save_templates(store=store, texts=texts)
        assert saved == use.read_templates(store=store) == previewed

    def test_a_store_speaks_its_own_language(self, backend: Backend) -> None:
        store = open_store(backend, settings=StoreSettings(language=Language.ENGLISH))
        order = place_order(backend, store)
        made = following_up(backend).follow_up(store=store, by=ALICE, invoice=order.invoice, attempt=1)
        assert made.text.startswith("Hello Budi, thank you for your order at Kopi Siti")

    def test_accounts_are_told_for_transfers_alone(self, backend: Backend, store: StoreId) -> None:
        cod = place_order(backend, store, method=PaymentMethod.COD)
        use = following_up(backend)
        use.save_templates(
            store=store, texts=[TemplateText(kind=TemplateKind.COD, attempt=1, text="Rekening: {rekening}")]
        )
        made = use.follow_up(store=store, by=ALICE, invoice=cod.invoice, attempt=1)
        assert made.text == "Rekening: -"

    def test_two_who_write_templates_at_once_leave_those_of_one(self, backend: Backend, store: StoreId) -> None:
        use = following_up(backend)

        def write(many: int) -> None:
            for _ in range(5):
                texts = [TemplateText(kind=TemplateKind.COD, attempt=at, text=f"{many}") for at in range(1, many + 1)]
                use.save_templates(store=store, texts=texts)

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(write, (2, 5)))
        own = [shown.text for shown in use.read_templates(store=store) if not shown.is_default]
        assert own in (["2"] * 2, ["5"] * 5)


def move(backend: Backend, store: StoreId, order: Order, status: Status) -> None:
    """Take the order a step on its way."""
    with backend.work(store) as work:
        kept = work.orders.get(order.invoice)
        kept.move(status, at=backend.clock(), by=SYSTEM)
        work.orders.save(kept)
        work.commit()


def together(calls: list[Callable[[], FollowedUp]]) -> list[FollowedUp]:
    """Calls that begin at the same instant, each in a thread of its own."""
    start = Barrier(len(calls))

    def run(call: Callable[[], FollowedUp]) -> FollowedUp:
        start.wait(timeout=10)
        return made_again(call)

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def down() -> str:
    raise MessengerDown(retry_after=5)


def silent() -> str:
    raise MessengerSilent


def died() -> str:
    raise ZeroDivisionError
