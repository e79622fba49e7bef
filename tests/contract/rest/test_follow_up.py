"""Follow-ups over REST, on every backend: the documented operation to the letter, and those around it."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bosonline.adapters.inbound.rest.application import RestOptions, create_rest
from bosonline.adapters.inbound.rest.follow_up import follow_up
from bosonline.application.ordering import Messenger
from bosonline.domain.errors import Unauthenticated
from bosonline.domain.identity import Account, Member, Role, SessionId, StaffId, StoreId, UserId
from bosonline.domain.ordering import Invoice, Order, PaymentMethod, Status
from bosonline.testing.backends import Backend
from bosonline.testing.contracts.follow_ups import NIGHT, down, move, silent
from bosonline.testing.following_up import ScriptedMessenger, following_up, open_store, place_order

DOCUMENTED = json.loads((Path(__file__).parent / "documented" / "follow-up.json").read_text())
STAFF = {"alice": StaffId(5), "bob": StaffId(6)}
FOLLOW_UP = "/store/order/follow-up"

OpenApi = Callable[..., FlaskClient]


@pytest.fixture
def store(backend: Backend) -> StoreId:
    return open_store(backend)


@pytest.fixture
def order(backend: Backend, store: StoreId) -> Order:
    return place_order(backend, store)


@pytest.fixture
def api(backend: Backend, store: StoreId) -> OpenApi:
    """The API with or without a messenger; tokens are names."""

    def authenticate(*, access_token: str) -> Account:
        if access_token not in STAFF:
            raise Unauthenticated
        staff = STAFF[access_token]
        member = Member(store=store, user=UserId(staff), staff=staff, name=access_token.title(), role=Role.ADMIN)
        return Account(user=UserId(staff), session=SessionId("s"), name=member.name, member=member)

    def open_api(messenger: Messenger | None = None) -> FlaskClient:
        app = create_rest(
            [follow_up(following_up(backend, messenger))],
            authenticate=authenticate,
            options=RestOptions(propagate_bugs=True, access_log=False),
        )
        return app.test_client()

    return open_api


def call(
    client: FlaskClient, method: str, path: str, body: object = None, *, by: str = "alice", key: str | None = None
) -> TestResponse:
    headers = {"Authorization": f"Bearer {by}"}
    if key is not None:
        headers["Idempotency-Key"] = key
    sent: dict[str, Any] = {} if body is None else {"json": body}
    return client.open(path, method=method, headers=headers, **sent)


def press(client: FlaskClient, invoice: str, attempt: object = 1, **more: Any) -> TestResponse:
    return call(client, "POST", FOLLOW_UP, {"invoice": invoice, "follow_up_attempts": attempt}, **more)


class TestDocumented:
    """The published example, replayed."""

    def test_the_request_is_answered_as_documented(self, backend: Backend, store: StoreId, api: OpenApi) -> None:
        body = DOCUMENTED["request"]["body"]
        place_order(backend, store, invoice=Invoice(body["invoice"]))

        answer = api().open(
            DOCUMENTED["request"]["path"],
            method=DOCUMENTED["request"]["method"],
            headers={**DOCUMENTED["request"]["headers"], "Authorization": "Bearer alice"},
            data=json.dumps(body),
        )

        expected = DOCUMENTED["responses"]["200"]
        assert answer.status_code == 200
        assert answer.mimetype == expected["content_type"]
        assert isinstance(answer.get_json()["message"], str)

    @pytest.mark.parametrize("member", DOCUMENTED["request"]["body_fields"])
    def test_every_documented_member_is_required(self, api: OpenApi, member: str) -> None:
        body = {name: value for name, value in DOCUMENTED["request"]["body"].items() if name != member}
        answer = call(api(), "POST", FOLLOW_UP, body)
        assert answer.status_code == 422
        assert list(answer.get_json()["errors"]) == [member]

    def test_an_unknown_invoice_is_the_documented_404(self, api: OpenApi) -> None:
        answer = press(api(), "INV9999")
        assert answer.status_code == 404
        assert answer.get_json()["title"] == DOCUMENTED["responses"]["404"]["title"]

    def test_a_gateway_that_is_down_is_the_documented_503(self, order: Order, api: OpenApi) -> None:
        answer = press(api(ScriptedMessenger(instead=down)), order.invoice)
        assert answer.status_code == 503
        assert answer.get_json()["title"] == DOCUMENTED["responses"]["503"]["title"]
        assert answer.headers["Retry-After"] == "5"

    def test_without_a_token_it_is_401(self, api: OpenApi) -> None:
        answer = api().post(FOLLOW_UP, json=DOCUMENTED["request"]["body"])
        assert answer.status_code == 401


def test_a_link_for_who_made_it_and_a_repeat_for_everybody_else(backend: Backend, order: Order, api: OpenApi) -> None:
    client = api()
    first = press(client, order.invoice).get_json()
    assert first["message"] == "Follow up 1 ready"
    data = first["data"]
    assert data["whatsapp_url"].startswith("https://wa.me/6281311112222?text=Halo%20Kak%20Budi")
    assert data == {
        "invoice": order.invoice,
        "follow_up_attempts": 1,
        "channel": "link",
        "state": "ready",
        "text": data["text"],
        "whatsapp_url": data["whatsapp_url"],
        "repeated": False,
        "at": "2026-01-05T03:00:00+00:00",
        "by": {"staff_id": 5, "name": "Alice"},
        "quiet_until": None,
    }
    backend.clock.advance(hours=1)
    assert press(client, order.invoice).get_json() == {
        "message": "Follow up 1 was made before",
        "data": {**data, "repeated": True},
    }
    assert press(client, order.invoice, by="bob").get_json()["data"] == {
        **data,
        "repeated": True,
        "whatsapp_url": None,
    }


@pytest.mark.parametrize("attempt", [0, -1, 1.5, "1", True, None, 2**31, 2**63, 10**30])
def test_what_is_no_attempt_is_422_even_for_an_unknown_invoice(api: OpenApi, attempt: object) -> None:
    answer = press(api(), "INV9999", attempt)
    assert answer.status_code == 422
    assert "follow_up_attempts" in answer.get_json()["errors"]


def test_out_of_turn_says_which_attempt_is_expected(order: Order, api: OpenApi) -> None:
    answer = press(api(), order.invoice, 3)
    assert answer.status_code == 409
    problem = answer.get_json()
    assert (problem["code"], problem["expected"]) == ("follow-up-out-of-turn", 1)


def test_an_order_that_is_not_open_says_its_status(
    backend: Backend, store: StoreId, order: Order, api: OpenApi
) -> None:
    move(backend, store, order, Status.CANCELLED)
    problem = press(api(), order.invoice).get_json()
    assert (problem["status"], problem["code"]) == (409, "not-open-to-follow-up")
    assert (problem["current_status"], problem["payment_status"]) == ("cancelled", "unpaid")


def test_a_buyer_who_opted_out_is_left_alone(order: Order, api: OpenApi) -> None:
    client = api()
    answer = call(client, "PUT", "/store/order/opt-out", {"invoice": order.invoice})
    assert answer.get_json()["data"] == {"invoice": order.invoice, "phone": "+6281311112222", "opted_out": True}
    assert press(client, order.invoice).get_json()["code"] == "opted-out"

    call(client, "PUT", "/store/order/opt-out", {"invoice": order.invoice, "opted_out": False})
    assert press(client, order.invoice).status_code == 200


def test_quiet_hours_are_told_with_a_link_and_refused_for_a_gateway(
    backend: Backend, store: StoreId, api: OpenApi
) -> None:
    first, second = place_order(backend, store), place_order(backend, store)
    backend.clock.now = NIGHT
    assert press(api(), first.invoice).get_json()["data"]["quiet_until"] == "2026-01-06T01:00:00+00:00"

    answer = press(api(ScriptedMessenger()), second.invoice)
    assert answer.status_code == 409
    assert answer.get_json()["quiet_until"] == "2026-01-06T08:00:00+07:00"
    wait = (datetime(2026, 1, 6, 1, tzinfo=UTC) - NIGHT).total_seconds()
    assert int(answer.headers["Retry-After"]) == wait + 1


def test_a_gateway_sends_and_nothing_is_pressed(order: Order, api: OpenApi) -> None:
    messenger = ScriptedMessenger()
    answer = press(api(messenger), order.invoice).get_json()
    assert answer["message"] == "Follow up 1 sent"
    assert (answer["data"]["channel"], answer["data"]["state"]) == ("gateway", "sent")
    assert answer["data"]["whatsapp_url"] is None
    assert len(messenger.sent) == 1


def test_silence_is_told_as_such(order: Order, api: OpenApi) -> None:
    client = api(ScriptedMessenger(instead=silent))
    answer = press(client, order.invoice)
    assert answer.status_code == 200
    assert answer.get_json()["data"]["state"] == "unknown"
    listed = call(client, "GET", f"/store/order/follow-up-attempts?invoice={order.invoice}").get_json()
    assert listed["data"][0]["state"] == "unknown"


def test_a_key_replays_the_answer_and_an_outage_frees_it(order: Order, api: OpenApi) -> None:
    messenger = ScriptedMessenger(instead=down)
    client = api(messenger)
    assert press(client, order.invoice, key="k").status_code == 503
    messenger.instead = None

    first = press(client, order.invoice, key="k")
    again = press(client, order.invoice, key="k")

    assert first.status_code == 200
    assert (again.status_code, again.get_json()) == (200, first.get_json())
    assert again.headers["Idempotency-Replayed"] == "true"
    assert len(messenger.sent) == 1
    assert press(client, order.invoice, 2, key="k").status_code == 422


def test_a_key_replays_a_refusal(order: Order, api: OpenApi) -> None:
    client = api()
    first = press(client, order.invoice, 2, key="k")
    press(client, order.invoice)
    again = press(client, order.invoice, 2, key="k")
    assert (again.status_code, again.get_json()["code"]) == (409, "follow-up-out-of-turn")
    assert first.get_json()["expected"] == again.get_json()["expected"] == 1


def test_attempts_are_listed_with_outcomes_and_what_comes_next(order: Order, api: OpenApi) -> None:
    client = api()
    made = press(client, order.invoice).get_json()["data"]
    noted = call(
        client,
        "PUT",
        "/store/order/follow-up-outcome",
        {"invoice": order.invoice, "follow_up_attempts": 1, "outcome": "will_pay"},
        by="bob",
    )
    assert noted.get_json()["data"]["outcome"] == "will_pay"

    listed = call(client, "GET", f"/store/order/follow-up-attempts?invoice={order.invoice}").get_json()

    assert listed["data"] == [
        {
            "attempt": 1,
            "at": made["at"],
            "by": {"staff_id": 5, "name": "Alice"},
            "channel": "link",
            "state": "ready",
            "text": made["text"],
            "outcome": "will_pay",
        }
    ]
    assert listed["total"] == 1
    assert listed["next"]["attempt"] == 2
    assert listed["next"]["due_at"] == "2026-01-06T03:00:00+00:00"
    assert listed["next"]["text"].startswith("Halo Kak Budi, kami dari Kopi Siti")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/store/order/follow-up-attempts?invoice=INV9999", None),
        ("PUT", "/store/order/opt-out", {"invoice": "INV9999"}),
        (
            "PUT",
            "/store/order/follow-up-outcome",
            {"invoice": "INV9999", "follow_up_attempts": 1, "outcome": "asks"},
        ),
    ],
)
def test_an_unknown_invoice_is_404_everywhere(api: OpenApi, method: str, path: str, body: object) -> None:
    assert call(api(), method, path, body).status_code == 404


def test_the_outcome_of_an_attempt_that_was_not_made_is_404(order: Order, api: OpenApi) -> None:
    body = {"invoice": order.invoice, "follow_up_attempts": 1, "outcome": "asks"}
    assert call(api(), "PUT", "/store/order/follow-up-outcome", body).status_code == 404


def test_templates_are_read_previewed_and_replaced(backend: Backend, store: StoreId, api: OpenApi) -> None:
    client, path = api(), "/store/order/follow-up-templates"
    listed = call(client, "GET", path).get_json()
    assert listed["total"] == len(listed["data"]) == 20
    assert {"nama", "invoice", "total", "rekening", "link"} <= set(listed["variables"])
    body = {"templates": [{"attempt": 1, "payment_method": "cod", "text": "Halo {nama},\nbalas YA"}]}

    shown = call(client, "PUT", path, {**body, "preview": True}).get_json()["data"]
    assert [one["preview"] for one in shown if not one["is_default"]] == ["Halo Budi,\nbalas YA"]
    assert call(client, "GET", path).get_json() == listed

    assert call(client, "PUT", path, body).get_json() == {"message": "Templates saved", "data": shown}
    order = place_order(backend, store, method=PaymentMethod.COD)
    assert press(client, order.invoice).get_json()["data"]["text"] == "Halo Budi,\nbalas YA"


@pytest.mark.parametrize(
    ("templates", "code", "field"),
    [
        (
            [{"attempt": 1, "payment_method": "cod", "text": "Halo {name}"}],
            "template-variable-unknown",
            "templates.0.text",
        ),
        ([{"attempt": 1, "payment_method": "cod", "text": "Halo {"}], "template-malformed", "templates.0.text"),
        ([{"attempt": 2, "payment_method": "cod", "text": "Halo"}], "templates-incomplete", "templates"),
        ([{"attempt": 1, "payment_method": "cod", "text": "Halo"}] * 2, "templates-incomplete", "templates"),
        (
            [{"attempt": 1, "payment_method": "paypal", "text": "Halo"}],
            "validation-failed",
            "templates.0.payment_method",
        ),
        (
            [{"attempt": at, "payment_method": "cod", "text": "Halo"} for at in range(1, 12)],
            "too-many-templates",
            "templates",
        ),
    ],
)
def test_templates_that_cannot_be_are_refused_and_nothing_changes(
    api: OpenApi, templates: list[dict[str, Any]], code: str, field: str
) -> None:
    client, path = api(), "/store/order/follow-up-templates"
    answer = call(client, "PUT", path, {"templates": templates})
    assert answer.status_code == 422
    problem = answer.get_json()
    assert (problem["code"], list(problem["errors"])) == (code, [field])
    assert all(one["is_default"] for one in call(client, "GET", path).get_json()["data"])


def test_an_unknown_variable_says_which_exist(api: OpenApi) -> None:
    body = {"templates": [{"attempt": 1, "payment_method": "cod", "text": "{name}"}]}
    problem = call(api(), "PUT", "/store/order/follow-up-templates", body).get_json()
    assert "{name}" in problem["detail"]
    assert "nama, invoice, total" in problem["detail"]


def test_another_stores_order_does_not_exist(backend: Backend, api: OpenApi) -> None:
    elsewhere = open_store(backend)
    for _ in range(2):
        theirs = place_order(backend, elsewhere)
    assert press(api(), theirs.invoice).status_code == 404
