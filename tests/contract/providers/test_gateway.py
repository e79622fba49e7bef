"""The gateway messenger against the WhatsApp twin: what it says of a message is what became of it."""

import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from bosonline.adapters.outbound.http import HttpClient, Limits
from bosonline.adapters.outbound.whatsapp.gateway import GatewayMessenger
from bosonline.application.ordering.messaging import MessageRefused, MessengerDown, MessengerSilent
from bosonline.domain.phone import Phone
from bosonline.sandbox import WhatsApp

BUDI = Phone("+6281311112222")
TEXT = "Halo Kak Budi 🙏\n*Rp1.000*"
TOKEN = "secret"
PATIENT = Limits(connect=20, read=20, deadline=40, body=4096)
QUICK = Limits(connect=20, read=0.4, deadline=0.8, body=4096)
"""For parties that are slower than anybody waits."""


@pytest.fixture
def twin() -> Iterator[WhatsApp]:
    twin = WhatsApp(tokens={"secret"}).start()
    yield twin
    twin.stop()


def messenger(
    twin: WhatsApp, token: str = TOKEN, fail_max: int = 5, reset_timeout: float = 30, limits: Limits = PATIENT
) -> GatewayMessenger:
    return GatewayMessenger(
        url=f"{twin.url}/messages",
        token=token,
        client=HttpClient(limits=limits),
        fail_max=fail_max,
        reset_timeout=reset_timeout,
    )


def send(gateway: GatewayMessenger, number: str = "1-INV0001-1", text: str = TEXT) -> str:
    return gateway.send(message_id=number, to=BUDI, text=text)


def test_a_message_arrives_as_it_was_written(twin: WhatsApp) -> None:
    assert send(messenger(twin)) == "1-INV0001-1"

    (message,) = twin.sent()
    assert (message["id"], message["to"], message["text"]) == ("1-INV0001-1", "6281311112222", TEXT)


@pytest.mark.parametrize("status", [500, 502, 503, 429])
def test_a_gateway_in_trouble_is_down(twin: WhatsApp, status: int) -> None:
    twin.faults.add("status", status=status, retry_after=17)

    with pytest.raises(MessengerDown) as refusal:
        send(messenger(twin))

    assert not isinstance(refusal.value, MessageRefused)
    assert refusal.value.facts["retry_after"] == 17
    assert twin.sent() == []
    assert twin.count("generic") == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422])
def test_a_message_that_is_refused_was_not_sent(twin: WhatsApp, status: int) -> None:
    twin.faults.add("status", status=status)

    with pytest.raises(MessageRefused):
        send(messenger(twin))

    assert twin.count("generic") == 1


def test_a_wrong_token_is_refused(twin: WhatsApp) -> None:
    with pytest.raises(MessageRefused):
        send(messenger(twin, token="another"))
    assert twin.sent() == []


def test_redirects_are_not_followed(twin: WhatsApp) -> None:
    twin.faults.add("redirect")

    with pytest.raises(MessageRefused):
        send(messenger(twin))

    assert twin.sent() == []


@pytest.mark.parametrize("form", ["html", "json", "text", "empty", "huge"])
def test_an_answer_that_cannot_be_believed_leaves_the_fate_unknown(twin: WhatsApp, form: str) -> None:
    twin.faults.add("rubbish", form=form, after=True)

    with pytest.raises(MessengerSilent):
        send(messenger(twin))

    assert len(twin.sent()) == 1


@pytest.mark.parametrize("kind", ["drop", "half"])
def test_a_connection_that_breaks_leaves_the_fate_unknown(twin: WhatsApp, kind: str) -> None:
    twin.faults.add(kind, after=True)

    with pytest.raises(MessengerSilent):
        send(messenger(twin))

    assert twin.count("generic") == 1


def test_a_slow_answer_leaves_the_fate_unknown(twin: WhatsApp) -> None:
    twin.faults.add("slow", seconds=3, after=True)
    began = time.monotonic()

    with pytest.raises(MessengerSilent):
        send(messenger(twin, limits=QUICK))

    assert time.monotonic() - began < 3


def test_an_answer_in_drops_ends_at_the_deadline(twin: WhatsApp) -> None:
    twin.faults.add("trickle", seconds=6)
    began = time.monotonic()

    with pytest.raises(MessengerSilent):
        send(messenger(twin, limits=QUICK))

    assert time.monotonic() - began < 6


def test_headers_in_drops_end_at_the_deadline() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/messages"
        dropper = threading.Thread(target=_drop_headers, args=(listener,), daemon=True)
        dropper.start()
        gateway = GatewayMessenger(url=url, token="secret", client=HttpClient(limits=QUICK))
        began = time.monotonic()

        with pytest.raises(MessengerSilent):
            send(gateway)

        assert time.monotonic() - began < 4
        dropper.join(timeout=20)


def _drop_headers(listener: socket.socket) -> None:
    connection, _ = listener.accept()
    with connection:
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        for number in range(40):
            try:
                connection.sendall(b"X-Header-%d: x\r\n" % number)
            except OSError:
                return
            time.sleep(0.1)


def test_a_gateway_that_is_not_there_is_down() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/messages"
        gateway = GatewayMessenger(url=url, token="secret", client=HttpClient(limits=QUICK))

        with pytest.raises(MessengerDown):
            send(gateway)


def test_the_same_attempt_again_is_the_same_message(twin: WhatsApp) -> None:
    twin.faults.add("status", status=503, times=1, after=True)
    with pytest.raises(MessengerDown):
        send(messenger(twin))

    assert send(messenger(twin)) == "1-INV0001-1"
    assert len(twin.sent()) == 1


def test_the_same_attempt_with_another_text_was_sent_before(twin: WhatsApp) -> None:
    twin.faults.add("status", status=503, times=1, after=True)
    with pytest.raises(MessengerDown):
        send(messenger(twin))

    with pytest.raises(MessengerSilent):
        send(messenger(twin), text="another")
    assert [message["text"] for message in twin.sent()] != ["another"]


def test_a_gateway_in_trouble_is_left_alone_for_a_while(twin: WhatsApp) -> None:
    gateway = messenger(twin, fail_max=3, reset_timeout=2)
    twin.faults.add("status", status=503, times=3)
    for _ in range(5):
        with pytest.raises(MessengerDown):
            send(gateway)
    assert twin.count("generic") == 3

    time.sleep(2.05)
    assert send(gateway)


def test_the_silence_that_opens_the_circuit_comes_out_as_silence(twin: WhatsApp) -> None:
    gateway = messenger(twin, fail_max=2)
    twin.faults.add("drop", after=True)

    for _ in range(2):
        with pytest.raises(MessengerSilent):
            send(gateway)
    with pytest.raises(MessengerDown):
        send(gateway)
    assert twin.count("generic") == 2


def test_refused_messages_do_not_close_the_gateway_to_others(twin: WhatsApp) -> None:
    gateway = messenger(twin, fail_max=2)
    twin.faults.add("status", status=422, times=4)
    for _ in range(4):
        with pytest.raises(MessageRefused):
            send(gateway)

    assert send(gateway)


def test_slow_messages_do_not_queue_behind_each_other(twin: WhatsApp) -> None:
    twin.faults.add("slow", seconds=0.3)
    gateway = messenger(twin)
    began = time.monotonic()

    with ThreadPoolExecutor(8) as pool:
        sent = list(pool.map(lambda number: send(gateway, f"1-INV{number:04}-1"), range(8)))

    assert len(set(sent)) == 8
    assert time.monotonic() - began < 1.5


def test_no_proxy_is_taken_from_the_environment(twin: WhatsApp, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")

    assert send(messenger(twin))
