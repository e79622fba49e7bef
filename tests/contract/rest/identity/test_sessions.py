"""Sessions, their rotation and their end."""

from collections.abc import Callable
from typing import Any

from werkzeug.test import TestResponse

from bosonline.testing.backends import Backend
from bosonline.testing.identity import PASSWORD, TestIdentity

from .conftest import CHROME, Caller

SignIn = Callable[..., tuple[Caller, dict[str, Any]]]


def refresh(nobody: Caller, token: str) -> TestResponse:
    return nobody("POST", "/auth/refresh", {"refresh_token": token})


def code(answer: TestResponse) -> tuple[int, str]:
    return answer.status_code, (answer.json or {}).get("code", "")


def test_a_token_rotates_with_a_moments_grace(
    backend: Backend, known: TestIdentity, nobody: Caller, sign_in: SignIn
) -> None:
    known.add_user()
    first = sign_in()[1]["token"]["refresh_token"]
    second = refresh(nobody, first).json["token"]["refresh_token"]  # type: ignore[index]

    backend.clock.advance(seconds=10)
    assert code(refresh(nobody, first)) == (401, "token-rotated")
    third = refresh(nobody, second)
    assert third.status_code == 200

    backend.clock.advance(seconds=1)
    assert code(refresh(nobody, first)) == (401, "token-reused")
    assert code(refresh(nobody, third.json["token"]["refresh_token"])) == (401, "session-ended")  # type: ignore[index]
    bearer = Caller(nobody.client, third.json["token"]["access_token"])  # type: ignore[index]
    assert code(bearer("GET", "/profile/me")) == (401, "session-ended")


def test_reuse_ends_its_own_login_alone(backend: Backend, known: TestIdentity, nobody: Caller, sign_in: SignIn) -> None:
    known.add_user()
    stolen = sign_in()[1]["token"]["refresh_token"]
    other, _ = sign_in()
    refresh(nobody, stolen)
    backend.clock.advance(seconds=11)

    assert code(refresh(nobody, stolen)) == (401, "token-reused")
    assert other("GET", "/profile/me").status_code == 200


def test_an_access_token_lasts_an_hour_and_a_session_a_month(
    backend: Backend, known: TestIdentity, nobody: Caller, sign_in: SignIn
) -> None:
    known.add_user()
    siti, login = sign_in()

    backend.clock.advance(minutes=59, seconds=59)
    assert siti("GET", "/profile/me").status_code == 200
    backend.clock.advance(seconds=1)
    assert code(siti("GET", "/profile/me")) == (401, "access-token-expired")

    backend.clock.advance(days=29)
    token = refresh(nobody, login["token"]["refresh_token"]).json["token"]["refresh_token"]  # type: ignore[index]
    backend.clock.advance(days=30)
    assert code(refresh(nobody, token)) == (401, "session-ended")


def test_sessions_are_listed_and_ended(backend: Backend, known: TestIdentity, sign_in: SignIn) -> None:
    known.add_user()
    phone, _ = sign_in()
    backend.clock.advance(minutes=2)
    desk, _ = sign_in()

    listed = desk("GET", "/auth/sessions").json
    assert listed is not None
    newest, oldest = listed["data"]
    assert listed["total"] == 2
    assert (newest["current"], oldest["current"]) == (True, False)
    assert newest == {
        "id": newest["id"],
        "device": "Chrome, Android",
        "ip": "127.0.0.1",
        "user_agent": CHROME,
        "created_at": "2026-01-05T03:02:00+00:00",
        "last_used_at": "2026-01-05T03:02:00+00:00",
        "current": True,
    }
    sorted_otherwise = desk("GET", "/auth/sessions?sort_by=created_at&sort_dir=asc&limit=1&keyword=android").json
    assert sorted_otherwise == {"data": [oldest], "total": 2}
    assert desk("GET", "/auth/sessions?keyword=firefox").json == {"data": [], "total": 0}

    ended = desk("DELETE", f"/auth/sessions/{oldest['id']}")
    assert (ended.status_code, ended.json) == (200, {"message": "Session ended", "data": {"ended": 1}})
    assert code(phone("GET", "/profile/me")) == (401, "session-ended")
    assert code(desk("DELETE", f"/auth/sessions/{oldest['id']}")) == (404, "session-not-found")
    assert desk("GET", "/auth/sessions").json["total"] == 1  # type: ignore[index]


