"""Follow-ups on several backends at once, held against a model that is nothing but lists and dicts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bosonline.application.ordering import FollowingUp, MessengerDown, MessengerSilent
from bosonline.domain.errors import Refusal
from bosonline.domain.identity import Author, StaffId, StoreId
from bosonline.domain.ordering import FollowUpOutcome, Invoice, PaymentMethod, PaymentStatus, Status
from bosonline.testing.backends import Backend
from bosonline.testing.following_up import ScriptedMessenger, following_up, open_store, place_order

PHONES = ("+6281311112222", "+6281399998888")
DISTRICTS = {"31.71.01": 7, "91.71.01": 9}
"""Districts with what their clocks are ahead of UTC."""

AUTHORS = (Author(StaffId(5), "Alice"), Author(StaffId(6), "Bob"))
LEASE = timedelta(minutes=2)
BEGIN = datetime(2026, 1, 5, 3, 0, tzinfo=UTC)


class SenderDied(Exception):
    """The process ended in the middle of a sending."""


@dataclass(slots=True)
class ModelAttempt:
    """What the model knows of an attempt."""

    by: Author
    at: datetime
    channel: str
    state: str
    outcome: FollowUpOutcome | None = None


@dataclass(slots=True)
class ModelOrder:
    """What the model knows of an order."""

    invoice: Invoice
    phone: str
    clock: int
    status: str = "pending"
    payment: str = "unpaid"
    attempts: list[ModelAttempt] = field(default_factory=list)


@dataclass(slots=True)
class Side:
    """One backend, with the store that this run has in it."""

    backend: Backend
    store: StoreId
    messenger: ScriptedMessenger
    links: FollowingUp
    gateway: FollowingUp


def _died() -> str:
    raise SenderDied


def _down() -> str:
    raise MessengerDown(retry_after=5)


def _silent() -> str:
    raise MessengerSilent


FATES: dict[str, Callable[[], str] | None] = {"sent": None, "unknown": _silent, "down": _down, "died": _died}


class FollowUpMachine(RuleBasedStateMachine):
    """Whatever is pressed in whatever order, every backend does what the model does."""

    def __init__(self, backends: Sequence[Backend]) -> None:
        super().__init__()
        self.backends = backends
        self.now = BEGIN
        self.orders: list[ModelOrder] = []
        self.opted_out: set[str] = set()
        self.left = 0

    @initialize()
    def open_stores(self) -> None:
        """A store of this run's own in each backend."""
        self.sides = []
        for backend in self.backends:
            backend.clock.now = self.now
            messenger = ScriptedMessenger()
            store, links = open_store(backend), following_up(backend)
            self.sides.append(Side(backend, store, messenger, links, following_up(backend, messenger)))

    @rule(
        phone=st.sampled_from(PHONES),
        district=st.sampled_from(sorted(DISTRICTS)),
        method=st.sampled_from([PaymentMethod.BANK_TRANSFER, PaymentMethod.COD]),
    )
    def order(self, phone: str, district: str, method: PaymentMethod) -> None:
        """A buyer orders."""
        placed = {
            place_order(side.backend, side.store, phone=phone, district=district, method=method).invoice
            for side in self.sides
        }
        payment = "cod_due" if method is PaymentMethod.COD else "unpaid"
        self.orders.append(ModelOrder(placed.pop(), phone, DISTRICTS[district], payment=payment))
        assert not placed

    @precondition(lambda self: self.orders)
    @rule(data=st.data(), beyond=st.integers(-2, 2), by=st.sampled_from(AUTHORS))
    def press_link(self, data: st.DataObject, beyond: int, by: Author) -> None:
        """Somebody asks for a link."""
        order = data.draw(st.sampled_from(self.orders))
        attempt = len(order.attempts) + beyond
        expected = self._expected(order, attempt, by, "link", "ready")
        self._press(order, attempt, by, expected, lambda side: side.links)

    @precondition(lambda self: self.orders)
    @rule(
        data=st.data(),
        beyond=st.sampled_from([0, 1, 1, 1, 2]),
        by=st.sampled_from(AUTHORS),
        fate=st.sampled_from(sorted(FATES)),
    )
    def press_gateway(self, data: st.DataObject, beyond: int, by: Author, fate: str) -> None:
        """Somebody has the gateway send, and that ends well or not."""
        order = data.draw(st.sampled_from(self.orders))
        attempt = len(order.attempts) + beyond
        for side in self.sides:
            side.messenger.instead = FATES[fate]
        expected = self._expected(order, attempt, by, "gateway", fate)
        self._press(order, attempt, by, expected, lambda side: side.gateway)

    @precondition(lambda self: self.orders)
    @rule(data=st.data(), opted_out=st.booleans())
    def wish(self, data: st.DataObject, opted_out: bool) -> None:
        """A buyer asks for no more, or for more."""
        order = data.draw(st.sampled_from(self.orders))
        for side in self.sides:
            side.links.opt_out(store=side.store, by=AUTHORS[0], invoice=order.invoice, opted_out=opted_out)
        (self.opted_out.add if opted_out else self.opted_out.discard)(order.phone)

    @precondition(lambda self: any(order.status == "pending" for order in self.orders))
    @rule(data=st.data(), status=st.sampled_from([Status.PROCESSING, Status.CANCELLED]), paid=st.booleans())
    def move(self, data: st.DataObject, status: Status, paid: bool) -> None:
        """The order takes a step, perhaps because it was paid."""
        order = data.draw(st.sampled_from([order for order in self.orders if order.status == "pending"]))
        for side in self.sides:
            with side.backend.work(side.store) as work:
                kept = work.orders.get(order.invoice)
                kept.move(status, at=self.now, by=AUTHORS[0])
                if paid:
                    kept.payment_status = PaymentStatus.PAID
                work.orders.save(kept)
                work.commit()
        order.status = status.value
        order.payment = "paid" if paid else order.payment

    @precondition(lambda self: any(order.attempts for order in self.orders))
    @rule(data=st.data(), outcome=st.sampled_from(FollowUpOutcome))
    def answer(self, data: st.DataObject, outcome: FollowUpOutcome) -> None:
        """The buyer reacts to the last attempt."""
        order = data.draw(st.sampled_from([order for order in self.orders if order.attempts]))
        order.attempts[-1].outcome = outcome
        for side in self.sides:
            side.links.record_outcome(
                store=side.store,
                by=AUTHORS[1],
                invoice=order.invoice,
                attempt=len(order.attempts),
                outcome=outcome,
            )

    @rule(minutes=st.sampled_from([1, 3, 60, 600]))
    def wait(self, minutes: int) -> None:
        """Time passes."""
        self.now += timedelta(minutes=minutes)
        for side in self.sides:
            side.backend.clock.now = self.now

    @invariant()
    def every_backend_tells_the_same(self) -> None:
        """What is listed is what the model has."""
        for order in self.orders:
            expected = [
                (number, made.at, made.by, made.channel, self._state(made), made.outcome)
                for number, made in enumerate(order.attempts, 1)
            ]
            is_next = _waits(order) and order.phone not in self.opted_out
            for side in self.sides:
                log = side.links.read_attempts(store=side.store, by=AUTHORS[0], invoice=order.invoice)
                told = [(one.attempt, one.at, one.by, one.channel, one.state, one.outcome) for one in log.made]
                assert told == expected, (side.backend.name, told, expected)
                assert (log.next is not None) == is_next, (side.backend.name, log.next)

    @invariant()
    def no_more_left_than_was_counted(self) -> None:
        """Each message that left is an attempt of its own."""
        for side in self.sides:
            assert len(side.messenger.sent) == self.left == len({sent[0] for sent in side.messenger.sent})

    def _press(
        self,
        order: ModelOrder,
        attempt: int,
        by: Author,
        expected: object,
        use: Callable[[Side], FollowingUp],
    ) -> None:
        for side in self.sides:
            follow_up = use(side).follow_up
            told = _told(partial(follow_up, store=side.store, by=by, invoice=order.invoice, attempt=attempt))
            assert told == expected, (side.backend.name, told, expected)

    def _expected(self, order: ModelOrder, attempt: int, by: Author, channel: str, fate: str) -> object:
        """What an attempt is answered with; the model makes it on the way."""
        if attempt < 1:
            return "follow-up-attempt-invalid"
        if attempt <= len(order.attempts):
            made = order.attempts[attempt - 1]
            return self._answer(order, made, by, repeated=True)
        refusal = self._refusal(order, attempt, channel)
        if refusal is not None:
            return refusal
        if fate == "down":
            return "messenger-down"
        made = ModelAttempt(by, self.now, channel, "sending" if fate == "died" else fate)
        order.attempts.append(made)
        self.left += fate == "sent"
        return "died" if fate == "died" else self._answer(order, made, by, repeated=False)

    def _refusal(self, order: ModelOrder, attempt: int, channel: str) -> str | None:
        rules = {
            "follow-up-out-of-turn": attempt != len(order.attempts) + 1,
            "follow-up-being-sent": bool(order.attempts) and self._state(order.attempts[-1]) == "sending",
            "not-open-to-follow-up": not _waits(order),
            "opted-out": order.phone in self.opted_out,
            "quiet-hours": channel == "gateway" and self._quiet_until(order) is not None,
        }
        return next((code for code, holds in rules.items() if holds), None)

    def _state(self, made: ModelAttempt) -> str:
        return "unknown" if made.state == "sending" and self.now >= made.at + LEASE else made.state

    def _quiet_until(self, order: ModelOrder) -> datetime | None:
        local = self.now + timedelta(hours=order.clock)
        if 8 <= local.hour < 20:
            return None
        morning = local.replace(hour=8, minute=0) + timedelta(days=local.hour >= 20)
        return morning - timedelta(hours=order.clock)

    def _answer(self, order: ModelOrder, made: ModelAttempt, by: Author, *, repeated: bool) -> dict[str, Any]:
        is_link = made.channel == "link"
        return {
            "by": made.by,
            "at": made.at,
            "channel": made.channel,
            "state": self._state(made),
            "repeated": repeated,
            "has_link": is_link and made.by == by,
            "quiet_until": self._quiet_until(order) if is_link else None,
        }


def _waits(order: ModelOrder) -> bool:
    return order.status in ("pending", "processing") and order.payment in ("unpaid", "cod_due")


def _told(call: Callable[[], Any]) -> object:
    try:
        made = call()
    except SenderDied:
        return "died"
    except Refusal as refusal:
        return refusal.code
    return {
        "by": made.by,
        "at": made.at,
        "channel": made.channel,
        "state": made.state,
        "repeated": made.repeated,
        "has_link": made.whatsapp_url is not None,
        "quiet_until": made.quiet_until,
    }
