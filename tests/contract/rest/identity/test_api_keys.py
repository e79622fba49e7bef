"""API keys: shown once, never more than their maker, and gone when they are gone."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from bosonline.domain.identity import Action, Module, Rights, StaffId, StoreId
from bosonline.testing.backends import Backend
from bosonline.testing.identity import TestIdentity, an_owner, hire, open_store

from .conftest import Caller

SignIn = Callable[..., tuple[Caller, dict[str, Any]]]
READ_STAFF = [{"name": "staff", "access": ["read"]}]
ALL_OF_STAFF = [{"name": "staff", "access": ["read", "update", "create", "delete"]}]


@pytest.fixture
def store(known: TestIdentity) -> StoreId:
    """Siti's store."""
    return open_store(known.backend, known.add_user())


@pytest.fixture
def siti(store: StoreId, sign_in: SignIn) -> Caller:
    """The owner of the store."""
    return sign_in()[0]


def make(caller: Caller, name: str = "Kasir", scopes: object = READ_STAFF) -> dict[str, Any]:
    answer = caller("POST", "/store/api-keys", {"name": name, "scopes": scopes})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.get_json()["data"]
    return made


def bearer(app: Flask, made: dict[str, Any]) -> Caller:
    return Caller(app.test_client(), made["key"])


def code(answer: TestResponse) -> tuple[int, str]:
    return answer.status_code, (answer.json or {}).get("code", "")


def keys(caller: Caller) -> list[dict[str, Any]]:
    answer = caller("GET", "/store/api-keys").get_json()
    assert answer["total"] == len(answer["data"])
    found: list[dict[str, Any]] = answer["data"]
    return found


def rename(backend: Backend, store: StoreId, staff: StaffId, rights: Rights) -> None:
    with backend.work(store) as work:
        member = work.staff.get(staff)
        member.grant(member.role, rights, by=an_owner())
        work.staff.save(member)
        work.commit()


def test_a_key_is_shown_once(known: TestIdentity, siti: Caller) -> None:
    made = make(siti)

    assert made["key"].startswith("bos_")
    assert len(made["key"]) == 47
    (row,) = keys(siti)
    assert row == {name: value for name, value in made.items() if name != "key"}
    assert row["hint"] == made["key"][:10]
    assert (row["created_by"], row["last_used_at"]) == ("Siti", None)
    assert row["scopes"] == [{"id": 8, "name": "staff", "access": ["read"]}]
    assert made["key"] not in siti("GET", "/store/audit-log").text


def test_a_key_serves_as_bearer_with_its_scopes_alone(app: Flask, siti: Caller) -> None:
    key = bearer(app, make(siti))

    assert key("GET", "/store/staff").status_code == 200
    assert key("GET", "/store/api-keys").status_code == 200
    weaker = bearer(app, make(siti, "Lain", [{"name": "order", "access": ["read"]}]))
    assert code(weaker("GET", "/store/staff")) == (403, "forbidden")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/auth/sessions", None),
        ("GET", "/profile/me", None),
        ("POST", "/auth/logout", {}),
        ("PUT", "/auth/password", {"current_password": "a", "new_password": "b"}),
        ("POST", "/store/api-keys", {"name": "Anak", "scopes": READ_STAFF}),
        ("DELETE", "/store/api-keys/1", None),
        ("DELETE", "/store/staff/1", None),
        ("PATCH", "/store/staff/1/status", {"status": 0}),
    ],
)
def test_a_key_is_no_person_and_hands_out_nothing(
    app: Flask, siti: Caller, method: str, path: str, body: object
) -> None:
    key = bearer(app, make(siti, scopes=ALL_OF_STAFF))

    assert code(key(method, path, body)) == (403, "not-for-api-keys")
    assert len(keys(siti)) == 1


def test_a_key_never_has_more_than_its_maker_at_that_moment(
    app: Flask, known: TestIdentity, store: StoreId, sign_in: SignIn
) -> None:
    rights: Rights = frozenset({(Module.STAFF, Action.READ), (Module.STAFF, Action.CREATE)})
    staff = hire(known.backend, store, known.add_user(email="alice@example.com", name="Alice"), rights=rights)
    alice, _ = sign_in("alice@example.com")
    key = bearer(app, make(alice))

    beyond = alice("POST", "/store/api-keys", {"name": "Lebih", "scopes": ALL_OF_STAFF})
    statuses = [key("GET", "/store/staff").status_code]
    rename(known.backend, store, staff, frozenset({(Module.ORDER, Action.READ)}))
    statuses.append(key("GET", "/store/staff").status_code)
    rename(known.backend, store, staff, rights)
    statuses.append(key("GET", "/store/staff").status_code)

    assert code(beyond) == (403, "rights-beyond-own")
    assert statuses == [200, 403, 200]


