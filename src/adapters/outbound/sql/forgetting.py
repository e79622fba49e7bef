"""Rows that have had their time are removed, a few at a time so that no writer waits long."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Column, bindparam, delete, select, tuple_

from bosonline.adapters.outbound.sql.database import Database, outages
from bosonline.application.ports import Clock

AT_A_TIME = 500


class ForgetOld:
    """Removes the rows of a table whose instant in this column is longer ago than a span."""

    def __init__(self, database: Database, clock: Clock, column: Column[Any], after: timedelta) -> None:
        key = tuple(column.table.primary_key)
        old = select(*key).where(column < bindparam("before", type_=column.type)).limit(AT_A_TIME)
        self._statement = delete(column.table).where(tuple_(*key).in_(old))
        self._database, self._clock, self._after = database, clock, after

    def __call__(self) -> int:
        """How many there were."""
        values = {"before": self._clock() - self._after}
        forgotten = 0
        while True:
            with outages(), self._database.writing.begin() as connection:
                count = connection.execute(self._statement, values).rowcount
            forgotten += count
            if count < AT_A_TIME:
                return forgotten
