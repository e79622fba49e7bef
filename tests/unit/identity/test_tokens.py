"""Access tokens: what is accepted, and everything that is not."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bosonline.adapters.outbound.tokens import JwtTokens, SystemSecrets
from bosonline.domain.identity import AccessTokenExpired, AccessTokenInvalid, SessionId, UserId

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
USER, SESSION = UserId(7), SessionId("0199c1f2-3a4b-7c5d-8e6f-0123456789ab")
TOKENS = JwtTokens("a secret for tests, which is long enough for the algorithm")
KEY = TOKENS._access_key
CLAIMS: dict[str, Any] = jwt.decode(TOKENS.access(USER, SESSION, at=NOON), options={"verify_signature": False})


def signed(claims: dict[str, Any], key: Any = KEY, **more: Any) -> str:
    """Whatever the claims are: `jwt.encode` would refuse to write some that must be refused when read."""
    return jwt.PyJWS().encode(json.dumps(claims).encode(), key, **{"algorithm": "HS256", **more})


def refused(token: str) -> None:
    with pytest.raises(AccessTokenInvalid):
        TOKENS.session_of(token, at=NOON)


def test_its_own_access_token_names_the_session() -> None:
    assert TOKENS.session_of(TOKENS.access(USER, SESSION, at=NOON), at=NOON) == SESSION
    assert TOKENS.session_of(signed(CLAIMS), at=NOON) == SESSION


def test_the_header_is_the_documented_one() -> None:
    for token in (TOKENS.access(USER, SESSION, at=NOON), TOKENS.refresh(USER, SESSION, at=NOON)):
        header = token.partition(".")[0]
        assert urlsafe_b64decode(header + "=" * (-len(header) % 4)) == b'{"alg":"HS256","typ":"JWT"}'


def test_it_is_good_for_an_hour() -> None:
    token = TOKENS.access(USER, SESSION, at=NOON)

    for span in (timedelta(0), timedelta(minutes=59, seconds=59)):
        assert TOKENS.session_of(token, at=NOON + span) == SESSION
    for span in (timedelta(hours=1), timedelta(days=400)):
        with pytest.raises(AccessTokenExpired):
            TOKENS.session_of(token, at=NOON + span)


@pytest.mark.parametrize("claim", sorted(CLAIMS))
def test_every_claim_is_required(claim: str) -> None:
    refused(signed({name: value for name, value in CLAIMS.items() if name != claim}))
    refused(signed({**CLAIMS, claim: None}))


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "else"},
        {"aud": "else"},
        {"aud": []},
        {"typ": "refresh"},
        {"typ": "ACCESS"},
        {"sid": 7},
        {"exp": "never"},
        {"exp": 1e400},
        {"exp": True},
        {"sub": 7},
    ],
)
def test_wrong_claims_are_refused(wrong: dict[str, Any]) -> None:
    refused(signed({**CLAIMS, **wrong}))


def test_a_refresh_token_is_no_access_token() -> None:
    refused(TOKENS.refresh(USER, SESSION, at=NOON))


def test_another_key_is_refused() -> None:
    refused(JwtTokens("another secret for tests, long enough for the algorithm").access(USER, SESSION, at=NOON))
    refused(signed(CLAIMS, b"x" * 32))
    refused(signed(CLAIMS, TOKENS._refresh_key))


@pytest.mark.parametrize("algorithm", ["HS384", "HS512"])
def test_another_algorithm_of_the_same_key_is_refused(algorithm: str) -> None:
    refused(signed(CLAIMS, KEY * 2, algorithm=algorithm))


def test_no_algorithm_is_refused() -> None:
    body = signed(CLAIMS).split(".")[1]
    for algorithm in ("none", "None", "NONE", "", None):
        header = urlsafe_b64encode(json.dumps({"alg": algorithm, "typ": "JWT"}).encode()).rstrip(b"=").decode()
        refused(f"{header}.{body}.")


@given(st.data())
def test_a_changed_sign_is_refused(data: st.DataObject) -> None:
    token = signed(CLAIMS)
    at = data.draw(st.integers(0, len(token) - 2))
    sign = data.draw(st.sampled_from("AQgwZ09-_."))
    changed = token[:at] + sign + token[at + 1 :]

    if changed != token:
        refused(changed)


@given(st.text(max_size=200))
def test_anything_else_is_refused(text: str) -> None:
    refused(text)


def test_no_token_and_no_identifier_comes_twice() -> None:
    secrets = SystemSecrets()

    assert len({TOKENS.refresh(USER, SESSION, at=NOON) for _ in range(100)}) == 100
    assert len({secrets.token() for _ in range(100)}) == 100
    assert len({secrets.identifier() for _ in range(100)}) == 100
