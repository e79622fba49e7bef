"""Orders on paper, by reportlab, one run at a time."""

import threading

from bosonline.application.ordering import PressBusy, Printout

WAITING_AT_MOST = 4
WAITED_SECONDS = 20.0


class ReportlabPress:
    """Printouts as PDF with their own type in them.

    To lay out pages takes the processor for itself, so runs take turns: a few wait for theirs, `PressBusy` sends away
    the others, and requests of other kinds keep their threads.
    """

    def __init__(self, *, waiting: int = WAITING_AT_MOST, seconds: float = WAITED_SECONDS) -> None:
        self._turn, self._places, self._seconds = threading.Lock(), threading.BoundedSemaphore(waiting + 1), seconds

    def __call__(self, printout: Printout, /) -> bytes:
        from bosonline.adapters.outbound.paper.printing import printed  # noqa: PLC0415  # most processes print nothing

        if not self._places.acquire(blocking=False):
            raise PressBusy
        try:
            if not self._turn.acquire(timeout=self._seconds):
                raise PressBusy
            try:
                return printed(printout)
            finally:
                self._turn.release()
        finally:
            self._places.release()
