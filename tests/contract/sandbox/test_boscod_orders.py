"""The Boscod twin: booking, cancelling, tracking, and the life of a parcel with its webhooks."""

import hashlib
import hmac
import json
from typing import Any

import pytest
import requests

from bosonline.sandbox import Boscod, Sandbox

ITEM = {
    "receiver_name": "Siti Rahayu",
    "receiver_phone": "081234567890",
    "receiver_address": "Jl. Kebon Sirih No. 12",
    "receiver_addr_id": "14915",
    "service_code": "03",
}
ORDER = {
    "order_code": "kopisiti-INV0822",
    "sender_name": "Kopi Siti",
    "sender_addr_id": "14910",
    "sender_address": "Jl. Medan Merdeka Barat No. 1",
    "sender_phone": "6281298765432",
    "pickup_via": "0",
    "order_type": "0",
    "items": [ITEM],
}


def book(http: requests.Session, sandbox: Sandbox, **change: Any) -> str:
    answer = http.post(f"{sandbox.boscod.url}/v1/order", json={**ORDER, **change})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["data"][0]["order_no"])


def advance(http: requests.Session, sandbox: Sandbox, order_no: str, to: str | None = None) -> requests.Response:
    body = {} if to is None else {"to": to}
    return http.post(f"{sandbox.boscod.url}/sandbox/parcels/{order_no}/advance", json=body)


def pushed(receiver: Any) -> list[dict[str, Any]]:
    return [json.loads(received.body) for received in receiver.received]


def test_an_order_gets_a_number_and_later_its_waybill(sandbox: Sandbox, http: requests.Session, receiver: Any) -> None:
    http.put(f"{sandbox.boscod.url}/sandbox/webhook", json={"url": f"{receiver.url}/kopisiti/secret"})
    order_no = book(http, sandbox)
    assert sandbox.settle()

    assert order_no.startswith("BCD")
    assert [received.path for received in receiver.received] == ["/hooks/kopisiti/secret"]
    event = pushed(receiver)[0]
    assert (event["event"], event["order_no"], event["order_code"]) == ("awb", order_no, "kopisiti-INV0822")
    assert event["awb"].startswith("IDX")
    assert "X-Boscod-Signature" not in receiver.received[0].headers


def test_several_items_of_one_courier_are_several_parcels(sandbox: Sandbox, http: requests.Session) -> None:
    body = {**ORDER, "items": [ITEM, {**ITEM, "receiver_name": "Budi"}]}
    booked = http.post(f"{sandbox.boscod.url}/v1/order", json=body).json()["data"]
    assert len({entry["order_no"] for entry in booked}) == 2


def test_items_of_two_couriers_are_refused(sandbox: Sandbox, http: requests.Session) -> None:
    body = {**ORDER, "items": [ITEM, {**ITEM, "service_code": "EZ"}]}
    assert http.post(f"{sandbox.boscod.url}/v1/order", json=body).status_code == 400


def test_an_order_code_is_taken_once_unless_it_was_cancelled(sandbox: Sandbox, http: requests.Session) -> None:
    order_no = book(http, sandbox)
    assert http.post(f"{sandbox.boscod.url}/v1/order", json=ORDER).status_code == 409
    http.post(f"{sandbox.boscod.url}/v1/order/cancel", json={"order_numbers": [order_no], "reason": "alamat"})
    assert book(http, sandbox) != order_no


@pytest.mark.parametrize(
    "change",
    [
        {"order_code": ""},
        {"sender_name": "x" * 51},
        {"sender_address": "pendek"},
        {"sender_phone": "+6281298765432"},
        {"sender_addr_id": 14910},
        {"sender_addr_id": "1"},
        {"pickup_via": "3"},
        {"order_type": 0},
        {"items": []},
        {"items": "x"},
    ],
)
def test_a_malformed_order_is_refused(sandbox: Sandbox, http: requests.Session, change: dict[str, Any]) -> None:
    answer = http.post(f"{sandbox.boscod.url}/v1/order", json={**ORDER, **change})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, list(change))
    assert sandbox.boscod.depot.listed() == []


