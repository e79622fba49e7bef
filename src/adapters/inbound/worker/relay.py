"""Delivers recorded events to those who act on them: at least once, and none held up by another."""

import random
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

import structlog

from bosonline.application.ports import Claim, Clock, Failure, Letter, Outbox
from bosonline.domain.errors import Unavailable
from bosonline.domain.identity import StoreId

ATTEMPTS = 12
"""How often a letter is tried before it is given up."""

BATCH = 50
LEASE = timedelta(minutes=5)
SETTLE_AFTER = timedelta(seconds=1)
FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(hours=1)
IDLE_SECONDS = 0.5
OUTAGE_SECONDS = 3.0

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A recorded event for a handler. `id` is the same whenever it is delivered again."""

    id: int
    store: StoreId | None
    event: Any


@dataclass(frozen=True, slots=True)
class Handler:
    """Who acts on events of a class. `act` must bear to be called again, and to take less than half a lease."""

    event: type
    act: Callable[[Delivery], object]


class Revive(Protocol):
    """Make an event of a class again from its plain form."""

    def __call__(self, kept: Any, as_type: type[Any], /) -> Any: ...


class Relay:
    """One taker of letters. Any number of them, in any number of processes, share an outbox."""

    def __init__(
        self,
        outbox: Outbox,
        handlers: Mapping[str, Handler],
        clock: Clock,
        *,
        revive: Revive,
        lease: timedelta = LEASE,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._outbox, self._handlers, self._clock = outbox, handlers, clock
        self._revive, self._lease, self._chance = revive, lease, chance

    def run(self, stop: threading.Event) -> None:
        """Deliver whatever falls due until told to stop; an outage is waited out."""
        while not stop.is_set():
            try:
                busy = self.run_once(stop)
            except Unavailable as outage:
                _log.warning("outbox out of reach", code=outage.code)
                stop.wait(OUTAGE_SECONDS * (0.5 + self._chance()))
            except Exception:
                # The letters come back when their lease ends; the relay must outlive whatever this was.
                _log.exception("delivery round failed")
                stop.wait(OUTAGE_SECONDS * (0.5 + self._chance()))
            else:
                if not busy:
                    stop.wait(IDLE_SECONDS * (0.5 + self._chance()))

    def run_once(self, stop: threading.Event | None = None) -> int:
        """Deliver one batch of what is due, and say how many letters that were.

        Told to stop, or with half its lease gone, it gives back what it has not begun.
        """
        claim = self._outbox.claim(limit=BATCH, lease=self._lease)
        too_late = self._clock() + self._lease / 2
        delivered: list[int] = []
        failed: list[Failure] = []
        settled_at = self._clock()
        for position, letter in enumerate(claim.letters):
            now = self._clock()
            if now >= too_late or (stop is not None and stop.is_set()):
                return self._give_back(claim, position, delivered, failed)
            if now - settled_at >= SETTLE_AFTER:
                self._outbox.settle(claim.lease, delivered=delivered, failed=failed)
                delivered, failed, settled_at = [], [], now
            failure = self._deliver(letter)
            if failure is None:
                delivered.append(letter.id)
            else:
                failed.append(failure)
        if delivered or failed:
            self._outbox.settle(claim.lease, delivered=delivered, failed=failed)
        return len(claim.letters)

    def _give_back(self, claim: Claim, position: int, delivered: list[int], failed: list[Failure]) -> int:
        untouched = [letter.id for letter in claim.letters[position:]]
        self._outbox.settle(claim.lease, delivered=delivered, failed=failed, untouched=untouched)
        return position

    def _deliver(self, letter: Letter) -> Failure | None:
        handler = self._handlers.get(letter.topic)
        if handler is None:
            return None
        if letter.attempts >= ATTEMPTS:
            return Failure(letter=letter.id, error="each worker that had it died before the end", again_at=None)
        try:
            event = self._revive(letter.payload, handler.event)
            handler.act(Delivery(id=letter.id, store=letter.store, event=event))
        except Exception as error:
            # Whatever it is, it concerns this letter alone.
            failure = self._failure(letter, error)
            _log.warning(
                "letter not delivered",
                letter=letter.id,
                topic=letter.topic,
                attempt=letter.attempts + 1,
                error=type(error).__name__,
                given_up=failure.again_at is None,
            )
            return failure
        return None

    def _failure(self, letter: Letter, error: Exception) -> Failure:
        if letter.attempts + 1 >= ATTEMPTS:
            return Failure(letter=letter.id, error=_told(error), again_at=None)
        pause = min(FIRST_PAUSE * 2**letter.attempts, LONGEST_PAUSE) * (0.5 + self._chance())
        return Failure(letter=letter.id, error=_told(error), again_at=self._clock() + pause)


def _told(error: Exception) -> str:
    """An error in words that every database can keep."""
    try:
        text = str(error)
    except Exception:  # its own text may be what is broken
        text = "(it cannot tell)"
    words = f"{type(error).__name__}: {text}".replace("\0", "")
    return words.encode("utf-8", "backslashreplace").decode()
