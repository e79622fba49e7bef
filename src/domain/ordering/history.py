"""What happened to an order: who, when, what, from, to."""

from dataclasses import dataclass
from datetime import datetime

from bosonline.domain.identity import Author


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """One change of an order, numbered from 1 without gaps."""

    entry: int
    at: datetime
    by: Author
    what: str
    was: str | None = None
    became: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What the seller's people tell each other about an order, numbered from 1."""

    number: int
    text: str
    by: Author
    at: datetime
