"""What was told of a parcel leads to the same place, in whatever order, however often and however late it is heard."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bosonline.domain.identity import Author
from bosonline.domain.shipping.shipment import (
    PHASE,
    ParcelEvent,
    ParcelUnderWay,
    Shipment,
    ShipmentNotBackwards,
    ShipmentState,
    order_code_of,
)

NOON = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
TOLD = [state for state in ShipmentState if state is not ShipmentState.BOOKING]
EVENTS = st.lists(
    st.builds(
        lambda seconds, state, code: ParcelEvent(at=NOON + timedelta(seconds=seconds), code=code, state=state),
        st.integers(-100, 100),
        st.sampled_from([*TOLD, None]),
        st.sampled_from(["0", "1", "2", "99"]),
    ),
    min_size=1,
    max_size=12,
)


def a_parcel() -> Shipment:
    return Shipment(
        invoice="INV0822",
        number=1,
        order_code="7-INV0822",
        courier_code="idx",
        service_code="03",
        state_at=NOON,
        claimed_at=NOON,
        by=Author(None, "Alice"),
    )


def heard(events: list[ParcelEvent]) -> tuple[object, ...]:
    parcel = a_parcel()
    parcel.book("BCD1", at=NOON)
    for event in events:
        was = PHASE[parcel.state]
        parcel.hear(event, heard_at=NOON)
        assert PHASE[parcel.state] >= was
    return parcel.state, parcel.state_at, parcel.code, parcel.told_at


@given(EVENTS, st.data())
def test_order_and_repetition_do_not_matter(events: list[ParcelEvent], data: st.DataObject) -> None:
    again = data.draw(st.lists(st.sampled_from(events), max_size=6))
    shuffled = data.draw(st.permutations([*events, *again]))

    assert heard(shuffled) == heard(events)


@given(EVENTS)
def test_a_late_answer_to_the_booking_changes_nothing(events: list[ParcelEvent]) -> None:
    first, last = a_parcel(), a_parcel()
    first.book("BCD1", at=NOON)
    for event in events:
        first.hear(event, heard_at=NOON)
        last.hear(event, heard_at=NOON)
    last.book("BCD1", at=NOON + timedelta(days=1))

    if any(event.state is not None for event in events):
        assert (first.state, first.state_at) == (last.state, last.state_at)


@pytest.mark.parametrize(
    ("told", "state"),
    [
        (["delivered", "in_transit"], "delivered"),
        (["in_transit", "lost"], "lost"),
        (["lost", "in_transit"], "in_transit"),
        (["delivered", "returning"], "returning"),
        (["returning", "delivered"], "returning"),
        (["cancelled", "picked_up"], "picked_up"),
        (["picked_up", "cancelled"], "picked_up"),
        (["returned", "delivered"], "returned"),
    ],
)
def test_the_furthest_phase_counts_and_in_it_the_newest_word(told: list[str], state: str) -> None:
    events = [
        ParcelEvent(at=NOON + timedelta(hours=hour), code="x", state=ShipmentState(word))
        for hour, word in enumerate(told)
    ]

    assert heard(events)[0] == state


def test_a_code_that_is_not_known_is_shown_and_changes_nothing() -> None:
    state, _, code, _ = heard([ParcelEvent(at=NOON, code="777", state=None, note="Baru")])

    assert (state, code) == (ShipmentState.CREATED, "777")


def test_what_is_on_the_road_is_neither_cancelled_nor_sent_back_by_hand() -> None:
    parcel = a_parcel()
    parcel.hear(ParcelEvent(at=NOON, code="6", state=ShipmentState.PICKED_UP), heard_at=NOON)

    with pytest.raises(ParcelUnderWay):
        parcel.check_cancellable()
    with pytest.raises(ShipmentNotBackwards):
        parcel.check_forwards(ShipmentState.CREATED)


def test_codes_of_bookings_differ_by_store_invoice_and_number() -> None:
    codes = {order_code_of(*one) for one in ((7, "INV1", 1), (7, "INV1", 2), (8, "INV1", 1), (7, "INV11", 1))}

    assert codes == {"7-INV1", "7-INV1-2", "8-INV1", "7-INV11"}
