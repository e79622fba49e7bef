"""A closed loop of HTTP requests over loopback: each connection sends the next request when it has its answer.

It is raw sockets and one loop, so that the client takes a small part of what the server takes; its share of a
processor is kept with the figures, since a client that is busy all the time measures itself.
"""

import re
import selectors
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE).search
_PATIENCE = 15.0


class WrongAnswer(Exception):
    """A request was answered with another status than its job has: what was measured is not the job."""


@dataclass(slots=True)
class Round:
    """What one round of one system came to."""

    seconds: float = 0.0
    client_seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        """Answers a second."""
        return len(self.latencies) / self.seconds

    @property
    def client_share(self) -> float:
        """How much of one processor the client took."""
        return self.client_seconds / self.seconds


@dataclass(slots=True)
class _Line:
    """A connection: when its request went out, and what has come back of the answer."""

    socket: socket.socket
    sent_at: float = 0.0
    received: bytes = b""
    wanted: int = 0

    def send(self, request: bytes) -> None:
        self.received, self.wanted = b"", 0
        self.sent_at = time.perf_counter()
        self.socket.sendall(request)

    def receive(self, status: bytes) -> bool:
        """Whether the answer is complete."""
        got = self.socket.recv(262_144)
        if not got:
            raise WrongAnswer("the server has closed the connection")
        self.received = got if not self.received else self.received + got
        if not self.wanted:
            end = self.received.find(b"\r\n\r\n")
            if end < 0:
                return False
            if self.received[9:12] != status:
                raise WrongAnswer(self.received[:2000].decode("utf-8", "replace"))
            length = _LENGTH(self.received, 0, end)
            if length is None:
                raise WrongAnswer("an answer without a length")
            self.wanted = end + 4 + int(length[1])
        return len(self.received) >= self.wanted


def run(port: int, requests: Iterator[bytes], *, status: bytes, seconds: float, connections: int) -> Round:
    """Send requests for some seconds over so many connections; every answer must have the status."""
    done = Round()
    with selectors.DefaultSelector() as selector:
        lines = [_Line(_connect(port)) for _ in range(connections)]
        try:
            for line in lines:
                selector.register(line.socket, selectors.EVENT_READ, line)
            _loop(selector, lines, requests=requests, status=status, seconds=seconds, done=done)
        finally:
            for line in lines:
                line.socket.close()
    return done


def _loop(
    selector: selectors.BaseSelector,
    lines: list[_Line],
    *,
    requests: Iterator[bytes],
    status: bytes,
    seconds: float,
    done: Round,
) -> None:
    cpu, began = time.process_time(), time.perf_counter()
    until = began + seconds
    for line in lines:
        line.send(next(requests))
    busy = len(lines)
    while busy:
        ready = selector.select(_PATIENCE)
        if not ready:
            raise WrongAnswer(f"no answer within {_PATIENCE:g} s")
        for key, _ in ready:
            line = key.data
            if not line.receive(status):
                continue
            now = time.perf_counter()
            done.latencies.append(now - line.sent_at)
            if now < until:
                line.send(next(requests))
            else:
                busy -= 1
    done.seconds = time.perf_counter() - began
    done.client_seconds = time.process_time() - cpu


def _connect(port: int) -> socket.socket:
    connected = socket.create_connection(("127.0.0.1", port), timeout=_PATIENCE)
    connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connected
