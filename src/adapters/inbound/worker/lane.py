"""Jobs that may take long, on a thread of their own: letters and duties do not wait for them."""

import random
import threading
from collections.abc import Callable
from typing import Protocol

import structlog

from bosonline.domain.errors import Unavailable

IDLE_SECONDS = 1.0
OUTAGE_SECONDS = 3.0

_log = structlog.get_logger(__name__)


class RunNext(Protocol):
    """Do the job that has waited longest; whether there was one."""

    def __call__(self, *, is_stopping: Callable[[], bool]) -> bool: ...


class Lane:
    """One doer of jobs, one after the other. Any number of them, in any number of processes, share the queue."""

    def __init__(self, run_next: RunNext, *, chance: Callable[[], float] = random.random) -> None:
        self._run_next, self._chance = run_next, chance

    def run(self, stop: threading.Event) -> None:
        """Do jobs until told to stop; an outage is waited out."""
        while not stop.is_set():
            pause = IDLE_SECONDS
            try:
                if self._run_next(is_stopping=stop.is_set):
                    continue
            except Unavailable as outage:
                _log.warning("jobs out of reach", code=outage.code)
                pause = OUTAGE_SECONDS
            except Exception:
                # It concerns one job alone, which was put off; the lane must outlive whatever this was.
                _log.exception("job failed")
                pause = OUTAGE_SECONDS
            stop.wait(pause * (0.5 + self._chance()))
