"""The money of orders over REST, in the sample store."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

UNPAID, COD, CANCELLED = "INV0818", "INV0821", "INV0817"
Send = Callable[..., TestResponse]


@pytest.fixture
def send(full_app: Flask, token: Callable[[], str]) -> Send:
    """Calls as the owner of the sample store."""
    bearer = token()

    def call(method: str, path: str, body: object = None, **headers: str) -> TestResponse:
        sent = {"Authorization": f"Bearer {bearer}", **{name.replace("_", "-"): text for name, text in headers.items()}}
        return full_app.test_client().open(f"/store/order{path}", method=method, json=body, headers=sent)

    return call


def told(answer: TestResponse, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    return answer.get_json()


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_a_payment_is_confirmed_and_shown(send: Send, method: str) -> None:
    total = told(send("GET", f"/{UNPAID}"))["total"]
    body = {"invoice": UNPAID, "amount": total, "paid_at": "2026-01-01T12:00:00+07:00", "note": "lunas"}

    seen = send("GET", f"/{UNPAID}").headers["ETag"]
    answer = send(method, "/confirm-payment", body, Idempotency_Key="k1", If_Match=seen)
    again = send(method, "/confirm-payment", body, Idempotency_Key="k1", If_Match=seen)

    data = told(answer)["data"]
    assert (data["status"], data["payment_status"], data["paid"], data["total"]) == ("processing", "paid", total, total)
    assert data["payment"]["paid_at"].startswith("2026-01-01T05:00:00")
    assert (again.get_json(), again.headers["Idempotency-Replayed"]) == (answer.get_json(), "true")
    assert again.headers["ETag"] == answer.headers["ETag"] == send("GET", f"/{UNPAID}").headers["ETag"]
    detail = told(send("GET", f"/{UNPAID}"))
    assert [(one["kind"], one["amount"], one["note"]) for one in detail["payments"]] == [("received", total, "lunas")]


def test_who_saw_another_version_is_told(send: Send) -> None:
    body, seen = {"invoice": UNPAID, "amount": 1}, send("GET", f"/{UNPAID}").headers["ETag"]
    assert told(send("POST", "/confirm-payment", body, If_Match=seen))["data"]["payment_status"] == "partially_paid"
    assert told(send("POST", "/confirm-payment", body, If_Match=seen), 412)["code"] == "precondition-failed"


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("confirm-payment", {"invoice": COD, "amount": 1}, 409, "cod-paid-to-courier"),
        ("confirm-payment", {"invoice": "INV9999", "amount": 1}, 404, "not-found"),
        ("confirm-payment", {"invoice": UNPAID, "amount": 1, "bank_account_id": 9}, 422, "paid-to-unknown-account"),
        ("confirm-payment", {"invoice": UNPAID, "amount": 1, "paid_at": "2999-01-01T00:00:00Z"}, 422, "paid-in-future"),
        ("confirm-payment", {"invoice": UNPAID, "amount": 0}, 422, "validation-failed"),
        ("confirm-payment", {"invoice": UNPAID, "amount": 1.5}, 422, "validation-failed"),
        ("cod-remitted", {"invoice": UNPAID, "amount": 1}, 409, "not-cod"),
        ("cod-remitted", {"invoice": COD, "amount": 1}, 409, "not-yet-delivered"),
        ("refund", {"invoice": UNPAID, "amount": 1, "reason": "r"}, 422, "refund-too-large"),
        ("refund", {"invoice": UNPAID, "amount": 1}, 422, "validation-failed"),
        ("late-payment", {"invoice": UNPAID, "action": "restore"}, 409, "no-late-payment"),
        ("late-payment", {"invoice": UNPAID, "action": "keep"}, 422, "validation-failed"),
    ],
)
def test_refusals(send: Send, path: str, body: dict[str, object], status: int, code: str) -> None:
    answer = told(send("POST", f"/{path}", body), status)
    assert answer["code"] == code
    assert answer["detail"] not in ("", code)


@pytest.mark.parametrize(
    ("action", "status", "payment"), [("restore", "processing", "paid"), ("refund", "cancelled", "refunded")]
)
def test_a_late_payment_is_settled(send: Send, action: str, status: str, payment: str) -> None:
    total = told(send("GET", f"/{CANCELLED}"))["total"]
    late = told(send("POST", "/confirm-payment", {"invoice": CANCELLED, "amount": total}))["data"]
    assert (late["status"], late["payment_status"]) == ("cancelled", "paid_after_expiry")

    settled = told(send("POST", "/late-payment", {"invoice": CANCELLED, "action": action}))["data"]

    assert (settled["status"], settled["payment_status"]) == (status, payment)


def test_from_delivery_to_refund(send: Send) -> None:
    for step in ("processing", "ready", "shipped", "delivered"):
        told(send("PATCH", "/status", {"invoice": COD, "status": step}))

    remitted = told(send("POST", "/cod-remitted", {"invoice": COD, "amount": 60_000, "reason": "Setoran"}))["data"]
    refunded = told(send("POST", "/refund", {"invoice": COD, "amount": 60_000, "reason": "Barang rusak"}))["data"]

    assert (remitted["payment_status"], remitted["paid"]) == ("cod_remitted", 60_000)
    assert (refunded["payment_status"], refunded["paid"], refunded["payment"]["note"]) == (
        "refunded",
        0,
        "Barang rusak",
    )
