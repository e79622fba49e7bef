"""Whose turn it is at a duty, kept in one row per duty."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import bindparam, update
from sqlalchemy.dialects import postgresql, sqlite

from bosonline.adapters.outbound.sql.database import Database, outages
from bosonline.adapters.outbound.sql.tables.worker import duty as duties
from bosonline.application.ports import Clock


def _take(dialect: Any) -> Any:
    new = dialect.insert(duties)
    return new.on_conflict_do_update(
        index_elements=[duties.c.name],
        set_={"turn": new.excluded.turn, "due_at": new.excluded.due_at},
        where=duties.c.due_at <= bindparam("now", type_=duties.c.due_at.type),
    ).returning(duties.c.turn)


_TAKE = {True: _take(sqlite), False: _take(postgresql)}
_DONE = (
    update(duties)
    .where(duties.c.name == bindparam("of_name"), duties.c.turn == bindparam("of_turn"))
    .values(turn="", due_at=bindparam("again_at"))
)


class SqlRota:
    """Whose turn it is, across processes."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    def take(self, duty: str, *, lease: timedelta) -> str | None:
        """A turn at the duty if it is due."""
        now, turn = self._clock(), str(uuid4())
        values = {"name": duty, "turn": turn, "due_at": now + lease, "now": now}
        with outages(), self._database.writing.begin() as connection:
            taken = connection.execute(_TAKE[self._database.is_sqlite], values).one_or_none()
        return None if taken is None else turn

    def done(self, duty: str, turn: str, *, again_in: timedelta) -> None:
        """End the turn; the duty is due again after this time."""
        values = {"of_name": duty, "of_turn": turn, "again_at": self._clock() + again_in}
        with outages(), self._database.writing.begin() as connection:
            connection.execute(_DONE, values)
