"""The relay, the schedule and the lane of long jobs, each on a thread."""

import threading

from bosonline.adapters.inbound.worker.lane import Lane
from bosonline.adapters.inbound.worker.relay import Relay
from bosonline.adapters.inbound.worker.schedule import Schedule


class Worker:
    """Runs beside a server or in a process of its own."""

    def __init__(self, relay: Relay, schedule: Schedule, lane: Lane) -> None:
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=relay.run, args=(self._stop,), name="bosonline-relay", daemon=True),
            threading.Thread(target=schedule.run, args=(self._stop,), name="bosonline-schedule", daemon=True),
            threading.Thread(target=lane.run, args=(self._stop,), name="bosonline-jobs", daemon=True),
        ]

    def start(self) -> None:
        """Begin; returns at once."""
        for thread in self._threads:
            thread.start()

    def stop(self, seconds: float = 20.0) -> bool:
        """Let all finish what they are at; False when that took longer than this."""
        self._stop.set()
        for thread in self._threads:
            thread.join(seconds)
        return not any(thread.is_alive() for thread in self._threads)
