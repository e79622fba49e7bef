"""Register, login, refresh and logout, as callers see them."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bosonline.domain.identity import Action, Module, Role
from bosonline.testing.backends import Backend
from bosonline.testing.identity import PASSWORD, TestIdentity, an_owner, hire, open_store

from .conftest import Caller

SignIn = Callable[..., tuple[Caller, dict[str, Any]]]
DOCUMENTED = json.loads((Path(__file__).parent.parent / "documented" / "refresh-token.json").read_text())
SITI = {"name": "Siti Rahma", "email": "siti@example.com", "phone": "0812-3456-7890", "password": PASSWORD}


def shape(value: object) -> object:
    """Names and kinds, all the way down."""
    if isinstance(value, dict):
        return {name: shape(member) for name, member in value.items()}
    return type(value).__name__


@pytest.mark.parametrize("path", [DOCUMENTED["request"]["path"], "/auth/refresh"])
def test_refresh_answers_as_documented(known: TestIdentity, nobody: Caller, sign_in: SignIn, path: str) -> None:
    user = known.add_user(name="John Doe")
    store = open_store(known.backend, user, name="Kopi John")
    _, login = sign_in()

    answer = nobody(DOCUMENTED["request"]["method"], path, {"refresh_token": login["token"]["refresh_token"]})

    example = DOCUMENTED["responses"]["200"]["example"]
    assert answer.status_code == 200
    body = answer.json
    assert body is not None
    assert list(body) == list(example)
    assert list(body["token"]) == list(example["token"])
    assert list(body["user"]) == list(example["user"])
    assert shape({**body, "user": {**body["user"], "boscod": ""}}) == shape(example)
    assert shape(login) == shape(body)
    assert (body["message"], body["token"]["expires_in"], body["token"]["token_type"]) == (
        example["message"],
        example["token"]["expires_in"],
        example["token"]["token_type"],
    )
    assert body["token"]["issued_at"] == "2026-01-05 10:00:00.000000+07"
    assert re.fullmatch(r"[\w-]+(\.[\w-]+){2}", body["token"]["refresh_token"])
    assert body["user"] == {
        "id": user,
        "name": "John Doe",
        "email": "siti@example.com",
        "role_id": 1,
        "store_id": store,
        "staff_id": body["user"]["staff_id"],
        "store_name": "Kopi John",
        "boscod": None,
    }
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_documented_request_is_read(nobody: Caller) -> None:
    answer = nobody("POST", "/auth/refresh/", DOCUMENTED["request"]["body"])

    assert (answer.status_code, answer.json["code"]) == (401, "refresh-token-invalid")  # type: ignore[index]


def test_an_account_from_registration_to_logout(known: TestIdentity, nobody: Caller, sign_in: SignIn) -> None:
    registered = nobody("POST", "/auth/register", SITI)
    assert (registered.status_code, list(registered.json or ())) == (201, ["message"])

    siti, login = sign_in()
    assert [login["user"][name] for name in ("role_id", "store_id", "staff_id", "store_name", "boscod")] == [
        *(1, None, None, None, None)
    ]
    before = siti("GET", "/profile/me").json
    known.deliver()
    assert nobody("POST", "/auth/verify-email", {"token": known.last_token()}).status_code == 200
    after = siti("GET", "/profile/me").json
    assert before is not None
    assert after == {**before, "email_verified": True}
    assert before == {
        **login["user"],
        "phone": "+6281234567890",
        "email_verified": False,
        "phone_verified": False,
        "role": "owner",
        "is_platform_admin": False,
        "module": [],
    }

    assert siti("POST", "/auth/logout").json == {"message": "Logged out", "data": {"ended": 1}}
    refused = siti("GET", "/profile/me")
    assert (refused.status_code, refused.json["code"]) == (401, "session-ended")  # type: ignore[index]
    assert refused.headers["WWW-Authenticate"].startswith("Bearer")
    again = nobody("POST", "/auth/refresh", {"refresh_token": login["token"]["refresh_token"]})
    assert (again.status_code, again.json["code"]) == (401, "session-ended")  # type: ignore[index]


def test_a_known_address_is_answered_as_a_new_one(known: TestIdentity, nobody: Caller) -> None:
    answers = [
        nobody("POST", "/auth/register", {**SITI, "name": name, "password": f"{PASSWORD}-{name}"})
        for name in ("first", "second")
    ]

    new, old = (
        (answer.status_code, answer.data, sorted(set(answer.headers) - _request_id(answer))) for answer in answers
    )
    assert new == old
    known.deliver()
    assert [mail.subject for mail in known.mailer.sent] == [
        "Verifikasi alamat email Anda",
        "Anda sudah punya akun BosOnline",
    ]
    assert (
        nobody("POST", "/auth/login", {"username": SITI["email"], "password": f"{PASSWORD}-second"}).status_code == 401
    )
    assert (
        nobody("POST", "/auth/login", {"username": SITI["email"], "password": f"{PASSWORD}-first"}).status_code == 200
    )


def _request_id(answer: Any) -> set[tuple[str, str]]:
    return {("X-Request-Id", answer.headers["X-Request-Id"])}


@pytest.mark.parametrize(
    ("wrong", "code", "field"),
    [
        ({"email": "siti"}, "email-invalid", "email"),
        ({"phone": "123"}, "phone-invalid", "phone"),
        ({"password": "short"}, "password-weak", "password"),
        ({"password": "siti@example.com"}, "password-weak", "password"),
        ({"password": "password123"}, "password-weak", "password"),
        ({"name": "  "}, "validation-failed", "name"),
        ({"role": "admin"}, "validation-failed", "role"),
        ({"password": "x" * 129}, "validation-failed", "password"),
    ],
)
def test_a_registration_that_is_refused(nobody: Caller, wrong: dict[str, str], code: str, field: str) -> None:
    for language in ("en", "id"):
        answer = nobody("POST", "/auth/register", {**SITI, **wrong}, Accept_Language=language)

        assert answer.status_code == 422
        assert answer.json is not None
        assert (answer.json["code"], list(answer.json["errors"])) == (code, [field])


def test_mails_come_in_the_language_asked_for(known: TestIdentity, nobody: Caller) -> None:
    nobody("POST", "/auth/register", SITI, Accept_Language="en")
    known.deliver()

    (mail,) = known.mailer.sent
    assert (mail.to_name, mail.to_address, mail.subject) == ("Siti Rahma", SITI["email"], "Verify your e-mail address")
    assert "https://bosonline.example/verify-email?token=" in mail.text


def test_links_in_mails_do_not_follow_the_host(known: TestIdentity, nobody: Caller) -> None:
    nobody("POST", "/auth/register", SITI, Host="localhost")
    known.deliver()

    assert "localhost" not in known.mailer.sent[0].text


def test_unknown_and_known_accounts_are_refused_alike(known: TestIdentity, nobody: Caller) -> None:
    known.add_user()
    bodies = [
        {"username": "siti@example.com", "password": "wrong"},
        {"username": "nobody@example.com", "password": "wrong"},
        {"username": "081234567890", "password": PASSWORD},
        {"username": "0812", "password": PASSWORD},
        {"username": "\u2603", "password": PASSWORD},
    ]

    answers = [nobody("POST", "/auth/login", body) for body in bodies]

    seen = {
        (
            answer.status_code,
            json.dumps({**(answer.json or {}), "request_id": ""}),
            json.dumps(sorted(set(answer.headers) - _request_id(answer))),
        )
        for answer in answers
    }
    assert len(seen) == 1
    assert answers[0].status_code == 401
    assert answers[0].json["code"] == "login-refused"  # type: ignore[index]


def test_a_phone_logs_in_once_it_is_verified(known: TestIdentity, sign_in: SignIn) -> None:
    user = known.add_user()
    known.identity.verify_phone(email="siti@example.com")

    for written in ("081234567890", "+62 812-3456-7890", "https://wa.me/6281234567890"):
        assert sign_in(username=written)[1]["user"]["id"] == user


@pytest.mark.parametrize(
    ("role", "role_id", "modules"),
    [
        (Role.CS, 3, [{"name": "produk", "access": ["read", "update"]}, {"name": "order", "access": ["read"]}]),
        (Role.ADMIN, 2, None),
    ],
)
def test_staff_see_their_store_and_rights(
    known: TestIdentity, sign_in: SignIn, role: Role, role_id: int, modules: list[Any] | None
) -> None:
    store = open_store(known.backend, known.add_user(email="owner@example.com"))
    rights = frozenset({(Module.PRODUCT, Action.UPDATE), (Module.PRODUCT, Action.READ), (Module.ORDER, Action.READ)})
    staff = hire(known.backend, store, known.add_user(), role=role, rights=rights)

    alice, login = sign_in()

    assert [login["user"][name] for name in ("role_id", "store_id", "staff_id")] == [role_id, store, staff]
    me = alice("GET", "/profile/me").json
    assert me is not None
    assert me["role"] == role.name.lower()
    if modules is None:
        assert len(me["module"]) == 9
        assert all(module["access"] == ["read", "create", "update", "delete"] for module in me["module"])
    else:
        assert me["module"] == modules


def test_a_switched_off_member_is_out_with_the_next_request(
    backend: Backend, known: TestIdentity, nobody: Caller, sign_in: SignIn
) -> None:
    store = open_store(backend, known.add_user(email="owner@example.com"))
    staff = hire(backend, store, known.add_user())
    alice, login = sign_in()
    with backend.work(store) as work:
        member = work.staff.get(staff)
        member.switch(on=False, by=an_owner())
        work.staff.save(member)
        work.commit()

    answers = [
        alice("GET", "/profile/me"),
        nobody("POST", "/auth/refresh", {"refresh_token": login["token"]["refresh_token"]}),
        nobody("POST", "/auth/login", {"username": "siti@example.com", "password": PASSWORD}),
    ]

    assert [(answer.status_code, answer.json["code"]) for answer in answers] == [  # type: ignore[index]
        (401, "staff-switched-off")
    ] * 3


@pytest.mark.parametrize("zone", [("Asia/Jakarta", "10:00:00.000000+07"), ("Asia/Jayapura", "12:00:00.000000+09")])
def test_issued_at_is_in_the_stores_zone(known: TestIdentity, sign_in: SignIn, zone: tuple[str, str]) -> None:
    open_store(known.backend, known.add_user(), zone=zone[0])

    assert sign_in()[1]["token"]["issued_at"] == f"2026-01-05 {zone[1]}"


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "\u00e9"])
def test_what_is_no_access_token_is_refused(nobody: Caller, token: str) -> None:
    answer = nobody("GET", "/profile/me", None, Authorization=f"Bearer {token}")

    assert answer.status_code == 401
    assert answer.json["code"] in ("access-token-invalid", "unauthenticated")  # type: ignore[index]
