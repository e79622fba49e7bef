"""The sandbox as a whole: starting, stopping, its records, and many callers at once."""

import json
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from bosonline.sandbox import Boscod, Sandbox, WhatsApp

TOKEN = {"Authorization": "Bearer a-token"}


def own_threads() -> set[threading.Thread]:
    return {thread for thread in threading.enumerate() if thread.name.startswith("sandbox")}


def test_stopping_leaves_no_thread_behind() -> None:
    before = own_threads()
    with Sandbox(boscod_webhook="http://127.0.0.1:9/away", pace=30) as sandbox, requests.Session() as session:
        for twin in sandbox.twins:
            assert session.get(f"{twin.url}/sandbox").json()["party"] == twin.name
        assert len(own_threads() - before) >= 3
        sandbox.boscod.agenda.after(60, lambda: None)
    assert own_threads() <= before


def test_stopping_ends_slow_calls_and_open_streams() -> None:
    sandbox = Sandbox().start()
    sandbox.boscod.faults.add("slow", seconds=60)
    with ThreadPoolExecutor(1) as pool:
        call = pool.submit(requests.get, f"{sandbox.boscod.url}/v1/address/provinces", headers=TOKEN, timeout=30)
        while not sandbox.boscod.faults.listed()[0]["hits"]:
            time.sleep(0.01)
        begun = time.monotonic()
        sandbox.stop()
        assert time.monotonic() - begun < 5
        assert isinstance(call.exception(timeout=30), requests.ConnectionError)


def test_stopping_twice_and_before_the_start_is_harmless() -> None:
    sandbox = Sandbox()
    sandbox.stop()
    sandbox.start().start()
    sandbox.stop()
    sandbox.stop()


def test_a_twin_that_was_away_comes_back_on_its_port() -> None:
    with Sandbox() as sandbox:
        url = sandbox.boscod.url
        sandbox.boscod.stop()
        with pytest.raises(requests.ConnectionError):
            requests.get(f"{url}/sandbox", timeout=30)
        sandbox.boscod.start()
        assert requests.get(f"{url}/sandbox", timeout=30).status_code == 200


def test_the_foreground_ends_when_it_is_stopped() -> None:
    sandbox, lines = Sandbox(), list[str]()
    thread = threading.Thread(target=sandbox.serve_forever, args=(lines.append,))
    thread.start()
    while len(lines) < 3:
        time.sleep(0.01)
    assert [line.split()[0] for line in lines] == ["whatsapp", "boscod", "winpay"]
    assert requests.get(lines[1].split()[1] + "/sandbox", timeout=30).status_code == 200
    sandbox.stop()
    thread.join(30)
    assert not thread.is_alive()


def test_an_action_that_fails_does_not_end_the_others(caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> None:
        raise LookupError

    with Sandbox() as sandbox:
        done = threading.Event()
        sandbox.boscod.agenda.after(0, fail)
        sandbox.boscod.agenda.after(0, done.set)
        assert sandbox.settle()
    assert done.is_set()
    assert "failed" in caplog.text


def test_an_address_that_cannot_be_had_is_the_partys_own_error(http: requests.Session) -> None:
    def nowhere(_: object) -> str:
        raise LookupError

    with Sandbox(boscod_webhook=nowhere) as sandbox:
        item = {"receiver_name": "Siti", "receiver_phone": "081234567890", "receiver_address": "Jl. Kebon Sirih 12"}
        body = {"order_code": "a-1", "sender_name": "Kopi", "sender_addr_id": "14910", "sender_phone": "081298765432"}
        body |= {"sender_address": "Jl. Merdeka 1", "pickup_via": "0", "order_type": "0"}
        items = [{**item, "receiver_addr_id": "14910", "service_code": "03"}]
        made = http.post(f"{sandbox.boscod.url}/v1/order", json={**body, "items": items}).json()
        cancel = {"order_numbers": [made["data"][0]["order_no"]], "reason": "x"}
        answer = http.post(f"{sandbox.boscod.url}/v1/order/cancel", json=cancel)
    assert (answer.status_code, answer.json()) == (500, {"message": "Internal Server Error"})


def test_a_port_that_is_taken_is_an_error_and_starts_nothing() -> None:
    before = own_threads()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        sandbox = Sandbox(winpay_port=taken.getsockname()[1])
        with pytest.raises(OSError, match="in use"):
            sandbox.start()
    assert own_threads() <= before


def test_twins_stay_on_this_machine() -> None:
    with pytest.raises(ValueError, match="loopback"):
        WhatsApp(host="10.0.0.1")
    with pytest.raises(RuntimeError, match="not been started"):
        assert Boscod().url


def test_what_was_asked_is_recorded_without_tokens(sandbox: Sandbox, http: requests.Session) -> None:
    sandbox.boscod.faults.add("status", times=1)
    for _ in range(2):
        http.get(f"{sandbox.boscod.url}/v1/address/provinces", params={"limit": 1})
    http.get(f"{sandbox.boscod.url}/nowhere")

    recorded = http.get(f"{sandbox.boscod.url}/sandbox/requests").json()["requests"]
    assert [(entry["call"], entry["faults"], entry["status"]) for entry in recorded] == [
        ("provinces", ["status"], 503),
        ("provinces", [], 200),
        (None, [], 404),
    ]
    assert "a-token" not in json.dumps(recorded)
    assert sandbox.boscod.count("provinces") == 2
    http.delete(f"{sandbox.boscod.url}/sandbox/state")
    assert sandbox.boscod.count("provinces") == 0


def test_a_wrong_method_says_which_is_right(sandbox: Sandbox, http: requests.Session) -> None:
    answer = http.delete(f"{sandbox.whatsapp.url}/messages")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")


def test_control_calls_take_objects_only(sandbox: Sandbox, http: requests.Session) -> None:
    assert http.put(f"{sandbox.boscod.url}/sandbox/faults", data=b"[]").status_code == 400


def test_one_connection_serves_many_calls(sandbox: Sandbox) -> None:
    head = b"GET /sandbox HTTP/1.1\r\nHost: x\r\n\r\n"
    with socket.create_connection(("127.0.0.1", int(sandbox.boscod.url.rpartition(":")[2])), timeout=30) as connection:
        for _ in range(3):
            connection.sendall(head)
            assert connection.recv(1 << 16).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"Content-Length: 99999999\r\n", b"413"),
        (b"Content-Length: -1\r\n", b"411"),
        (b"Transfer-Encoding: chunked\r\n", b"411"),
    ],
)
def test_bodies_that_cannot_be_read_are_refused(sandbox: Sandbox, head: bytes, status: bytes) -> None:
    with socket.create_connection(("127.0.0.1", int(sandbox.boscod.url.rpartition(":")[2])), timeout=30) as connection:
        connection.sendall(b"POST /v1/order HTTP/1.1\r\nHost: x\r\n" + head + b"\r\n")
        assert connection.recv(64).split()[1] == status


def test_many_callers_at_once_are_all_served(sandbox: Sandbox) -> None:
    def send(number: int) -> int:
        # Ten callers share each id: one message, nine repeats.
        body = {"id": str(number % 20), "to": "6281234567890", "text": "Halo"}
        answer = requests.post(f"{sandbox.whatsapp.url}/messages", json=body, headers=TOKEN, timeout=30)
        return answer.status_code

    with ThreadPoolExecutor(32) as pool:
        statuses = list(pool.map(send, range(200)))
    assert (statuses.count(201), statuses.count(200)) == (20, 180)
    assert [message["attempts"] for message in sandbox.whatsapp.sent()] == [10] * 20
