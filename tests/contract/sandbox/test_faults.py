"""Every kind of fault, as an adapter would meet it."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
import requests

from bosonline.sandbox import Sandbox

GAMBIR = 14910
RATES: dict[str, Any] = {"origin_id": GAMBIR, "destination_id": GAMBIR, "weight": 1, "courier_code": "idx"}
STREAM: dict[str, Any] = {name: value for name, value in RATES.items() if name != "courier_code"}
MESSAGE = {"id": "attempt-1", "to": "6281234567890", "text": "Halo"}

SetFaults = Callable[..., None]


def provinces(http: requests.Session, sandbox: Sandbox, **options: Any) -> requests.Response:
    return http.get(f"{sandbox.boscod.url}/v1/address/provinces", **options)


def send(http: requests.Session, sandbox: Sandbox, **options: Any) -> requests.Response:
    return http.post(f"{sandbox.whatsapp.url}/messages", json=MESSAGE, **options)


def test_faults_are_set_read_and_cleared(sandbox: Sandbox, http: requests.Session, set_faults: SetFaults) -> None:
    url = f"{sandbox.boscod.url}/sandbox/faults"
    set_faults(sandbox.boscod.url, {"kind": "status", "status": 500, "call": "provinces", "times": 2})
    statuses = [provinces(http, sandbox).status_code for _ in range(3)]

    assert statuses == [500, 500, 200]
    (listed,) = http.get(url).json()["faults"]
    assert (listed["kind"], listed["times"], listed["hits"]) == ("status", 2, 2)
    assert http.delete(url).json() == {"faults": []}


def test_a_single_fault_may_stand_without_its_list(sandbox: Sandbox, http: requests.Session) -> None:
    assert http.put(f"{sandbox.boscod.url}/sandbox/faults", json={"kind": "drop"}).status_code == 200
    with pytest.raises(requests.ConnectionError):
        provinces(http, sandbox)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"faults": {}},
        {"faults": ["slow"]},
        {"faults": [{}]},
        {"faults": [{"kind": "earthquake"}]},
        {"faults": [{"kind": "slow", "call": "create_va"}]},
        {"faults": [{"kind": "slow", "seconds": "3"}]},
        {"faults": [{"kind": "slow", "times": 0}]},
        {"faults": [{"kind": "status", "status": 200}]},
        {"faults": [{"kind": "rubbish", "form": "slow"}]},
        {"faults": [{"kind": "slow", "colour": "red"}]},
    ],
)
def test_a_fault_that_nobody_understands_is_refused_and_sets_nothing(
    sandbox: Sandbox, http: requests.Session, body: dict[str, Any]
) -> None:
    sandbox.boscod.faults.add("slow", seconds=0.01)
    assert http.put(f"{sandbox.boscod.url}/sandbox/faults", json=body).status_code == 400
    assert len(sandbox.boscod.faults.listed()) == 1


def test_only_boscod_has_couriers(sandbox: Sandbox, http: requests.Session) -> None:
    body = {"faults": [{"kind": "courier", "courier": "sap"}]}
    assert http.put(f"{sandbox.boscod.url}/sandbox/faults", json=body).status_code == 200
    assert http.put(f"{sandbox.winpay.url}/sandbox/faults", json=body).status_code == 400


def test_faults_play_in_their_order_and_delays_add_up(
    sandbox: Sandbox, http: requests.Session, set_faults: SetFaults
) -> None:
    set_faults(
        sandbox.boscod.url,
        {"kind": "slow", "seconds": 0.05},
        {"kind": "slow", "seconds": 0.05, "after": True},
        {"kind": "status", "status": 429, "times": 1, "retry_after": 7},
        {"kind": "status", "status": 502, "times": 1},
    )
    begun = time.monotonic()
    answers = [provinces(http, sandbox) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [429, 502, 200]
    assert answers[0].headers["Retry-After"] == "7"
    assert time.monotonic() - begun >= 0.25


def test_a_slow_party_is_slower_than_the_caller_waits(
    sandbox: Sandbox, http: requests.Session, set_faults: SetFaults
) -> None:
    set_faults(sandbox.boscod.url, {"kind": "slow", "seconds": 5, "times": 1})
    with pytest.raises(requests.ReadTimeout):
        provinces(http, sandbox, timeout=0.1)
    assert provinces(http, sandbox, timeout=20).status_code == 200


def test_a_trickle_never_pauses_long_but_takes_its_time(
    sandbox: Sandbox, http: requests.Session, set_faults: SetFaults
) -> None:
    set_faults(sandbox.boscod.url, {"kind": "trickle", "seconds": 1.2})
    begun = time.monotonic()
    assert provinces(http, sandbox, timeout=1).json()["total"] == 34
    assert time.monotonic() - begun >= 1.2


@pytest.mark.parametrize(("form", "parses"), [("html", False), ("text", False), ("empty", False), ("json", True)])
def test_rubbish_comes_with_a_good_status(
    sandbox: Sandbox, http: requests.Session, set_faults: SetFaults, form: str, parses: bool
) -> None:
    set_faults(sandbox.boscod.url, {"kind": "rubbish", "form": form})
    answer = provinces(http, sandbox)

    assert answer.status_code == 200
    if parses:
        assert answer.json() == ["rubbish", 42]
    else:
        with pytest.raises(json.JSONDecodeError):
            json.loads(answer.text)


def test_a_huge_body_does_not_end_soon(sandbox: Sandbox, http: requests.Session, set_faults: SetFaults) -> None:
    set_faults(sandbox.boscod.url, {"kind": "rubbish", "form": "huge"})
    with provinces(http, sandbox, stream=True) as answer:
        assert sum(len(piece) for piece, _ in zip(answer.iter_content(1 << 16), range(64), strict=False)) >= 60 << 16


def test_half_a_body_is_noticed(sandbox: Sandbox, http: requests.Session, set_faults: SetFaults) -> None:
    set_faults(sandbox.boscod.url, {"kind": "half"})
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        provinces(http, sandbox)


def test_a_dropped_connection_leaves_no_answer_and_no_effect(
    sandbox: Sandbox, http: requests.Session, set_faults: SetFaults
) -> None:
    set_faults(sandbox.whatsapp.url, {"kind": "drop"})
    with pytest.raises(requests.ConnectionError):
        send(http, sandbox)
    assert sandbox.whatsapp.sent() == []


def test_a_connection_may_be_reset(sandbox: Sandbox, http: requests.Session, set_faults: SetFaults) -> None:
    set_faults(sandbox.boscod.url, {"kind": "drop", "form": "reset"})
    with pytest.raises(requests.ConnectionError, match="Connection reset by peer"):
        provinces(http, sandbox)


def test_members_may_be_of_no_use(sandbox: Sandbox, http: requests.Session, set_faults: SetFaults) -> None:
    set_faults(sandbox.boscod.url, {"kind": "rubbish", "form": "members"})
    answer = provinces(http, sandbox).json()
    assert (answer["total"], answer["data"]) == (1, [{"id": "x", "name": 7}])


@pytest.mark.parametrize("kind", ["drop", "status", "rubbish", "half"])
def test_after_its_work_a_party_may_still_fail(
    sandbox: Sandbox, http: requests.Session, set_faults: SetFaults, kind: str
) -> None:
    set_faults(sandbox.whatsapp.url, {"kind": kind, "after": True, "times": 1})
    try:
        failed = send(http, sandbox)
        assert failed.status_code != 201 or kind == "rubbish"
    except requests.RequestException:
        assert kind in ("drop", "half")
    assert [message["attempts"] for message in sandbox.whatsapp.sent()] == [1]
    assert send(http, sandbox).json()["duplicate"] is True


def test_a_redirect_leads_nowhere(sandbox: Sandbox, http: requests.Session, set_faults: SetFaults) -> None:
    set_faults(sandbox.boscod.url, {"kind": "redirect"})
    answer = provinces(http, sandbox, allow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{sandbox.boscod.url}/elsewhere")


def test_errors_are_worded_as_the_party_would(sandbox: Sandbox, http: requests.Session) -> None:
    for twin in (sandbox.whatsapp, sandbox.boscod, sandbox.winpay):
        twin.faults.add("status", status=503)
    assert set(provinces(http, sandbox).json()) == {"message"}
    assert set(send(http, sandbox).json()) == {"error"}
    meta = http.post(f"{sandbox.whatsapp.url}/v21.0/1/messages", json={})
    assert meta.json()["error"]["type"] == "GraphMethodException"
    snap = http.post(f"{sandbox.winpay.url}/v1.0/qr/qr-mpm-generate", json={})
    assert (snap.status_code, snap.json()["responseCode"]) == (503, "5034700")


def test_a_fault_of_one_call_leaves_the_others_alone(
    sandbox: Sandbox, http: requests.Session, set_faults: SetFaults
) -> None:
    set_faults(sandbox.boscod.url, {"kind": "status", "call": "rates"})
    assert provinces(http, sandbox).status_code == 200
    assert http.get(f"{sandbox.boscod.url}/v1/courier/rates", params=RATES).status_code == 503


# -- couriers


@pytest.mark.parametrize(("form", "status"), [("error", 502), ("empty", 200)])
def test_one_courier_fails_and_the_others_do_not(
    sandbox: Sandbox, http: requests.Session, set_faults: SetFaults, form: str, status: int
) -> None:
    set_faults(sandbox.boscod.url, {"kind": "courier", "courier": "idx", "form": form})
    url = f"{sandbox.boscod.url}/v1/courier/rates"
    failed = http.get(url, params=RATES)

    assert failed.status_code == status
    assert form == "error" or failed.json() == []
    assert http.get(url, params={**RATES, "courier_code": "jnt"}).json()


def test_a_slow_courier_keeps_its_own_rates_only(
    sandbox: Sandbox, http: requests.Session, set_faults: SetFaults
) -> None:
    set_faults(sandbox.boscod.url, {"kind": "courier", "courier": "idx", "form": "slow", "seconds": 0.3})
    begun = time.monotonic()
    assert http.get(f"{sandbox.boscod.url}/v1/courier/rates", params=RATES).json()
    assert time.monotonic() - begun >= 0.3


def streamed(http: requests.Session, sandbox: Sandbox) -> list[str]:
    with http.get(f"{sandbox.boscod.url}/v1/courier/rates_stream", params=STREAM, stream=True) as answer:
        lines = [line.decode() for line in answer.iter_lines() if line]
    return [json.loads(line.removeprefix("data: "))["rates"][0]["courier_code"] for line in lines]


def test_in_the_stream_a_failed_courier_is_missing_and_a_slow_one_last(
    sandbox: Sandbox, http: requests.Session, set_faults: SetFaults
) -> None:
    set_faults(
        sandbox.boscod.url,
        {"kind": "courier", "courier": "idx", "form": "slow", "seconds": 0.3},
        {"kind": "courier", "courier": "jnt"},
    )
    assert streamed(http, sandbox) == ["sap", "lion", "ninja", "idx"]


def test_half_a_stream_breaks_off_inside_an_event(
    sandbox: Sandbox, http: requests.Session, set_faults: SetFaults
) -> None:
    set_faults(sandbox.boscod.url, {"kind": "half", "call": "rates_stream"})
    with http.get(f"{sandbox.boscod.url}/v1/courier/rates_stream", params=STREAM, stream=True) as answer:
        lines = answer.iter_lines(chunk_size=1)
        assert json.loads(next(lines).removeprefix(b"data: "))["total_rates"] == 1
        with pytest.raises(requests.exceptions.ChunkedEncodingError):
            list(lines)


# -- callbacks


def pushed(receiver: Any) -> list[str]:
    """The states that arrived, in the order of their arrival."""
    statuses = [json.loads(received.body) for received in receiver.received]
    return [f"{event['event']}:{event['status']}" for event in statuses]


@pytest.fixture
def parcel(sandbox: Sandbox, http: requests.Session, receiver: Any) -> str:
    """A parcel whose waybill has been pushed already."""
    sandbox.boscod.depot.set_webhook(receiver.url)
    item = {
        "receiver_name": "Siti",
        "receiver_phone": "081234567890",
        "receiver_address": "Jl. Kebon Sirih 12",
        "receiver_addr_id": "14915",
        "service_code": "03",
    }
    body = {
        "order_code": "kopisiti-INV0822",
        "sender_name": "Kopi Siti",
        "sender_addr_id": "14910",
        "sender_address": "Jl. Medan Merdeka 1",
        "sender_phone": "6281298765432",
        "pickup_via": "0",
        "order_type": "0",
        "items": [item],
    }
    order_no = http.post(f"{sandbox.boscod.url}/v1/order", json=body).json()["data"][0]["order_no"]
    assert sandbox.settle()
    receiver.received.clear()
    return str(order_no)


def test_a_callback_comes_twice(sandbox: Sandbox, parcel: str, receiver: Any) -> None:
    sandbox.boscod.faults.add("callback-duplicate", call="status", copies=2, times=1)
    sandbox.boscod.depot.advance(parcel)
    sandbox.boscod.depot.advance(parcel)
    assert sandbox.settle()
    assert pushed(receiver) == ["status:5", "status:5", "status:5", "status:6"]


def test_a_callback_comes_late(sandbox: Sandbox, parcel: str, receiver: Any) -> None:
    sandbox.boscod.faults.add("callback-late", seconds=0.3, times=1)
    begun = time.monotonic()
    sandbox.boscod.depot.advance(parcel)
    assert sandbox.settle()
    assert time.monotonic() - begun >= 0.3
    assert pushed(receiver) == ["status:5"]


def test_a_late_callback_is_overtaken(sandbox: Sandbox, parcel: str, receiver: Any) -> None:
    sandbox.boscod.faults.add("callback-late", seconds=0.3, times=1)
    sandbox.boscod.depot.advance(parcel)
    sandbox.boscod.depot.advance(parcel)
    assert sandbox.settle()
    assert pushed(receiver) == ["status:6", "status:5"]


def test_a_callback_comes_behind_the_next(sandbox: Sandbox, parcel: str, receiver: Any) -> None:
    sandbox.boscod.faults.add("callback-reorder", seconds=5, times=1)
    begun = time.monotonic()
    sandbox.boscod.depot.advance(parcel)
    sandbox.boscod.depot.advance(parcel)
    while len(receiver.received) < 2 and time.monotonic() - begun < 4:
        time.sleep(0.01)
    assert pushed(receiver) == ["status:6", "status:5"]


def test_a_held_callback_goes_alone_when_no_other_comes(sandbox: Sandbox, parcel: str, receiver: Any) -> None:
    sandbox.boscod.faults.add("callback-reorder", seconds=0.2)
    sandbox.boscod.depot.advance(parcel)
    assert sandbox.settle()
    assert pushed(receiver) == ["status:5"]


def test_a_callback_is_lost(sandbox: Sandbox, http: requests.Session, parcel: str, receiver: Any) -> None:
    sandbox.boscod.faults.add("callback-lost", times=1)
    sandbox.boscod.depot.advance(parcel)
    assert sandbox.settle()
    assert pushed(receiver) == []
    listed = http.get(f"{sandbox.boscod.url}/sandbox/callbacks").json()["callbacks"]
    assert listed[-1]["state"] == "lost"


def test_a_callback_is_given_up_and_can_be_sent_again(
    sandbox: Sandbox, http: requests.Session, parcel: str, receiver: Any
) -> None:
    receiver.answers = [(503, b"")] * 3
    sandbox.boscod.depot.advance(parcel)
    assert sandbox.settle()
    url = f"{sandbox.boscod.url}/sandbox/callbacks"
    listed = http.get(url).json()["callbacks"][-1]
    assert (listed["state"], len(listed["attempts"])) == ("failed", 3)

    assert http.post(f"{url}/{listed['id']}/again").status_code == 202
    assert sandbox.settle()
    assert http.get(url).json()["callbacks"][-1]["state"] == "delivered"
    assert http.post(f"{url}/99999/again").status_code == 404


def test_a_receiver_that_is_away_is_noted(sandbox: Sandbox, http: requests.Session, parcel: str) -> None:
    sandbox.boscod.depot.set_webhook("http://127.0.0.1:9/away")
    sandbox.boscod.depot.advance(parcel)
    assert sandbox.settle()
    listed = http.get(f"{sandbox.boscod.url}/sandbox/callbacks").json()["callbacks"][-1]
    assert listed["attempts"][0]["error"] == "ConnectionError"
