"""The unit of work: all or nothing, and one effect per key."""

import pytest

from bosonline.application.ports import KeyReused, Once, Replayed, TwinInFlight
from bosonline.domain.errors import Conflict
from bosonline.testing.backends import Backend

ONCE = Once(scope="user:1 POST /x", key="k", fingerprint="f", returns=int)


def test_a_key_replays_the_first_result(backend: Backend) -> None:
    with backend.work(once=ONCE) as work:
        work.commit(7)

    with pytest.raises(Replayed) as replay, backend.work(once=ONCE):
        pytest.fail("the block is not entered again")
    assert replay.value.result == 7


def test_a_key_replays_a_refusal(backend: Backend) -> None:
    with pytest.raises(Conflict), backend.work(once=ONCE):
        raise Conflict(why="closed")

    with pytest.raises(Replayed) as replay, backend.work(once=ONCE):
        pytest.fail("the block is not entered again")
    assert isinstance(replay.value.result, Conflict)
    assert replay.value.result.facts == {"why": "closed"}


def test_an_outage_is_not_remembered(backend: Backend) -> None:
    with pytest.raises(ZeroDivisionError), backend.work(once=ONCE):
        raise ZeroDivisionError

    with backend.work(once=ONCE) as work:
        work.commit(1)


def test_another_content_under_the_same_key_is_refused(backend: Backend) -> None:
    with backend.work(once=ONCE) as work:
        work.commit(7)

    other = Once(scope=ONCE.scope, key=ONCE.key, fingerprint="other", returns=int)
    with pytest.raises(KeyReused), backend.work(once=other):
        pytest.fail("the block is not entered")


def test_a_twin_in_flight_is_told_so(backend: Backend) -> None:
    with backend.work(once=ONCE), pytest.raises(TwinInFlight), backend.work(once=ONCE):
        pytest.fail("the block is not entered")


def test_a_key_stays_open_between_two_transactions_until_its_lease_ends(backend: Backend) -> None:
    with backend.work(once=ONCE) as work:
        work.commit()

    with pytest.raises(TwinInFlight), backend.work(once=ONCE):
        pytest.fail("the block is not entered")
    backend.clock.advance(minutes=3)
    with backend.work(once=ONCE) as work:
        work.commit(3)


def test_settling_ends_what_was_begun(backend: Backend) -> None:
    with backend.work(once=ONCE) as work:
        work.commit()
    with backend.work(once=ONCE.settling()) as work:
        work.commit(5)

    with pytest.raises(Replayed) as replay, backend.work(once=ONCE):
        pytest.fail("the block is not entered again")
    assert replay.value.result == 5


def test_a_key_is_forgotten_after_a_day(backend: Backend) -> None:
    with backend.work(once=ONCE) as work:
        work.commit(7)
    backend.clock.advance(hours=24)

    with backend.work(once=ONCE) as work:
        work.commit(8)
