"""Follow-ups that a store makes by itself, on memory, SQLite and PostgreSQL: when, for whom, and once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from bosonline.application.ordering import FollowUpOrder, MakeDueFollowUps, MessengerDown, MessengerSilent
from bosonline.domain.identity import StoreId
from bosonline.domain.ordering import FollowUpState, Invoice, Order, PaymentStatus, Status
from bosonline.domain.ordering.follow_up_schedule import AUTOMATION, FollowUpSchedule, ScheduleInvalid
from bosonline.domain.stores import StoreSettings, StoreStatus
from bosonline.testing.backends import Backend
from bosonline.testing.following_up import (
    ScriptedMessenger,
    following_up,
    open_store,
    place_order,
    schedule_desk_of,
)
from bosonline.testing.selling import ALICE
from bosonline.testing.shops import store_desk_of

PHONES = (f"+62813111100{number:02d}" for number in range(10, 99))


@dataclass(slots=True)
class Robot:
    """A store with a gateway, and the duty that serves its schedule."""

    backend: Backend
    store: StoreId
    messenger: ScriptedMessenger
    make_due: MakeDueFollowUps
    follow_up: FollowUpOrder

    def switch(self, *hours: int, on: bool = True) -> FollowUpSchedule:
        wanted = FollowUpSchedule(is_on=on, hours=hours) if hours else FollowUpSchedule(is_on=on)
        return following_up(self.backend).save_schedule(store=self.store, schedule=wanted)

    def order(self, **facts: Any) -> Order:
        order = place_order(self.backend, self.store, phone=next(_phones), district=facts.pop("district", "31.71.01"))
        with self.backend.work(self.store) as work:
            kept: Order = work.orders.get(order.invoice)
            for name, value in facts.items():
                setattr(kept, name, value)
            work.orders.save(kept)
            work.commit()
        return order

    def run(self, **later: int) -> list[str]:
        """The invoices that are written to in a round so much later."""
        self.backend.clock.now += timedelta(**later)
        before = len(self.messenger.sent)
        self.make_due()
        return [number.rpartition("-")[0] for number, _, _ in self.messenger.sent[before:]]

    def attempts(self, invoice: Invoice) -> list[Any]:
        return list(following_up(self.backend).read_attempts(store=self.store, by=ALICE, invoice=invoice).made)


_phones = iter(list(PHONES) * 20)


@pytest.fixture
def robot(backend: Backend) -> Robot:
    """A store that is open, with a schedule that was never touched, on a Monday at 10:00 in Jakarta."""
    messenger = ScriptedMessenger()
    store = open_store(backend)
    follow_up = following_up(backend, messenger).follow_up
    # One database serves many tests: the stores of others are switched off.
    desk = schedule_desk_of(backend)
    for other, schedule in desk.switched_on(after=None, limit=1000):
        with backend.work(other) as work:
            work.follow_up_schedules.put(replace(schedule, is_on=False))
            work.commit()
    make_due = MakeDueFollowUps(desk=desk, stores=store_desk_of(backend), follow_up=follow_up, clock=backend.clock)
    return Robot(backend, store, messenger, make_due, follow_up)


def test_it_is_off_until_it_is_switched_on(robot: Robot) -> None:
    schedule = following_up(robot.backend).read_schedule(store=robot.store)
    order = robot.order()

    assert schedule == FollowUpSchedule(is_on=False, hours=(2, 24, 72))
    assert robot.run(hours=3) == []
    robot.switch()
    assert robot.run() == [f"{order.invoice}-1"]
    robot.switch(on=False)
    assert robot.run(hours=22) == []


def test_each_attempt_is_made_in_its_time_and_once(robot: Robot) -> None:
    robot.switch(2, 24)
    order = robot.order()

    assert robot.run(minutes=119) == []
    assert robot.run(minutes=1) == [f"{order.invoice}-1"]
    assert robot.run() == robot.run(hours=5) == []
    assert robot.run(hours=17) == [f"{order.invoice}-2"]
    assert robot.run(hours=24) == []
    made = robot.attempts(order.invoice)
    assert [(one.attempt, one.by, one.state) for one in made] == [
        (1, AUTOMATION, FollowUpState.SENT),
        (2, AUTOMATION, FollowUpState.SENT),
    ]
    assert "automation" not in "".join(one.text for one in made)


@pytest.mark.parametrize(
    "facts",
    [
        {"status": Status.SHIPPED},
        {"status": Status.CANCELLED},
        {"payment_status": PaymentStatus.PAID},
        {"is_quarantined": True},
    ],
)
def test_who_needs_no_reminder_gets_none(robot: Robot, facts: dict[str, Any]) -> None:
    robot.switch(2)
    robot.order(**facts)
    assert robot.run(hours=3) == []


def test_who_opted_out_gets_none_and_what_is_abandoned_does(robot: Robot) -> None:
    robot.switch(2)
    asked_not_to, left = robot.order(), robot.order(status=Status.ABANDONED)
    following_up(robot.backend).opt_out(store=robot.store, by=ALICE, invoice=asked_not_to.invoice)

    assert robot.run(hours=3) == [f"{left.invoice}-1"]


def test_quiet_hours_are_waited_out_where_the_buyer_lives(robot: Robot) -> None:
    robot.switch(8)
    robot.run(hours=2)
    eastern, western = robot.order(district="91.71.01"), robot.order()

    assert robot.run(hours=7, minutes=59) == []  # 19:59 in Jakarta, 21:59 in Jayapura
    assert robot.run(minutes=2) == []
    assert robot.run(hours=10) == [f"{eastern.invoice}-1"]  # 6 o'clock, 8 o'clock
    assert robot.run(hours=2) == [f"{western.invoice}-1"]


def test_what_fell_due_long_ago_is_not_made_up_for(robot: Robot) -> None:
    robot.order()
    robot.backend.clock.now += timedelta(hours=75)
    robot.switch(2)

    assert robot.run() == []


def test_nobody_is_written_to_twice_in_a_row(robot: Robot) -> None:
    robot.switch(2, 6)
    order = robot.order()
    robot.backend.clock.now += timedelta(hours=5, minutes=30)
    robot.follow_up(store=robot.store, by=ALICE, invoice=order.invoice, attempt=1)

    assert robot.run(hours=1) == []
    assert robot.run(hours=2, minutes=59) == []
    assert robot.run(minutes=1) == [f"{order.invoice}-2"]


def test_two_workers_at_once_send_one_message(robot: Robot) -> None:
    robot.switch(2)
    orders = [robot.order() for _ in range(6)]
    robot.backend.clock.now += timedelta(hours=3)
    with ThreadPoolExecutor(3) as pool:
        made = [pool.submit(robot.make_due) for _ in range(3)]
        assert sum(one.result(60) for one in made) == 6

    assert sorted(number for number, _, _ in robot.messenger.sent) == sorted(set(sent_of(robot, orders)))


def sent_of(robot: Robot, orders: list[Order]) -> list[str]:
    """The messages that were sent, of which each order has one."""
    sent = [number for number, _, _ in robot.messenger.sent]
    assert sorted(number.split("-")[0] for number in sent) == sorted(order.invoice for order in orders)
    return sent


def test_a_gateway_that_is_down_is_asked_again_and_one_that_is_silent_is_not(robot: Robot) -> None:
    def down() -> str:
        raise MessengerDown

    def silent() -> str:
        raise MessengerSilent

    robot.switch(2)
    first = robot.order()
    robot.messenger.instead = down
    assert robot.run(hours=2) == []
    assert robot.attempts(first.invoice) == []
    robot.messenger.instead = silent
    robot.run(minutes=5)
    assert [one.state for one in robot.attempts(first.invoice)] == [FollowUpState.UNKNOWN]
    robot.messenger.instead = None

    assert robot.run(minutes=5) == []


def test_a_worker_that_died_between_leaves_one_attempt_of_unknown_fate(robot: Robot) -> None:
    class Killed(BaseException):
        pass

    def die() -> str:
        raise Killed

    robot.switch(2)
    order = robot.order()
    robot.messenger.instead = die
    robot.backend.clock.now += timedelta(hours=2)
    with pytest.raises(Killed):
        robot.make_due()
    robot.messenger.instead = None

    assert robot.run(hours=1) == []
    assert [one.state for one in robot.attempts(order.invoice)] == [FollowUpState.UNKNOWN]


def test_without_a_gateway_and_in_a_store_that_is_closed_nothing_is_sent(robot: Robot) -> None:
    robot.switch(2)
    order = robot.order()
    robot.backend.clock.now += timedelta(hours=3)
    links = replace(robot.make_due, follow_up=following_up(robot.backend).follow_up)
    assert links() == 0
    assert robot.attempts(order.invoice) == []
    with robot.backend.work(robot.store) as work:
        store = work.stores.get()
        store.status = StoreStatus.SUSPENDED
        work.stores.save(store)
        work.commit()

    assert robot.run() == []


def test_more_than_a_page_are_found(robot: Robot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bosonline.application.ordering.follow_up_schedule.AT_A_TIME", 2)
    robot.switch(2)
    orders = [robot.order() for _ in range(5)]

    assert robot.run(hours=3) == [f"{order.invoice}-1" for order in orders]


@pytest.mark.parametrize("hours", [(0,), (721,), (2, 2), (24, 2), (1, 2, 3, 4, 5)])
def test_hours_that_cannot_be_are_refused(robot: Robot, hours: tuple[int, ...]) -> None:
    robot.switch(3, 5)
    with pytest.raises(ScheduleInvalid):
        robot.switch(*hours)

    assert following_up(robot.backend).read_schedule(store=robot.store).hours == (3, 5)
    assert StoreSettings().follow_ups_offered == 4
