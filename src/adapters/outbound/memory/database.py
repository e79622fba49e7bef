"""Named shelves of records, changed in transactions that happen one after the other."""

import threading
from collections import defaultdict
from collections.abc import Hashable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any, Generic, TypeVar

from bosonline.domain.identity import StoreId

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

_GONE: Any = object()


@dataclass(frozen=True, slots=True)
class Kept:
    """An outcome under a caller's key: the result, a refusal, or None while the use case is under way."""

    fingerprint: str
    outcome: object
    at: datetime


@dataclass(slots=True, kw_only=True)
class Posted:
    """An event in the outbox, and how its delivery stands."""

    store: StoreId | None
    event: object
    due_at: datetime
    lease: str | None = None
    attempts: int = 0
    error: str | None = None
    dead_at: datetime | None = None


@dataclass(slots=True)
class MemoryDatabase:
    """What would be a database: it lasts as long as the process."""

    shelves: dict[str, dict[Any, Any]] = field(default_factory=lambda: defaultdict(dict))
    outbox: dict[int, Posted] = field(default_factory=dict)
    rota: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    kept: dict[tuple[str, str], Kept] = field(default_factory=dict)
    in_flight: set[tuple[str, str]] = field(default_factory=set)
    turn: Any = field(default_factory=threading.Lock)
    ids: Iterator[int] = field(default_factory=lambda: count(1))

    def next_id(self) -> int:
        """A number that no other record has."""
        return next(self.ids)

    def read(self, name: str) -> "Shelf[Any, Any]":
        """A shelf as it stands now, for read ports."""
        return Shelf(self.shelves[name], {})


class Shelf(Generic[K, V]):
    """One kind of record within a transaction. It hands out copies, and changes nothing before the commit."""

    def __init__(self, lasting: dict[K, V], staged: dict[K, V]) -> None:
        self._lasting, self._staged = lasting, staged

    def get(self, key: K) -> V | None:
        """A copy of the record, or None."""
        found = self._staged.get(key, self._lasting.get(key, _GONE))
        return None if found is _GONE else deepcopy(found)

    def put(self, key: K, record: V) -> None:
        """Add or replace the record."""
        self._staged[key] = deepcopy(record)

    def remove(self, key: K) -> None:
        """Remove the record, if it is there."""
        self._staged[key] = _GONE

    def items(self) -> Iterator[tuple[K, V]]:
        """Copies of all records with their keys."""
        for key in [*self._lasting, *(key for key in self._staged if key not in self._lasting)]:
            record = self.get(key)
            if record is not None:
                yield key, record

    def values(self) -> Iterator[V]:
        """Copies of all records."""
        return (record for _, record in self.items())


def apply(lasting: dict[Any, Any], staged: dict[Any, Any]) -> None:
    """Make staged changes last."""
    for key, record in staged.items():
        if record is _GONE:
            lasting.pop(key, None)
        else:
            lasting[key] = record
