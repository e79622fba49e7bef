"""The twins on free ports, and a receiver for what they call back."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from bosonline.sandbox import Sandbox

HookAnswer = tuple[int, bytes]


@dataclass(frozen=True)
class Received:
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """Takes callbacks; ``answers`` are given first, one each, then ``answer``."""

    url: str
    received: list[Received] = field(default_factory=list)
    answers: list[HookAnswer] = field(default_factory=list)
    answer: HookAnswer = (200, b'{"responseCode": "2002500", "responseMessage": "Successful"}')
    verify_token: str = "verify-me"

    def take(self, received: Received) -> HookAnswer:
        self.received.append(received)
        return self.answers.pop(0) if self.answers else self.answer


class _Server(ThreadingHTTPServer):
    receiver: Receiver


class _Hook(BaseHTTPRequestHandler):
    server: _Server

    def log_message(self, *_: Any) -> None:
        pass

    def do_GET(self) -> None:
        asked = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        known = asked.get("hub.verify_token") == self.server.receiver.verify_token
        self._answer(200 if known else 403, asked.get("hub.challenge", "").encode() if known else b"")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self._answer(*self.server.receiver.take(Received(self.path, dict(self.headers.items()), body)))

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture(scope="module")
def running() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running: Sandbox) -> Iterator[Sandbox]:
    """The twins as new."""
    yield running
    running.forget()
    running.boscod.depot.set_webhook(None)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    server = _Server(("127.0.0.1", 0), _Hook)
    server.receiver = Receiver(url=f"http://127.0.0.1:{server.server_address[1]}/hooks")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server.receiver
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def http() -> Iterator[requests.Session]:
    """A caller that is known to every party."""
    with requests.Session() as session:
        session.trust_env = False
        session.headers["Authorization"] = "Bearer a-token"
        yield session


@pytest.fixture
def set_faults(http: requests.Session) -> Callable[..., None]:
    def put(url: str, *faults: dict[str, Any]) -> None:
        assert http.put(f"{url}/sandbox/faults", json={"faults": list(faults)}).status_code == 200

    return put
