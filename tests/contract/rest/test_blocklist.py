"""The blocklist over REST, in the sample store."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

Send = Callable[..., TestResponse]
PLACE = {"street": "Jl. Kenanga 8", "district_code": "31.71.01"}


@pytest.fixture
def send(full_app: Flask, token: Callable[[], str]) -> Send:
    """Calls as the owner of the sample store."""
    bearer = token()

    def call(method: str, path: str, body: object = None, **headers: str) -> TestResponse:
        sent = {"Authorization": f"Bearer {bearer}", **{name.replace("_", "-"): text for name, text in headers.items()}}
        return full_app.test_client().open(f"/store{path}", method=method, json=body, headers=sent)

    return call


def told(answer: TestResponse, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    return answer.get_json()


def test_a_phone_is_blocked_once_and_let_in_again(send: Send) -> None:
    before = told(send("GET", "/order/validate-wa?phone=0813-7070-6060"))
    assert before == {"phone": "+6281370706060", "whatsapp": True, "blocked": False, "opted_out": False, "orders": 0}

    body = {"phone": "0813 7070 6060", "reason": "Menolak paket"}
    first = send("POST", "/blocklist", body, Idempotency_Key="k")
    entry = told(first, 201)["data"]
    again = send("POST", "/blocklist", body, Idempotency_Key="k")

    assert (again.get_json(), again.headers["Idempotency-Replayed"]) == (first.get_json(), "true")
    assert (entry["kind"], entry["phone"], entry["address"]) == ("phone", "+6281370706060", None)
    assert told(send("POST", "/blocklist", body), 409)["code"] == "blocked-already"
    assert told(send("GET", "/order/validate-wa?phone=%2B6281370706060"))["blocked"] is True
    assert told(send("GET", "/blocklist?keyword=0813-7070")) == {"data": [entry], "total": 1}
    assert told(send("DELETE", f"/blocklist/{entry['id']}"))["message"] == "Removed from the blocklist"
    assert told(send("DELETE", f"/blocklist/{entry['id']}"), 404)["code"] == "not-found"
    assert told(send("GET", "/order/validate-wa?phone=081370706060"))["blocked"] is False


def test_an_address_is_blocked(send: Send) -> None:
    entry = told(send("POST", "/blocklist", {"address": PLACE}), 201)["data"]

    assert (entry["kind"], entry["phone"], entry["reason"]) == ("address", None, "")
    assert entry["address"]["street"] == "Jl. Kenanga 8"
    assert entry["address"]["region"].startswith("Gambir, ")
    assert told(send("GET", "/blocklist?category=street&keyword=kenanga"))["data"] == [entry]
    other = {"street": "JL KENANGA NO-8", "district_code": "31.71.01"}
    told(send("POST", "/blocklist", {"address": other}), 201)
    same = {"street": "jl. kenanga, 8", "district_code": "31.71.01"}
    assert told(send("POST", "/blocklist", {"address": same}), 409)["code"] == "blocked-already"


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({}, "phone-or-address-needed", "phone"),
        ({"phone": "0813 7070 6060", "address": PLACE}, "phone-or-address-needed", "phone"),
        ({"phone": "12"}, "phone-invalid", "phone"),
        ({"phone": 12}, "validation-failed", "phone"),
        ({"address": {**PLACE, "district_code": "99.99.99"}}, "region-unknown", "address.district_code"),
        ({"address": {**PLACE, "district_code": "x"}}, "validation-failed", "address.district_code"),
        ({"address": {**PLACE, "street": "?!"}}, "street-invalid", "address.street"),
        ({"phone": "0813 7070 6060", "reason": "x" * 256}, "validation-failed", "reason"),
    ],
)
def test_what_is_wrong_is_said_of_its_member(send: Send, body: object, code: str, field: str) -> None:
    answer = told(send("POST", "/blocklist", body), 422)

    assert (answer["code"], list(answer["errors"])) == (code, [field])
    assert told(send("GET", "/blocklist"))["total"] == 0


def test_what_is_no_number_is_refused(send: Send) -> None:
    for asked in ("", "?phone=", "?phone=halo", "?phone=12345"):
        answer = told(send("GET", f"/order/validate-wa{asked}"), 422)
        assert list(answer["errors"]) == ["phone"]
