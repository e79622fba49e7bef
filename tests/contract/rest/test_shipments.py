"""Boscod calls back at the store's own address, through the whole product; where the parcel is shows in the order."""

import hmac
import re
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

import orjson
import pytest
from sqlalchemy import text
from werkzeug.test import TestResponse

from bosonline.adapters.outbound.boscod.client import BoscodClient
from bosonline.application.shipping.accounts import SharedAccount
from bosonline.application.stores.provider_areas import AreaGiven
from bosonline.cli import sample_data
from bosonline.sandbox import Sandbox
from bosonline.sandbox.areas import areas

from .conftest import NEIGHBOUR, Product

Call = Callable[..., TestResponse]
KEY = "a-shared-key-of-both"


@pytest.fixture
def twin(product: Product) -> Iterator[Sandbox]:
    """The twin of Boscod, whom the product calls."""
    with Sandbox() as sandbox:
        container = product.container
        client = BoscodClient(url=sandbox.boscod.url)
        for made in (container.boscod_bookings(), container.refresh_shipment().tracking):
            made._client = client  # type: ignore[union-attr]  # both are Boscod's here
        object.__setattr__(container.courier_accounts(), "shared", SharedAccount("sandbox"))
        rows = [
            AreaGiven(provider_id=str(area.id), code=code)
            for area in sandbox_districts()
            if (code := {"GAMBIR": "31.71.01", "CIBINONG": "32.01.01"}.get(area.name))
        ]
        container.places().import_areas(provider="boscod", version="test", rows=rows)
        yield sandbox


def sandbox_districts() -> list[Any]:
    """The twin's districts."""
    return list(areas().districts.values())


@pytest.fixture
def call(product: Product) -> Call:
    """Call an operation, as the owner where no other e-mail address is given."""
    client = product.app.test_client()

    def call(method: str, path: str, body: Any = None, *, email: str = sample_data.OWNER[1]) -> TestResponse:
        headers = {"Authorization": f"Bearer {product.token_of(email)}"}
        return client.open(path, method=method, json=body, headers=headers)

    return call


@pytest.fixture
def webhook(product: Product, call: Call) -> Callable[..., TestResponse]:
    """Call the address that the store was given."""
    (row,) = call("GET", "/store/integrations").get_json()["data"]
    path = urlsplit(row["webhook_url"]).path

    def send(body: Any, *, at: str = path, proof: str | None = None) -> TestResponse:
        raw = body if isinstance(body, bytes) else orjson.dumps(body)
        headers = {} if proof is None else {"X-Boscod-Signature": proof}
        return product.app.test_client().post(at, data=raw, content_type="application/json", headers=headers)

    return send


def work(product: Product) -> None:
    """Let the worker deliver what waits."""
    while product.container.relay().run_once():
        continue


def processing(call: Call) -> str:
    """An order of the sample store that can be handed over."""
    rows = call("GET", "/store/order?status=processing&limit=100").get_json()["data"]
    invoice: str = rows[0]["invoice"]
    return invoice


def test_a_parcel_is_handed_over_told_of_and_shown(
    product: Product, call: Call, webhook: Callable[..., TestResponse], twin: Sandbox
) -> None:
    invoice = processing(call)
    body = {"invoices": [invoice], "order_type": "dropoff", "courier_code": "idx", "service_code": "03"}
    (outcome,) = call("POST", "/boscod/orders", body).get_json()["data"]
    assert outcome["ok"], outcome
    order_no = outcome["order_no"]
    twin.boscod.depot.advance(order_no, "picked_up")
    parcel = twin.boscod.depot.find(order_no)
    assert parcel is not None
    news = {"order_no": order_no, "awb": parcel.awb, "status": "6", "update_on": parcel.updated, "note": "Pick Up scan"}

    assert webhook(news).get_json() == {"message": "Taken"}
    assert call("GET", f"/store/order/{invoice}").get_json()["status"] == "ready", "it is worked off afterwards"
    work(product)

    order = call("GET", f"/store/order/{invoice}").get_json()
    assert (order["status"], order["awb"], order["shipment"]) == ("shipped", parcel.awb, {"state": "picked_up"})
    assert {"shipment", "awb", "status"} <= {entry["what"] for entry in order["history"]}
    twin.boscod.depot.advance(order_no, "out_for_delivery")
    seen = call("GET", f"/store/order/shipment?invoice={invoice}").get_json()
    assert (seen["state"], seen["order_no"], seen["code"]) == ("out_for_delivery", order_no, "7")
    assert len(seen["history"]) >= 7
    tracked = call("GET", f"/boscod/tracking/{order_no}").get_json()
    assert tracked == seen
    assert call("GET", f"/boscod/tracking/{order_no}", email=NEIGHBOUR[1]).status_code == 404
    refused = call("PATCH", "/store/order/status", {"invoice": invoice, "status": "cancelled", "reason": "x"})
    assert refused.status_code == 409


