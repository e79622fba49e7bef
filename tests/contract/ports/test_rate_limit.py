"""Calls a minute: who knocks too often is told how long to wait, and nobody is locked out for good."""

from hypothesis import given
from hypothesis import strategies as st

from bosonline.adapters.outbound.rate_limit import MemoryRateLimit


class Seconds:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_caller_may_call_as_often_as_the_rate_says() -> None:
    limit = MemoryRateLimit({"auth": 3}, Seconds())

    assert [limit("auth", "a") for _ in range(5)] == [None, None, None, 61, 61]


def test_callers_and_kinds_are_counted_apart() -> None:
    limit = MemoryRateLimit({"auth": 1, "public": 1}, Seconds())

    assert [limit(*call) for call in (("auth", "a"), ("auth", "b"), ("public", "a"), ("other", "a"))] == [None] * 4
    assert limit("auth", "a") is not None


@given(st.lists(st.floats(0, 40), min_size=1, max_size=40), st.integers(1, 5))
def test_who_waits_as_told_is_let_in(pauses: list[float], rate: int) -> None:
    clock = Seconds()
    limit = MemoryRateLimit({"auth": rate}, clock)
    for pause in pauses:
        clock.now += pause
        wait = limit("auth", "a")
        if wait is not None:
            assert 1 <= wait <= 61
            clock.now += wait
            assert limit("auth", "a") is None


def test_what_is_long_past_is_forgotten() -> None:
    clock = Seconds()
    limit = MemoryRateLimit({"auth": 1}, clock)
    limit("auth", "a")
    clock.now += 3600

    assert limit("auth", "a") is None


@given(st.lists(st.floats(0, 90), max_size=60), st.integers(1, 5))
def test_refused_calls_do_not_count_and_at_most_twice_the_rate_passes(pauses: list[float], rate: int) -> None:
    clock = Seconds()
    limit = MemoryRateLimit({"auth": rate}, clock)
    let_in = []
    for pause in pauses:
        clock.now += pause
        if limit("auth", "a") is None:
            let_in.append(clock.now)

    for at in let_in:
        assert sum(at - 60 < other <= at for other in let_in) <= 2 * rate
    assert not pauses or let_in
