"""Many clients at once over real HTTP, with real threads."""

import http.client
import json
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from time import monotonic
from typing import Any, TypeVar

T = TypeVar("T")

PATIENCE = 60
KEPT_SECONDS = 1


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; `body` is the JSON, `headers` have names in lower case."""

    status: int
    body: dict[str, Any]
    headers: Mapping[str, str]

    @property
    def data(self) -> Any:
        """The member `data`."""
        return self.body["data"]

    @property
    def code(self) -> str | None:
        """The code of a problem."""
        return self.body.get("code")

    @property
    def replayed(self) -> bool:
        """Whether it was kept under the key."""
        return self.headers.get("idempotency-replayed") == "true"


class Unanswered(Exception):
    """The connection ended before there was an answer: whether anything was done is not known."""


class Web:
    """Clients of one server, who keep their connections for the next request."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._idle: deque[tuple[float, http.client.HTTPConnection]] = deque()

    def call(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        token: str | None = None,
        key: str | None = None,
        version: int | None = None,
    ) -> Answer:
        """One request and its answer, or `Unanswered`; nothing is ever sent twice."""
        headers = {"Content-Type": "application/json"}
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        if key is not None:
            headers["Idempotency-Key"] = key
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        connection = self._connection()
        try:
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            answer = connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            raise Unanswered(repr(error)) from error
        self._idle.append((monotonic(), connection))
        found = {name.lower(): value for name, value in answer.getheaders()}
        return Answer(answer.status, json.loads(content) if content else {}, found)

    def close(self) -> None:
        """Close every connection."""
        while self._idle:
            self._idle.pop()[1].close()

    def _connection(self) -> http.client.HTTPConnection:
        """One that was used a moment ago, since a server may end those that rest; else a new one."""
        while self._idle:
            try:
                used_at, connection = self._idle.pop()
            except IndexError:
                break
            if monotonic() - used_at < KEPT_SECONDS:
                return connection
            connection.close()
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)


def at_once(calls: Iterable[Callable[[], T]], *, threads: int = 16) -> list[T]:
    """What each call gives, so many of them at the same time, in their order."""
    with ThreadPoolExecutor(threads) as clients:
        return [made.result() for made in [clients.submit(call) for call in calls]]
