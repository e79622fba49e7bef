"""The staff of a store: as documented, and granted by nobody beyond their own."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from bosonline.domain.identity import Action, Module, Rights, Role, StaffId, StoreId, UserId
from bosonline.testing.identity import PASSWORD, TestIdentity, hire, open_store

from .conftest import Caller

SignIn = Callable[..., tuple[Caller, dict[str, Any]]]
DOCUMENTED = json.loads((Path(__file__).parent.parent / "documented" / "staff-list.json").read_text())
STAFF_RIGHTS: Rights = frozenset((Module.STAFF, action) for action in Action)
READ_ORDERS: Rights = frozenset({(Module.ORDER, Action.READ)})
KINDS = {"boolean": bool, "string": str, "integer": int}
NEW = {
    "name": "Dewi",
    "phone": "0812 9999 0000",
    "email": "Dewi@Example.com",
    "password": "halo-dewi-di-sini-2026",
    "role": "cs",
    "module": [{"name": "order", "access": ["read"]}],
}


class Team:
    """A store with an owner, an admin and customer service: `alice` also looks after the staff, `bob` has no right."""

    def __init__(self, known: TestIdentity, sign_in: SignIn) -> None:
        self.known, self._sign_in = known, sign_in
        self.users: dict[str, UserId] = {name: self._user(name) for name in ("siti", "rudi", "alice", "bob", "budi")}
        self.store: StoreId = open_store(known.backend, self.users["siti"])
        self.other: StoreId = open_store(known.backend, self.users["budi"], name="Teh Budi")
        self.ids: dict[str, StaffId] = {
            name: hire(known.backend, self.store, self.users[name], role=role, rights=rights)
            for name, role, rights in (
                ("rudi", Role.ADMIN, frozenset()),
                ("alice", Role.CS, STAFF_RIGHTS | READ_ORDERS),
                ("bob", Role.CS, frozenset()),
            )
        }

    def __call__(self, name: str, password: str = PASSWORD) -> Caller:
        """Somebody, signed in."""
        return self._sign_in(f"{name}@example.com", password)[0]

    def owner(self) -> StaffId:
        """The owner's place."""
        return StaffId(int(self("siti")("GET", "/profile/me").json["staff_id"]))  # type: ignore[index]

    def _user(self, name: str) -> UserId:
        return self.known.add_user(email=f"{name}@example.com", name=name.title())


@pytest.fixture
def team(known: TestIdentity, sign_in: SignIn) -> Team:
    """Two stores; all but `budi` serve the first."""
    return Team(known, sign_in)


def code(answer: TestResponse) -> tuple[int, str]:
    return answer.status_code, (answer.json or {}).get("code", "")


def data(answer: TestResponse) -> Any:
    assert answer.status_code in (200, 201), answer.text
    return answer.get_json()["data"]


def changed(**members: object) -> dict[str, object]:
    return {**{name: NEW[name] for name in ("name", "phone", "role", "module")}, **members}


def acts(caller: Caller) -> list[str]:
    return [row["act"] for row in data(caller("GET", "/store/audit-log?sort_dir=asc&limit=100"))]


def test_the_list_answers_as_documented(team: Team) -> None:
    request, response = DOCUMENTED["request"], DOCUMENTED["responses"]["200"]["shape"]
    query = "&".join(f"{name}={value}" for name, value in request["query"].items())
    siti = team("siti")

    asked = siti(request["method"], f"{request['path']}?{query}").json
    everybody = siti("GET", f"{request['path']}?role=null&category=&keyword=null&sort_by=&start=&limit=").json

    assert asked is not None
    assert everybody is not None
    assert [row["staff_name"] for row in asked["data"]] == ["Alice"]
    assert (asked["total"], everybody["total"]) == (1, 4)
    (row,), (module,) = response["data"], response["data"][0]["module"]
    for answer in (asked, everybody):
        assert list(answer) == list(response)
        for one in answer["data"]:
            assert sorted(one) == sorted(row)
            kinds = {name: KINDS[kind] for name, kind in row.items() if name not in ("module", "role")}
            assert {name: type(one[name]) for name in kinds} == kinds
            assert one["role"] in ("owner", "admin", "cs")
            for right in one["module"]:
                assert sorted(right) == sorted(module)
                assert isinstance(right["id"], int)
                assert right["access"] == [action for action in module["access"] if action in right["access"]]


