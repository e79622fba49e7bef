"""The relay: each letter by itself, whatever becomes of the others."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bosonline.adapters.inbound.worker import Delivery, Handler, Relay
from bosonline.adapters.inbound.worker.relay import ATTEMPTS, BATCH, LEASE
from bosonline.adapters.outbound.codec import revive
from bosonline.domain.identity import StoreId
from bosonline.testing.backends import Backend, memory_backend

STORE = StoreId(3)


@dataclass(frozen=True, slots=True)
class Rang:
    """An event."""

    bell: str


@dataclass(frozen=True, slots=True)
class Unheard:
    """An event that nobody acts on."""

    tree: str


@dataclass(slots=True)
class House:
    """A relay on a memory outbox, and what was heard."""

    backend: Backend = field(default_factory=memory_backend)
    heard: list[Delivery] = field(default_factory=list)
    act: Callable[[Delivery], object] | None = None

    def record(self, *events: object) -> None:
        with self.backend.work(STORE) as work:
            for event in events:
                work.record(event)
            work.commit()

    @property
    def relay(self) -> Relay:
        def hear(delivery: Delivery) -> None:
            self.heard.append(delivery)
            if self.act is not None:
                self.act(delivery)

        handlers = {"Rang": Handler(Rang, hear)}
        return Relay(self.backend.outbox, handlers, self.backend.clock, revive=revive, chance=lambda: 0.5)

    @property
    def bells(self) -> list[str]:
        return [delivery.event.bell for delivery in self.heard]


@pytest.fixture
def house() -> House:
    return House()


def test_a_handler_gets_the_event_of_its_store(house: House) -> None:
    house.record(Rang("front"))

    assert house.relay.run_once() == 1

    (delivery,) = house.heard
    assert (delivery.store, delivery.event) == (STORE, Rang("front"))
    assert house.relay.run_once() == 0


def test_an_event_without_a_handler_is_delivered_to_nobody(house: House) -> None:
    house.record(Unheard("oak"))

    house.relay.run_once()

    assert house.backend.database.outbox == {}


def test_a_poisoned_event_holds_up_no_other(house: House) -> None:
    def fail(delivery: Delivery) -> None:
        if delivery.event.bell == "cracked":
            raise ValueError("\0\ud800 broken")

    house.act = fail
    house.record(Rang("cracked"), Rang("a"), Rang("b"))

    house.relay.run_once()

    assert house.bells == ["cracked", "a", "b"]
    assert [posted.error for posted in house.backend.database.outbox.values()] == ["ValueError: \\ud800 broken"]


def test_a_payload_that_fits_no_event_is_a_failure_like_any_other(house: House) -> None:
    other = type("Rang", (Unheard,), {})
    house.record(other("x"), Rang("a"))

    house.relay.run_once()

    assert house.bells == ["a"]
    assert len(house.backend.database.outbox) == 1


def test_pauses_grow_until_the_letter_is_given_up(house: House) -> None:
    def fail(_: Delivery) -> None:
        raise OSError("down")

    house.act = fail
    house.record(Rang("a"))
    pauses = []
    for _ in range(ATTEMPTS):
        house.relay.run_once()
        (posted,) = house.backend.database.outbox.values()
        pauses.append(posted.due_at - house.backend.clock())
        house.backend.clock.now = posted.due_at

    assert pauses[:3] == [timedelta(seconds=2), timedelta(seconds=4), timedelta(seconds=8)]
    assert pauses == [*sorted(pauses[:-1]), timedelta(0)]
    assert house.relay.run_once() == 0
    (dead,) = house.backend.outbox.dead()
    assert (dead.error, dead.attempts) == ("OSError: down", ATTEMPTS)


def test_a_letter_that_kills_every_worker_is_given_up(house: House) -> None:
    house.record(Rang("deadly"))
    for _ in range(ATTEMPTS + 1):
        house.backend.outbox.claim(limit=BATCH, lease=LEASE)
        house.backend.clock.advance(seconds=LEASE.total_seconds())

    house.relay.run_once()

    assert house.heard == []
    (dead,) = house.backend.outbox.dead()
    assert dead.error == "each worker that had it died before the end"


def test_told_to_stop_it_gives_back_what_it_has_not_begun(house: House) -> None:
    stop = threading.Event()
    house.act = lambda _: stop.set()
    house.record(Rang("a"), Rang("b"), Rang("c"))

    assert house.relay.run_once(stop) == 1

    house.act = None
    house.relay.run_once()
    assert house.bells == ["a", "b", "c"]


def test_half_a_lease_is_enough_for_a_batch(house: House) -> None:
    house.act = lambda _: house.backend.clock.advance(seconds=LEASE.total_seconds() / 4)
    house.record(Rang("a"), Rang("b"), Rang("c"))

    assert house.relay.run_once() == 2
    assert [posted.lease for posted in house.backend.database.outbox.values()] == [None]


def test_what_is_done_is_settled_while_slow_ones_follow(house: House) -> None:
    left: list[int] = []

    def slow(_: Delivery) -> None:
        left.append(len(house.backend.database.outbox))
        house.backend.clock.advance(seconds=2)

    house.act = slow
    house.record(Rang("a"), Rang("b"), Rang("c"))

    house.relay.run_once()

    assert left == [3, 2, 1]


def test_it_runs_until_it_is_told_to_stop(house: House) -> None:
    heard = threading.Event()
    stop = threading.Event()
    house.act = lambda _: heard.set()
    thread = threading.Thread(target=house.relay.run, args=(stop,))
    thread.start()

    house.record(Rang("a"))

    assert heard.wait(10)
    stop.set()
    thread.join(10)
    assert not thread.is_alive()
