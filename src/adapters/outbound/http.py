"""Calls to outside parties over HTTP: each ends within its deadline, and says whether the request ever left.

No redirects are followed, no proxy is taken from the environment, no cookie is kept, and an answer larger than the
limit is not read to its end. Each call has a connection of its own: one that idled may be dead, and a request that was
written into it would be neither certainly sent nor certainly not.
"""

import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from http.client import HTTPException
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import orjson
import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError

_CHUNK = 16_384


class NotReached(Exception):
    """No connection came about: the party has seen nothing of the request."""


class NoAnswer(Exception):
    """The connection was there, and no whole answer came back in time: what the party did is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How long a call may take, in seconds, and how large its answer may be, in bytes."""

    connect: float = 3.0
    read: float = 10.0
    deadline: float = 15.0
    body: int = 65_536


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """A whole answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json_object(self) -> dict[str, Any] | None:
        """The body where it is a JSON object, else None."""
        try:
            read = orjson.loads(self.body)
        except orjson.JSONDecodeError:
            return None
        return read if isinstance(read, dict) else None


class _Line:
    """The connection of one call. After its deadline it is cut, whatever it waits for."""

    def __init__(self) -> None:
        self.is_open = False
        self.is_cut = False
        self._socket: socket.socket | None = None
        self._guard = threading.Lock()

    def opened(self, raw: socket.socket | None) -> None:
        with self._guard:
            self.is_open, self._socket = True, raw
            if self.is_cut:
                self._shut()

    def cut(self) -> None:
        with self._guard:
            self.is_cut = True
            self._shut()

    def _shut(self) -> None:
        if self._socket is not None:
            try:
                # The plain method, also under TLS: there the other one would take part in the reader's conversation.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)
            except OSError:
                return


_line: ContextVar[_Line] = ContextVar("line")


class _Connection(HTTPConnection):
    def connect(self) -> None:
        super().connect()
        _line.get().opened(self.sock)


class _TlsConnection(HTTPSConnection):
    def connect(self) -> None:
        super().connect()
        _line.get().opened(self.sock)


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _TlsConnection


class _Transport(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _TlsPool}


class HttpClient:
    """Calls one party. It may be used by many threads."""

    def __init__(self, *, limits: Limits | None = None, headers: Mapping[str, str] | None = None) -> None:
        self.limits = limits or Limits()
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self._session.headers.update({"Accept-Encoding": "identity", "Connection": "close", **(headers or {})})
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, _Transport(max_retries=0))

    def call(
        self,
        method: str,
        url: str,
        *,
        query: Mapping[str, object] | None = None,
        json: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> HttpAnswer:
        """One request and its whole answer, whatever the status; `NotReached` or `NoAnswer` where there is none."""
        with self._asked(method, url, query=query, json=json, headers=headers) as answer:
            return self._whole(answer)

    def events(
        self,
        url: str,
        *,
        query: Mapping[str, object],
        headers: Mapping[str, str],
        check: Callable[[HttpAnswer], None],
    ) -> Iterator[Any]:
        """The JSON of each event of a stream (server-sent events) as it comes.

        `check` is given the answer where it is no success, and raises; `NoAnswer` where the stream breaks off, is
        no stream, or has not ended by the deadline.
        """
        accepted = {"Accept": "text/event-stream", **headers}
        with self._asked("GET", url, query=query, headers=accepted) as answer:
            if answer.status_code != 200:
                check(self._whole(answer))
            if not answer.headers.get("Content-Type", "").startswith("text/event-stream"):
                raise NoAnswer("not a stream of events")
            yield from self._events(answer)

    def _events(self, answer: requests.Response) -> Iterator[Any]:
        size, data = 0, bytearray()
        waiting = bytearray()
        for chunk in answer.iter_content(_CHUNK):
            size += len(chunk)
            if size > self.limits.body:
                raise NoAnswer("the stream is too large")
            waiting += chunk.replace(b"\r\n", b"\n")
            while (end := waiting.find(b"\n")) >= 0:
                row, waiting = bytes(waiting[:end]), waiting[end + 1 :]
                if row.startswith(b"data:"):
                    data += row.removeprefix(b"data:").removeprefix(b" ") + b"\n"
                elif not row and data:
                    event, data = bytes(data), bytearray()
                    yield _event(event)

    @contextmanager
    def _asked(
        self,
        method: str,
        url: str,
        *,
        query: Mapping[str, object] | None = None,
        json: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> Iterator[requests.Response]:
        """The answer while it is being read; a failure is told as whether the request ever left."""
        line = _Line()
        watch = threading.Timer(self.limits.deadline, line.cut)
        watch.daemon = True
        watch.start()
        try:
            with self._sent(line, method, url, query, json, headers or {}) as answer:
                yield answer
        except (requests.RequestException, HTTPError, HTTPException, OSError) as error:
            # Names of exceptions alone go on: their texts may carry addresses, numbers and tokens.
            raise (NoAnswer if line.is_open else NotReached)(type(error).__name__) from None
        finally:
            watch.cancel()

    def _sent(  # noqa: PLR0917  # the parts of a request
        self,
        line: _Line,
        method: str,
        url: str,
        query: Mapping[str, object] | None,
        json: object,
        headers: Mapping[str, str],
    ) -> requests.Response:
        typed = {} if json is None else {"Content-Type": "application/json"}
        # Set only while it connects: a stream may go on in another context than it began in.
        token = _line.set(line)
        try:
            return self._session.request(
                method,
                url,
                params=None if query is None else {name: str(value) for name, value in query.items()},
                data=None if json is None else orjson.dumps(json),
                headers={**typed, **headers},
                timeout=(self.limits.connect, self.limits.read),
                allow_redirects=False,
                stream=True,
            )
        finally:
            _line.reset(token)

    def _whole(self, answer: requests.Response) -> HttpAnswer:
        read = bytearray()
        for chunk in answer.iter_content(_CHUNK):
            read += chunk
            if len(read) > self.limits.body:
                raise NoAnswer("the answer is too large")
        return HttpAnswer(answer.status_code, answer.headers, bytes(read))


def _event(data: bytes) -> Any:
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        raise NoAnswer("an event is no JSON") from None