@pytest.mark.parametrize(
    ("language", "says"),
    [("id", ("Lacak paket", "Sedang diantar")), ("en", ("Track the parcel", "Out for delivery"))],
)
def test_the_orders_page_tells_the_parcels_way_newest_first(
    product: Product, call: Call, twin: Sandbox, language: str, says: tuple[str, str]
) -> None:
    title, first = says
    invoice = processing(call)
    body = {"invoices": [invoice], "order_type": "dropoff", "courier_code": "idx", "service_code": "03"}
    (outcome,) = call("POST", "/boscod/orders", body).get_json()["data"]
    twin.boscod.depot.advance(outcome["order_no"], "out_for_delivery")
    seen = call("GET", f"/store/order/shipment?invoice={invoice}").get_json()
    with product.container.database().read() as connection:
        secret = connection.execute(text("SELECT secret FROM orders WHERE invoice = :of"), {"of": invoice}).scalar_one()

    page = product.app.test_client().get(f"/o/{secret}", headers={"Accept-Language": language}).text

    (told,) = re.findall(f">{title}</h2>(.*?)</section>", page, re.DOTALL)
    times = re.findall('<time datetime="([^"]+)">', told)
    assert len(times) == len(seen["history"])
    assert times == sorted(times, reverse=True)
    assert all(time.endswith("+07:00") for time in times)
    assert (
        told.index(first) < told.index("Paket dibawa kurir menuju alamat penerima") < told.index("Paket telah dijemput")
    )
    assert "WIB" in told


def test_a_webhook_at_a_wrong_address_is_not_taken(product: Product, webhook: Callable[..., TestResponse]) -> None:
    (good,) = [urlsplit((webhook.__kwdefaults__ or {})["at"]).path]
    _, _, party, store, secret = good.split("/")

    assert webhook({"order_no": "BCD1"}, at=f"/webhooks/{party}/{store}/{secret[:-1]}x").status_code == 404
    assert webhook({"order_no": "BCD1"}, at=f"/webhooks/{party}/{int(store) + 1}/{secret}").status_code == 404
    assert webhook({"order_no": "BCD1"}, at=f"/webhooks/{party}/999999/{secret}").status_code == 404
    with product.container.database().read() as connection:
        assert connection.execute(text("SELECT count(*) FROM webhook_inbox")).scalar_one() == 0


def test_with_a_key_each_webhook_has_to_prove_itself(call: Call, webhook: Callable[..., TestResponse]) -> None:
    call("PUT", "/store/integrations/boscod", {"token": None, "webhook_key": KEY})
    raw = orjson.dumps({"order_no": "BCD1"})
    proof = hmac.new(KEY.encode(), raw, sha256).hexdigest()

    assert webhook(raw).status_code == 404
    assert webhook(raw, proof="sha256=" + "0" * 64).status_code == 404
    assert webhook(raw, proof=f"sha256={proof}").status_code == 200


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"", 200),
        (b"<html>", 400),
        (b"[]", 422),
        (b'{"order_no": "\\u0000"}', 200),
        (b'{"a": {"b": [1, null]}}', 200),
        (b'{"x": "' + b"y" * 70_000 + b'"}', 413),
    ],
)
def test_whatever_comes_is_answered(
    product: Product, webhook: Callable[..., TestResponse], raw: bytes, status: int
) -> None:
    assert webhook(raw).status_code == status
    work(product)


def test_by_hand_needs_something_to_say(call: Call) -> None:
    invoice = processing(call)

    assert call("PATCH", "/store/order/shipment", {"invoice": invoice}).get_json()["code"] == "nothing-said"
    answer = call("PATCH", "/store/order/shipment", {"invoice": invoice, "awb": "RESI0001"}).get_json()
    assert answer["data"]["awb"] == "RESI0001"
    assert call("GET", f"/store/order/{invoice}").get_json()["status"] == "ready"
