"""Callbacks of a party to the product, delivered from the twin's agenda with the faults that are set."""

import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any

import requests

from .agenda import Agenda
from .faults import Faults

Subject = Mapping[str, Any]
Address = str | Callable[[Subject], str | None] | None
"""Where callbacks go: one address, or a function from what the callback is about to its address."""

Sign = Callable[[bytes], Mapping[str, str]]
"""The headers that prove a body."""

_KEPT = 2_000
_TIMEOUT = (3, 5)


def address_of(address: Address, subject: Subject) -> str | None:
    return address(subject) if callable(address) else address


@dataclass(slots=True, kw_only=True)
class Callback:
    number: int
    call: str
    url: str
    body: bytes
    sign: Sign
    state: str = "waiting"
    attempts: list[dict[str, Any]] = field(default_factory=list)

    def listed(self) -> dict[str, Any]:
        return {
            "id": self.number,
            "call": self.call,
            "url": self.url,
            "state": self.state,
            "body": json.loads(self.body),
            "attempts": list(self.attempts),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Persistence:
    """How a party insists: how often it tries, how long it waits between, and what it takes for a yes."""

    tries: int
    pause: float
    accepts: Callable[[requests.Response], bool]


class Callbacks:
    """Sends callbacks one after another and remembers what became of them."""

    def __init__(self, *, agenda: Agenda, faults: Faults, persistence: Persistence) -> None:
        self._agenda = agenda
        self._faults = faults
        self._persistence = persistence
        self._lock = threading.Lock()
        self._sent: OrderedDict[int, Callback] = OrderedDict()
        self._held: list[tuple[Callback, bool]] = []
        self._last = 0

    def send(self, *, call: str, url: str, body: Mapping[str, Any], sign: Sign) -> None:
        """Deliver soon; lost, late, twice, behind the next one or with a false proof when a fault says so."""
        raw = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode(errors="replace")
        callback = self._remember(call, url, raw, sign)
        faults = self._faults.strike_callback(call)
        if "callback-lost" in faults:
            callback.state = "lost"
            return
        forged = "callback-forged" in faults
        if "callback-reorder" in faults:
            self._hold(callback, forged, faults["callback-reorder"].seconds)
            return
        late = faults["callback-late"].seconds if "callback-late" in faults else 0.0
        copies = faults["callback-duplicate"].copies if "callback-duplicate" in faults else 0
        for _ in range(1 + copies):
            self._agenda.after(late, partial(self._deliver, callback, forged=forged))
        self._release_held(late)

    def again(self, number: int) -> bool:
        """Deliver a callback once more, as parties do; False when there is no such callback."""
        with self._lock:
            callback = self._sent.get(number)
        if callback is None:
            return False
        self._agenda.after(0, partial(self._deliver, callback))
        return True

    def listed(self) -> list[dict[str, Any]]:
        with self._lock:
            return [callback.listed() for callback in self._sent.values()]

    def forget(self) -> None:
        with self._lock:
            self._sent.clear()
            self._held.clear()

    def _remember(self, call: str, url: str, body: bytes, sign: Sign) -> Callback:
        with self._lock:
            self._last += 1
            callback = Callback(number=self._last, call=call, url=url, body=body, sign=sign)
            self._sent[callback.number] = callback
            while len(self._sent) > _KEPT:
                self._sent.popitem(last=False)
        return callback

    def _hold(self, callback: Callback, forged: bool, seconds: float) -> None:
        """Keep a callback back until the next one has gone, or until its time is up where none comes."""
        with self._lock:
            self._held.append((callback, forged))
        self._agenda.after(seconds, partial(self._release_held, 0, only=callback))

    def _release_held(self, late: float, only: Callback | None = None) -> None:
        with self._lock:
            free = [entry for entry in self._held if only is None or entry[0] is only]
            self._held = [entry for entry in self._held if entry not in free]
        for callback, forged in free:
            self._agenda.after(late, partial(self._deliver, callback, forged=forged))

    def _deliver(self, callback: Callback, *, forged: bool = False, attempt: int = 1) -> None:
        proof = callback.sign(b'{"forged":true}' if forged else callback.body)
        outcome: dict[str, Any] = {"at": datetime.now(UTC).isoformat()}
        try:
            with requests.Session() as session:
                session.trust_env = False
                answer = session.post(
                    callback.url,
                    data=callback.body,
                    headers={"Content-Type": "application/json", **proof},
                    timeout=_TIMEOUT,
                    allow_redirects=False,
                )
            outcome["status"] = answer.status_code
            accepted = self._persistence.accepts(answer)
        except requests.RequestException as error:
            outcome["error"] = type(error).__name__
            accepted = False
        callback.attempts.append(outcome)
        if accepted:
            callback.state = "delivered"
        elif attempt < self._persistence.tries:
            retry = partial(self._deliver, callback, forged=forged, attempt=attempt + 1)
            self._agenda.after(self._persistence.pause, retry)
        else:
            callback.state = "failed"
