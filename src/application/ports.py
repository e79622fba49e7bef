"""The ports that every capability needs: time, one transaction, and what is done after it."""

from collections.abc import Collection, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import TracebackType
from typing import Any, Protocol, Self

from bosonline.domain.errors import ChangedMeanwhile, Conflict, NotFound, Rejected
from bosonline.domain.identity import AuditEntry, StoreId

KEPT_FOR = timedelta(hours=24)
"""How long an outcome is kept under a caller's key."""

LEASE = timedelta(minutes=2)
"""How long a use case of two transactions may take before its key counts as abandoned."""


REQUEST: ContextVar[str | None] = ContextVar("request", default=None)
"""The id of the request that is being worked on, as the audit log tells it; None where no request asked."""


class Clock(Protocol):
    """The present instant, in UTC and with its zone."""

    def __call__(self) -> datetime: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Once:
    """A caller's promise that the same key means the same request.

    `scope` says whose key it is and for which operation; `fingerprint` is a digest of the request, so that the key
    cannot be used for another one; `returns` is the type of the use case's result, which a replay gives back.

    A use case of two transactions commits the first without a result, which leaves the key open, and enters the
    second with `settling()`.
    """

    scope: str
    key: str
    fingerprint: str
    returns: type
    settles: bool = False

    def settling(self) -> "Once":
        """The same promise for the transaction that ends what an earlier one began."""
        return replace(self, settles=True)


class Replayed(Exception):
    """Not a refusal: the work was done before under this key, and `result` is what it gave then."""

    def __init__(self, result: object) -> None:
        super().__init__("done before")
        self.result = result


class TwinInFlight(Conflict):
    """The same key is being worked on at this moment."""

    code = "twin-in-flight"
    text = "The same request is being worked on; ask again in a moment"


class KeyReused(Rejected):
    """The key was used for a request with another content."""

    code = "idempotency-key-reused"
    text = "This Idempotency-Key was used for a request with another content; use a new key"


def is_kept(error: BaseException | None) -> bool:
    """Whether a key remembers this outcome: a refusal that the domain decided, but no lost race and no outage."""
    return isinstance(error, NotFound | Conflict | Rejected) and not isinstance(error, ChangedMeanwhile)


class UnitOfWork(Protocol):
    """One transaction. Leaving the block without `commit` undoes everything.

    Entered with a `Once` whose key is known, it raises `Replayed` (or the refusal that was given then) before the
    block begins; `TwinInFlight` while the first is not finished; `KeyReused` for another request. Where the database
    is out of reach it raises `Unavailable`.
    """

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> bool | None: ...

    def record(self, event: object, /) -> None:
        """Put a domain event into the outbox, in this transaction."""
        ...

    def audit(self, entry: AuditEntry, /) -> None:
        """Add to the audit log, in this transaction; the entry gets the id of the present request."""
        ...

    def forget(self) -> None:
        """Let `commit` forget the caller's key: what was begun under it came to nothing and may be begun again."""
        ...

    def commit(self, result: object = None, /) -> None:
        """Make everything last; `result` is kept under the caller's key where the work carries one."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """An event that a transaction recorded, on its way to whoever acts on it.

    `topic` is the name of the event's class and `payload` its plain form. `id` stays the same at every attempt, so
    that a receiver can tell a repeat; `attempts` counts those that came to nothing.
    """

    id: int
    store: StoreId | None
    topic: str
    payload: dict[str, Any]
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Letters that one relay alone may deliver until its lease ends."""

    lease: str
    letters: tuple[Letter, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A letter that could not be delivered: why, and when to try again (None: it is given up)."""

    letter: int
    error: str
    again_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """A letter that was given up, and stays until somebody looks at it."""

    id: int
    store: StoreId | None
    topic: str
    attempts: int
    error: str | None
    dead_at: datetime


class Outbox(Protocol):
    """The events that transactions recorded and that are not delivered yet. Each call is a transaction of its own."""

    def claim(self, *, limit: int, lease: timedelta) -> Claim:
        """Take letters that are due, the longest due first; nobody else gets them before the lease ends.

        A letter whose lease ended unsettled counts that as an attempt: whoever had it may have died of it.
        """
        ...

    def settle(
        self,
        lease: str,
        *,
        delivered: Collection[int] = (),
        failed: Collection[Failure] = (),
        untouched: Collection[int] = (),
    ) -> None:
        """End the lease on these letters: the delivered are gone, the untouched due at once as they were.

        Letters that another relay has claimed since are left alone.
        """
        ...

    def dead(self) -> Sequence[DeadLetter]:
        """The letters that were given up, the oldest first."""
        ...

    def revive(self) -> int:
        """Make every dead letter due again with all its attempts; how many there were."""
        ...


class Rota(Protocol):
    """Whose turn it is to do what is done from time to time: one at a time, however many processes there are."""

    def take(self, duty: str, *, lease: timedelta) -> str | None:
        """A turn at the duty if it is due; None if it is not, or somebody else's turn has not ended.

        A turn that was never ended lapses with its lease.
        """
        ...

    def done(self, duty: str, turn: str, *, again_in: timedelta) -> None:
        """End the turn; the duty is due again after this time."""
        ...
