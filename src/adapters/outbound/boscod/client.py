"""Calls to Boscod: bounded in time and number, repeated seldom, and not at all while it is down.

Each call has a `part`: what fails together. A part that failed several times in a row is left alone for a while; one
courier that is down does not take the others with it. A harmless call that found no answer is repeated once, as long
as repeats stay within a tenth of all calls, and unless half of its time was gone by then.
"""

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import orjson
from pybreaker import CircuitBreaker, CircuitBreakerError

from bosonline.adapters.outbound.http import HttpAnswer, HttpClient, Limits, NoAnswer, NotReached
from bosonline.domain.shipping import CourierAccountRefused, CouriersUnavailable

RETRY_AFTER = 5
LONGEST_RETRY_AFTER = 3600
WHOLE = "boscod"
PATIENCE = Limits(connect=2.0, read=4.0, deadline=6.0, body=1_048_576)


class BoscodRefused(Exception):
    """Boscod understood the call and refuses it: its status and, where it gave one, its message."""

    def __init__(self, status: int, message: str | None) -> None:
        super().__init__(status)
        self.status, self.message = status, message


class RetryBudget:
    """Lets a share of the calls be repeated: each call earns a part of a repeat, and few are saved up."""

    def __init__(self, share: float = 0.1, most: float = 10.0) -> None:
        self._share, self._most, self._saved = share, most, 0.0
        self._turn = threading.Lock()

    def earn(self) -> None:
        """A call was made."""
        with self._turn:
            self._saved = min(self._most, self._saved + self._share)

    def spend(self) -> bool:
        """Whether one more may be repeated."""
        with self._turn:
            if self._saved < 1 - 1e-9:
                return False
            self._saved -= 1
            return True


class BoscodClient:
    """Calls at the base URL under the token of each caller. It may be used by many threads.

    Raises `CouriersUnavailable` where Boscod is down or so many calls are under way that another would only wait,
    `NoAnswer` where a call that is not harmless found none, `CourierAccountRefused` and `BoscodRefused`.
    """

    def __init__(
        self,
        *,
        url: str | None,
        limits: Limits = PATIENCE,
        at_once: int = 16,
        budget: RetryBudget | None = None,
        fail_max: int = 5,
        reset_timeout: float = 15,
    ) -> None:
        self._url = None if url is None else url.rstrip("/")
        self._http = HttpClient(limits=limits)
        self._under_way = threading.BoundedSemaphore(at_once)
        self._budget = budget or RetryBudget()
        self._fail_max, self._reset_timeout = fail_max, reset_timeout
        self._breakers: dict[str, CircuitBreaker] = {}
        self._turn = threading.Lock()

    @property
    def deadline(self) -> float:
        """The seconds after which every call has ended, but for its repeat."""
        return self._http.limits.deadline

    def get(self, path: str, query: Mapping[str, object] | None = None, *, token: str, part: str = WHOLE) -> Any:
        """The JSON that a path answers; harmless, so that it may be asked twice."""
        self._budget.earn()
        began = time.monotonic()
        try:
            return self._call("GET", path, token=token, part=part, query=query)
        except (NotReached, NoAnswer):
            if time.monotonic() - began > self.deadline / 2 or not self._budget.spend():
                raise CouriersUnavailable(retry_after=RETRY_AFTER) from None
        try:
            return self._call("GET", path, token=token, part=part, query=query)
        except (NotReached, NoAnswer):
            raise CouriersUnavailable(retry_after=RETRY_AFTER) from None

    def post(self, path: str, body: object, *, token: str, part: str = WHOLE) -> Any:
        """The JSON that a path answers to a body. Made once: `NoAnswer` where what Boscod did is not known."""
        try:
            return self._call("POST", path, token=token, part=part, json=body)
        except NotReached:
            raise CouriersUnavailable(retry_after=RETRY_AFTER) from None

    def events(self, path: str, query: Mapping[str, object], *, token: str, part: str) -> Iterator[Any]:
        """The JSON of each event of a stream as it comes; `NoAnswer` where it breaks off."""
        with self._guarded(part):
            try:
                yield from self._http.events(self._address(path), query=query, headers=_bearer(token), check=_check)
            except NotReached:
                raise CouriersUnavailable(retry_after=RETRY_AFTER) from None

    def _call(self, method: str, path: str, *, token: str, part: str, **sent: Any) -> Any:
        with self._guarded(part):
            answer = self._http.call(method, self._address(path), headers=_bearer(token), **sent)
            _check(answer)
            return _json(answer)

    def _address(self, path: str) -> str:
        if self._url is None:
            raise CouriersUnavailable(retry_after=RETRY_AFTER)
        return self._url + path

    @contextmanager
    def _guarded(self, part: str) -> Iterator[None]:
        if not self._under_way.acquire(blocking=False):
            raise CouriersUnavailable(retry_after=RETRY_AFTER)
        try:
            with self._breaker(part).calling():
                yield
        except CircuitBreakerError:
            raise CouriersUnavailable(retry_after=max(1, round(self._reset_timeout))) from None
        finally:
            self._under_way.release()

    def _breaker(self, part: str) -> CircuitBreaker:
        with self._turn:
            if part not in self._breakers:
                self._breakers[part] = CircuitBreaker(
                    fail_max=self._fail_max,
                    reset_timeout=self._reset_timeout,
                    exclude=[BoscodRefused, CourierAccountRefused, GeneratorExit],
                    throw_new_error_on_trip=False,
                )
            return self._breakers[part]


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _check(answer: HttpAnswer) -> None:
    """Let a success through; anything else is raised as what it means."""
    if 200 <= answer.status < 300:
        return
    if answer.status == 401:
        raise CourierAccountRefused
    if answer.status == 429 or answer.status >= 500:
        raise CouriersUnavailable(retry_after=_retry_after(answer))
    if 400 <= answer.status < 500:
        read = answer.json_object() or {}
        message = read.get("message")
        raise BoscodRefused(answer.status, message[:300] if isinstance(message, str) else None)
    raise NoAnswer("an answer of another kind")


def _json(answer: HttpAnswer) -> Any:
    try:
        return orjson.loads(answer.body)
    except orjson.JSONDecodeError:
        raise NoAnswer("the answer is no JSON") from None


def _retry_after(answer: HttpAnswer) -> int:
    told = answer.headers.get("Retry-After", "")
    if told.isascii() and told.isdigit() and len(told) < 6:
        return min(max(int(told), 1), LONGEST_RETRY_AFTER)
    return RETRY_AFTER
