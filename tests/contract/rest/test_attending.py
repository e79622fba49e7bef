"""Looking after orders over REST, in the sample store."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

INVOICE = "INV0818"
Send = Callable[..., TestResponse]


@pytest.fixture
def send(full_app: Flask, token: Callable[[], str]) -> Send:
    """Calls as the owner of the sample store."""
    bearer = token()

    def call(method: str, path: str, body: object = None) -> TestResponse:
        sent = {"Authorization": f"Bearer {bearer}"}
        return full_app.test_client().open(f"/store{path}", method=method, json=body, headers=sent)

    return call


def told(answer: TestResponse, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    return answer.get_json()


def test_assigning_noting_and_quarantine(send: Send) -> None:
    staff = told(send("GET", "/staff"))["data"][0]
    number = int(staff["staff_id"])

    assigned = told(send("PUT", "/order/cs", {"invoice": INVOICE, "staff_id": number, "reason": "kenal"}))["data"]
    apart = told(send("PUT", "/order/quarantine", {"invoice": INVOICE, "quarantined": True}))["data"]
    note = told(send("POST", "/order/notes", {"invoice": INVOICE, "text": "Minta Senin"}), 201)["data"]

    assert (assigned["cs"]["staff_id"], assigned["cs_reason"]) == (number, "kenal")
    assert (apart["quarantined"], apart["cs"]) == (True, assigned["cs"])
    detail = told(send("GET", f"/order/{INVOICE}"))
    assert (detail["cs"], detail["cs_reason"], detail["quarantined"]) == (assigned["cs"], "kenal", True)
    assert detail["notes"] == [note]


@pytest.mark.parametrize(
    ("operation", "body", "status", "code"),
    [
        ("PUT /order/cs", {"invoice": INVOICE, "staff_id": 10**9}, 422, "staff-unknown"),
        ("PUT /order/cs", {"invoice": INVOICE}, 422, "validation-failed"),
        ("PUT /order/quarantine", {"invoice": "INV9999", "quarantined": True}, 404, "not-found"),
        ("POST /order/notes", {"invoice": "INV9999", "text": "x"}, 404, "not-found"),
        ("POST /order/notes", {"invoice": INVOICE, "text": ""}, 422, "validation-failed"),
    ],
)
def test_refusals(send: Send, operation: str, body: dict[str, object], status: int, code: str) -> None:
    assert told(send(*operation.split(), body), status)["code"] == code
