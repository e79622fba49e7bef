"""One database, reached in three ways: single reads, reads of several statements, and writes.

SQLite has one writer at a time. Its writing engine owns a single connection, so that writers of this process queue in
the pool instead of failing on a locked file, and begins with BEGIN IMMEDIATE. Readers never wait for it (WAL).
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import orjson
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import QueuePool

from bosonline.adapters.outbound.sql.blocks import Blocks
from bosonline.adapters.outbound.sql.prepared import Statements, ready, told
from bosonline.domain.errors import ChangedMeanwhile, Unavailable

try:
    from pysqlite3 import dbapi2 as sqlite
except ImportError:  # no wheel for this platform
    sqlite = sqlite3

_KIB_OF_THE_WRITER, _KIB_OF_A_READER = 4_096, 1_024
"""How many pages a connection keeps: there may be dozens of readers, who have the system's cache behind them."""

WAL_RESET_FIXED = (3, 51, 3)
"""The SQLite release that ended a way to corrupt a WAL database under concurrent checkpoints."""


class DatabaseUnavailable(Unavailable):
    """The database does not answer; whether the last commit took place is not known."""

    code = "database-unavailable"
    text = (
        "The database does not answer at the moment; try again shortly, with the same Idempotency-Key if you sent one"
    )


def sqlite_release() -> str:
    """The release of the SQLite library at hand."""
    return str(sqlite.sqlite_version)


def sqlite_is_safe() -> bool:
    """Whether the SQLite library at hand has the WAL-reset fix."""
    return bool(tuple(sqlite.sqlite_version_info) >= WAL_RESET_FIXED)


class Database:
    """The engines of one database.

    `single` runs each statement by itself (AUTOCOMMIT); `snapshot` gives several reads one view; `writing` is for
    works. `in_flight` holds the idempotency keys that this process works on.
    """

    def __init__(self, url: str, *, pool_size: int = 8, synchronous: str = "FULL") -> None:
        self.url = make_url(url)
        self.in_flight: set[tuple[str, str]] = set()
        self.in_flight_guard = threading.Lock()
        self.invoice_blocks = Blocks()
        self.statements = Statements()
        if self.is_sqlite:
            self.single = _sqlite_engine(self.url, "AUTOCOMMIT", synchronous, pool_size=pool_size)
            self.snapshot = _sqlite_engine(self.url, "BEGIN", synchronous, pool_size=pool_size)
            self.writing = _sqlite_engine(self.url, "BEGIN IMMEDIATE", synchronous, pool_size=1)
            self.counting = self.single
        else:
            self.writing = _postgresql_engine(self.url, pool_size=pool_size)
            self.single = self.writing.execution_options(isolation_level="AUTOCOMMIT")
            # Of its own, since it is asked for by those who hold a connection: a full pool would wait for itself.
            self.counting = _postgresql_engine(self.url, pool_size=1, overflow=0).execution_options(
                isolation_level="AUTOCOMMIT"
            )
            self.snapshot = self.writing.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded database."""
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection for reads of one statement each."""
        with outages(), self.single.connect() as connection:
            yield ready(connection, self.statements)

    @contextmanager
    def read_snapshot(self) -> Iterator[Connection]:
        """A connection for reads of several statements that must agree with each other.

        It ends with COMMIT: at a ROLLBACK psycopg would forget what the server has prepared.
        """
        with outages(), self.snapshot.connect() as connection, connection.begin():
            yield ready(connection, self.statements)

    @contextmanager
    def count(self) -> Iterator[Connection]:
        """A connection for counters that go on whatever becomes of the transaction that asked: PostgreSQL's alone."""
        with outages(), self.counting.connect() as connection:
            yield connection

    def dispose(self) -> None:
        """Close every pooled connection."""
        for engine in {self.single, self.snapshot, self.writing, self.counting}:
            engine.dispose()


@contextmanager
def outages() -> Iterator[None]:
    """Turn what the driver says about a lost database or a lost race into refusals."""
    try:
        yield
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) in ("40001", "40P01"):
            raise ChangedMeanwhile from error
        if getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR:
            raise  # SQLite's OperationalError for a statement that does not fit the schema: a bug, not an outage
        if error.connection_invalidated or isinstance(error, OperationalError | InterfaceError):
            raise DatabaseUnavailable(retry_after=1) from error
        raise
    except PoolTimeout as error:
        raise DatabaseUnavailable(retry_after=1) from error


def _json(value: object) -> str:
    return orjson.dumps(value).decode()


def _sqlite_engine(url: URL, begin: str, synchronous: str, *, pool_size: int) -> Engine:
    engine = create_engine(
        url,
        module=sqlite,
        poolclass=QueuePool,
        pool_size=pool_size,
        max_overflow=0 if pool_size == 1 else 16,
        pool_timeout=10,
        pool_reset_on_return="rollback" if begin != "AUTOCOMMIT" else None,
        connect_args={"isolation_level": None, "check_same_thread": False, "cached_statements": 512},
        json_serializer=_json,
        json_deserializer=orjson.loads,
        **({"isolation_level": "AUTOCOMMIT"} if begin == "AUTOCOMMIT" else {}),
    )

    @event.listens_for(engine, "connect")
    def prepare(raw: Any, _record: object) -> None:
        cursor = raw.cursor()
        for pragma in (
            "journal_mode=WAL",
            f"synchronous={synchronous}",
            "foreign_keys=ON",
            "busy_timeout=10000",
            f"cache_size=-{_KIB_OF_THE_WRITER if pool_size == 1 else _KIB_OF_A_READER}",
            "temp_store=MEMORY",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    if begin != "AUTOCOMMIT":

        @event.listens_for(engine, "begin")
        def start(connection: Connection) -> None:
            try:
                connection.connection.driver_connection.execute(begin)  # type: ignore[union-attr]  # it is open
            except sqlite.Error as error:
                raise told(connection, begin, error) from error

    return engine


def _postgresql_engine(url: URL, *, pool_size: int, overflow: int = 4) -> Engine:
    return create_engine(
        url.set(drivername="postgresql+psycopg"),
        paramstyle="format",
        pool_size=pool_size,
        max_overflow=overflow,
        pool_timeout=10,
        pool_pre_ping=False,
        connect_args={"connect_timeout": 5, "options": "-c timezone=UTC -c lock_timeout=10s"},
        json_serializer=_json,
        json_deserializer=orjson.loads,
    )
