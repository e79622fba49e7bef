"""An order as its buyer sees it, over REST, in the sample store."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from bosonline.adapters.inbound.rest.checkout import EXAMPLE

UNKNOWN = "/store/order/public/a-secret-that-nobody-has"


@pytest.fixture
def ordered(full_app: Flask) -> Any:
    """A receipt of the checkout."""
    body = {**EXAMPLE, "customer": {"name": "Budi", "phone": "0813 7373 7373"}}
    answer = full_app.test_client().post("/store/order/checkout", json=body)
    assert answer.status_code == 201
    return answer.get_json()["data"]


def path_of(ordered: Any) -> str:
    return "/store/order/public/" + str(ordered["order_url"]).rpartition("/")[2]


def test_the_receipts_link_leads_to_the_order(full_app: Flask, ordered: Any) -> None:
    answer = full_app.test_client().get(path_of(ordered), headers={"Accept-Language": "id"})
    told = answer.get_json()

    assert (answer.status_code, told["invoice"], told["totals"]) == (200, ordered["invoice"], ordered["totals"])
    assert told["pay"] == {"amount": ordered["totals"]["total"], **ordered["pay"], "qris": None}
    assert told["store"]["whatsapp_url"].startswith("https://wa.me/62")
    assert ordered["invoice"] in told["store"]["whatsapp_url"]


def test_it_is_kept_found_and_referred_to_by_nobody(full_app: Flask, ordered: Any) -> None:
    headers = full_app.test_client().get(path_of(ordered)).headers

    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Robots-Tag"] == "noindex, nofollow"


def test_it_tells_nothing_of_the_sellers_own(full_app: Flask, ordered: Any, token: Callable[[], str]) -> None:
    client, bearer = full_app.test_client(), {"Authorization": f"Bearer {token()}"}
    note = {"invoice": ordered["invoice"], "text": "pelanggan rewel"}
    assert client.post("/store/order/notes", json=note, headers=bearer).status_code in (200, 201)
    asked = {"invoice": ordered["invoice"], "quarantined": True, "reason": "mencurigakan"}
    assert client.put("/store/order/quarantine", json=asked, headers=bearer).status_code == 200

    answer = client.get(path_of(ordered))

    assert answer.status_code == 200
    for word in ("rewel", "curiga", "quarantine", "hpp", "history", "notes", "cs", "follow", "source"):
        assert f'"{word}' not in answer.text
    assert "rewel" not in answer.text
    assert "81373737373" not in answer.text


def test_an_unknown_secret_looks_like_any_other_record_that_is_not_there(full_app: Flask, ordered: Any) -> None:
    client = full_app.test_client()
    unknown, left = client.get(UNKNOWN), client.get("/store/order/public/" + "x" * 43)

    assert (unknown.status_code, left.status_code) == (404, 404)
    told = [{k: v for k, v in one.get_json().items() if k != "request_id"} for one in (unknown, left)]
    assert told[0] == told[1]
    assert ordered["invoice"] not in unknown.text