@pytest.mark.parametrize(
    "change",
    [
        {"receiver_name": None},
        {"receiver_phone": "12345678"},
        {"receiver_address": "x" * 201},
        {"receiver_addr_id": 14915},
        {"service_code": "nope"},
        {"item_value": -1},
        {"insurance": 2},
    ],
)
def test_a_malformed_item_is_refused(sandbox: Sandbox, http: requests.Session, change: dict[str, Any]) -> None:
    answer = http.post(f"{sandbox.boscod.url}/v1/order", json={**ORDER, "items": [{**ITEM, **change}]})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [f"items[0].{next(iter(change))}"])


@pytest.mark.parametrize("body", [b"[]", b"{", b""])
def test_an_order_must_be_an_object(sandbox: Sandbox, http: requests.Session, body: bytes) -> None:
    assert http.post(f"{sandbox.boscod.url}/v1/order", data=body).status_code == 400


def test_a_parcel_is_cancelled_while_it_waits_for_its_pickup(
    sandbox: Sandbox, http: requests.Session, receiver: Any
) -> None:
    sandbox.boscod.depot.set_webhook(receiver.url)
    order_no = book(http, sandbox)
    body = {"order_numbers": [order_no], "reason": "stok habis"}
    answer = http.post(f"{sandbox.boscod.url}/v1/order/cancel", json=body)

    assert (answer.status_code, answer.json()["cancelled"]) == (200, [order_no])
    assert sandbox.settle()
    assert pushed(receiver)[-1]["status"] == "4"
    assert http.post(f"{sandbox.boscod.url}/v1/order/cancel", json=body).status_code == 400


def test_a_parcel_that_was_assigned_is_not_cancelled(sandbox: Sandbox, http: requests.Session) -> None:
    order_no = book(http, sandbox)
    advance(http, sandbox, order_no)
    body = {"order_numbers": [order_no], "reason": "stok habis"}
    assert http.post(f"{sandbox.boscod.url}/v1/order/cancel", json=body).status_code == 400


def test_cancelling_refuses_what_is_unknown_or_anothers(sandbox: Sandbox, http: requests.Session) -> None:
    url = f"{sandbox.boscod.url}/v1/order/cancel"
    order_no = book(http, sandbox)
    assert http.post(url, json={"order_numbers": ["BCD1"], "reason": "x"}).status_code == 404
    assert http.post(url, json={"order_numbers": [order_no]}).status_code == 400
    assert http.post(url, json={"order_numbers": [], "reason": "x"}).status_code == 400
    http.headers["Authorization"] = "Bearer another"
    assert http.post(url, json={"order_numbers": [order_no], "reason": "x"}).status_code == 403


def test_a_parcel_is_tracked_from_pickup_to_delivery(sandbox: Sandbox, http: requests.Session) -> None:
    order_no = book(http, sandbox)
    assert advance(http, sandbox, order_no, "delivered").json()["step"] == "delivered"
    tracked = http.get(f"{sandbox.boscod.url}/v1/order/tracking/{order_no}").json()

    assert tracked["last_status"] == "2"
    notes = [scan["note"] for scan in tracked["history"]]
    assert notes[:6] == [
        "POD scan",
        "Delivery scan",
        "Unloading scan",
        "Arrival Scan",
        "Sending scan",
        "Loading scan",
    ]
    times = [scan["update_on"] for scan in tracked["history"]]
    assert times == sorted(set(times), reverse=True)
    assert tracked["last_update"] == times[0]
    assert set(tracked["history"][0]) == {"note", "description", "branch", "update_on", "status", "pod_photo"}
    assert tracked["history"][1]["pod_photo"] is None
    assert http.get(tracked["history"][0]["pod_photo"]).content.startswith(b"\x89PNG")


