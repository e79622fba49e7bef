"""How often forms were looked at: counted in the process, written down a moment later by a thread of its own."""

import logging
import threading
from collections import Counter
from datetime import date
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from bosonline.adapters.outbound.sql.database import Database, outages
from bosonline.adapters.outbound.sql.tables.forms import form_views
from bosonline.domain.errors import Unavailable
from bosonline.domain.forms import FormId
from bosonline.domain.identity import StoreId

MOMENT = 2.0
"""Seconds between a view and its being kept: what a killed process loses at most."""

MOST_WAITING = 10_000
"""How many forms' days wait while the database is out of reach; further ones are not counted."""

_log = logging.getLogger(__name__)


def _upsert(dialect: Any) -> Any:
    new = dialect.insert(form_views)
    return new.on_conflict_do_update(
        index_elements=[form_views.c.form_id, form_views.c.day],
        set_={"views": form_views.c.views + new.excluded.views},
        where=form_views.c.store_id == new.excluded.store_id,
    )


_ADD = {True: _upsert(sqlite), False: _upsert(postgresql)}


class SqlViewTally:
    """Views of forms; those of a moment are one statement, whoever looked."""

    def __init__(self, database: Database, *, moment: float = MOMENT) -> None:
        self._database, self._moment = database, moment
        self._waiting: Counter[tuple[FormId, date, StoreId]] = Counter()
        self._turn, self._writing = threading.Lock(), threading.Lock()
        self._is_due = False

    def count(self, store: StoreId, form: FormId, day: date, /) -> None:
        key = (form, day, store)
        with self._turn:
            if key in self._waiting or len(self._waiting) < MOST_WAITING:
                self._waiting[key] += 1
            begins, self._is_due = not self._is_due, True
        if begins:
            later = threading.Timer(self._moment, self.flush)
            later.daemon = True
            later.start()

    def flush(self) -> None:
        with self._writing:
            with self._turn:
                counted, self._waiting, self._is_due = self._waiting, Counter(), False
            if not counted:
                return
            try:
                self._keep(counted)
            except Unavailable:
                _log.warning("views of forms wait for the database", exc_info=True)
                with self._turn:
                    self._waiting.update(counted)

    def _keep(self, counted: Counter[tuple[FormId, date, StoreId]]) -> None:
        # In one order, so that processes that write the same days wait for each other once.
        rows = [
            {"store_id": store, "form_id": form, "day": day, "views": views}
            for (form, day, store), views in sorted(counted.items())
        ]
        with outages(), self._database.writing.begin() as connection:
            connection.execute(_ADD[self._database.is_sqlite], rows)
