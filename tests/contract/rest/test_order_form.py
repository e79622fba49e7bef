"""What a front end loads to draw a form, over REST, in the sample store."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from bosonline.adapters.inbound.rest.checkout import EXAMPLE

FORM, STORE = EXAMPLE["form"], EXAMPLE["subdomain"]
PATH = f"/store/order/checkout/{FORM}"
Get = Callable[..., TestResponse]


@pytest.fixture
def get(full_app: Flask) -> Get:
    """Reads as anybody."""

    def call(path: str, **headers: str) -> TestResponse:
        sent = {name.replace("_", "-"): text for name, text in headers.items()}
        return full_app.test_client().get(path, headers=sent)

    return call


def told(answer: TestResponse, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    return answer.get_json()


def test_a_checkout_can_be_made_of_what_is_told(full_app: Flask, get: Get) -> None:
    loaded = told(get(f"{PATH}?subdomain={STORE}"))

    item = next(one for one in loaded["items"] if one["stock"] != "sold_out")
    method = loaded["payment_methods"][0]
    body = {
        **EXAMPLE,
        "form": loaded["form"]["slug"],
        "subdomain": loaded["store"]["subdomain"],
        "items": [{"sku": item["sku"], "qty": item["min_qty"]}],
        "payment_method": method["method"],
    }
    ordered = told(full_app.test_client().post("/store/order/checkout", json=body), 201)["data"]
    assert ordered["totals"]["goods"] == item["price"] * item["min_qty"]
    assert {one["product"] for one in loaded["items"]} <= {one["sku"] for one in loaded["products"]}
    assert all(image["url"].startswith("http") for one in loaded["products"] for image in one["images"])


def test_it_tells_neither_account_numbers_nor_costs(get: Get, token: Callable[[], str]) -> None:
    answer = get(f"{PATH}?subdomain={STORE}")
    accounts = get("/store/rekening", Authorization=f"Bearer {token()}").get_json()["data"]

    assert [one["bank_accounts"] for one in told(answer)["payment_methods"] if one["method"] == "bank_transfer"] == [
        [{"id": one["id"], "bank": one["bank_name"]} for one in accounts if one["status"]]
    ]
    assert accounts
    text = answer.text.replace(told(answer)["store"]["whatsapp_url"], "")
    assert [one["account_number"] for one in accounts if one["account_number"] in text] == []
    assert not any(word in answer.text for word in ("hpp", "cost_price", "on_hand", "reserved"))


def test_what_has_not_changed_is_not_sent_again(full_app: Flask, get: Get, token: Callable[[], str]) -> None:
    first = get(f"{PATH}?subdomain={STORE}")
    tag = first.headers["ETag"]

    again = get(f"{PATH}?subdomain={STORE}", If_None_Match=tag)
    other = get(f"{PATH}?subdomain={STORE}", If_None_Match=tag, Accept_Language="id")

    assert first.headers["Cache-Control"] == "no-cache"
    assert (again.status_code, again.data) == (304, b"")
    assert (other.status_code, other.get_json()["language"]) == (200, "id")
    (item, *_) = told(first)["items"]
    bearer = {"Authorization": f"Bearer {token()}"}
    shelf = get("/store/inventory?limit=100", **bearer).get_json()["data"]
    (available,) = [row["available"] for row in shelf if row["sku"] == item["sku"]]
    counted = {"items": [{"sku": item["sku"], "delta": 3 - available, "reason": "stock opname"}]}
    assert full_app.test_client().put("/store/inventory", json=counted, headers=bearer).status_code == 200
    assert get(f"{PATH}?subdomain={STORE}", If_None_Match=tag).status_code == 200


def test_the_store_is_that_of_the_host(get: Get) -> None:
    assert told(get(PATH, Host=f"{STORE}.localhost"))["store"]["subdomain"] == STORE
    assert told(get(PATH), 422)["code"] == "subdomain-needed"
    assert told(get(f"{PATH}?subdomain=tehtono"), 404)["code"] == "not-found"
    assert told(get(f"{PATH}?subdomain={STORE}", Host="tehtono.localhost"), 404)["code"] == "not-found"


def test_a_closed_form_says_so(get: Get, full_app: Flask, token: Callable[[], str]) -> None:
    bearer = {"Authorization": f"Bearer {token()}"}
    rows = get("/store/forms?limit=100", **bearer).get_json()["data"]
    (form,) = [row["id"] for row in rows if row["slug"] == FORM]
    path = f"/store/forms/{form}/status"
    assert full_app.test_client().patch(path, json={"status": "closed"}, headers=bearer).status_code == 200

    closed = told(get(f"{PATH}?subdomain={STORE}", Accept_Language="id"))

    assert (closed["state"], closed["items"], closed["products"]) == ("closed", [], [])
    assert closed["reason"] == {"code": "form-closed", "message": "Formulir ini sedang tidak menerima pesanan"}
    assert full_app.test_client().patch(path, json={"status": "draft"}, headers=bearer).status_code == 200
    assert get(f"{PATH}?subdomain={STORE}").status_code == 404


def test_buyers_find_their_district(get: Get) -> None:
    found = told(get(f"{PATH}/regions?subdomain={STORE}&keyword=cibinong+bogor"))

    assert (found["data"][0]["code"], found["data"][0]["level"]) == ("32.01.01", "district")
    assert {one["level"] for one in found["data"]} <= {"district", "village"}
    assert len(told(get(f"{PATH}/regions?subdomain={STORE}&keyword=jawa&limit=20"))["data"]) <= 20


@pytest.mark.parametrize("query", ["", "keyword=", "keyword=a", "keyword=bogor&limit=21", f"keyword={'x' * 61}"])
def test_a_search_is_bounded(get: Get, query: str) -> None:
    assert get(f"{PATH}/regions?subdomain={STORE}&{query}").status_code == 422


def test_only_buyers_of_a_form_search(get: Get) -> None:
    assert get(f"/store/order/checkout/tak-ada/regions?subdomain={STORE}&keyword=bogor").status_code == 404
