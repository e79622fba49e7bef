"""The profile, and another e-mail address, which counts once it is proved."""

from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.test import TestResponse

from bosonline.testing.backends import Backend
from bosonline.testing.identity import PASSWORD, TestIdentity

from .conftest import Caller

SignIn = Callable[..., tuple[Caller, dict[str, Any]]]
SITI = {"name": "Siti", "phone": "0812-3456-7890", "email": "siti@example.com", "language": "id"}
NEW = "rahma@example.com"


def code(answer: TestResponse) -> tuple[int, str]:
    return answer.status_code, (answer.json or {}).get("code", "")


def data(answer: TestResponse) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.get_json()["data"]
    return told


def log_in(nobody: Caller, username: str) -> tuple[int, str]:
    return code(nobody("POST", "/auth/login", {"username": username, "password": PASSWORD}))


def wish(known: TestIdentity, siti: Caller, email: str, **others: str) -> str:
    """Wish for another address; the token that is mailed there."""
    assert data(siti("PUT", "/profile", {**SITI, **others, "email": email}))["new_email"] == email
    known.deliver()
    mail = next(mail for mail in reversed(known.mailer.sent) if mail.to_address == email)
    return mail.text.partition("?token=")[2].split()[0]


def test_a_profile_is_read(known: TestIdentity, sign_in: SignIn) -> None:
    user = known.add_user()
    siti, _ = sign_in()

    answer = siti("GET", "/profile")

    assert answer.status_code == 200
    assert answer.json == {
        "id": user,
        "name": "Siti",
        "email": "siti@example.com",
        "new_email": None,
        "email_verified": False,
        "phone": "+6281234567890",
        "phone_verified": False,
        "language": "id",
    }
    assert answer.headers["ETag"] == '"1"'


def test_a_profile_takes_somebody_who_is_signed_in(nobody: Caller) -> None:
    assert [nobody(method, "/profile", SITI).status_code for method in ("GET", "PUT")] == [401, 401]


def test_a_profile_is_changed_by_who_saw_it(known: TestIdentity, sign_in: SignIn) -> None:
    known.add_user()
    siti, _ = sign_in()
    before = siti("GET", "/profile")
    wanted = {**SITI, "name": " Siti   Rahma ", "language": "en"}

    changed = siti("PUT", "/profile", wanted, If_Match=before.headers["ETag"])

    assert changed.get_json()["message"] == "Profile updated"
    assert data(changed) == {**before.get_json(), "name": "Siti Rahma", "language": "en"}
    after = siti("GET", "/profile")
    assert after.json == data(changed)
    assert after.headers["ETag"] == changed.headers["ETag"] != before.headers["ETag"]
    late = siti("PUT", "/profile", SITI, If_Match=before.headers["ETag"])
    assert code(late) == (412, "precondition-failed")
    assert siti("GET", "/profile").json == after.json
    known.deliver()
    assert known.mailer.sent == []


def test_another_number_is_unverified(backend: Backend, known: TestIdentity, nobody: Caller, sign_in: SignIn) -> None:
    known.add_user()
    known.identity.verify_phone(email="siti@example.com")
    siti, _ = sign_in("0812-3456-7890")
    assert data(siti("PUT", "/profile", SITI))["phone_verified"] is True

    changed = data(siti("PUT", "/profile", {**SITI, "phone": "0813-1111-2222"}))

    assert (changed["phone"], changed["phone_verified"]) == ("+6281311112222", False)
    assert [log_in(nobody, phone)[0] for phone in ("0812-3456-7890", "0813-1111-2222")] == [401, 401]
    sign_in()


@pytest.mark.parametrize(
    ("wrong", "member"),
    [
        ({"name": ""}, "name"),
        ({"name": "S" * 121}, "name"),
        ({"phone": "12"}, "phone"),
        ({"email": "siti"}, "email"),
        ({"language": "fr"}, "language"),
        ({"language": None}, "language"),
        ({"is_platform_admin": True}, "is_platform_admin"),
        ({"new_email": NEW}, "new_email"),
    ],
)
def test_what_is_no_profile_changes_nothing(
    known: TestIdentity, sign_in: SignIn, wrong: dict[str, object], member: str
) -> None:
    known.add_user()
    siti, _ = sign_in()
    before = siti("GET", "/profile").json

    answer = siti("PUT", "/profile", {**SITI, "name": "Other", **wrong})

    assert answer.status_code == 422
    assert list(answer.get_json()["errors"]) == [member]
    assert siti("GET", "/profile").json == before


@pytest.mark.parametrize("missing", list(SITI))
def test_a_profile_is_written_as_a_whole(known: TestIdentity, sign_in: SignIn, missing: str) -> None:
    known.add_user()
    siti, _ = sign_in()

    answer = siti("PUT", "/profile", {name: value for name, value in SITI.items() if name != missing})

    assert answer.status_code == 422
    assert list(answer.get_json()["errors"]) == [missing]


@pytest.mark.parametrize(
    ("language", "subjects"),
    [
        ("id", ["Verifikasi alamat email baru Anda", "Alamat email akun Anda akan diganti"]),
        ("en", ["Verify your new e-mail address", "The e-mail address of your account is about to change"]),
    ],
)
def test_another_address_counts_once_it_is_proved(
    known: TestIdentity, nobody: Caller, sign_in: SignIn, language: str, subjects: list[str]
) -> None:
    known.add_user()
    siti, _ = sign_in()

    token = wish(known, siti, NEW, language=language)

    assert [mail.to_address for mail in known.mailer.sent] == [NEW, SITI["email"]]
    assert [mail.subject for mail in known.mailer.sent] == subjects
    assert NEW in known.mailer.sent[1].text
    assert token not in known.mailer.sent[1].text
    assert log_in(nobody, NEW) == (401, "login-refused")
    assert log_in(nobody, SITI["email"])[0] == 200
    assert nobody("POST", "/auth/verify-email", {"token": token}).status_code == 200
    assert log_in(nobody, SITI["email"]) == (401, "login-refused")
    assert log_in(nobody, NEW)[0] == 200
    after = siti("GET", "/profile").get_json()
    assert (after["email"], after["new_email"], after["email_verified"]) == (NEW, None, True)
    assert code(nobody("POST", "/auth/verify-email", {"token": token})) == (422, "one-time-token-invalid")