def test_roles_keywords_and_pages(team: Team) -> None:
    siti = team("siti")

    def names(query: str) -> list[str]:
        return [row["staff_name"] for row in data(siti("GET", f"/store/staff?{query}"))]

    assert names("sort_dir=asc") == ["Alice", "Bob", "Rudi", "Siti"]
    assert names("role=admin") == ["Rudi"]
    assert names("role=cs&sort_by=created_at") == ["Bob", "Alice"]
    assert names("sort_dir=desc&start=1&limit=2") == ["Rudi", "Bob"]
    assert names("category=email&keyword=BOB@") == ["Bob"]
    assert names("category=phone&keyword=0812-34&limit=1&sort_dir=asc") == ["Alice"]
    assert code(siti("GET", "/store/staff?role=king")) == (422, "validation-failed")


def test_modules_have_numbers_that_never_change(team: Team) -> None:
    answer = team("siti")("GET", "/store/staff/modules").json

    assert answer is not None
    assert [(row["id"], row["name"]) for row in answer["data"]] == [
        (1, "produk"),
        (2, "form"),
        (3, "order"),
        (4, "voucher"),
        (5, "rekening"),
        (6, "gudang"),
        (7, "toko"),
        (8, "staff"),
        (9, "laporan"),
    ]
    assert answer["data"][2] == {
        "id": 3,
        "name": "order",
        "title": {"id": "Order", "en": "Orders"},
        "access": ["read", "update", "create", "delete"],
    }


def test_who_is_taken_on_is_told_by_mail_and_can_work(team: Team, nobody: Caller) -> None:
    siti = team("siti")

    made = siti("POST", "/store/staff", NEW, Accept_Language="en")
    team.known.deliver(times=2)

    row = data(made)
    assert (made.status_code, row["role"], row["active"]) == (201, "cs", True)
    assert (row["email"], row["staff_phone"], row["staff_name"]) == ("dewi@example.com", "+6281299990000", "Dewi")
    assert row["module"] == [{"id": 3, "name": "order", "access": ["read"]}]
    assert data(siti("GET", "/store/staff?keyword=dewi")) == [row]
    mail = team.known.mailer.sent[-1]
    assert (mail.to_address, mail.subject) == ("dewi@example.com", "You have joined Kopi Siti on BosOnline")
    assert str(NEW["password"]) not in mail.text
    assert nobody("POST", "/auth/verify-email", {"token": team.known.last_token()}).status_code == 200
    me = team("dewi", NEW["password"])("GET", "/profile/me").json  # type: ignore[arg-type]
    assert me is not None
    assert (me["store_id"], me["staff_id"], me["email_verified"]) == (team.store, row["staff_id"], True)
    assert acts(siti) == ["staff-added"]


def test_an_invitation_is_written_in_indonesian_where_nothing_else_was_asked_for(team: Team) -> None:
    team("siti")("POST", "/store/staff", NEW)
    team.known.deliver()

    assert team.known.mailer.sent[-1].subject == "Anda bergabung dengan Kopi Siti di BosOnline"


def test_no_mail_goes_to_one_who_is_gone_by_then(team: Team) -> None:
    siti = team("siti")
    row = data(siti("POST", "/store/staff", NEW))
    siti("DELETE", f"/store/staff/{row['staff_id']}")
    team.known.deliver()

    assert team.known.mailer.sent == []


def test_taking_on_twice_under_one_key_is_done_once(team: Team) -> None:
    siti = team("siti")

    first = siti("POST", "/store/staff", NEW, Idempotency_Key="k-1")
    again = siti("POST", "/store/staff", NEW, Idempotency_Key="k-1")

    assert (again.status_code, again.headers.get("Idempotency-Replayed")) == (201, "true")
    assert again.json == first.json
    assert code(siti("POST", "/store/staff", NEW)) == (409, "email-taken")


