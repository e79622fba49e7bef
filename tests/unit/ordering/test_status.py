"""The table of statuses: whatever is not in it is refused, and the refusal says what is."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bosonline.domain.ordering import FOLLOWERS, PaymentStatus, Status, StatusNotAllowed, followers
from bosonline.domain.ordering.status import check_move


@given(st.sampled_from(Status), st.sampled_from(PaymentStatus), st.sampled_from(Status))
def test_only_what_the_table_allows_may_follow(was: Status, payment: PaymentStatus, wanted: Status) -> None:
    if wanted in followers(was, payment):
        check_move(was, payment, wanted)
    else:
        with pytest.raises(StatusNotAllowed) as refused:
            check_move(was, payment, wanted)
        allowed: Any = refused.value.facts["allowed"]
        assert set(allowed) == {status.value for status in followers(was, payment)}


def test_every_status_has_its_followers() -> None:
    assert set(FOLLOWERS) == set(Status)


def test_a_cancelled_order_comes_back_only_when_it_was_paid_after_its_expiry() -> None:
    for payment in PaymentStatus:
        expected = (Status.PROCESSING,) if payment is PaymentStatus.PAID_AFTER_EXPIRY else ()
        assert followers(Status.CANCELLED, payment) == expected


def test_an_order_can_be_cancelled_from_any_state_before_it_is_shipped_and_from_none_after() -> None:
    before = {Status.ABANDONED, Status.PENDING, Status.PROCESSING, Status.READY}
    assert {status for status, after in FOLLOWERS.items() if Status.CANCELLED in after} == before
