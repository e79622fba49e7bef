"""Results kept under a caller's key, in the transaction that they belong to."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, Executable, and_, bindparam, delete, func, literal, select
from sqlalchemy.dialects import postgresql, sqlite

from bosonline.adapters.outbound.codec import plain, refusal, revive
from bosonline.adapters.outbound.sql.database import Database
from bosonline.adapters.outbound.sql.tables.transaction import idempotency
from bosonline.application.ports import KEPT_FOR, LEASE, KeyReused, Once, Replayed, TwinInFlight
from bosonline.domain.errors import ChangedMeanwhile, Refusal

Execute = Callable[[Executable, Mapping[str, Any]], CursorResult[Any]]

_OPEN, _DONE, _REFUSED = "open", "done", "refused"
_IS_IT = and_(idempotency.c.scope == bindparam("of_scope"), idempotency.c.key == bindparam("of_key"))
_COLUMNS = (
    idempotency.c.fingerprint,
    idempotency.c.state,
    idempotency.c.result,
    idempotency.c.refusal,
    idempotency.c.at,
)
_LOOK_UP = select(literal(True).label("free"), *_COLUMNS).where(_IS_IT)
_one = select(
    func.pg_try_advisory_xact_lock(func.hashtextextended(bindparam("name"), literal(0))).label("free")
).subquery("one")
_LOCK_AND_LOOK_UP = select(_one.c.free, *_COLUMNS).select_from(_one.outerjoin(idempotency, _IS_IT))
_FORGET = delete(idempotency).where(_IS_IT)


def _keep(dialect: Any) -> Any:
    new = dialect.insert(idempotency)
    return new.on_conflict_do_update(
        index_elements=[idempotency.c.scope, idempotency.c.key],
        set_={name: new.excluded[name] for name in ("fingerprint", "state", "result", "refusal", "at")},
        where=idempotency.c.state == _OPEN,
    ).execution_options(preserve_rowcount=True)  # an INSERT tells it on PostgreSQL only when asked


_KEEP = {True: _keep(sqlite), False: _keep(postgresql)}


class SqlIdempotency:
    """One caller's key in one transaction."""

    def __init__(self, database: Database, once: Once) -> None:
        self._database = database
        self._once = once
        self._mark = (once.scope, once.key)

    def enter(self) -> None:
        """Take the key within this process, so that a twin does not have to wait for a connection to be told."""
        with self._database.in_flight_guard:
            if self._mark in self._database.in_flight:
                raise TwinInFlight(retry_after=1)
            self._database.in_flight.add(self._mark)

    def leave(self) -> None:
        """Give the key back to this process."""
        with self._database.in_flight_guard:
            self._database.in_flight.discard(self._mark)

    def look_up(self, execute: Execute, now: datetime) -> None:
        """Replay what the key is known for, if anything."""
        name = {} if self._database.is_sqlite else {"name": "\n".join(self._mark)}
        statement = _LOOK_UP if self._database.is_sqlite else _LOCK_AND_LOOK_UP
        row = execute(statement, {"of_scope": self._once.scope, "of_key": self._once.key, **name}).one_or_none()
        if row is None:
            return
        if not row.free:
            raise TwinInFlight(retry_after=1)
        if row.state is None:
            return
        if now - row.at >= KEPT_FOR:
            execute(_FORGET, {"of_scope": self._once.scope, "of_key": self._once.key})
            return
        self._replay(row, now)

    def _replay(self, row: Any, now: datetime) -> None:
        if row.fingerprint != self._once.fingerprint:
            raise KeyReused
        if row.state == _OPEN:
            if not self._once.settles and now - row.at < LEASE:
                raise TwinInFlight(retry_after=1)
        elif row.state == _DONE:
            raise Replayed(revive(row.result, self._once.returns))
        else:
            raise Replayed(refusal(row.refusal, row.result))

    def forget(self, execute: Execute) -> None:
        """Remember nothing: the key is as if it had never been used."""
        execute(_FORGET, {"of_scope": self._once.scope, "of_key": self._once.key})

    def keep(self, execute: Execute, now: datetime, outcome: object) -> None:
        """Remember the outcome: a result, a refusal, or None for a use case that has only begun."""
        refused = isinstance(outcome, Refusal)
        state = _REFUSED if refused else _OPEN if outcome is None else _DONE
        kept = execute(
            _KEEP[self._database.is_sqlite],
            {
                "scope": self._once.scope,
                "key": self._once.key,
                "fingerprint": self._once.fingerprint,
                "state": state,
                "result": outcome.facts if isinstance(outcome, Refusal) else plain(outcome),
                "refusal": outcome.code if isinstance(outcome, Refusal) else None,
                "at": now,
            },
        )
        if not kept.rowcount:
            raise ChangedMeanwhile
