"""A code makes a total differ from all others, as long as one is left."""

from hypothesis import given
from hypothesis import strategies as st

from bosonline.domain.money import ZERO, Money
from bosonline.domain.ordering.reception import DRAWS
from bosonline.domain.ordering.unique_code import LEAST, MOST, free_code

TOTALS = st.integers(1, 10**9).map(Money)
DRAWN = st.integers(0, DRAWS - 1)


@given(TOTALS, st.sets(st.integers(0, MOST + 50)), DRAWN)
def test_the_total_is_nobody_elses(total: Money, others: set[int], draw: int) -> None:
    taken = {Money(total.idr + other) for other in others}

    code = free_code(total, taken, draw=draw)

    assert LEAST <= code.idr <= MOST
    assert total + code not in taken


@given(TOTALS, st.integers(LEAST, MOST), DRAWN)
def test_the_last_free_one_is_found_whatever_is_drawn(total: Money, last: int, draw: int) -> None:
    taken = {Money(total.idr + code) for code in range(LEAST, MOST + 1) if code != last}

    assert free_code(total, taken, draw=draw) == Money(last)
    assert free_code(total, {*taken, Money(total.idr + last)}, draw=draw) == ZERO


@given(TOTALS, st.sets(st.integers(LEAST, MOST)), st.integers(LEAST, MOST), DRAWN)
def test_the_present_one_stays_while_it_is_free(total: Money, others: set[int], present: int, draw: int) -> None:
    taken = {Money(total.idr + other) for other in others}

    code = free_code(total, taken, draw=draw, present=Money(present))

    assert (code.idr == present) == (present not in others)


def test_every_code_can_be_drawn() -> None:
    drawn = {free_code(Money(105_000), (), draw=at * DRAWS // MOST + 1).idr for at in range(MOST)}

    assert drawn == set(range(LEAST, MOST + 1))
