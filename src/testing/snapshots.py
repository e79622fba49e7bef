"""A database as it stood at a moment, and ids that no two records share."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Date, MetaData, delete, event, func, insert, select, text

from bosonline.adapters.outbound.sql.database import Database
from bosonline.adapters.outbound.sql.tables import metadata
from bosonline.adapters.outbound.sql.tables.metadata import Document, Instant


class Snapshot:
    """The content of a database at one moment, to which it can be brought back."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._tables = [table for table in metadata.sorted_tables if table.name != "alembic_version"]
        if database.is_sqlite:
            library: Any = database.writing.dialect.loaded_dbapi
            self._watching = library.connect(database.url.database)
            self._copy = library.connect(":memory:", check_same_thread=False)
            self._watching.backup(self._copy)
        else:
            self._writes = 0
            for engine in (database.writing, database.counting):
                event.listen(engine, "before_cursor_execute", self._note)
        self._rows = self.rows()
        self._version = self._now()

    def is_untouched(self) -> bool:
        """Whether every row is as it was."""
        return self._now() == self._version or self.rows() == self._rows

    def undo(self) -> None:
        """Bring every row back."""
        if self._now() == self._version:
            return
        if self._database.is_sqlite:
            self._copy.backup(self._watching)
        else:
            with self._database.writing.begin() as connection:
                connection.execute(text(f"TRUNCATE {', '.join(table.name for table in self._tables)}"))
                # The sums come back as they were: they are not made again from the orders.
                connection.execute(text("ALTER TABLE orders DISABLE TRIGGER USER"))
                for table in self._tables:
                    if self._rows[table.name]:
                        connection.execute(insert(table), [row._asdict() for row in self._rows[table.name]])
                connection.execute(text("ALTER TABLE orders ENABLE TRIGGER USER"))
        self._version = self._now()

    def rows(self, store: int | None = None) -> dict[str, list[Any]]:
        """Every row by table; of one store where one is named."""
        found: dict[str, list[Any]] = {}
        with self._database.read_snapshot() as connection:
            for table in self._tables:
                statement = select(table).order_by(*table.primary_key)
                if store is not None:
                    if "store_id" not in table.c:
                        continue
                    statement = statement.where(table.c.store_id == store)
                found[table.name] = list(connection.execute(statement))
        return found

    def close(self) -> None:
        """Let go of what it holds."""
        if self._database.is_sqlite:
            self._watching.close()
            self._copy.close()

    def _note(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        self._writes += not statement.startswith(("SELECT", "SET", "SHOW"))

    def _now(self) -> Any:
        """Something that is another once anything may have been written."""
        if self._database.is_sqlite:
            return self._watching.execute("PRAGMA data_version").fetchone()[0]
        return self._writes


def spread_ids(database: Database, tables: MetaData = metadata) -> None:
    """Let every table count from a number of its own, so that the id of one record is never that of another.

    On SQLite, which counts on from the highest id, a row stands for it until `gather` removes it.
    """
    with database.writing.begin() as connection:
        for place, table in enumerate(_counting(tables), 1):
            base = place * 1_000_000
            if database.is_sqlite:
                row = {column.name: _filler(column) for column in table.c if not column.nullable}
                connection.execute(insert(table), {**row, "id": base})
            else:
                sequence = func.pg_get_serial_sequence(table.name, "id")
                connection.execute(select(func.setval(sequence, base)))


def gather(database: Database, tables: MetaData = metadata) -> None:
    """Remove the rows that stood for numbers."""
    if database.is_sqlite:
        with database.writing.begin() as connection:
            for place, table in enumerate(_counting(tables), 1):
                connection.execute(delete(table).where(table.c.id == place * 1_000_000))


def _counting(tables: MetaData) -> list[Any]:
    return [
        table
        for table in tables.sorted_tables
        if [column.name for column in table.primary_key] == ["id"] and table.c.id.autoincrement is True
    ]


def _filler(column: Any) -> Any:
    if isinstance(column.type, Instant):
        return datetime(2000, 1, 1, tzinfo=UTC)
    if isinstance(column.type, Date):
        return date(2000, 1, 1)
    if isinstance(column.type, Document):
        return {}
    return column.type.python_type()
