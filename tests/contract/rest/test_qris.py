"""The QRIS of an order over REST, in the sample store: set by its owner, scanned by a buyer."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from PIL import Image

from bosonline.adapters.inbound.rest.checkout import EXAMPLE
from bosonline.adapters.inbound.rest.store_settings import EXAMPLE as STORE


@pytest.fixture
def secret(full_app: Flask, token: Callable[[], str]) -> str:
    """The secret of an order that is paid by QRIS."""
    client, bearer = full_app.test_client(), {"Authorization": f"Bearer {token()}"}
    store: Any = client.get("/store", headers=bearer).get_json()
    written = {"name": store["name"], "phone": store["phone"], "qris": STORE["qris"]}
    changed = client.put("/store", json=written, headers=bearer)
    assert (changed.status_code, changed.get_json()["data"]["qris"]) == (200, STORE["qris"])
    items: Any = EXAMPLE["items"]
    form = {
        "name": "QRIS",
        "slug": "bayar-qris",
        "status": "published",
        "items": [{"sku": ordered["sku"]} for ordered in items],
        "payment_methods": ["qris"],
        "flat_shipping": 10_000,
    }
    assert client.post("/store/forms", json=form, headers=bearer).status_code == 201
    ordered = client.post("/store/order/checkout", json={**EXAMPLE, "form": "bayar-qris", "payment_method": "qris"})
    assert ordered.status_code == 201, ordered.text
    return str(ordered.get_json()["data"]["order_url"]).rpartition("/")[2]


def test_it_is_a_picture_of_its_own(full_app: Flask, secret: str) -> None:
    client = full_app.test_client()
    png, svg = client.get(f"/store/order/qris/{secret}"), client.get(f"/store/order/qris/{secret}?format=svg")

    picture = Image.open(BytesIO(png.data))
    assert (png.content_type, picture.format) == ("image/png", "PNG")
    assert picture.size[0] == picture.size[1] >= 300
    assert svg.content_type.startswith("image/svg+xml")
    assert svg.data.lstrip().startswith(b"<?xml")
    for answer in (png, svg):
        assert (answer.headers["Cache-Control"], answer.headers["X-Robots-Tag"]) == ("no-store", "noindex, nofollow")
        assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_the_page_shows_it(full_app: Flask, secret: str) -> None:
    page = full_app.test_client().get(f"/o/{secret}").text

    assert f'src="/store/order/qris/{secret}?format=svg"' in page
    assert 'download="qris-INV' in page


def test_what_is_no_qris_is_not_taken(full_app: Flask, token: Callable[[], str]) -> None:
    client, bearer = full_app.test_client(), {"Authorization": f"Bearer {token()}"}
    written = {"name": "Kopi Siti", "phone": "081234567890", "qris": str(STORE["qris"])[:-1] + "0"}

    refused = client.put("/store", json=written, headers=bearer)

    assert (refused.status_code, refused.get_json()["code"]) == (422, "qris-invalid")
    assert list(refused.get_json()["errors"]) == ["qris"]
    assert client.get("/store", headers=bearer).get_json()["qris"] is None


@pytest.mark.parametrize("path", ["a-secret-that-nobody-has", "a-secret-that-nobody-has?format=svg"])
def test_an_unknown_secret_is_not_found(full_app: Flask, path: str) -> None:
    assert full_app.test_client().get(f"/store/order/qris/{path}").status_code == 404
    assert full_app.test_client().get("/store/order/qris/a-secret-that-nobody-has?format=gif").status_code == 422
