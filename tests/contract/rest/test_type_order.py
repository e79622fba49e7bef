"""Typed orders over REST, in the sample store."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

BODY: dict[str, Any] = {
    "customer": {"name": "Rina", "phone": "+62 812-9090-1234"},
    "address": {"street": "Jl. Kenanga 7", "district_code": "31.71.01"},
    "items": [{"sku": "ESB-006-01", "qty": 2}],
    "payment_method": "bank_transfer",
    "shipping": 0,
    "note": "Dari WhatsApp",
}
Send = Callable[..., TestResponse]


@pytest.fixture
def send(full_app: Flask, token: Callable[[], str]) -> Send:
    bearer = token()

    def call(body: object, **headers: str) -> TestResponse:
        sent = {"Authorization": f"Bearer {bearer}", **{name.replace("_", "-"): text for name, text in headers.items()}}
        return full_app.test_client().post("/store/order", json=body, headers=sent)

    return call


def test_an_order_is_typed_and_repeated_under_its_key(send: Send) -> None:
    first, again = send(BODY, Idempotency_Key="wa-1"), send(BODY, Idempotency_Key="wa-1")

    assert first.status_code == 201, first.text
    data = first.get_json()["data"]
    assert (data["status"], data["totals"]["shipping"], data["repeated"]) == ("pending", 0, False)
    assert data["totals"]["total"] == data["totals"]["goods"] > 0
    assert "/o/" in data["order_url"]
    assert (again.get_json(), again.headers["Idempotency-Replayed"]) == (first.get_json(), "true")
    twin = send(BODY).get_json()["data"]
    assert (twin["invoice"], twin["repeated"]) == (data["invoice"], True)


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"items": []}, 422, "validation-failed"),
        ({"items": [{"sku": "ESB-006-01", "qty": 9999}]}, 409, "out-of-stock"),
        ({"items": [{"sku": "TAK-ADA", "qty": 1}]}, 409, "out-of-stock"),
        ({"items": [{"sku": "ESB-006-01", "qty": 1, "price": -1}]}, 422, "validation-failed"),
        ({"customer": {"name": "Rina", "phone": "12"}}, 422, "phone-invalid"),
        ({"address": {"street": "Jl. Kenanga 7", "district_code": "99.99.99"}}, 422, "region-unknown"),
        ({"expected_total": 1}, 409, "price-changed"),
        ({"form": "tak-ada"}, 404, "not-found"),
        ({"staff_id": 987654}, 422, "staff-unknown"),
        ({"voucher_code": "TAKADA"}, 422, "voucher-unknown"),
        ({"store_id": 1}, 422, "validation-failed"),
    ],
)
def test_refusals(send: Send, change: dict[str, Any], status: int, code: str) -> None:
    answer = send({**BODY, **change})
    assert (answer.status_code, answer.get_json()["code"]) == (status, code), answer.text
