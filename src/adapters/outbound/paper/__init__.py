"""Orders on paper, by reportlab, one run at a time and each in a process of its own."""

import pickle
import subprocess
import sys
import threading

from bosonline.application.ordering import PressBusy, Printout

WAITING_AT_MOST = 4
WAITED_SECONDS = 20.0
PRINTED_SECONDS = 60.0
"""How long one run may take; the largest, 200 orders, takes a few seconds."""

_RUN = (sys.executable, "-m", "bosonline.adapters.outbound.paper.run")


class ReportlabPress:
    """Printouts as PDF with their own type in them.

    To lay out pages takes a processor for itself, and memory: so a process of its own does it, which stands back behind
    those that answer requests and ends with the run. Runs take turns: a few wait for theirs, and `PressBusy` sends away
    the others, as it does when a run takes longer than it may.
    """

    def __init__(
        self,
        *,
        waiting: int = WAITING_AT_MOST,
        seconds: float = WAITED_SECONDS,
        printed_within: float = PRINTED_SECONDS,
    ) -> None:
        self._turn, self._places, self._seconds = threading.Lock(), threading.BoundedSemaphore(waiting + 1), seconds
        self._printed_within = printed_within

    def __call__(self, printout: Printout, /) -> bytes:
        if not self._places.acquire(blocking=False):
            raise PressBusy
        try:
            if not self._turn.acquire(timeout=self._seconds):
                raise PressBusy
            try:
                return self._run(printout)
            finally:
                self._turn.release()
        finally:
            self._places.release()

    def _run(self, printout: Printout) -> bytes:
        try:
            done = subprocess.run(  # noqa: S603  # our own command
                _RUN, input=pickle.dumps(printout), stdout=subprocess.PIPE, timeout=self._printed_within, check=True
            )
        except subprocess.TimeoutExpired as error:
            raise PressBusy from error
        return done.stdout
