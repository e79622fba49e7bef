"""Duties that recur: each is done by one process at a time, about as often as it says."""

import random
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bosonline.application.ports import Clock, Rota
from bosonline.domain.errors import Unavailable

LEASE = timedelta(minutes=30)
"""How long a duty may take; after that another process may think that whoever did it has died."""

LOOK_AGAIN = timedelta(minutes=1)
TICK_SECONDS = 1.0
OUTAGE_SECONDS = 5.0

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Duty:
    """Something to do from time to time."""

    name: str
    every: timedelta
    run: Callable[[], object]


class Schedule:
    """Does each duty when it is due and nobody else is at it."""

    def __init__(
        self, duties: Sequence[Duty], rota: Rota, clock: Clock, *, chance: Callable[[], float] = random.random
    ) -> None:
        self._duties, self._rota, self._clock, self._chance = duties, rota, clock, chance
        self._look_at: dict[str, datetime] = {}

    def run(self, stop: threading.Event) -> None:
        """Do what falls due until told to stop; an outage is waited out."""
        while not stop.is_set():
            try:
                self.run_due(stop)
            except Unavailable as outage:
                _log.warning("duties wait for the database", code=outage.code)
                stop.wait(OUTAGE_SECONDS)
            except Exception:
                # Whatever it was, the next round may know nothing of it.
                _log.exception("round of duties failed")
                stop.wait(OUTAGE_SECONDS)
            stop.wait(TICK_SECONDS)

    def run_due(self, stop: threading.Event | None = None) -> list[str]:
        """Do what is due now; the names of what was done, whether it went well or not."""
        done = []
        for duty in self._duties:
            if stop is not None and stop.is_set():
                break
            now = self._clock()
            if self._look_at.get(duty.name, now) > now:
                continue
            # Only a look now and then: each one writes, and SQLite has one writer.
            self._look_at[duty.name] = now + min(duty.every, LOOK_AGAIN)
            turn = self._rota.take(duty.name, lease=LEASE)
            if turn is not None:
                self._do(duty, turn)
                done.append(duty.name)
        return done

    def _do(self, duty: Duty, turn: str) -> None:
        try:
            duty.run()
        except Exception:
            # The next turn may go better, and the other duties have done nothing wrong.
            _log.exception("duty failed", duty=duty.name)
        again_in = duty.every * (0.95 + self._chance() / 10)
        self._rota.done(duty.name, turn, again_in=again_in)
        self._look_at[duty.name] = self._clock() + again_in
