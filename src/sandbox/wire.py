"""HTTP on loopback: requests in, answers out, whole or broken."""

import json
import logging
import socket
import socketserver
import struct
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qsl, urlsplit

_log = logging.getLogger(__name__)

_LARGEST_BODY = 1 << 20
_IDLE_SECONDS = 60
_PIECES = 20

_AT_ONCE = struct.pack("ii", 1, 0)
"""A connection that is closed so is reset."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    args: Mapping[str, str] = field(default_factory=dict)

    @property
    def bearer(self) -> str | None:
        """The token of ``Authorization: Bearer <token>``."""
        scheme, _, token = self.headers.get("authorization", "").partition(" ")
        return token.strip() or None if scheme.lower() == "bearer" else None

    def json_object(self) -> dict[str, Any] | None:
        """The body where it is a JSON object, else None."""
        try:
            body = json.loads(self.body)
        except (ValueError, RecursionError):
            return None
        return body if isinstance(body, dict) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A status with a body, or with chunks that are sent as they come."""

    status: int = 200
    body: bytes = b""
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    chunks: Iterable[bytes] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer and how it goes over the wire: ``whole``, ``half`` or ``trickle`` (in pieces over some seconds)."""

    answer: Answer
    manner: str = "whole"
    seconds: float = 0.0


class Dropped(Exception):
    """The connection ends without an answer, in good order or reset."""

    def __init__(self, *, is_reset: bool = False) -> None:
        super().__init__()
        self.is_reset = is_reset


def json_answer(body: Any, status: int = 200, *, indent: int | None = None) -> Answer:
    return Answer(status=status, body=json.dumps(body, ensure_ascii=False, indent=indent).encode(errors="replace"))


class Listener(socketserver.ThreadingMixIn, socketserver.TCPServer):
    """A loopback port whose connections can all be hung up."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(
        self, *, host: str, port: int, name: str, reply: Callable[[Request], Reply], pause: Callable[[float], None]
    ) -> None:
        self._name = name
        self.reply = reply
        self.pause = pause
        self._open: dict[Any, threading.Thread] = {}
        self._open_lock = threading.Lock()
        super().__init__((host, port), _Conversation)
        self._thread = threading.Thread(
            target=self.serve_forever, kwargs={"poll_interval": 0.05}, name=f"sandbox-{name}", daemon=True
        )
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def close(self) -> None:
        """Take no more calls, end those under way, and wait until their threads are gone."""
        self.shutdown()
        self._thread.join()
        self.server_close()
        with self._open_lock:
            under_way = list(self._open.items())
        for connection, _ in under_way:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue
        for _, thread in under_way:
            thread.join()

    def process_request(self, request: Any, client_address: Any) -> None:
        thread = threading.Thread(
            target=self.process_request_thread,
            args=(request, client_address),
            name=f"sandbox-{self._name}-call",
            daemon=True,
        )
        with self._open_lock:
            self._open[request] = thread
        thread.start()

    def shutdown_request(self, request: Any) -> None:
        with self._open_lock:
            self._open.pop(request, None)
        if request.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER):
            # Not shut down before: the caller would see an end in good order.
            self.close_request(request)
        else:
            super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002  # as the base class has it
        # A caller that hangs up is part of the game; anything else is a fault of the twin itself.
        if not isinstance(sys.exception(), ConnectionError):
            _log.exception("a call to the %s twin failed", self._name)


class _Conversation(BaseHTTPRequestHandler):
    """One connection: its requests one after another."""

    server: Listener
    protocol_version = "HTTP/1.1"
    server_version = "sandbox"
    sys_version = ""
    timeout = _IDLE_SECONDS
    disable_nagle_algorithm = True
    wbufsize = -1

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the name is the base class's
        """Nothing: addresses and numbers of buyers stand in these lines."""

    def _converse(self) -> None:
        length = self.headers.get("Content-Length", "0")
        if "Transfer-Encoding" in self.headers or not length.isdecimal():
            self._refuse(411)
        elif int(length) > _LARGEST_BODY:
            self._refuse(413)
        else:
            self._exchange(self._request(int(length)))

    # The names are those the base class looks for.
    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _converse  # noqa: N815

    def _request(self, length: int) -> Request:
        target = urlsplit(self.path)
        return Request(
            method=self.command,
            path=target.path,
            query=dict(parse_qsl(target.query, keep_blank_values=True)),
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(length),
        )

    def _exchange(self, request: Request) -> None:
        try:
            reply = self.server.reply(request)
        except Dropped as drop:
            self.close_connection = True
            if drop.is_reset:
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
            return
        if reply.manner == "half":
            self.close_connection = True
        self._send_head(reply)
        try:
            for piece in self._pieces(reply):
                self.wfile.write(piece)
                self.wfile.flush()
        except Dropped:
            self.close_connection = True

    def _send_head(self, reply: Reply) -> None:
        answer = reply.answer
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.chunks is None:
            self.send_header("Content-Length", str(len(answer.body)))
        else:
            self.send_header("Transfer-Encoding", "chunked")
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()

    def _pieces(self, reply: Reply) -> Iterator[bytes]:
        if reply.answer.chunks is None:
            yield from self._of_body(reply)
        else:
            yield from self._of_chunks(reply, reply.answer.chunks)

    def _of_body(self, reply: Reply) -> Iterator[bytes]:
        body = reply.answer.body
        if reply.manner == "half":
            yield body[: len(body) // 2]
        elif reply.manner == "trickle":
            size = max(1, len(body) // _PIECES)
            for start in range(0, len(body), size):
                self.server.pause(reply.seconds / _PIECES)
                yield body[start : start + size]
        else:
            yield body

    def _of_chunks(self, reply: Reply, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """Chunked coding. Half a stream is one whole chunk, half of the second, and no end."""
        for number, chunk in enumerate(chunks):
            framed = b"%x\r\n%s\r\n" % (len(chunk), chunk)
            if reply.manner == "half" and number == 1:
                yield framed[: len(framed) // 2]
                return
            if reply.manner == "trickle":
                self.server.pause(reply.seconds / _PIECES)
            yield framed
        if reply.manner != "half":
            yield b"0\r\n\r\n"

    def _refuse(self, status: int) -> None:
        # The body was not read, so the connection cannot carry another request.
        self.close_connection = True
        self._send_head(Reply(answer=Answer(status=status)))
        self.wfile.flush()
