"""Sheets that are downloaded and imported: columns declared once, rows one after the other, and what cells may hold."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, BinaryIO, Protocol

from bosonline.domain.errors import Rejected
from bosonline.domain.phone import Phone

MAX_ROWS = 100_000
"""How many rows an imported file has below its header at most."""

MAX_COLUMNS = 64
MAX_CELL = 32_767
"""How many characters a cell holds: as many as in any spreadsheet program."""

WRONG_AT_MOST = 50
"""How many wrong cells a refusal names; it counts all of them."""


_EXACT = 10**15
"""Below this the numbers of a spreadsheet program are exact."""


class SheetFormat(StrEnum):
    """The files that a sheet can be."""

    XLSX = "xlsx"
    CSV = "csv"


class CellKind(StrEnum):
    """What the cells of a column hold."""

    TEXT = "text"
    INTEGER = "integer"
    PHONE = "phone"
    DATE = "date"


Cell = str | int | Phone | date | None
"""A cell as it is written: phones as `08...`, dates as `yyyy-mm-dd`, None as nothing."""

RawCell = str | int | float | bool | date | None
"""A cell as it stands in a file."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet, known by its heading; `required` ones must be there and filled in to be imported."""

    name: str
    kind: CellKind = CellKind.TEXT
    required: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet to write: cells in the order of the columns."""

    title: str
    columns: tuple[Column, ...]
    rows: Iterable[Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row of a file; `number` is what a spreadsheet program calls it."""

    number: int
    cells: Sequence[RawCell]


@dataclass(frozen=True, slots=True)
class RawSheet:
    """A file as it was read: its first row that is not empty, and those below."""

    header: RawRow
    rows: Iterator[RawRow]


class Spreadsheets(Protocol):
    """Files of sheets."""

    def write(self, sheet: Sheet, form: SheetFormat, /) -> BinaryIO:
        """The sheet as a temporary file, at its beginning; closing it removes it. Memory does not grow with rows."""
        ...

    def read(self, content: bytes, /) -> RawSheet:
        """The only or first sheet of an xlsx or csv file, whatever it is called; or `SpreadsheetUnreadable`."""
        ...


class SheetRule(StrEnum):
    """What holds for every file that is imported."""

    KNOWN = "This is neither an xlsx nor a csv file, or it is damaged or locked with a password"
    ENCODING = "The text of this file is not UTF-8, UTF-16 or Windows-1252"
    NOT_EMPTY = "The file has no row of headings"
    ROWS = "A file has at most 100000 rows below its headings"
    SIZE = "The file unpacks to more than can be taken, or has cells far off at the edge"
    CELL = "A cell holds at most 32767 characters"
    QUOTES = "A cell is not closed by a quotation mark, or holds too much"
    HEADINGS = "The headings are not those of a file that was downloaded here"
    TWICE = "A heading stands there twice"


class SpreadsheetUnreadable(Rejected):
    """The file as a whole cannot be taken; the fact `why` tells the rule, and `row` where it shows."""

    code = "spreadsheet-unreadable"
    text = "{why}"
    field = "file"

    def __init__(self, *, why: str, **facts: object) -> None:
        super().__init__(why=why, **facts)


@dataclass(frozen=True, slots=True)
class WrongCell:
    """What is wrong in one cell: a stable code with its facts, by which it is told in any language."""

    row: int
    column: str
    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def plain(self) -> dict[str, object]:
        """As a fact of a refusal."""
        return {"row": self.row, "column": self.column, "code": self.code, "facts": dict(self.facts)}


class CellsWrong(Rejected):
    """Cells of an imported file hold what cannot be accepted, and nothing was changed.

    The fact `cells` names the first of them, `count` says how many there are.
    """

    code = "cells-wrong"
    text = "Nothing was imported: {count} cells are wrong"

    @classmethod
    def of(cls, wrong: Sequence[WrongCell], count: int | None = None) -> "CellsWrong":
        """The refusal that names the first of these."""
        told = [cell.plain for cell in wrong[:WRONG_AT_MOST]]
        return cls(count=len(wrong) if count is None else count, cells=told)


@dataclass(frozen=True, slots=True)
class Row:
    """One row that was read by its columns; `wrong` cells have no value."""

    number: int
    values: Mapping[str, Any]
    wrong: tuple[WrongCell, ...] = ()


def headings(sheet: RawSheet) -> tuple[str, ...]:
    """The headings as they are compared: in lower case, without what a program may have put around them."""
    found = tuple(_heading(cell) for cell in sheet.header.cells)
    named = [name for name in found if name]
    if len(set(named)) < len(named):
        raise SpreadsheetUnreadable(why=SheetRule.TWICE.value, row=sheet.header.number)
    return found


def rows_of(sheet: RawSheet, columns: Sequence[Column]) -> Iterator[Row]:
    """The rows by these columns; those that are empty are passed over.

    `SpreadsheetUnreadable` where a required heading is missing, or one is not known at all.
    """
    found = headings(sheet)
    known = {column.name: column for column in columns}
    missing = any(column.required and column.name not in found for column in columns)
    if missing or any(name and name not in known for name in found):
        raise SpreadsheetUnreadable(why=SheetRule.HEADINGS.value, row=sheet.header.number)
    places = [(at, known[name]) for at, name in enumerate(found) if name]
    for raw in sheet.rows:
        if any(_is_filled(cell) for cell in raw.cells):
            yield _row(raw, places)


def _row(raw: RawRow, places: Sequence[tuple[int, Column]]) -> Row:
    values: dict[str, Any] = {}
    wrong = []
    for at, column in places:
        cell = raw.cells[at] if at < len(raw.cells) else None
        try:
            values[column.name] = _READ[column.kind](cell) if _is_filled(cell) else None
        except ValueError as error:
            wrong.append(WrongCell(raw.number, column.name, str(error)))
            continue
        if column.required and values[column.name] is None:
            wrong.append(WrongCell(raw.number, column.name, "required"))
    return Row(raw.number, values, tuple(wrong))


def _heading(cell: RawCell) -> str:
    return str(cell).strip().lower() if _is_filled(cell) else ""


def _is_filled(cell: RawCell) -> bool:
    return cell is not None and cell != ""


def _text(cell: RawCell) -> str:
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    return str(cell)


def _integer(cell: RawCell) -> int:
    if isinstance(cell, str):
        digits = cell.strip().removeprefix("+")
        if digits.removeprefix("-").isdecimal() and digits.isascii() and len(digits) <= 18:  # int64
            return int(digits)
    elif isinstance(cell, int | float) and not isinstance(cell, bool) and _is_whole(cell):
        return int(cell)
    raise ValueError("not-whole-number")


def _is_whole(cell: float) -> bool:
    return abs(cell) < _EXACT and cell == int(cell)


def _date(cell: RawCell) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = str(cell).strip()
    try:
        return date.fromisoformat("-".join(reversed(text.split("/"))) if "/" in text else text)
    except ValueError:
        raise ValueError("not-a-date") from None


_READ: Mapping[CellKind, Any] = {
    CellKind.TEXT: _text,
    CellKind.INTEGER: _integer,
    CellKind.PHONE: lambda cell: _text(cell).strip().lstrip("'"),
    CellKind.DATE: _date,
}
