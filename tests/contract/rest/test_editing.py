"""Orders set right over REST, in the sample store."""

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


def test_a_customer_is_set_right_by_the_version_that_was_seen(send: Send, full_app: Flask) -> None:
    seen = send("GET", f"/{UNPAID}").headers["ETag"]
    body = {
        "invoice": UNPAID,
        "name": "Rina M",
        "phone": "0813 9999 8888",
        "address": {"street": "Jl. Mawar 1", "district_code": "32.71.01"},
    }
    answer = send("PUT", "/customer", body, If_Match=seen)

    data = told(answer)["data"]
    assert data["customer"] == {"name": "Rina M", "phone": "+6281399998888", "email": None}
    assert data["address"]["region"].endswith("Jawa Barat")
    assert told(send("PUT", "/customer", {"invoice": UNPAID, "name": "Lain"}, If_Match=seen), 412)
    detail = send("GET", f"/{UNPAID}")
    assert detail.headers["ETag"] == answer.headers["ETag"]
    assert "customer_name" in [one["what"] for one in told(detail)["history"]]


def test_fees_are_replaced(send: Send) -> None:
    before = told(send("GET", f"/{UNPAID}"))["total"]

    fees = [{"name": "Bubble wrap", "amount": 2000}]
    data = told(send("PUT", "/another-fee", {"invoice": UNPAID, "fees": fees}))["data"]

    assert (data["fees"], data["totals"]["other_fees"], data["totals"]["total"]) == (fees, 2000, before + 2000)
    assert told(send("GET", f"/{UNPAID}"))["fees"] == fees


def test_a_cod_order_becomes_a_transfer_with_instructions(send: Send) -> None:
    patched = told(send("PATCH", "/payment-method", {"invoice": COD, "payment_method": "bank_transfer"}))["data"]
    (account,) = patched["pay"]["bank_accounts"]
    assert (patched["payment_status"], patched["totals"]["cod_fee"], account["bank"]) == ("unpaid", 0, "BCA")
    assert patched["pay"]["due_at"].endswith("+07:00")

    body = {"invoice": COD, "payment_method": "bank_transfer", "bank_account_id": account["id"]}
    put = told(send("PUT", "/payment-method", body))["data"]
    assert put["pay"]["bank_accounts"] == [account]
    back = told(send("PATCH", "/payment-method", {"invoice": COD, "payment_method": "cod"}))["data"]
    assert (back["payment_status"], back["pay"]) == ("cod_due", {"due_at": None, "bank_accounts": []})


@pytest.mark.parametrize(
    ("operation", "body", "status", "code"),
    [
        ("PUT /customer", {"invoice": CANCELLED, "name": "A"}, 409, "order-not-editable"),
        ("PUT /customer", {"invoice": "INV9999", "name": "A"}, 404, "not-found"),
        ("PUT /customer", {"invoice": UNPAID, "phone": "123"}, 422, "phone-invalid"),
        ("PUT /another-fee", {"invoice": UNPAID, "fees": [{"name": "", "amount": 1}]}, 422, "validation-failed"),
        ("PUT /another-fee", {"invoice": UNPAID, "fees": [{"name": "x", "amount": 0}]}, 422, "validation-failed"),
        (
            "PATCH /payment-method",
            {"invoice": UNPAID, "payment_method": "qris"},
            422,
            "payment-method-unavailable",
        ),
        (
            "PUT /payment-method",
            {"invoice": UNPAID, "payment_method": "bank_transfer", "bank_account_id": 999},
            422,
            "bank-account-not-active",
        ),
    ],
)
def test_refusals(send: Send, operation: str, body: dict[str, object], status: int, code: str) -> None:
    assert told(send(*operation.split(), body), status)["code"] == code
