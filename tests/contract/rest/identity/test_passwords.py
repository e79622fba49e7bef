"""Proving an address, changing a password, and getting a new one."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text
from werkzeug.test import TestResponse

from bosonline.testing.backends import Backend
from bosonline.testing.identity import PASSWORD, TestIdentity

from .conftest import Caller

SignIn = Callable[..., tuple[Caller, dict[str, Any]]]
NEW = "teh-poci-di-sore-hari"
EMAIL = {"email": "siti@example.com"}


def code(answer: TestResponse) -> tuple[int, str]:
    return answer.status_code, (answer.json or {}).get("code", "")


def reset_token(known: TestIdentity, nobody: Caller) -> str:
    assert nobody("POST", "/boscod/reset-password", EMAIL).status_code == 200
    known.deliver()
    return known.last_token()


def test_a_change_ends_the_other_sessions(known: TestIdentity, nobody: Caller, sign_in: SignIn) -> None:
    known.add_user()
    other, _ = sign_in()
    siti, login = sign_in()

    changed = siti("PUT", "/auth/password", {"current_password": PASSWORD, "new_password": NEW})

    assert changed.status_code == 200
    assert siti("GET", "/profile/me").status_code == 200
    assert nobody("POST", "/auth/refresh", {"refresh_token": login["token"]["refresh_token"]}).status_code == 200
    assert code(other("GET", "/profile/me")) == (401, "session-ended")
    assert code(nobody("POST", "/auth/login", {"username": EMAIL["email"], "password": PASSWORD}))[0] == 401
    sign_in(password=NEW)
    known.deliver()
    assert [mail.subject for mail in known.mailer.sent] == ["Kata sandi Anda telah diubah"]


def test_a_change_takes_the_present_password(known: TestIdentity, sign_in: SignIn) -> None:
    known.add_user()
    siti, _ = sign_in()

    wrong = [siti("PUT", "/auth/password", {"current_password": "wrong", "new_password": NEW}) for _ in range(11)]

    assert [code(answer) for answer in wrong] == [(422, "password-wrong")] * 10 + [(429, "guessed-too-often")]
    assert list((wrong[0].json or {})["errors"]) == ["current_password"]
    sign_in_again = siti("PUT", "/auth/password", {"current_password": PASSWORD, "new_password": NEW})
    assert sign_in_again.status_code == 429


def test_a_change_to_a_weak_password_is_refused(known: TestIdentity, sign_in: SignIn) -> None:
    known.add_user()
    siti, _ = sign_in()

    answer = siti("PUT", "/auth/password", {"current_password": PASSWORD, "new_password": "siti"})

    assert code(answer) == (422, "password-weak")
    assert answer.json is not None
    assert answer.json["errors"] == {"new_password": [answer.json["detail"]]}
    assert answer.json["reasons"] == ["too-short", "is-the-email", "easy-to-guess"]
    sign_in()


def test_a_reset_ends_every_session(backend: Backend, known: TestIdentity, nobody: Caller, sign_in: SignIn) -> None:
    known.add_user()
    siti, _ = sign_in()
    token = reset_token(known, nobody)
    backend.clock.advance(minutes=29, seconds=59)

    assert nobody("POST", "/boscod/reset-password/confirm", {"token": token, "password": NEW}).status_code == 200

    assert code(siti("GET", "/profile/me")) == (401, "session-ended")
    siti, _ = sign_in(password=NEW)
    assert siti("GET", "/profile/me").json["email_verified"] is True  # type: ignore[index]
    again = nobody("POST", "/boscod/reset-password/confirm", {"token": token, "password": PASSWORD})
    assert code(again) == (422, "one-time-token-invalid")
    sign_in(password=NEW)


def test_a_reset_token_runs_out_after_half_an_hour(backend: Backend, known: TestIdentity, nobody: Caller) -> None:
    known.add_user()
    token = reset_token(known, nobody)
    backend.clock.advance(minutes=30)

    answer = nobody("POST", "/boscod/reset-password/confirm", {"token": token, "password": NEW})

    assert code(answer) == (422, "one-time-token-invalid")


def test_a_weak_password_does_not_use_the_token_up(known: TestIdentity, nobody: Caller, sign_in: SignIn) -> None:
    known.add_user()
    token = reset_token(known, nobody)

    weak = nobody("POST", "/boscod/reset-password/confirm", {"token": token, "password": "12345678"})
    good = nobody("POST", "/boscod/reset-password/confirm", {"token": token, "password": NEW})

    assert (code(weak), good.status_code) == ((422, "password-weak"), 200)
    sign_in(password=NEW)


def test_one_reset_voids_every_other_token(known: TestIdentity, nobody: Caller) -> None:
    known.add_user()
    older, newer = reset_token(known, nobody), reset_token(known, nobody)
    nobody("POST", "/boscod/reset-password/confirm", {"token": newer, "password": NEW})

    answer = nobody("POST", "/boscod/reset-password/confirm", {"token": older, "password": PASSWORD})

    assert code(answer) == (422, "one-time-token-invalid")


@pytest.mark.parametrize("email", ["nobody@example.com", "no address at all"])
def test_asking_does_not_tell_whether_there_is_an_account(known: TestIdentity, nobody: Caller, email: str) -> None:
    known.add_user()

    theirs, nobodys = (nobody("POST", "/boscod/reset-password", {"email": each}) for each in (EMAIL["email"], email))

    assert (theirs.status_code, theirs.data) == (nobodys.status_code, nobodys.data) == (200, theirs.data)
    known.deliver()
    assert [mail.to_address for mail in known.mailer.sent] == [EMAIL["email"]]


def test_nobody_is_flooded_with_mails(backend: Backend, known: TestIdentity, nobody: Caller) -> None:
    known.add_user()
    for _ in range(9):
        nobody("POST", "/boscod/reset-password", EMAIL)
    known.deliver()
    assert len(known.mailer.sent) == 5

    backend.clock.advance(hours=1)
    reset_token(known, nobody)
    assert len(known.mailer.sent) == 6


def test_a_mail_that_is_sent_again_bears_the_same_token(known: TestIdentity, nobody: Caller, sign_in: SignIn) -> None:
    known.add_user()
    nobody("POST", "/boscod/reset-password", EMAIL)
    known.deliver(times=2)

    first, second = known.mailer.sent
    assert first == second
    nobody("POST", "/boscod/reset-password/confirm", {"token": known.last_token(), "password": NEW})
    sign_in(password=NEW)


@pytest.mark.parametrize("path", ["/auth/verify-email", "/boscod/reset-password/confirm"])
def test_a_token_is_good_for_its_purpose_alone(known: TestIdentity, nobody: Caller, path: str) -> None:
    registered = {"name": "Siti", "phone": "081234567890", "password": PASSWORD, **EMAIL}
    nobody("POST", "/auth/register", registered)
    known.deliver()
    verification, reset = known.last_token(), reset_token(known, nobody)
    body = {"token": reset} if path == "/auth/verify-email" else {"token": verification, "password": NEW}

    assert code(nobody("POST", path, body)) == (422, "one-time-token-invalid")
    assert nobody("POST", "/auth/verify-email", {"token": verification}).status_code == 200
    assert code(nobody("POST", "/auth/verify-email", {"token": verification})) == (422, "one-time-token-invalid")


def test_a_token_is_good_for_the_address_it_was_sent_to(backend: Backend, known: TestIdentity, nobody: Caller) -> None:
    user = known.add_user()
    token = reset_token(known, nobody)
    with backend.work() as work:
        siti = work.users.get(user)
        siti.want_email("rahma@example.com", token="t", at=backend.clock())
        siti.prove_email("rahma@example.com", at=backend.clock())
        work.users.save(siti)
        work.commit()

    answer = nobody("POST", "/boscod/reset-password/confirm", {"token": token, "password": NEW})

    assert code(answer) == (422, "one-time-token-invalid")


def test_a_token_is_not_kept_as_it_was_sent(known: TestIdentity, nobody: Caller) -> None:
    known.add_user()
    token = reset_token(known, nobody)

    with known.backend.work() as work:
        if known.backend.name == "memory":
            kept = repr(list(work.shelf("one_time_tokens").items()))
        else:
            kept = repr(work.execute(text("SELECT * FROM one_time_tokens")).all())
    assert kept.count("reset-password") == 1
    assert token not in kept


def test_an_idempotency_key_keeps_nothing_here(known: TestIdentity, nobody: Caller) -> None:
    known.add_user()
    body = {"username": EMAIL["email"], "password": PASSWORD}

    answers = [nobody("POST", "/auth/login", body, Idempotency_Key="k") for _ in range(2)]

    assert all("Idempotency-Replayed" not in answer.headers for answer in answers)
    tokens = {(answer.json or {})["token"]["refresh_token"] for answer in answers}
    assert len(tokens) == 2
