"""Figures about the requests, for Prometheus: how many by operation and status, and how long they took."""

import os

from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Metrics:
    """The figures of one application; with PROMETHEUS_MULTIPROC_DIR set, of all its processes together."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._seconds = Histogram(
            "bosonline_request_seconds",
            "Time until the answer began",
            ["operation", "status"],
            registry=self._registry,
            buckets=_BUCKETS,
        )
        self._known: dict[tuple[str, str], Histogram] = {}

    def observe(self, operation: str, status: str, seconds: float, /) -> None:
        """Take note of an answered request."""
        known = self._known.get((operation, status))
        if known is None:
            known = self._known[operation, status] = self._seconds.labels(operation, status)
        known.observe(seconds)

    def exposition(self) -> bytes:
        """All figures in the text format of Prometheus."""
        if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
            return generate_latest(self._registry)
        of_all = CollectorRegistry()
        MultiProcessCollector(of_all)  # type: ignore[no-untyped-call]  # the library has no types here
        return generate_latest(of_all)
