"""Refresh tokens rotate: one use each, a moment's grace, and the end of the family for whoever comes later."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bosonline.domain.identity import (
    Client,
    RefreshToken,
    Session,
    SessionEnded,
    SessionId,
    TokenHash,
    TokenReused,
    TokenRotated,
    UserId,
)
from bosonline.domain.identity.session import GRACE, SESSION_LIFE

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
SPANS = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=60))


def session() -> Session:
    return Session.begin(SessionId("s"), user=UserId(1), client=Client(), at=NOON)


def token(spent_at: datetime | None = None) -> RefreshToken:
    return RefreshToken(hash=TokenHash("a" * 64), session=SessionId("s"), issued_at=NOON, spent_at=spent_at)


@given(SPANS)
def test_a_fresh_token_is_admitted_while_the_session_lives(after: timedelta) -> None:
    login, at = session(), NOON + after

    if after < SESSION_LIFE:
        login.admit(token(), at=at)
    else:
        with pytest.raises(SessionEnded):
            login.admit(token(), at=at)
    assert login.ended_at is None


@given(st.timedeltas(min_value=-GRACE, max_value=GRACE))
def test_within_the_grace_a_spent_token_ends_nothing(after: timedelta) -> None:
    login = session()

    with pytest.raises(TokenRotated):
        login.admit(token(spent_at=NOON + GRACE), at=NOON + GRACE + after)
    assert login.is_alive(NOON + GRACE + after)


@given(st.timedeltas(min_value=GRACE + timedelta(microseconds=1), max_value=SESSION_LIFE - timedelta(microseconds=1)))
def test_after_the_grace_a_spent_token_ends_its_family(after: timedelta) -> None:
    login = session()

    with pytest.raises(TokenReused):
        login.admit(token(spent_at=NOON), at=NOON + after)
    assert not login.is_alive(NOON + after)
    with pytest.raises(SessionEnded):
        login.admit(token(), at=NOON + after)


@given(st.lists(st.timedeltas(min_value=timedelta(seconds=1), max_value=SESSION_LIFE - timedelta(seconds=1))))
def test_a_session_in_use_lasts(spans: list[timedelta]) -> None:
    login, at, held = session(), NOON, token()

    for number, span in enumerate(spans):
        at += span
        login.admit(held, at=at)
        held = login.succeed(TokenHash(f"{number:064}"), at=at)

    assert login.is_alive(at)
    assert held.session == login.id
    assert not login.is_alive(at + SESSION_LIFE)


def test_ending_twice_keeps_the_first_end() -> None:
    login = session()
    login.end(at=NOON)
    login.end(at=NOON + GRACE)

    assert login.ended_at == NOON


def test_what_a_client_says_of_itself_is_made_harmless() -> None:
    client = Client(ip="1" * 99, user_agent="Fire\x00fox\n" + "x" * 999)

    assert client.user_agent.startswith("Firefoxx")
    assert (len(client.ip), len(client.user_agent)) == (45, 255)