@pytest.mark.parametrize(
    ("members", "refusal"),
    [
        ({"email": "alice@example.com"}, (409, "email-taken")),
        ({"email": "budi@example.com"}, (409, "email-taken")),
        ({"email": "not an address"}, (422, "email-invalid")),
        ({"phone": "12"}, (422, "phone-invalid")),
        ({"password": "12345678"}, (422, "password-weak")),
        ({"role": "owner"}, (422, "validation-failed")),
        ({"module": [{"name": "moon", "access": ["read"]}]}, (422, "validation-failed")),
        ({"module": [{"name": "order", "access": ["fly"]}]}, (422, "validation-failed")),
    ],
)
def test_nobody_is_taken_on_by_halves(team: Team, members: dict[str, object], refusal: tuple[int, str]) -> None:
    siti = team("siti")

    assert code(siti("POST", "/store/staff", {**NEW, **members})) == refusal
    assert siti("GET", "/store/staff").json["total"] == 4  # type: ignore[index]
    assert acts(siti) == []


def test_nobody_hands_out_what_they_do_not_have(team: Team) -> None:
    alice, bob = team("alice"), team.ids["bob"]
    beyond = [{"name": "order", "access": ["read", "update"]}]
    within = [{"name": "order", "access": ["read"]}, {"name": "staff", "access": ["read"]}]

    refused = alice("POST", "/store/staff", {**NEW, "module": beyond}, Accept_Language="id")

    assert code(refused) == (403, "rights-beyond-own")
    assert "order update" in refused.get_json()["message"]
    assert code(alice("PUT", f"/store/staff/{bob}", changed(module=beyond))) == (403, "rights-beyond-own")
    assert code(alice("PUT", f"/store/staff/{bob}", changed(role="admin"))) == (403, "for-admins")
    assert code(alice("POST", "/store/staff", {**NEW, "role": "admin"})) == (403, "for-admins")
    assert data(alice("PUT", f"/store/staff/{bob}", changed(module=within)))["module"] == [
        {"id": 3, "name": "order", "access": ["read"]},
        {"id": 8, "name": "staff", "access": ["read"]},
    ]


def test_nobody_edits_themselves_upward(team: Team) -> None:
    alice, myself = team("alice"), team.ids["alice"]

    for body in (changed(role="admin"), changed(module=[{"name": "toko", "access": ["update"]}])):
        assert alice("PUT", f"/store/staff/{myself}", body).status_code == 403
    me = alice("GET", "/profile/me").json
    assert me is not None
    assert me["role"] == "cs"
    assert {module["name"] for module in me["module"]} == {"order", "staff"}


def test_customer_service_has_no_say_over_admins(team: Team) -> None:
    alice, rudi = team("alice"), team.ids["rudi"]

    answers = [
        alice("PUT", f"/store/staff/{rudi}", changed()),
        alice("PATCH", f"/store/staff/{rudi}/status", {"status": 0}),
        alice("DELETE", f"/store/staff/{rudi}"),
    ]

    assert [code(answer) for answer in answers] == [(403, "for-admins")] * 3
    assert team("rudi")("GET", "/store/staff?role=admin").json["total"] == 1  # type: ignore[index]


def test_the_owner_stays_whoever_asks(team: Team) -> None:
    owner = team.owner()

    for name in ("siti", "rudi", "alice"):
        caller = team(name)
        answers = [
            caller("PUT", f"/store/staff/{owner}", changed()),
            caller("PATCH", f"/store/staff/{owner}/status", {"status": 0}),
            caller("DELETE", f"/store/staff/{owner}"),
        ]
        assert [code(answer) for answer in answers] == [(409, "owner-stays")] * 3


def test_nobody_locks_themselves_out(team: Team) -> None:
    rudi, myself = team("rudi"), team.ids["rudi"]

    assert code(rudi("DELETE", f"/store/staff/{myself}")) == (409, "not-yourself")
    assert code(rudi("PATCH", f"/store/staff/{myself}/status", {"status": 0})) == (409, "not-yourself")
    assert rudi("GET", "/profile/me").status_code == 200


