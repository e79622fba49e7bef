"""What forms bring in, as their list tells it; and forms that are deleted while buyers order: in the sample store."""

import csv
import io
import time
from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest
from flask import Flask

from bosonline.adapters.inbound.rest.checkout import EXAMPLE as CHECKOUT

FORM, STORE = CHECKOUT["form"], CHECKOUT["subdomain"]
LOADED = f"/store/order/checkout/{FORM}?subdomain={STORE}"
NEW = {"name": "Lagi", "items": [{"sku": "ESB-006-01"}], "payment_methods": ["cod"]}


@pytest.fixture
def owner(full_app: Flask, token: Callable[[], str]) -> Callable[..., Any]:
    """Calls as the owner of the sample store."""
    bearer = {"Authorization": f"Bearer {token()}"}

    def call(method: str, path: str, body: object = None) -> Any:
        return full_app.test_client().open(path, method=method, json=body, headers=bearer)

    return call


def buy(seller: Any, phone: str) -> Any:
    return seller(
        "POST",
        "/store/order/checkout",
        {
            "form": FORM,
            "subdomain": STORE,
            "customer": {"name": "Budi Santoso", "phone": phone},
            "address": {"street": f"Jl. Melati {phone[-4:]}", "district_code": "31.71.01"},
            "items": [{"sku": "ESB-006-01", "qty": 1}],
            "payment_method": "cod",
        },
    )


def row(seller: Any) -> dict[str, Any]:
    (found,) = seller("GET", "/store/forms").json["data"]
    return dict(found)


def until(told: Callable[[], Any], wanted: object) -> object:
    """What is told, as soon as it is what is wanted, or after a while."""
    ends = time.monotonic() + 30
    while told() != wanted and time.monotonic() < ends:
        time.sleep(0.1)
    return told()


def test_the_list_tells_what_forms_bring_in(owner: Any) -> None:
    before = row(owner)
    for _ in range(8):
        assert owner("GET", LOADED).status_code == 200
    first, second = (buy(owner, phone).json["data"] for phone in ("081311110001", "081311110002"))
    cancelled = {"invoice": second["invoice"], "status": "cancelled", "reason": "batal"}
    assert owner("PATCH", "/store/order/status", cancelled).status_code == 200

    assert until(lambda: row(owner)["views"], before["views"] + 8) == before["views"] + 8
    after = row(owner)
    assert after["orders"] == before["orders"] + 2
    assert after["revenue"] == before["revenue"] + first["totals"]["total"]
    assert after["conversion"] == round(100 * after["orders"] / after["views"], 1)


def test_the_list_is_downloaded_with_its_figures(owner: Any) -> None:
    answer = owner("POST", "/store/forms/download", {"format": "csv", "status": "published"})

    assert answer.status_code == 200, answer.text
    (told,) = csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig")))
    shown = row(owner)
    names = ("id", "name", "slug", "url", "status", "abandoned", "orders", "revenue")
    assert {name: told[name] for name in names} == {name: str(shown[name]) for name in names}
    nothing = owner("POST", "/store/forms/download", {"format": "csv", "status": "closed"})
    assert list(csv.DictReader(io.StringIO(nothing.get_data().decode("utf-8-sig")))) == []
    assert owner("POST", "/store/forms/download", {}).get_data()[:2] == b"PK"


def test_nobody_orders_on_a_deleted_form_and_its_orders_stay(owner: Any) -> None:
    form = row(owner)
    made = buy(owner, "081311110003").json["data"]["invoice"]

    assert owner("DELETE", f"/store/forms/{form['id']}").status_code == 200

    assert owner("GET", LOADED).status_code == 404
    assert buy(owner, "081311110004").status_code == 404
    order = owner("GET", f"/store/order/{made}")
    assert (order.status_code, order.json["form"]) == (200, form["name"])


@pytest.mark.parametrize("rival", ["edit", "publish", "checkout"])
def test_a_delete_and_whatever_meets_it_end_well(owner: Any, rival: str) -> None:
    form = owner("GET", f"/store/forms/{row(owner)['id']}").json
    path, answers = f"/store/forms/{form['id']}", list[Any]()
    meet: dict[str, Callable[[], Any]] = {
        "edit": lambda: owner("PUT", path, {**form, "name": "Lain"}),
        "publish": lambda: owner("PATCH", f"{path}/status", {"status": "closed"}),
        "checkout": lambda: buy(owner, "081311110005"),
    }
    both = [
        Thread(target=lambda act=act: answers.append(act())) for act in (meet[rival], lambda: owner("DELETE", path))
    ]
    for one in both:
        one.start()
    for one in both:
        one.join()

    assert all(answer.status_code in (200, 201, 404, 409) for answer in answers)
    while owner("GET", path).status_code == 200:
        owner("DELETE", path)
    assert owner("GET", "/store/forms").json["total"] == 0
    assert owner("POST", "/store/forms", {**NEW, "slug": FORM}).status_code == 201