def test_nobody_ends_anothers_session(known: TestIdentity, sign_in: SignIn) -> None:
    known.add_user()
    known.add_user(email="else@example.com")
    siti, _ = sign_in()
    stranger, _ = sign_in("else@example.com")
    session = siti("GET", "/auth/sessions").json["data"][0]["id"]  # type: ignore[index]

    answers = [
        stranger("DELETE", f"/auth/sessions/{identifier}")
        for identifier in (session, "0199c1f2-3a4b-7c5d-8e6f-0123456789ab")
    ]

    theirs, nobodys = ({**(answer.json or {}), "request_id": ""} for answer in answers)
    assert theirs == nobodys
    assert answers[0].status_code == 404
    assert siti("GET", "/profile/me").status_code == 200


def test_logging_out_everywhere(known: TestIdentity, sign_in: SignIn) -> None:
    known.add_user()
    known.add_user(email="else@example.com")
    callers = [sign_in()[0] for _ in range(3)]
    stranger, _ = sign_in("else@example.com")

    assert callers[0]("POST", "/auth/logout", {"all": True}).json == {"message": "Logged out", "data": {"ended": 3}}

    assert [caller("GET", "/profile/me").status_code for caller in (*callers, stranger)] == [401, 401, 401, 200]


def test_use_is_noted_at_most_once_a_minute(backend: Backend, known: TestIdentity, sign_in: SignIn) -> None:
    known.add_user()
    siti, _ = sign_in()

    def last_used(seconds: int) -> str:
        backend.clock.advance(seconds=seconds)
        siti("GET", "/profile/me")
        return str(siti("GET", "/auth/sessions").json["data"][0]["last_used_at"])  # type: ignore[index]

    assert [last_used(seconds) for seconds in (59, 1, 59, 30)] == [
        "2026-01-05T03:00:00+00:00",
        "2026-01-05T03:01:00+00:00",
        "2026-01-05T03:01:00+00:00",
        "2026-01-05T03:02:29+00:00",
    ]


def test_attempts_are_listed(backend: Backend, known: TestIdentity, nobody: Caller, sign_in: SignIn) -> None:
    known.add_user()
    for username in ("siti@example.com", "else@example.com"):
        nobody("POST", "/auth/login", {"username": username, "password": "wrong"}, User_Agent="curl/8.5")
    backend.clock.advance(seconds=1)
    siti, _ = sign_in()

    assert siti("GET", "/auth/login-attempts").json == {
        "data": [
            {
                "at": "2026-01-05T03:00:01+00:00",
                "device": "Chrome, Android",
                "ip": "127.0.0.1",
                "user_agent": CHROME,
                "succeeded": True,
            },
            {
                "at": "2026-01-05T03:00:00+00:00",
                "device": "curl",
                "ip": "127.0.0.1",
                "user_agent": "curl/8.5",
                "succeeded": False,
            },
        ],
        "total": 2,
    }


def test_guesses_must_wait_longer_and_longer(backend: Backend, known: TestIdentity, nobody: Caller) -> None:
    known.add_user()
    known.identity.verify_phone(email="siti@example.com")

    def guess(username: str, password: str) -> tuple[int, str | None]:
        answer = nobody("POST", "/auth/login", {"username": username, "password": password})
        return answer.status_code, answer.headers.get("Retry-After")

    for username in ("siti@example.com", "nobody@example.com"):
        assert [guess(username, "wrong") for _ in range(10)] == [(401, None)] * 10
        assert guess(username, "wrong") == (429, "1")
    # The phone is another name of the same account; and the right password waits as any other does.
    assert guess("081234567890", "wrong") == (429, "1")
    assert guess("siti@example.com", PASSWORD) == (429, "1")

    backend.clock.advance(seconds=1)
    assert guess("siti@example.com", "wrong") == (401, None)
    assert guess("siti@example.com", "wrong") == (429, "2")
    backend.clock.advance(seconds=2)
    assert guess("siti@example.com", PASSWORD) == (200, None)
    assert guess("siti@example.com", "wrong") == (401, None)
