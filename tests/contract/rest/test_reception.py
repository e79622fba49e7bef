"""What becomes of orders that come in, over REST, in the sample store: somebody for them, quarantine, codes."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from bosonline.cli import sample_data

Send = Callable[..., Any]
LIMITS = {"orders_per_phone": 1, "orders_per_address": 10, "shortest_name": 2}


@pytest.fixture
def send(full_app: Flask, token: Callable[[], str]) -> Send:
    """Calls as the owner of the sample store, in a language; what came, of this status."""
    bearer = token()

    def call(method: str, path: str, body: object = None, *, status: int = 200, language: str = "en") -> Any:
        sent = {"Authorization": f"Bearer {bearer}", "Accept-Language": language}
        answer: TestResponse = full_app.test_client().open(f"/store{path}", method=method, json=body, headers=sent)
        assert answer.status_code == status, answer.text
        return answer.get_json()

    return call


@pytest.fixture
def buy(full_app: Flask, send: Send) -> Callable[..., Any]:
    """A buyer orders what the sample form offers first."""
    sku = send("GET", "/forms")["data"][0]
    detail = send("GET", f"/forms/{sku['id']}")

    def call(*, name: str, phone: str, street: str) -> Any:
        body = {
            "form": sample_data.FORM,
            "subdomain": sample_data.SUBDOMAIN,
            "customer": {"name": name, "phone": phone},
            "address": {"street": street, "district_code": "31.71.01"},
            "items": [{"sku": detail["items"][0]["sku"], "qty": 1}],
            "payment_method": "bank_transfer",
        }
        answer = full_app.test_client().post("/store/order/checkout", json=body)
        assert answer.status_code == 201, answer.text
        return answer.get_json()["data"]

    return call


def test_a_suspicious_order_waits_apart_and_says_why_in_two_languages(send: Send, buy: Callable[..., Any]) -> None:
    order = buy(name="Al", phone="081360000001", street="Jl. Kamboja 1")

    english = send("GET", f"/order/{order['invoice']}")
    indonesian = send("GET", f"/order/{order['invoice']}", language="id")

    assert (english["quarantined"], english["cs"], english["duplicate_of"]) == (True, None, None)
    assert english["quarantine_reasons"] == [
        {"code": "name-too-short", "message": "The name has too few letters"},
    ]
    assert indonesian["quarantine_reasons"] == [{"code": "name-too-short", "message": "Nama terlalu pendek"}]
    rows = send("GET", "/order?quarantined=true")["data"]
    assert [row["invoice"] for row in rows] == [order["invoice"]]


def test_the_stores_own_limits_are_set_over_rest(send: Send, buy: Callable[..., Any]) -> None:
    shop = send("GET", "/")
    body = {"name": shop["name"], "phone": shop["phone"], "quarantine": LIMITS}
    send("PUT", "/", body)

    first = buy(name="Al", phone="081360000002", street="Jl. Kamboja 2")
    second = buy(name="Al", phone="081360000002", street="Jl. Kamboja 3")

    assert send("GET", f"/order/{first['invoice']}")["quarantined"] is False
    told = send("GET", f"/order/{second['invoice']}")
    assert [one["code"] for one in told["quarantine_reasons"]] == ["too-many-from-phone"]
    assert told["duplicate_of"] == first["invoice"]


def test_codes_tell_transfers_apart_once_the_store_wants_them(send: Send, buy: Callable[..., Any]) -> None:
    shop = send("GET", "/")
    plain = buy(name="Budi", phone="081360000004", street="Jl. Kamboja 4")
    send("PUT", "/", {"name": shop["name"], "phone": shop["phone"], "unique_codes": True})

    orders = [buy(name="Budi", phone=f"08136000001{n}", street=f"Jl. Kamboja 1{n}") for n in range(3)]

    assert plain["totals"]["unique_code"] == 0
    totals = [order["totals"] for order in orders]
    assert all(1 <= one["unique_code"] <= 999 for one in totals)
    assert [one["total"] - one["unique_code"] for one in totals] == [plain["totals"]["total"]] * 3
    assert len({one["total"] for one in totals}) == 3
    assert send("GET", f"/order/{orders[0]['invoice']}")["totals"] == totals[0]


def test_the_sample_cs_gets_orders_by_the_form(send: Send, buy: Callable[..., Any]) -> None:
    order = buy(name="Budi", phone="081360000009", street="Jl. Kamboja 9")
    told = send("GET", f"/order/{order['invoice']}")
    assert (told["cs"]["name"], told["cs_reason"]) in [(sample_data.CS[0], reason) for reason in ("weighted", "even")]
