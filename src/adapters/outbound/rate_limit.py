"""How often a caller has come by in the last minute, kept in this process.

A sliding window reckoned from two counters: the calls of this minute, and those of the one before by the share of it
that is still within sixty seconds. The libraries for it cost a quarter of a second at every start.
"""

from collections.abc import Callable, Mapping
from math import floor
from threading import Lock
from time import monotonic

RATES: Mapping[str, int] = {"auth": 60, "public": 240}
"""Calls a minute by kind: generous, since buyers on one mobile network share an address."""

_CALLERS_AT_MOST = 100_000
_WINDOW = 60.0

_Counts = dict[tuple[str, str], int]


class MemoryRateLimit:
    """Calls a minute by kind; a kind without a rate is not limited. Each process counts for itself."""

    def __init__(self, rates: Mapping[str, int] = RATES, seconds: Callable[[], float] = monotonic) -> None:
        self._rates = rates
        self._seconds = seconds
        self._guard = Lock()
        self._began = seconds()
        self._now: _Counts = {}
        self._before: _Counts = {}

    def __call__(self, kind: str, caller: str, /) -> int | None:
        """Count one call; the seconds to wait where it was one too many."""
        rate = self._rates.get(kind)
        if rate is None:
            return None
        with self._guard:
            passed = self._passed()
            calls, before = self._now.get((kind, caller), 0), self._before.get((kind, caller), 0)
            if calls + before * (1 - passed / _WINDOW) >= rate:
                enough = _WINDOW if calls >= rate else _WINDOW * (1 - (rate - calls) / before)
                return floor(enough - passed) + 1
            if calls or len(self._now) < _CALLERS_AT_MOST:
                self._now[kind, caller] = calls + 1
        return None

    def _passed(self) -> float:
        passed = self._seconds() - self._began
        if passed >= _WINDOW:
            self._before = self._now if passed < 2 * _WINDOW else {}
            self._now = {}
            self._began += passed // _WINDOW * _WINDOW
            passed %= _WINDOW
        return passed
