"""The outbox in the database that the events were recorded in."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

from sqlalchemy import Connection, bindparam, case, delete, literal, null, select, update

from bosonline.adapters.outbound.sql.database import Database, outages
from bosonline.adapters.outbound.sql.tables.transaction import outbox
from bosonline.application.ports import Claim, Clock, DeadLetter, Failure, Letter

LONGEST_ERROR = 1_000
"""How much of an error's text is kept."""

_IS_DUE = (outbox.c.dead_at.is_(None), outbox.c.due_at <= bindparam("now", type_=outbox.c.due_at.type))
_ANY_DUE = select(literal(1)).where(*_IS_DUE).limit(1)
# A common table expression: as a subquery PostgreSQL might run it, and lock rows, more than once.
_due = (
    select(outbox.c.id)
    .where(*_IS_DUE)
    .order_by(outbox.c.due_at, outbox.c.id)
    .limit(bindparam("at_most"))
    .with_for_update(skip_locked=True)
    .cte("due")
)
_CLAIM = (
    update(outbox)
    .where(outbox.c.id == _due.c.id)
    .values(
        lease=bindparam("by_lease"),
        due_at=bindparam("until"),
        attempts=outbox.c.attempts + case((outbox.c.lease.is_not(None), 1), else_=0),
    )
    .returning(outbox.c.id, outbox.c.store_id, outbox.c.topic, outbox.c.payload, outbox.c.attempts)
)
_HELD = outbox.c.lease == bindparam("of_lease")
_THESE = outbox.c.id.in_(bindparam("ids", expanding=True))
_DELIVERED = delete(outbox).where(_THESE, _HELD)
_UNTOUCHED = update(outbox).where(_THESE, _HELD).values(lease=null(), due_at=bindparam("now"))
_FAILED = (
    update(outbox)
    .where(outbox.c.id == bindparam("of_id"), _HELD)
    .values(
        lease=null(),
        attempts=outbox.c.attempts + 1,
        error=bindparam("why"),
        due_at=bindparam("again_at"),
        dead_at=bindparam("given_up_at"),
    )
)
_DEAD = (
    select(outbox.c.id, outbox.c.store_id, outbox.c.topic, outbox.c.attempts, outbox.c.error, outbox.c.dead_at)
    .where(outbox.c.dead_at.is_not(None))
    .order_by(outbox.c.dead_at, outbox.c.id)
    .limit(1_000)
)
_REVIVE = (
    update(outbox).where(outbox.c.dead_at.is_not(None)).values(dead_at=null(), attempts=0, due_at=bindparam("now"))
)


class SqlOutbox:
    """The events that were recorded and are not delivered yet."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    def claim(self, *, limit: int, lease: timedelta) -> Claim:
        """Take letters that are due until the lease ends. Where none is, no writer is disturbed."""
        name, now = str(uuid4()), self._clock()
        with self._database.read() as connection:
            if connection.execute(_ANY_DUE, {"now": now}).first() is None:
                return Claim(lease=name, letters=())
        values = {"now": now, "at_most": limit, "by_lease": name, "until": now + lease}
        with self._transaction() as connection:
            rows = connection.execute(_CLAIM, values).all()
        letters = (
            Letter(id=row.id, store=row.store_id, topic=row.topic, payload=row.payload, attempts=row.attempts)
            for row in sorted(rows, key=lambda row: row.id)
        )
        return Claim(lease=name, letters=tuple(letters))

    def settle(
        self,
        lease: str,
        *,
        delivered: Collection[int] = (),
        failed: Collection[Failure] = (),
        untouched: Collection[int] = (),
    ) -> None:
        """End the lease on these letters, in one transaction."""
        now = self._clock()
        with self._transaction() as connection:
            if delivered:
                connection.execute(_DELIVERED, {"ids": list(delivered), "of_lease": lease})
            if untouched:
                connection.execute(_UNTOUCHED, {"ids": list(untouched), "of_lease": lease, "now": now})
            if failed:
                rows = [
                    {
                        "of_id": failure.letter,
                        "of_lease": lease,
                        "why": failure.error[:LONGEST_ERROR],
                        "again_at": failure.again_at or now,
                        "given_up_at": now if failure.again_at is None else None,
                    }
                    for failure in failed
                ]
                connection.execute(_FAILED, rows)

    def dead(self) -> Sequence[DeadLetter]:
        """The letters that were given up, the oldest first."""
        with self._database.read() as connection:
            return [
                DeadLetter(
                    id=row.id,
                    store=row.store_id,
                    topic=row.topic,
                    attempts=row.attempts,
                    error=row.error,
                    dead_at=row.dead_at,
                )
                for row in connection.execute(_DEAD)
            ]

    def revive(self) -> int:
        """Make every dead letter due again; how many there were."""
        with self._transaction() as connection:
            return connection.execute(_REVIVE, {"now": self._clock()}).rowcount

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with outages(), self._database.writing.begin() as connection:
            yield connection
