"""The whole life of orders on several backends at once, held against a model.

Give the machine backends of your own to see whether your adapters do as the others do::

    run_state_machine_as_test(lambda: OrderingLife([memory_backend(), mine]))
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from secrets import token_hex
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bosonline.application.ordering import MessengerDown, MessengerSilent, OrderFilter
from bosonline.domain.identity import Author
from bosonline.domain.ordering import FollowUpOutcome, Secret, Status
from bosonline.testing.backends import Backend
from bosonline.testing.following_up import ScriptedMessenger, following_up
from bosonline.testing.leaving_model import LeavingModel
from bosonline.testing.ordering_model import Ask, Goods, Offer
from bosonline.testing.ordering_side import Side
from bosonline.testing.ordering_strategies import (
    CODES,
    COUPONS,
    FORMS,
    GOODS,
    METHODS,
    MINUTES,
    NOBODY,
    SKUS,
    STATUSES,
    asks,
    authors,
    coupons,
    fees,
    goods,
    keys,
    offers,
    plain_asks,
    plain_coupon,
    recent,
    shares,
)
from bosonline.testing.selling import open_stall
from bosonline.testing.voucher_model import Coupon

BEGIN = datetime(2026, 1, 5, 3, 0, tzinfo=UTC)


def _down() -> str:
    raise MessengerDown(retry_after=5)


def _silent() -> str:
    raise MessengerSilent


FATES: dict[str, Callable[[], str] | None] = {"sent": None, "unknown": _silent, "down": _down}


def has_orders(life: "OrderingLife") -> bool:
    """Whether anybody has ordered."""
    return bool(life.model.orders)


@dataclass(frozen=True, slots=True)
class _Sent:
    """A checkout as it was sent."""

    slug: str
    ask: Ask
    key: str | None


class OrderingLife(RuleBasedStateMachine):
    """Whatever buyers and sellers do in whatever order, every backend does what the model does."""

    def __init__(self, backends: Sequence[Backend]) -> None:
        super().__init__()
        self.backends = backends
        self.model = LeavingModel(BEGIN)
        self.sent: list[_Sent] = []
        self.left: list[int] = []
        self.steps = 0
        self.agreed = True
        run = token_hex(8)
        self.sides = [self._side(backend, run) for backend in backends]

    def _side(self, backend: Backend, run: str) -> Side:
        backend.clock.now = BEGIN
        numbers = count(1)
        messenger = ScriptedMessenger()
        stall = open_stall(backend, new_secret=lambda: Secret(f"life-{run}-{next(numbers)}"))
        return Side(stall=stall, messenger=messenger, gateway=following_up(backend, messenger))

    @initialize(
        stocks=st.tuples(*[st.integers(4, 40)] * 3), uses=st.tuples(*[st.integers(1, 6)] * 2), named=st.integers(0, 2)
    )
    def begin(self, stocks: Sequence[int], uses: Sequence[int], named: int) -> None:
        """Three products, a form that offers them, and a voucher of each kind."""
        for min_qty, on_hand in zip((1, 1, 2), stocks, strict=True):
            self.add_goods(Goods(price=45_001, min_qty=min_qty, is_active=True, on_hand=on_hand))
        items: dict[str, tuple[int | None, int | None]] = dict.fromkeys(SKUS[:3], (None, None))
        self.publish(Offer(items=items, bumps=[("S1", 500)], methods=METHODS, shipping=9_007, asks=False))
        for kind, stock in zip(("product", "ongkir"), uses, strict=True):
            self.add_voucher(plain_coupon(kind, stock, SKUS[:named]))

    @precondition(lambda self: len(self.model.goods) < GOODS)
    @rule(one=goods)
    def add_goods(self, one: Goods) -> None:
        """One more product."""
        sku = SKUS[len(self.model.goods)]
        self.model.goods[sku] = one
        for side in self.sides:
            side.add_goods(sku, one)

    @precondition(lambda self: len(self.model.vouchers) < COUPONS)
    @rule(coupon=coupons)
    def add_voucher(self, coupon: Coupon) -> None:
        """One more voucher."""
        code = CODES[len(self.model.vouchers)]
        self.model.vouchers[code] = coupon
        for side in self._at_now():
            side.add_voucher(code, coupon)

    @rule(at=st.integers(0, COUPONS - 1), is_on=st.booleans())
    def switch_voucher(self, at: int, is_on: bool) -> None:
        """A voucher is switched on or off."""
        code = list(self.model.vouchers)[at % len(self.model.vouchers)]
        self.model.vouchers[code].is_on = is_on
        for side in self._at_now():
            side.switch_voucher(code, is_on)

    @precondition(lambda self: len(self.model.forms) < FORMS)
    @rule(offer=offers)
    def publish(self, offer: Offer) -> None:
        """One more form."""
        slug = f"form-{len(self.model.forms)}"
        self.model.forms[slug] = (offer, "published")
        for side in self.sides:
            side.publish(slug, offer)

    @precondition(lambda self: len(self.model.forms) > 1)
    @rule(status=st.sampled_from(["published", "published", "closed", "draft"]))
    def change_form(self, status: str) -> None:
        """The newest form is published, closed or withdrawn."""
        slug = list(self.model.forms)[-1]
        self.model.forms[slug] = (self.model.forms[slug][0], status)
        for side in self.sides:
            side.change_form(slug, status)

    @rule(at=st.integers(0, 9), ask=asks, key=keys)
    def check_out(self, at: int, ask: Ask, key: str | None) -> None:
        """A buyer orders, seldom on a form that is not there."""
        slug = "nowhere" if at == 9 else list(self.model.forms)[at % len(self.model.forms)]
        self._submit(_Sent(slug, ask, key))

    @rule(ask=plain_asks)
    def check_out_plainly(self, ask: Ask) -> None:
        """A buyer orders on the first form."""
        self._submit(_Sent("form-0", ask, None))

    @rule(at=st.integers(0, 2), ask=plain_asks, key=keys)
    def check_out_anywhere(self, at: int, ask: Ask, key: str | None) -> None:
        """A buyer orders on any form."""
        self._submit(_Sent(list(self.model.forms)[at % len(self.model.forms)], ask, key))

    @precondition(lambda self: self.sent)
    @rule(at=recent)
    def check_out_again(self, at: int) -> None:
        """The same is sent once more."""
        self._submit(self.sent[-1 - at % len(self.sent)])

    @precondition(lambda self: self.sent)
    @rule(at=recent, key=keys)
    def check_out_again_under_another_key(self, at: int, key: str | None) -> None:
        """The same buyer sends the same anew."""
        again = self.sent[-1 - at % len(self.sent)]
        self._submit(_Sent(again.slug, again.ask, key))

    @rule(ask=plain_asks, is_bare=st.booleans())
    def leave(self, ask: Ask, is_bare: bool) -> None:
        """A buyer types something on the first form, and leaves."""
        self.left.append(len(self.model.orders))
        self._agree(
            lambda: self.model.leave("form-0", ask, is_bare=is_bare),
            lambda side: side.leave("form-0", ask, is_bare=is_bare),
        )

    @precondition(lambda self: self.left)
    @rule(at=recent, ask=plain_asks, is_bare=st.booleans())
    def type_on(self, at: int, ask: Ask, is_bare: bool) -> None:
        """A buyer comes back and types something else."""
        number = self.left[-1 - at % len(self.left)]
        self._agree(
            lambda: self.model.type_on(number, "form-0", ask, is_bare=is_bare),
            lambda side: side.type_on(number, ask, is_bare=is_bare),
        )

    @precondition(lambda self: self.left)
    @rule(at=recent, ask=plain_asks)
    def finish(self, at: int, ask: Ask) -> None:
        """A buyer comes back and orders."""
        number = self.left[-1 - at % len(self.left)]
        self._agree(lambda: self.model.finish(number, "form-0", ask), lambda side: side.finish(number, "form-0", ask))

    def _submit(self, sent: _Sent) -> None:
        self.sent.append(sent)
        self._agree(
            lambda: self.model.check_out(sent.slug, sent.ask, sent.key),
            lambda side: side.check_out(sent.slug, sent.ask, sent.key),
        )

    @precondition(has_orders)
    @rule(at=recent, way=st.integers(0, 9))
    def go_on(self, at: int, way: int) -> None:
        """An order takes a step that it may take."""
        number = self._number(at % NOBODY)
        allowed = self.model.allowed(self.model.orders[number]) or ["cancelled"]
        wanted = allowed[0] if way < 7 else allowed[-1]
        self._agree(lambda: self.model.move(number, wanted, None), lambda side: side.move(number, wanted, None))

    @precondition(has_orders)
    @rule(at=recent, steps=st.integers(2, 6), stops_at=st.sampled_from(["delivered", "returned", "returned"]))
    def travel(self, at: int, steps: int, stops_at: str) -> None:
        """An order goes on step by step, to its buyer or back."""
        number = self._number(at % NOBODY)
        for _ in range(steps):
            allowed = self.model.allowed(self.model.orders[number])
            if not allowed or self.model.orders[number].status in ("abandoned", stops_at):
                break
            self._agree(
                lambda: self.model.move(number, allowed[0], None),  # noqa: B023
                lambda side: side.move(number, allowed[0], None),  # noqa: B023
            )

    @precondition(has_orders)
    @rule(at=recent, wanted=st.sampled_from(STATUSES), reason=st.sampled_from([None, "habis"]), key=keys)
    def move(self, at: int, wanted: str, reason: str | None, key: str | None) -> None:
        """An order is to take any step."""
        number = self._number(at)
        self._agree(
            lambda: self.model.move(number, wanted, reason, None, key),
            lambda side: side.move(number, wanted, reason, None, key),
        )

    @precondition(has_orders)
    @rule(at=recent, wanted=st.sampled_from(STATUSES), older=st.integers(0, 1))
    def move_what_was_seen(self, at: int, wanted: str, older: int) -> None:
        """An order is to take a step if it is the version that was seen."""
        number = self._number(at % NOBODY)
        seen = self.model.orders[number].version - older
        self._agree(
            lambda: self.model.move(number, wanted, None, seen), lambda side: side.move(number, wanted, None, seen)
        )

    @precondition(has_orders)
    @rule(ats=st.lists(recent, min_size=1, max_size=3), wanted=st.sampled_from(STATUSES))
    def move_all(self, ats: Sequence[int], wanted: str) -> None:
        """Several orders are to take a step."""
        numbers = list(dict.fromkeys(self._number(at) for at in ats))

        def expected() -> object:
            return [(number, self.model.outcome(lambda: self.model.move(number, wanted, None))) for number in numbers]  # noqa: B023

        self._agree(expected, lambda side: side.move_all(numbers, wanted))

    @precondition(has_orders)
    @rule(at=recent, share=shares, key=keys)
    def confirm_payment(self, at: int, share: tuple[int, int], key: str | None) -> None:
        """A buyer is said to have paid a share of an order."""
        number = self._number(at)
        amount = self._share(number, share)
        self._agree(lambda: self.model.receive(number, amount, key), lambda side: side.receive(number, amount, key))

    @precondition(lambda self: any(order.status == "cancelled" for order in self.model.orders))
    @rule(at=recent, share=shares)
    def pay_late(self, at: int, share: tuple[int, int]) -> None:
        """The money for a cancelled order arrives."""
        cancelled = [order.number for order in self.model.orders if order.status == "cancelled"]
        number = cancelled[-1 - at % len(cancelled)]
        amount = self._share(number, share)
        self._agree(lambda: self.model.receive(number, amount, None), lambda side: side.receive(number, amount, None))

    @precondition(has_orders)
    @rule(at=recent, given=fees)
    def edit_fees(self, at: int, given: list[tuple[str, int]]) -> None:
        """What is charged besides is replaced."""
        number = self._number(at)
        self._agree(lambda: self.model.edit_fees(number, given), lambda side: side.edit_fees(number, given))

    @precondition(has_orders)
    @rule(at=recent, method=st.sampled_from(METHODS))
    def switch_payment(self, at: int, method: str) -> None:
        """The seller lets an order be paid in another way."""
        number = self._number(at)
        self._agree(lambda: self.model.switch_payment(number, method), lambda side: side.switch_payment(number, method))

    @precondition(has_orders)
    @rule(at=recent)
    def expire(self, at: int) -> None:
        """The worker looks at the deadline of an order, and of all that wait for their money."""
        waiting = [order.number for order in self.model.orders if order.payment == "unpaid"]
        for number in (*waiting[-3:], self._number(at)):
            self._agree(lambda: self.model.expire(number), lambda side: side.expire(number))  # noqa: B023

    @precondition(lambda self: any(order.method == "cod" for order in self.model.orders))
    @rule(at=recent, amount=st.integers(1, 99_999))
    def remit(self, at: int, amount: int) -> None:
        """A courier is said to have handed money on."""
        sent = [order.number for order in self.model.orders if order.method == "cod"]
        sent = [number for number in sent if self.model.orders[number].payment != "cod_due"] or sent
        number = sent[-1 - at % len(sent)]
        self._agree(lambda: self.model.remit(number, amount), lambda side: side.remit(number, amount))

    @precondition(lambda self: any(order.paid for order in self.model.orders))
    @rule(at=recent, share=shares)
    def refund(self, at: int, share: tuple[int, int]) -> None:
        """Some of what was paid is given back, or more than that."""
        paid = [order for order in self.model.orders if order.paid]
        order = paid[-1 - at % len(paid)]
        amount = max(1, order.paid * share[0] // share[1])
        self._agree(lambda: self.model.refund(order.number, amount), lambda side: side.refund(order.number, amount))

    @precondition(has_orders)
    @rule(at=recent, is_restored=st.booleans())
    def settle_late(self, at: int, is_restored: bool) -> None:
        """The seller decides on money that came too late, where some has."""
        late = [order.number for order in self.model.orders if order.payment == "paid_after_expiry"]
        number = late[-1 - at % len(late)] if late else self._number(at)
        self._agree(
            lambda: self.model.settle_late(number, is_restored), lambda side: side.settle_late(number, is_restored)
        )

    @precondition(has_orders)
    @rule(at=recent, beyond=st.sampled_from([0, 1, 1, 1, 2]), by=authors, key=keys)
    def press_link(self, at: int, beyond: int, by: Author, key: str | None) -> None:
        """Somebody asks for the link of an attempt."""
        self._follow_up(at, beyond, by, fate="sent", channel="link", key=key)

    @precondition(has_orders)
    @rule(at=recent, beyond=st.sampled_from([0, 1, 1, 1, 2]), by=authors, fate=st.sampled_from(sorted(FATES)), key=keys)
    def send(self, at: int, beyond: int, by: Author, fate: str, key: str | None) -> None:
        """Somebody lets a gateway send an attempt, of which this becomes."""
        self._follow_up(at, beyond, by, fate=fate, channel="gateway", key=key)

    def _follow_up(self, at: int, beyond: int, by: Author, *, channel: str, fate: str, key: str | None) -> None:
        number = self._number(at)
        attempt = beyond + (len(self.model.orders[number].attempts) if number >= 0 else 0)
        for side in self.sides:
            side.messenger.instead = FATES[fate]
        self._agree(
            lambda: self.model.follow_up(number, attempt, by=by.name, channel=channel, fate=fate, key=key),
            lambda side: side.follow_up(number, attempt, by, channel, key),
        )
        assert len({tuple(side.texts[-1:]) for side in self.sides}) == 1
        assert len({len(side.messenger.sent) for side in self.sides}) == 1

    @precondition(has_orders)
    @rule(
        at=recent,
        attempt=st.integers(1, 3),
        by=authors,
        outcome=st.sampled_from([one.value for one in FollowUpOutcome]),
    )
    def note_outcome(self, at: int, attempt: int, by: Author, outcome: str) -> None:
        """Somebody notes what the buyer made of an attempt."""
        number = self._number(at)
        self._agree(
            lambda: self.model.note_outcome(number, attempt, outcome),
            lambda side: side.note_outcome(number, attempt, by, outcome),
        )

    @precondition(has_orders)
    @rule(at=recent, wanted=st.sampled_from([True, False, False]), by=authors)
    def opt_out(self, at: int, wanted: bool, by: Author) -> None:
        """A buyer wants no follow-ups any more, or wants them again."""
        number = self._number(at)
        self._agree(lambda: self.model.opt_out(number, wanted), lambda side: side.opt_out(number, by, wanted))

    @rule(minutes=st.sampled_from(MINUTES))
    def pass_time(self, minutes: int) -> None:
        """The clocks go on."""
        self.model.now += timedelta(minutes=minutes)

    @rule(
        wanted=st.sampled_from(
            [{}, {"status": "pending"}, {"status": "abandoned"}, {"payment_method": "cod"}, {"follow_up_attempts": 0}]
        ),
        newest_first=st.booleans(),
        start=st.integers(0, 6),
        limit=st.integers(1, 5),
    )
    def look_at_the_list(self, wanted: dict[str, Any], newest_first: bool, start: int, limit: int) -> None:
        """The list shows what the model has, page by page, and counts it."""
        numbers = self.model.found(wanted, newest_first=newest_first)
        shown = OrderFilter(
            status=Status(wanted["status"]) if "status" in wanted else None,
            payment_method=wanted.get("payment_method"),
            follow_ups=wanted.get("follow_up_attempts"),
        )
        for side in self._at_now():
            rows, total = side.page(shown, newest_first=newest_first, start=start, limit=limit)
            self._compare(side, total, len(numbers))
            self._compare(side, [number for number, _ in rows], numbers[start : start + limit])
            for number, row in rows:
                expected = self.model.row(self.model.orders[number])
                self._compare(side, {name: row[name] for name in expected}, expected)
            self._compare(side, side.pages(shown, newest_first=newest_first, limit=limit + 3), numbers)

    @precondition(has_orders)
    @rule(at=recent)
    def look_at_an_order(self, at: int) -> None:
        """The detail tells all that the model knows."""
        self._look_at(self._number(at))

    @invariant()
    def stock_is_what_the_model_says(self) -> None:
        """Nothing is lost, doubled or sold twice; the backends are asked in turn."""
        self.model.check()
        self.steps += 1
        side = self.sides[self.steps % len(self.sides)]
        self._compare(side, side.stock(), self._stock())
        self._compare(side, side.used(), self._used())

    def teardown(self) -> None:
        """At the end the last orders are looked at once more, and the stock of all."""
        if self.agreed:
            for order in self.model.orders[-10:]:
                self._look_at(order.number)
            for side in self.sides:
                self._compare(side, side.stock(), self._stock())
                self._compare(side, side.used(), self._used())

    def _agree(self, expected: Callable[[], object], call: Callable[[Side], object]) -> None:
        outcome = self.model.outcome(expected)
        for side in self._at_now():
            self._compare(side, side.outcome(call), outcome)

    def _at_now(self) -> list[Side]:
        for side in self.sides:
            side.stall.backend.clock.now = self.model.now
        return self.sides

    def _number(self, at: int) -> int:
        """One of the last orders, or one that is not there."""
        orders = len(self.model.orders)
        return -1 if at == NOBODY else orders - 1 - at % orders

    def _share(self, number: int, share: tuple[int, int]) -> int:
        """A share of what an order costs, in whole rupiah and never nothing."""
        total = self.model.orders[number].totals["total"] if number >= 0 else 1
        return max(1, total * share[0] // share[1])

    def _look_at(self, number: int) -> None:
        if number < 0:
            return
        expected = self.model.detail(number)
        for side in self._at_now():
            found = side.detail(number)
            self._compare(side, {name: found[name] for name in expected}, expected)

    def _compare(self, side: Side, found: object, expected: object) -> None:
        if found != expected:
            self.agreed = False
            raise AssertionError(f"{side.name} has {found!r} where the model has {expected!r}")

    def _stock(self) -> dict[str, tuple[int, int]]:
        return {sku: (one.on_hand, one.reserved) for sku, one in self.model.goods.items()}

    def _used(self) -> dict[str, int]:
        return {code: coupon.used for code, coupon in self.model.vouchers.items()}
