"""Who looks after an order: by weights in the long run, the buyer's own first, and nobody who does not work."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from bosonline.domain.forms import Attendant
from bosonline.domain.identity import StaffId
from bosonline.domain.ordering import Assignment
from bosonline.domain.ordering.reception import DRAWS, Attendance, Colleague, choose

STAFF = st.integers(1, 30).map(StaffId)
DRAWN = st.integers(0, DRAWS - 1)
ROSTERS = st.lists(
    st.builds(lambda staff, serves: Colleague(staff, f"Staff {staff}", serves), STAFF, st.booleans()),
    unique_by=lambda one: one.staff,
    max_size=8,
).map(tuple)
ATTENDANTS = st.lists(
    st.builds(Attendant, staff=STAFF, weight=st.integers(1, 100)), unique_by=lambda one: one.staff, max_size=8
)


def shares(attendance: Attendance, attendants: list[Attendant], *, times: int) -> Counter[StaffId]:
    """How often each is chosen by numbers that are spread evenly."""
    chosen = (choose(attendance, attendants, draw=at * DRAWS // times) for at in range(times))
    return Counter(one[0].staff for one in chosen if one is not None)


@given(ROSTERS, ATTENDANTS, st.none() | STAFF, DRAWN)
def test_nobody_is_chosen_who_does_not_work(
    roster: tuple[Colleague, ...], attendants: list[Attendant], latest: StaffId | None, draw: int
) -> None:
    chosen = choose(Attendance(roster=roster, latest=latest), attendants, draw=draw)

    names = {one.staff: one.name for one in roster}
    can = any(one.is_customer_service for one in roster) or any(one.staff in names for one in attendants)
    assert (chosen is not None) == (can or latest in names)
    if chosen is not None:
        assert names[chosen[0].staff] == chosen[0].name


@given(ROSTERS.filter(bool), ATTENDANTS, DRAWN, st.data())
def test_a_buyer_keeps_who_looked_after_them(
    roster: tuple[Colleague, ...], attendants: list[Attendant], draw: int, data: st.DataObject
) -> None:
    own = data.draw(st.sampled_from(roster))

    chosen = choose(Attendance(roster=roster, latest=own.staff), attendants, draw=draw)

    assert chosen is not None
    assert (chosen[0].staff, chosen[1]) == (own.staff, "sticky")


@given(ROSTERS, ATTENDANTS)
def test_in_the_long_run_each_gets_their_weight(roster: tuple[Colleague, ...], attendants: list[Attendant]) -> None:
    times = 1_000
    working = {one.staff for one in roster}
    weights = {one.staff: one.weight for one in attendants if one.staff in working}
    weights = weights or {one.staff: 1 for one in roster if one.is_customer_service}

    got = shares(Attendance(roster=roster), attendants, times=times)

    assert set(got) <= set(weights)
    for staff, weight in weights.items():
        assert abs(got[staff] - times * weight / sum(weights.values())) <= 1


@given(ROSTERS, ATTENDANTS, DRAWN, st.randoms(use_true_random=False))
def test_the_order_of_the_lists_says_nothing(
    roster: tuple[Colleague, ...], attendants: list[Attendant], draw: int, random: object
) -> None:
    mixed, others = list(roster), list(attendants)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    random.shuffle(others)  # type: ignore[attr-defined]

    assert choose(Attendance(roster=tuple(mixed)), others, draw=draw) == choose(
        Attendance(roster=roster), attendants, draw=draw
    )


def test_why_somebody_was_chosen_is_told() -> None:
    alice, bob = Colleague(StaffId(1), "Alice", True), Colleague(StaffId(2), "Bob", False)
    attendance = Attendance(roster=(alice, bob), latest=StaffId(9))

    weighted = choose(attendance, [Attendant(staff=bob.staff)], draw=DRAWS - 1)
    even = choose(attendance, [Attendant(staff=StaffId(8))], draw=DRAWS - 1)

    assert weighted == (Assignment(bob.staff, "Bob"), "weighted")
    assert even == (Assignment(alice.staff, "Alice"), "even")