def test_a_revoked_key_is_good_for_nothing_at_once(app: Flask, siti: Caller) -> None:
    made, other = make(siti), make(siti, "Lain")
    key = bearer(app, made)

    revoked = siti("DELETE", f"/store/api-keys/{made['id']}")

    assert revoked.json == {"message": "API key revoked", "data": {"id": made["id"]}}
    refused = key("GET", "/store/staff")
    assert code(refused) == (401, "api-key-invalid")
    assert refused.headers["WWW-Authenticate"].startswith("Bearer")
    assert [row["id"] for row in keys(siti)] == [other["id"]]
    assert code(siti("DELETE", f"/store/api-keys/{made['id']}")) == (404, "api-key-not-found")


@pytest.mark.parametrize("token", ["bos_", "bos_x", "bos_" + "A" * 43, "bos_eyJhbGciOiJIUzI1NiJ9.e30.c2ln"])
def test_what_is_no_key_is_refused(app: Flask, siti: Caller, token: str) -> None:
    assert code(Caller(app.test_client(), token)("GET", "/store/staff")) == (401, "api-key-invalid")


def test_another_stores_key_does_not_exist(known: TestIdentity, siti: Caller, sign_in: SignIn) -> None:
    made = make(siti)
    open_store(known.backend, known.add_user(email="budi@example.com", name="Budi"))
    budi, _ = sign_in("budi@example.com")

    refused = [budi("DELETE", f"/store/api-keys/{key}", X_Request_Id="r").json for key in (made["id"], 987654)]

    assert refused[0] == refused[1]
    assert keys(budi) == []
    assert len(keys(siti)) == 1


def test_use_is_noted_at_most_once_a_minute(backend: Backend, app: Flask, siti: Caller) -> None:
    key = bearer(app, make(siti))
    noted = []
    for seconds in (0, 59, 1):
        backend.clock.advance(seconds=seconds)
        key("GET", "/store/staff")
        noted.append(keys(siti)[0]["last_used_at"])

    assert noted == ["2026-01-05T03:00:00+00:00", "2026-01-05T03:00:00+00:00", "2026-01-05T03:01:00+00:00"]


def test_keys_are_few(backend: Backend, siti: Caller, store: StoreId) -> None:
    made = [make(siti, f"Kunci {number}") for number in range(50)]

    assert code(siti("POST", "/store/api-keys", {"name": "Satu lagi", "scopes": READ_STAFF})) == (
        409,
        "too-many-api-keys",
    )
    siti("DELETE", f"/store/api-keys/{made[0]['id']}")
    make(siti, "Satu lagi")


def test_a_key_dies_with_its_makers_place(app: Flask, known: TestIdentity, store: StoreId, sign_in: SignIn) -> None:
    siti, _ = sign_in()
    rights: Rights = frozenset({(Module.STAFF, Action.READ), (Module.STAFF, Action.CREATE)})
    staff = hire(known.backend, store, known.add_user(email="alice@example.com", name="Alice"), rights=rights)
    key = bearer(app, make(sign_in("alice@example.com")[0]))

    siti("PATCH", f"/store/staff/{staff}/status", {"status": 0})
    off = code(key("GET", "/store/staff"))
    siti("PATCH", f"/store/staff/{staff}/status", {"status": 1})
    on = key("GET", "/store/staff").status_code
    siti("DELETE", f"/store/staff/{staff}")

    assert (off, on) == ((401, "staff-switched-off"), 200)
    assert code(key("GET", "/store/staff")) == (401, "api-key-invalid")


def test_making_and_revoking_are_answered_for(siti: Caller) -> None:
    made = make(siti)
    siti("DELETE", f"/store/api-keys/{made['id']}")

    log = siti("GET", "/store/audit-log?category=about&keyword=api-key%20" + str(made["id"])).get_json()

    assert [(row["act"], row["facts"]) for row in log["data"]] == [
        ("api-key-revoked", {"name": "Kasir"}),
        ("api-key-made", {"name": "Kasir", "scopes": "staff read"}),
    ]
