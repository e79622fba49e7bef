"""The weight that couriers charge for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bosonline.domain.shipping import DEFAULT_RULE, HEAVIEST, Parcel, ParcelTooHeavy, packed, rule_of

SIDES = st.integers(0, 200)
PARCELS = st.builds(Parcel, weight=st.integers(1, 50_000), length=SIDES, width=SIDES, height=SIDES)


@pytest.mark.parametrize(
    ("grams", "billable"), [(1, 1000), (1000, 1000), (1300, 1000), (1301, 2000), (2300, 2000), (2301, 3000)]
)
def test_up_to_300_grams_over_are_let_go(grams: int, billable: int) -> None:
    assert DEFAULT_RULE.billable(Parcel(weight=grams)) == billable


def test_a_light_parcel_counts_by_its_volume() -> None:
    assert DEFAULT_RULE.billable(Parcel(weight=100, length=30, width=20, height=20)) == 2000
    assert DEFAULT_RULE.billable(Parcel(weight=100, length=30, width=20, height=0)) == 1000


def test_services_weigh_by_rules_of_their_own() -> None:
    parcel = Parcel(weight=1400)

    assert rule_of("ninja", "STD").billable(parcel) == 1000
    assert rule_of("lion", "BIGPACK").billable(parcel) == 10_000
    assert rule_of("lion", "REGPACK").billable(parcel) == rule_of(None, None).billable(parcel) == 2000


@given(PARCELS, st.integers(0, 5000))
def test_more_weight_never_costs_less(parcel: Parcel, more: int) -> None:
    heavier = Parcel(weight=parcel.weight + more, length=parcel.length, width=parcel.width, height=parcel.height)

    assert DEFAULT_RULE.billable(heavier) >= DEFAULT_RULE.billable(parcel)


@given(PARCELS)
def test_what_couriers_are_told_is_charged_alike(parcel: Parcel) -> None:
    assert DEFAULT_RULE.billable(parcel.told()) == DEFAULT_RULE.billable(parcel)


@given(st.lists(st.tuples(PARCELS, st.integers(1, 50)), min_size=1, max_size=8))
def test_a_parcel_weighs_and_holds_what_is_in_it(goods: list[tuple[Parcel, int]]) -> None:
    parcel = packed(goods)

    assert parcel.weight == sum(one.weight * qty for one, qty in goods)
    assert parcel.volume >= sum(one.volume * qty for one, qty in goods)


def test_no_courier_carries_too_much() -> None:
    Parcel(weight=HEAVIEST).check()
    for parcel in (Parcel(weight=HEAVIEST + 1), Parcel(weight=1, length=100, width=100, height=100)):
        with pytest.raises(ParcelTooHeavy):
            parcel.check()
