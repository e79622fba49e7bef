"""Statements made ready once for a database, which then go to its driver without what Core does for each execution.

A statement stays Core: built once, compiled for the dialect, its values converted by the types of its columns. What is
left out is the cache look-up, the execution context and the cursor result, which cost more than most statements do. A
statement that cannot be made ready (a list in `IN`) is executed by Core, and so is every one while somebody listens to
the statements of the engine.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import Connection, Delete, Executable, Insert, Select, TextClause, Update
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError, MultipleResultsFound, NoResultFound

Values = Mapping[str, Any] | Sequence[Mapping[str, Any]] | None

KEPT = 2_000
"""How many statements are kept ready; there are some hundred, and one that is built for each call shall not pile up."""

ROWS_AT_ONCE = 50
"""How many rows one INSERT takes."""

_NOT_SEEN = object()


class Rows:
    """What a statement gave, with the methods of Core's result that are used here."""

    __slots__ = ("_rows", "rowcount")

    def __init__(self, rows: list[Any], rowcount: int) -> None:
        self._rows = rows
        self.rowcount = rowcount

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rows)

    def all(self) -> list[Any]:
        """Every row."""
        return self._rows

    def tuples(self) -> "Rows":
        """The rows as tuples, which they are."""
        return self

    def mappings(self) -> "Rows":
        """The rows as dicts."""
        return Rows([row._mapping for row in self._rows], self.rowcount)

    def scalars(self) -> "Rows":
        """The first column of each row."""
        return Rows([row[0] for row in self._rows], self.rowcount)

    def first(self) -> Any:
        """The first row, or None."""
        return self._rows[0] if self._rows else None

    def one_or_none(self) -> Any:
        """The only row, or None; raises `MultipleResultsFound`."""
        if len(self._rows) > 1:
            raise MultipleResultsFound("Multiple rows were found when one or none was required")
        return self.first()

    def one(self) -> Any:
        """The only row; raises `NoResultFound` or `MultipleResultsFound`."""
        if not self._rows:
            raise NoResultFound("No row was found when one was required")
        return self.one_or_none()

    def scalar_one_or_none(self) -> Any:
        """The first column of the only row, or None."""
        row = self.one_or_none()
        return None if row is None else row[0]

    def scalar_one(self) -> Any:
        """The first column of the only row."""
        return self.one()[0]

    def scalar(self) -> Any:
        """The first column of the first row, or None."""
        return self._rows[0][0] if self._rows else None


class Statements:
    """The statements of one database that are ready."""

    def __init__(self) -> None:
        self._ready: dict[object, _Prepared | None] = {}

    def execute(self, connection: Connection, statement: Executable, values: Values = None) -> Any:
        """What `connection.execute` does, with `Rows` as the result; a transaction must have begun if one is wanted."""
        if connection.dispatch.before_cursor_execute:
            return connection.execute(statement, values)
        many = values if isinstance(values, list) and values else None
        first: Mapping[str, Any] = (many[0] if many else values) or {}  # type: ignore[assignment]
        prepared = self._find(connection.dialect, statement, first)
        if prepared is None or (many is not None and not prepared.takes_many):
            return connection.execute(statement, values)
        cursor = None
        raw = connection.connection.driver_connection
        assert raw is not None  # noqa: S101  # the connection is open
        try:
            cursor = raw.cursor()
            return prepared.execute(cursor, first) if many is None else prepared.execute_many(cursor, many)
        except connection.dialect.loaded_dbapi.Error as error:
            raise told(connection, prepared.text, error, cursor) from error

    def _find(self, dialect: Dialect, statement: Executable, values: Mapping[str, Any]) -> "_Prepared | None":
        key = (statement, *values) if isinstance(statement, Insert | Update) else statement
        found = self._ready.get(key, _NOT_SEEN)
        if found is _NOT_SEEN:
            if len(self._ready) >= KEPT:
                self._ready.clear()
            found = self._ready[key] = _prepare(dialect, statement, list(values))
        return found  # type: ignore[return-value]  # it is not the mark


def ready(connection: Connection, statements: Statements) -> Connection:
    """The connection with an `execute` that takes statements made ready; all else is its own."""
    return cast(Connection, _Ready(connection, statements))


class _Ready:
    __slots__ = ("_connection", "_statements")

    def __init__(self, connection: Connection, statements: Statements) -> None:
        self._connection = connection
        self._statements = statements

    def execute(self, statement: Executable, values: Values = None) -> Any:
        return self._statements.execute(self._connection, statement, values)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