def test_rights_count_from_the_next_request_on(team: Team) -> None:
    siti, bob = team("siti"), team("bob")
    before = bob("GET", "/store/staff")

    given = siti("PUT", f"/store/staff/{team.ids['bob']}", changed(module=[{"name": "staff", "access": ["read"]}]))
    during = bob("GET", "/store/staff")
    siti("PUT", f"/store/staff/{team.ids['bob']}", changed(module=[]))
    after = bob("GET", "/store/staff")

    assert (given.status_code, given.headers["ETag"]) == (200, '"2"')
    assert (before.status_code, during.status_code, after.status_code) == (403, 200, 403)
    log = data(siti("GET", "/store/audit-log?sort_dir=asc"))
    assert [(row["act"], row["facts"]["granted"], row["facts"]["taken"]) for row in log] == [
        ("staff-changed", "staff read", ""),
        ("staff-changed", "", "staff read"),
    ]


def test_name_and_phone_are_changed_and_are_to_be_proved_anew(team: Team) -> None:
    row = data(team("siti")("PUT", f"/store/staff/{team.ids['bob']}", changed(name="Robert", phone="081299991111")))

    assert (row["staff_name"], row["staff_phone"], row["role"]) == ("Robert", "+6281299991111", "cs")
    assert code(team("siti")("PUT", f"/store/staff/{team.ids['bob']}", changed(phone="12"))) == (422, "phone-invalid")


def test_who_is_switched_off_is_out_with_the_next_request(team: Team, nobody: Caller, sign_in: SignIn) -> None:
    siti = team("siti")
    bob, login = sign_in("bob@example.com")

    off = siti("PATCH", f"/store/staff/{team.ids['bob']}/status", {"status": 0})
    out = bob("GET", "/profile/me")
    refreshed = nobody("POST", "/auth/refresh", {"refresh_token": login["token"]["refresh_token"]})
    again = nobody("POST", "/auth/login", {"username": "bob@example.com", "password": PASSWORD})
    on = siti("PATCH", f"/store/staff/{team.ids['bob']}/status", {"status": 1})

    assert (data(off)["active"], data(on)["active"]) == (False, True)
    assert code(out) == (401, "session-ended")
    assert code(refreshed) == (401, "session-ended")
    assert code(again) == (401, "staff-switched-off")
    assert bob("GET", "/profile/me").status_code == 401
    assert team("bob")("GET", "/profile/me").status_code == 200
    assert acts(siti) == ["staff-switched-off", "staff-switched-on"]


def test_who_is_removed_is_out_and_gone(team: Team) -> None:
    siti, bob = team("siti"), team("bob")

    removed = siti("DELETE", f"/store/staff/{team.ids['bob']}")

    assert data(removed)["staff_name"] == "Bob"
    assert code(bob("GET", "/profile/me")) == (401, "session-ended")
    assert siti("GET", "/store/staff").json["total"] == 3  # type: ignore[index]
    assert code(siti("DELETE", f"/store/staff/{team.ids['bob']}")) == (404, "staff-not-found")
    assert team("bob")("GET", "/profile/me").json["store_id"] is None  # type: ignore[index]
    assert acts(siti) == ["staff-removed"]


def test_another_stores_staff_does_not_exist(team: Team) -> None:
    budi, alice = team("budi"), team.ids["alice"]

    def told(staff: int) -> list[tuple[int, dict[str, object]]]:
        answers = [
            budi("PUT", f"/store/staff/{staff}", changed(), X_Request_Id="r"),
            budi("PATCH", f"/store/staff/{staff}/status", {"status": 0}, X_Request_Id="r"),
            budi("DELETE", f"/store/staff/{staff}", X_Request_Id="r"),
        ]
        return [(answer.status_code, answer.get_json()) for answer in answers]

    assert told(alice) == told(987654)
    assert [status for status, _ in told(alice)] == [404, 404, 404]
    assert budi("GET", "/store/staff").json["total"] == 1  # type: ignore[index]


def test_a_stale_version_changes_nothing(team: Team) -> None:
    siti, bob = team("siti"), f"/store/staff/{team.ids['bob']}"
    assert siti("PATCH", f"{bob}/status", {"status": 0}, If_Match='"1"').status_code == 200

    for method, path, body in (
        ("PUT", bob, changed()),
        ("PATCH", f"{bob}/status", {"status": 1}),
        ("DELETE", bob, None),
    ):
        assert code(siti(method, path, body, If_Match='"1"')) == (412, "precondition-failed")
    assert data(siti("GET", "/store/staff?keyword=bob"))[0]["active"] is False
