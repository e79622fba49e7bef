"""The same ports on three backends, so that one test can hold them against each other."""

import atexit
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy.exc import DBAPIError

from bosonline.adapters.outbound.memory import MemoryDatabase, MemoryOutbox, MemoryRota, MemoryWork
from bosonline.adapters.outbound.sql.database import Database
from bosonline.adapters.outbound.sql.outbox import SqlOutbox
from bosonline.adapters.outbound.sql.rota import SqlRota
from bosonline.adapters.outbound.sql.tables import metadata
from bosonline.adapters.outbound.sql.work import SqlWork
from bosonline.application.ports import Once, Outbox, Rota
from bosonline.domain.identity import StoreId


@dataclass(slots=True)
class TestClock:
    """A clock that stands still until it is moved."""

    __test__ = False

    now: datetime = field(default_factory=lambda: datetime(2026, 1, 5, 3, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **span: float) -> None:
        """Move on by a `timedelta` of these parts."""
        self.now += timedelta(**span)


@dataclass(frozen=True, slots=True, kw_only=True)
class Backend:
    """One backend: its works, and the database behind for its read ports."""

    name: str
    clock: TestClock
    database: Any
    open_work: Callable[..., Any]
    open_outbox: Callable[..., Outbox]
    open_rota: Callable[..., Rota]
    close: Callable[[], None]

    def work(self, store: StoreId | None = None, once: Once | None = None) -> Any:
        """A work of one store, or of none."""
        return self.open_work(self.database, self.clock, store, once)

    @property
    def outbox(self) -> Outbox:
        """What the works have recorded."""
        return self.open_outbox(self.database, self.clock)

    @property
    def rota(self) -> Rota:
        """Whose turn it is at a duty."""
        return self.open_rota(self.database, self.clock)


def memory_backend(clock: TestClock | None = None) -> Backend:
    """The ports in memory."""
    return Backend(
        name="memory",
        clock=clock or TestClock(),
        database=MemoryDatabase(),
        open_work=MemoryWork,
        open_outbox=MemoryOutbox,
        open_rota=MemoryRota,
        close=lambda: None,
    )


def sql_backend(url: str, clock: TestClock | None = None) -> Backend:
    """The ports on a database whose tables are empty; they are made where this process has not made them yet."""
    database = Database(url, pool_size=8, synchronous="OFF")
    _empty(database)
    return Backend(
        name=database.url.get_backend_name(),
        clock=clock or TestClock(),
        database=database,
        open_work=SqlWork,
        open_outbox=SqlOutbox,
        open_rota=SqlRota,
        close=database.dispose,
    )


def sqlite_backend(folder: Path, clock: TestClock | None = None) -> Backend:
    """The ports on an SQLite file in a folder."""
    file = folder / "test.db"
    if not file.exists():
        shutil.copyfile(_template(), file)
        _made.add(f"sqlite:///{file}")
    return sql_backend(f"sqlite:///{file}", clock)


_made: set[str] = set()
"""The databases that have the tables, by URL."""


def _empty(database: Database) -> None:
    url = database.url.render_as_string(hide_password=False)
    if url not in _made:
        metadata.drop_all(database.writing)
        metadata.create_all(database.writing)
        _made.add(url)
        return
    try:
        with database.writing.begin() as connection:
            for table in reversed(metadata.sorted_tables):
                connection.execute(table.delete())
    except DBAPIError:  # a test has taken tables away
        _made.discard(url)
        _empty(database)


@cache
def _template() -> Path:
    """An SQLite file with the tables, to copy: that is many times faster than to make them."""
    file = Path(tempfile.mkdtemp(prefix="bosonline-")) / "template.db"
    database = Database(f"sqlite:///{file}", pool_size=1, synchronous="OFF")
    metadata.create_all(database.writing)
    with database.writing.connect() as connection:
        connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]
    database.dispose()
    atexit.register(shutil.rmtree, file.parent, ignore_errors=True)
    return file
