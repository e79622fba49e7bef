"""What a twin does by itself later: callbacks and the lives of parcels, on one thread that starts when first needed."""

import heapq
import itertools
import logging
import threading
import time
from collections.abc import Callable

_log = logging.getLogger(__name__)


class Agenda:
    """Actions in the order of their time; those of the same time in the order they were noted."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._changed = threading.Condition()
        self._entries: list[tuple[float, int, Callable[[], None]]] = []
        self._numbers = itertools.count()
        self._busy = False
        self._stopping = False
        self._thread: threading.Thread | None = None

    def after(self, seconds: float, action: Callable[[], None]) -> None:
        with self._changed:
            heapq.heappush(self._entries, (time.monotonic() + seconds, next(self._numbers), action))
            if self._thread is None and not self._stopping:
                self._thread = threading.Thread(target=self._work, name=self._name, daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def drain(self, seconds: float = 10.0) -> bool:
        """Wait until nothing is left to do; False when that took too long."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._entries and not self._busy, timeout=seconds)

    def clear(self) -> None:
        """Forget what is planned."""
        with self._changed:
            self._entries.clear()
            self._changed.notify_all()

    def start(self) -> None:
        with self._changed:
            self._entries.clear()
            self._stopping = False

    def stop(self) -> None:
        """Forget what is left and end the thread."""
        with self._changed:
            self._stopping = True
            self._entries.clear()
            self._changed.notify_all()
            thread, self._thread = self._thread, None
        if thread is not None and thread is not threading.current_thread():
            thread.join()

    def _work(self) -> None:
        while (action := self._next()) is not None:
            try:
                action()
            except Exception:
                # One failed action must not end the life of all the others.
                _log.exception("an action of %s failed", self._name)
            with self._changed:
                self._busy = False
                self._changed.notify_all()

    def _next(self) -> Callable[[], None] | None:
        with self._changed:
            while not self._stopping:
                if self._entries:
                    due = self._entries[0][0] - time.monotonic()
                    if due <= 0:
                        self._busy = True
                        return heapq.heappop(self._entries)[2]
                    self._changed.wait(due)
                else:
                    self._changed.wait()
            return None
