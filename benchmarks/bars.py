"""What the product is to reach: shares of the floor, multiples of the straightforward way, and limits of its own."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bar:
    """What a job is to reach on each database, as a share of the floor, and in times the straightforward."""

    sqlite: float
    postgresql: float
    times: float

    def share(self, backend: str) -> float:
        """The share of the floor on this database."""
        return self.sqlite if backend == "sqlite" else self.postgresql


BARS = {
    "checkout": Bar(sqlite=0.17, postgresql=0.40, times=3.0),
    "follow-up": Bar(sqlite=0.17, postgresql=0.45, times=2.3),
    "order list": Bar(sqlite=0.19, postgresql=0.22, times=2.5),
    "order detail": Bar(sqlite=0.10, postgresql=0.19, times=2.6),
}
TAIL = 3.0
"""The 99th percentile of a checkout on SQLite, in medians."""

RSS_MIB = 130
COLD_START = 2.0
IMPORT = 0.050