def test_every_step_is_pushed_in_its_order(sandbox: Sandbox, http: requests.Session, receiver: Any) -> None:
    sandbox.boscod.depot.set_webhook(receiver.url, secret="shared")
    order_no = book(http, sandbox)
    advance(http, sandbox, order_no, "returned")
    assert sandbox.settle()

    events = pushed(receiver)
    assert [event["event"] for event in events].count("awb") == 1
    assert events[0]["event"] == "awb"
    assert [event["status"] for event in events[1:]][-2:] == ["9", "3"]
    times = [event["update_on"] for event in events[1:]]
    assert times == sorted(set(times))
    for received in receiver.received:
        proof = hmac.new(b"shared", received.body, hashlib.sha256).hexdigest()
        assert received.headers["X-Boscod-Signature"] == f"sha256={proof}"


def test_each_account_has_its_own_webhook(sandbox: Sandbox, http: requests.Session, receiver: Any) -> None:
    sandbox.boscod.depot.set_webhook(f"{receiver.url}/all")
    for token, path in (("one", "one"), ("two", "all")):
        if token == path:
            setting = {"url": f"{receiver.url}/{path}", "token": token}
            http.put(f"{sandbox.boscod.url}/sandbox/webhook", json=setting)
        http.headers["Authorization"] = f"Bearer {token}"
        book(http, sandbox)
    assert sandbox.settle()
    assert sorted(received.path for received in receiver.received) == ["/hooks/all", "/hooks/one"]


def test_an_address_may_depend_on_the_parcel(http: requests.Session, receiver: Any) -> None:
    with Sandbox(boscod_webhook=lambda parcel: f"{receiver.url}/{parcel['order_code']}") as sandbox:
        book(http, sandbox)
        assert sandbox.settle()
    assert [received.path for received in receiver.received] == ["/hooks/kopisiti-INV0822"]


@pytest.mark.parametrize(
    ("goal", "status"), [("attempt_failed", "8"), ("refused", "11"), ("lost", "10"), ("returned", "3")]
)
def test_a_parcel_can_go_astray(sandbox: Sandbox, http: requests.Session, goal: str, status: str) -> None:
    order_no = book(http, sandbox)
    assert advance(http, sandbox, order_no, goal).json()["last_status"] == status


def test_a_delivered_parcel_goes_no_farther_by_itself_but_can_be_corrected(
    sandbox: Sandbox, http: requests.Session
) -> None:
    order_no = book(http, sandbox)
    advance(http, sandbox, order_no, "delivered")
    assert advance(http, sandbox, order_no).status_code == 409
    assert advance(http, sandbox, order_no, "returning").json()["step"] == "returning"
    assert advance(http, sandbox, order_no, "delivered").status_code == 409


def test_hurrying_needs_a_parcel_and_a_known_step(sandbox: Sandbox, http: requests.Session) -> None:
    assert advance(http, sandbox, "BCD1").status_code == 404
    assert advance(http, sandbox, "BCD1", "the moon").status_code == 400


def test_tracking_and_detail_know_their_own_parcels_only(sandbox: Sandbox, http: requests.Session) -> None:
    order_no = book(http, sandbox)
    for path in ("tracking", "detail"):
        assert http.get(f"{sandbox.boscod.url}/v1/order/{path}/{order_no}").status_code == 200
        assert http.get(f"{sandbox.boscod.url}/v1/order/{path}/BCD1").status_code == 404
    listed = http.get(f"{sandbox.boscod.url}/sandbox/parcels").json()["parcels"]
    assert [parcel["order_no"] for parcel in listed] == [order_no]
    http.headers["Authorization"] = "Bearer another"
    assert http.get(f"{sandbox.boscod.url}/v1/order/tracking/{order_no}").status_code == 403


def test_with_a_pace_a_parcel_lives_by_itself(http: requests.Session) -> None:
    twin = Boscod(pace=0.01).start()
    try:
        http.post(f"{twin.url}/v1/order", json=ORDER)
        assert twin.agenda.drain()
        assert [parcel["step"] for parcel in twin.depot.listed()] == ["delivered"]
    finally:
        twin.stop()


@pytest.mark.parametrize("body", [{}, {"url": "ftp://x"}, {"url": "http://x", "secret": 1}])
def test_a_webhook_must_be_an_address(sandbox: Sandbox, http: requests.Session, body: dict[str, Any]) -> None:
    assert http.put(f"{sandbox.boscod.url}/sandbox/webhook", json=body).status_code == 400
