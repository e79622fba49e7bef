"""The two databases of the floor through their raw drivers, set as the product sets them."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import orjson
import psycopg
from psycopg.types.json import set_json_loads

from benchmarks.driver import sqlite
from benchmarks.floor_statements import statements

Run = Callable[..., list[Any]]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Store(Protocol):
    """A database as the jobs need it: three kinds of work, and how instants and documents are kept."""

    on_sqlite: bool
    sql: dict[str, str]

    def reading(self) -> AbstractContextManager[Run]:
        """Statements that each stand for themselves."""
        ...

    def snapshot(self) -> AbstractContextManager[Run]:
        """Reads that agree with each other."""
        ...

    def writing(self) -> AbstractContextManager[Run]:
        """One transaction, committed at the end."""
        ...

    def beside(self) -> AbstractContextManager[Run]:
        """A statement that is committed whatever becomes of the transaction."""
        ...

    def instant(self, at: datetime) -> object:
        """An instant as it is kept."""
        ...

    def told(self, kept: Any) -> datetime | None:
        """A kept instant."""
        ...

    def document(self, kept: Any) -> Any:
        """A kept document."""
        ...


class Sqlite:
    """A reader in every thread and one writer for all."""

    on_sqlite = True

    def __init__(self, path: str) -> None:
        self.sql: dict[str, str] = statements(on_sqlite=True)
        self._path = path
        self._mine = threading.local()
        self._writer = self._connect(kib=16_384)
        self._turn = threading.Lock()

    @contextmanager
    def reading(self) -> Iterator[Run]:
        if not hasattr(self._mine, "reader"):
            self._mine.reader = self._connect(kib=1_024)
        yield _run_sqlite(self._mine.reader)

    @contextmanager
    def snapshot(self) -> Iterator[Run]:
        with self.reading() as run:
            run("BEGIN", ())
            yield run
            run("COMMIT", ())

    @contextmanager
    def writing(self) -> Iterator[Run]:
        run = _run_sqlite(self._writer)
        with self._turn:
            run("BEGIN IMMEDIATE", ())
            try:
                yield run
            except BaseException:
                run("ROLLBACK", ())
                raise
            run("COMMIT", ())

    def beside(self) -> AbstractContextManager[Run]:
        raise NotImplementedError("SQLite has one writer")

    def instant(self, at: datetime) -> object:
        return (at - _EPOCH) // _MICROSECOND

    def told(self, kept: Any) -> datetime | None:
        return None if kept is None else _EPOCH + timedelta(microseconds=kept)

    def document(self, kept: Any) -> Any:
        return orjson.loads(kept)

    def _connect(self, kib: int) -> Any:
        connection = sqlite.connect(self._path, isolation_level=None, check_same_thread=False, cached_statements=512)
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "busy_timeout=10000",
            f"cache_size=-{kib}",
            "temp_store=MEMORY",
        ):
            connection.execute(f"PRAGMA {pragma}")
        return connection


def _run_sqlite(connection: Any) -> Run:
    def run(statement: str, values: tuple[object, ...], *, fetch: bool = True) -> list[Any]:
        cursor = connection.execute(statement, values)
        return cursor.fetchall() if fetch else []

    return run


class Postgresql:
    """One connection in every thread; the driver prepares what it has seen five times."""

    on_sqlite = False

    def __init__(self, url: str) -> None:
        self.sql: dict[str, str] = statements(on_sqlite=False)
        self._url = url
        self._mine = threading.local()
        set_json_loads(orjson.loads)

    @contextmanager
    def reading(self) -> Iterator[Run]:
        yield self._run("connection")

    @contextmanager
    def snapshot(self) -> Iterator[Run]:
        run = self._run("connection")
        run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", None, fetch=False)
        yield run
        run("COMMIT", None, fetch=False)

    @contextmanager
    def writing(self) -> Iterator[Run]:
        run = self._run("connection")
        run("BEGIN", None, fetch=False)
        try:
            yield run
        except BaseException:
            run("ROLLBACK", None, fetch=False)
            raise
        run("COMMIT", None, fetch=False)

    @contextmanager
    def beside(self) -> Iterator[Run]:
        yield self._run("other")

    def instant(self, at: datetime) -> object:
        return at

    def told(self, kept: Any) -> datetime | None:
        return None if kept is None else kept.astimezone(UTC)

    def document(self, kept: Any) -> Any:
        return kept

    def _run(self, which: str) -> Run:
        connection: psycopg.Connection[Any] | None = getattr(self._mine, which, None)
        if connection is None:
            connection = psycopg.connect(self._url, autocommit=True, options="-c timezone=UTC -c lock_timeout=10s")
            setattr(self._mine, which, connection)
        cursor = connection.cursor()

        def run(statement: str, values: tuple[object, ...] | None, *, fetch: bool = True) -> list[Any]:
            cursor.execute(statement, values)
            return cursor.fetchall() if fetch else []

        return run
