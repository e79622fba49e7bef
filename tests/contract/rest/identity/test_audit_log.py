"""The audit log tells who did what, when, and from which request."""

from collections.abc import Callable
from typing import Any

import pytest

from bosonline.domain.identity import AuditEntry, Author, StaffId, StoreId
from bosonline.testing.backends import Backend
from bosonline.testing.identity import PASSWORD, TestIdentity, open_store

from .conftest import Caller

SignIn = Callable[..., tuple[Caller, dict[str, Any]]]


@pytest.fixture
def store(known: TestIdentity) -> StoreId:
    """Siti's store."""
    return open_store(known.backend, known.add_user())


@pytest.fixture
def siti(store: StoreId, sign_in: SignIn) -> Caller:
    """The owner of the store."""
    return sign_in()[0]


def note(backend: Backend, store: StoreId, act: str, about: str = "form 3") -> None:
    with backend.work(store) as work:
        work.audit(AuditEntry(act=act, by=Author(StaffId(5), "Alice"), at=backend.clock(), about=about))
        work.commit()


def test_a_changed_password_is_told_with_the_request(siti: Caller, store: StoreId) -> None:
    body = {"current_password": PASSWORD, "new_password": "teh-manis-di-sore-hari"}
    siti("PUT", "/auth/password", body, X_Request_Id="from-my-phone")

    (row,) = siti("GET", "/store/audit-log").get_json()["data"]

    assert (row["act"], row["request_id"], row["at"]) == (
        "password-changed",
        "from-my-phone",
        "2026-01-05T03:00:00+00:00",
    )
    assert row["by"]["name"] == "Siti"
    assert isinstance(row["by"]["staff_id"], int)
    assert row["about"].startswith("user ")


def test_a_reset_password_is_told_and_a_wrong_one_is_not(known: TestIdentity, siti: Caller, nobody: Caller) -> None:
    siti("PUT", "/auth/password", {"current_password": "wrong", "new_password": "teh-manis-di-sore-hari"})
    nobody("POST", "/boscod/reset-password", {"email": "siti@example.com"})
    known.deliver()
    body = {"token": known.last_token(), "password": "teh-manis-di-sore-hari"}
    nobody("POST", "/boscod/reset-password/confirm", body)
    known.mailer.sent.clear()
    answer = nobody("POST", "/auth/login", {"username": "siti@example.com", "password": body["password"]}).get_json()

    log = Caller(nobody.client, answer["token"]["access_token"])("GET", "/store/audit-log").get_json()

    assert [row["act"] for row in log["data"]] == ["password-reset"]


def test_filters_days_and_pages(backend: Backend, store: StoreId, sign_in: SignIn) -> None:
    for act in ("a", "b", "c"):
        note(backend, store, act, about=f"form {act}")
        backend.clock.advance(hours=15)
    siti, _ = sign_in()

    def acts(query: str = "") -> list[str]:
        return [row["act"] for row in siti("GET", f"/store/audit-log?{query}").get_json()["data"]]

    # Where the store is that was 10:00 on 5 January, and 01:00 and 16:00 on the 6th.
    assert acts("start_date=06/01/2026&end_date=2026-01-06") == ["c", "b"]
    assert acts("end_date=2026-01-05") == ["a"]
    assert acts("keyword=b") == ["b"]
    assert acts("category=about&keyword=form%20c") == ["c"]
    assert acts("staff_id=5&sort_dir=asc") == ["a", "b", "c"]
    assert acts("staff_id=6") == []
    first = siti("GET", "/store/audit-log?limit=2").get_json()
    note(backend, store, "later")
    second = siti("GET", f"/store/audit-log?limit=2&cursor={first['next_cursor']}").get_json()
    assert ([row["act"] for row in first["data"]], first["total"]) == (["c", "b"], 3)
    assert ([row["act"] for row in second["data"]], second["next_cursor"], "total" in second) == (["a"], None, False)


def test_another_stores_log_is_its_own(
    backend: Backend, known: TestIdentity, siti: Caller, store: StoreId, sign_in: SignIn
) -> None:
    other = open_store(backend, known.add_user(email="budi@example.com", name="Budi"))
    note(backend, store, "mine")
    note(backend, other, "theirs")

    budi, _ = sign_in("budi@example.com")

    assert [row["act"] for row in siti("GET", "/store/audit-log").get_json()["data"]] == ["mine"]
    assert [row["act"] for row in budi("GET", "/store/audit-log").get_json()["data"]] == ["theirs"]