class _Prepared:
    """A statement as the driver takes it: its text, where its values come from, and how its rows are read."""

    __slots__ = ("_binds", "_gives_rows", "_group", "_make", "_readers", "_texts", "text")

    def __init__(self, text: str, binds: Sequence["_Bind"], columns: Sequence["_Column"] | None) -> None:
        self.text = text
        self._binds = binds
        self._gives_rows: bool | None = None
        self._make: Any = None
        self._readers = [(at, convert) for at, (_, convert) in enumerate(columns or ()) if convert is not None]
        if columns is not None:
            self._expect(name for name, _ in columns)
        self._group = text.partition(" VALUES ")[2] if text.endswith(")") else ""
        self._texts = {1: text}

    def execute(self, cursor: Any, values: Mapping[str, Any]) -> Rows:
        """Run it once."""
        cursor.execute(self.text, self._values(values))
        if self._gives_rows is None:
            self._expect(column[0] for column in cursor.description or ())
        if not self._gives_rows:
            return Rows([], cursor.rowcount)
        return Rows(self._read(cursor.fetchall()), cursor.rowcount)

    def execute_many(self, cursor: Any, rows: Sequence[Mapping[str, Any]]) -> Rows:
        """Run it for each of these: an INSERT in one go."""
        if not self._group or len(rows) > ROWS_AT_ONCE:
            cursor.executemany(self.text, [self._values(row) for row in rows])
        else:
            cursor.execute(self._text_for(len(rows)), [value for row in rows for value in self._values(row)])
        return Rows([], cursor.rowcount)

    @property
    def takes_many(self) -> bool:
        """Whether it can be run for many values at a time: not where each gives rows."""
        return self._gives_rows is None or not self._gives_rows

    def _values(self, given: Mapping[str, Any]) -> list[Any]:
        return [
            constant if constant is not _NOT_SEEN else convert(given[name]) if convert is not None else given[name]
            for name, convert, constant in self._binds
        ]

    def _read(self, rows: list[Any]) -> list[Any]:
        make, readers = self._make, self._readers
        if not readers:
            return [make(row) for row in rows]
        read = []
        for row in rows:
            columns = list(row)
            for at, convert in readers:
                columns[at] = convert(columns[at])
            read.append(make(columns))
        return read

    def _expect(self, names: Iterable[str]) -> None:
        known = tuple(names)
        self._make = _row_class(known)._make
        self._gives_rows = bool(known)

    def _text_for(self, rows: int) -> str:
        text = self._texts.get(rows)
        if text is None:
            text = self._texts[rows] = ", ".join([self.text, *[self._group] * (rows - 1)])
        return text


_Convert = Callable[[Any], Any]
_Bind = tuple[str, _Convert | None, Any]
_Column = tuple[str, _Convert | None]


def _prepare(dialect: Dialect, statement: Executable, names: list[str]) -> _Prepared | None:
    """The statement made ready for these values; None where Core has to execute it."""
    if not isinstance(statement, Select | Insert | Update | Delete | TextClause):
        return None
    compiled: Any = statement.compile(dialect=dialect, column_keys=names or None, for_executemany=True)
    if _takes_core(statement, compiled):
        return None
    binds = [_bind(dialect, compiled.binds[name], compiled.params.get(name)) for name in compiled.positiontup or ()]
    return _Prepared(compiled.string, binds, _columns(dialect, statement))


def _takes_core(statement: Any, compiled: Any) -> bool:
    """Whether something is to be made of it or of its values at each execution: lists, defaults, values by name."""
    if compiled.post_compile_params or compiled.literal_execute_params:
        return True
    if statement.is_dml and (compiled.insert_prefetch or compiled.update_prefetch):
        return True
    if compiled.binds and compiled.positiontup is None:
        return True
    return any(bind.callable or not (bind.required or bind.unique) for bind in compiled.binds.values())


def _bind(dialect: Dialect, bind: Any, constant: Any) -> _Bind:
    convert = bind.type.dialect_impl(dialect).bind_processor(dialect)
    if bind.required:
        return bind.key, convert, _NOT_SEEN
    return bind.key, None, convert(constant) if convert is not None else constant


def _columns(dialect: Dialect, statement: Any) -> list[_Column] | None:
    """The columns of its rows and how their values are read; None where only the driver can tell."""
    if isinstance(statement, TextClause):
        return None
    columns = statement.selected_columns if isinstance(statement, Select) else statement.exported_columns
    return [
        (name, column.type.dialect_impl(dialect).result_processor(dialect, None)) for name, column in columns.items()
    ]


def _row_class(names: tuple[str, ...]) -> Any:
    fields: Any = namedtuple("Row", names, rename=True)  # type: ignore[misc]  # its names are known when it runs
    return type("Row", (fields,), {"__slots__": (), "_mapping": property(fields._asdict)})


def told(connection: Connection, text: str, error: Exception, cursor: Any = None) -> BaseException:
    """What the driver raised as SQLAlchemy tells it; a connection that is gone leaves the pool."""
    dialect: Any = connection.dialect
    is_gone = dialect.is_disconnect(error, connection.connection.driver_connection, cursor)
    if is_gone:
        connection.invalidate(error)
    return DBAPIError.instance(
        text,
        None,
        error,
        dialect.loaded_dbapi.Error,
        hide_parameters=True,
        connection_invalidated=is_gone,
        dialect=dialect,
    )