def test_a_second_wish_replaces_the_first(known: TestIdentity, nobody: Caller, sign_in: SignIn) -> None:
    known.add_user()
    siti, _ = sign_in()
    first = wish(known, siti, NEW)
    second = wish(known, siti, "rahmawati@example.com")

    assert code(nobody("POST", "/auth/verify-email", {"token": first})) == (422, "one-time-token-invalid")
    assert siti("GET", "/profile").get_json()["email"] == SITI["email"]
    assert nobody("POST", "/auth/verify-email", {"token": second}).status_code == 200
    assert siti("GET", "/profile").get_json()["email"] == "rahmawati@example.com"


def test_a_wish_is_taken_back(known: TestIdentity, nobody: Caller, sign_in: SignIn) -> None:
    known.add_user()
    siti, _ = sign_in()
    token = wish(known, siti, NEW)

    assert data(siti("PUT", "/profile", SITI))["new_email"] is None

    assert code(nobody("POST", "/auth/verify-email", {"token": token})) == (422, "one-time-token-invalid")
    siti("PUT", "/profile", {**SITI, "email": NEW})
    siti("PUT", "/profile", SITI)
    sent = len(known.mailer.sent)
    known.deliver()
    assert len(known.mailer.sent) == sent


def test_the_token_runs_out(backend: Backend, known: TestIdentity, nobody: Caller, sign_in: SignIn) -> None:
    known.add_user()
    siti, _ = sign_in()
    token = wish(known, siti, NEW)
    backend.clock.advance(days=3)

    assert code(nobody("POST", "/auth/verify-email", {"token": token})) == (422, "one-time-token-invalid")
    assert log_in(nobody, SITI["email"])[0] == 200


def test_nobody_learns_that_an_address_has_an_account(known: TestIdentity, nobody: Caller, sign_in: SignIn) -> None:
    known.add_user()
    known.add_user(email=NEW, name="Rahma")
    siti, _ = sign_in()
    free = siti("PUT", "/profile", {**SITI, "email": "free@example.com"})
    known.deliver()
    known.mailer.sent.clear()

    taken = siti("PUT", "/profile", {**SITI, "email": NEW})

    assert data(taken) == {**data(free), "new_email": NEW}
    known.deliver()
    to_owner, to_siti = known.mailer.sent
    assert (to_owner.to_address, to_owner.to_name, to_owner.subject) == (
        *(NEW, "Rahma"),
        "Alamat email Anda sudah dipakai akun Anda",
    )
    assert "token" not in to_owner.text
    assert "siti" not in to_owner.text.lower()
    assert (to_siti.to_address, to_siti.subject) == (SITI["email"], "Alamat email akun Anda akan diganti")
    assert "Rahma," not in to_siti.text
    assert log_in(nobody, NEW)[0] == 200


def test_who_proves_an_address_first_has_it(known: TestIdentity, nobody: Caller, sign_in: SignIn) -> None:
    known.add_user()
    known.add_user(email="budi@example.com", name="Budi")
    siti, _ = sign_in()
    budi, _ = sign_in("budi@example.com")
    first, second = wish(known, siti, NEW), wish(known, budi, NEW, name="Budi")

    assert nobody("POST", "/auth/verify-email", {"token": second}).status_code == 200

    assert code(nobody("POST", "/auth/verify-email", {"token": first})) == (422, "one-time-token-invalid")
    assert siti("GET", "/profile").get_json()["email"] == SITI["email"]
    assert budi("GET", "/profile").get_json()["email"] == NEW


def test_only_so_many_mails_are_sent_within_an_hour(known: TestIdentity, sign_in: SignIn) -> None:
    known.add_user()
    siti, _ = sign_in()
    for number in range(7):
        assert siti("PUT", "/profile", {**SITI, "email": f"new{number}@example.com"}).status_code == 200
        known.deliver()

    assert [mail.to_address for mail in known.mailer.sent if mail.to_address != SITI["email"]] == [
        f"new{number}@example.com" for number in range(5)
    ]


def test_mails_come_in_the_language_of_the_profile(known: TestIdentity, nobody: Caller, sign_in: SignIn) -> None:
    registered = {**SITI, "password": PASSWORD}
    del registered["language"]
    assert nobody("POST", "/auth/register", registered, Accept_Language="en").status_code == 201
    siti, _ = sign_in()
    assert siti("GET", "/profile").get_json()["language"] == "en"
    change = {"current_password": PASSWORD, "new_password": PASSWORD}

    siti("PUT", "/auth/password", change)
    siti("PUT", "/auth/password", change, Accept_Language="id")
    known.deliver()

    subjects = [mail.subject for mail in known.mailer.sent[1:]]
    assert subjects == ["Your password was changed", "Kata sandi Anda telah diubah"]


def test_an_account_is_indonesian_where_nobody_chose(known: TestIdentity, nobody: Caller, sign_in: SignIn) -> None:
    registered = {**SITI, "password": PASSWORD}
    del registered["language"]
    assert nobody("POST", "/auth/register", registered).status_code == 201

    siti, _ = sign_in()

    assert siti("GET", "/profile").get_json()["language"] == "id"
