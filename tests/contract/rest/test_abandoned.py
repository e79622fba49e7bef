"""What buyers leave on a form, over REST, in the sample store."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from bosonline.adapters.inbound.rest.abandoned import MoreBody
from bosonline.adapters.inbound.rest.checkout import EXAMPLE

PHONE = {"phone": "0813 5555 6666"}
LEFT = {"form": EXAMPLE["form"], "subdomain": EXAMPLE["subdomain"], "customer": PHONE}
Send = Callable[..., TestResponse]


@pytest.fixture
def send(full_app: Flask) -> Send:
    """Calls as anybody."""

    def call(method: str, path: str, body: object = None, **headers: str) -> TestResponse:
        sent = {name.replace("_", "-"): text for name, text in headers.items()}
        return full_app.test_client().open(f"/store/order{path}", method=method, json=body, headers=sent)

    return call


def told(answer: TestResponse, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    return answer.get_json()


def test_what_was_typed_becomes_the_order(send: Send, token: Callable[[], str]) -> None:
    kept = told(send("POST", "/abandoned", LEFT), 201)
    assert kept["message"] == "Kept"
    secret, invoice = kept["data"]["token"], kept["data"]["invoice"]
    assert told(send("PUT", f"/abandoned/{secret}", {"customer": PHONE, "items": EXAMPLE["items"]})) == kept

    bearer = f"Bearer {token()}"
    seen = told(send("GET", f"/{invoice}", Authorization=bearer))
    assert (seen["status"], [line["qty"] for line in seen["items"]]) == ("abandoned", [2])
    assert invoice not in send("GET", "?limit=100", Authorization=bearer).text
    assert invoice not in send("GET", "?limit=100&status=abandoned", Authorization=bearer).text

    ordered = told(
        send("POST", "/checkout", {**EXAMPLE, "customer": {"name": "Budi", **PHONE}, "abandoned_token": secret}), 201
    )
    assert (ordered["data"]["invoice"], ordered["data"]["status"]) == (invoice, "pending")
    assert ordered["data"]["order_url"].endswith(f"/o/{secret}")
    assert invoice in send("GET", "?limit=100", Authorization=bearer).text
    assert told(send("PUT", f"/abandoned/{secret}", {"customer": PHONE}), 409)["code"] == "not-abandoned-any-more"


def test_a_whole_checkout_may_be_sent(send: Send) -> None:
    body = {**EXAMPLE, "expected_total": 1, "bank_account_id": 1}
    kept = told(send("POST", "/abandoned", body), 201)

    told(send("PUT", f"/abandoned/{kept['data']['token']}", body))


def test_the_same_key_keeps_it_once(send: Send) -> None:
    first, again = (send("POST", "/abandoned", LEFT, Idempotency_Key="k") for _ in range(2))

    assert told(first, 201) == told(again, 201)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert told(send("POST", "/abandoned", LEFT), 201) != first.get_json()


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "customer"),
        ({"customer": {}}, "customer.phone"),
        ({"customer": {"phone": "12345"}}, "customer.phone"),
        ({"customer": {"phone": ["0813"]}}, "customer.phone"),
        ({"customer": {**PHONE, "name": "x" * 121}}, "customer.name"),
        ({"customer": {**PHONE, "name": "a\u0000b"}}, "customer.name"),
        ({"customer": PHONE, "address": {"district_code": "99.99.99"}}, "address.district_code"),
        ({"customer": PHONE, "address": {"district_code": "' OR 1=1"}}, "address.district_code"),
        ({"customer": PHONE, "items": [{"sku": "TAK-ADA", "qty": 1}]}, "items.0.sku"),
        ({"customer": PHONE, "items": [{"sku": "ESB-006-01", "qty": 0}]}, "items.0.qty"),
        ({"customer": PHONE, "payment_method": "tunai"}, "payment_method"),
        ({"customer": PHONE, "note": "x" * 1001}, "note"),
        ({"customer": PHONE, "total": 1}, "total"),
        ({"customer": PHONE, "status": "pending"}, "status"),
    ],
)
def test_what_is_wrong_is_named(send: Send, body: dict[str, Any], field: str) -> None:
    kept = told(send("POST", "/abandoned", LEFT), 201)
    for answer in (
        send("POST", "/abandoned", {"form": LEFT["form"], "subdomain": LEFT["subdomain"], **body}),
        send("PUT", f"/abandoned/{kept['data']['token']}", body),
    ):
        assert field in told(answer, 422)["errors"]


def test_the_store_has_to_be_named_and_the_form_to_be_there(send: Send) -> None:
    assert "subdomain" in told(send("POST", "/abandoned", {"form": LEFT["form"], "customer": PHONE}), 422)["errors"]
    told(send("POST", "/abandoned", {**LEFT, "form": "tidak-ada"}), 404)
    told(send("POST", "/abandoned", {**LEFT, "subdomain": "tidak-ada"}), 404)


def test_who_has_no_token_reads_and_changes_nothing(send: Send) -> None:
    told(send("PUT", f"/abandoned/{'x' * 43}", {"customer": PHONE}), 404)
    told(send("PUT", "/abandoned/INV0822", {"customer": PHONE}), 404)
    kept = told(send("POST", "/abandoned", LEFT), 201)["data"]["token"]
    assert send("GET", f"/abandoned/{kept}").status_code == 405


def test_the_token_of_an_order_does_not_lead_into_another_store(send: Send) -> None:
    kept = told(send("POST", "/abandoned", LEFT), 201)["data"]
    body = {"form": "lain", "subdomain": "tehtono", "customer": {**PHONE, "name": "Lain"}}

    assert told(send("PUT", f"/abandoned/{kept['token']}", body))["data"] == kept
    assert MoreBody().fields["form"].required is False
