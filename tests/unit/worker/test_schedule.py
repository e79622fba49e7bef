"""Duties: in their time, one at a time, none hindered by another."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import count

import pytest

from bosonline.adapters.inbound.worker import Duty, Schedule
from bosonline.adapters.inbound.worker.schedule import LEASE
from bosonline.testing.backends import Backend, memory_backend


@pytest.fixture
def backend() -> Iterator[Backend]:
    made = memory_backend()
    yield made
    made.close()


def schedule(backend: Backend, *duties: Duty) -> Schedule:
    return Schedule(duties, backend.rota, backend.clock, chance=lambda: 0.5)


def test_a_duty_is_done_about_as_often_as_it_says(backend: Backend) -> None:
    done = count()
    hourly = schedule(backend, Duty("tidy", timedelta(hours=1), lambda: next(done)))

    for _ in range(6 * 60):
        hourly.run_due()
        backend.clock.advance(minutes=1)

    assert next(done) == 6


def test_two_processes_do_it_no_more_often_than_one(backend: Backend) -> None:
    done = count()
    duty = Duty("tidy", timedelta(hours=1), lambda: next(done))
    processes = [schedule(backend, duty), schedule(backend, duty)]

    for _ in range(6 * 60):
        for process in processes:
            process.run_due()
        backend.clock.advance(minutes=1)

    assert next(done) == 6


def test_a_duty_that_fails_hinders_no_other(backend: Backend) -> None:
    def fail() -> None:
        raise ValueError("broken")

    both = schedule(backend, Duty("broken", timedelta(hours=1), fail), Duty("tidy", timedelta(hours=1), int))

    assert both.run_due() == ["broken", "tidy"]
    backend.clock.advance(hours=1)
    assert both.run_due() == ["broken", "tidy"]


def test_a_turn_whose_holder_died_is_taken_after_its_lease(backend: Backend) -> None:
    assert backend.rota.take("tidy", lease=LEASE) is not None
    mine = schedule(backend, Duty("tidy", timedelta(hours=1), int))

    assert mine.run_due() == []
    backend.clock.advance(seconds=LEASE.total_seconds())
    assert mine.run_due() == ["tidy"]


def test_a_long_duty_keeps_the_turn_of_its_own(backend: Backend) -> None:
    frequent = Duty("tidy", timedelta(seconds=5), lambda: backend.clock.advance(minutes=1))
    first, second = schedule(backend, frequent), schedule(backend, frequent)

    assert first.run_due() == ["tidy"]
    assert second.run_due() == []
