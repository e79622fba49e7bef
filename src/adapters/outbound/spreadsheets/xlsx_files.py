"""xlsx: written row by row, read by calamine from a copy that was measured first.

What is packed in an upload is not believed: every part is unpacked under a bound, looked through for cells far off,
since a sheet is laid out in memory up to its last cell, and written into a copy that holds nothing else.
"""

import io
import re
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, BinaryIO, cast

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum
from xlsxwriter import Workbook

from bosonline.adapters.outbound.spreadsheets.cells import written
from bosonline.application.spreadsheets import (
    MAX_CELL,
    MAX_COLUMNS,
    MAX_ROWS,
    RawCell,
    RawRow,
    RawSheet,
    Sheet,
    SheetRule,
    SpreadsheetUnreadable,
)

MAX_UNPACKED = 256 << 20
"""How many bytes all parts of a file unpack to at most."""

_MAX_PARTS = 500
_MAX_ROW = MAX_ROWS + 1_000
_MAX_CELLS = 3_000_000
_PART = re.compile(r"\.(?:xml|rels)\Z", re.IGNORECASE)
_PLACE = re.compile(rb"""\sr\s*=\s*["']\s*([A-Za-z]{0,8})([0-9]{1,12})""")
_UNPLACED_ROW = re.compile(rb"""<(?:[^\s<>/]*:)?row(?!\s+r=["'])(?=[\s/>])""")
_UNPLACED_CELL = re.compile(rb"""<(?:[^\s<>/]*:)?c(?!\s+r=["'])(?=[\s/>])""")
_AT_ONCE = 1 << 20


def write_xlsx(sheet: Sheet, to: BinaryIO) -> None:
    """The sheet as a workbook."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(to, options) as book:  # left in whatever way: it has temporary files of its own
        page = book.add_worksheet(sheet.title[:31])
        page.freeze_panes(1, 0)
        for at, column in enumerate(sheet.columns):
            page.write_string(0, at, column.name)
        for number, row in enumerate(sheet.rows, 1):
            for at, cell in enumerate(row):
                _write(page, number, at, written(cell))


def _write(page: Any, row: int, at: int, cell: str | int | None) -> None:
    if isinstance(cell, int):
        page.write_number(row, at, cell)
    elif cell is not None and page.write_string(row, at, cell):
        raise ValueError(f"no cell holds what stands at row {row + 1}, column {at + 1}")


def read_xlsx(content: bytes) -> RawSheet:
    """The first sheet that is shown."""
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as copy:
        _unpack(content, cast("BinaryIO", copy))
        copy.flush()
        grid = _grid(copy.name)
    rows = _rows(grid)
    header = next((row for row in rows if any(cell not in (None, "") for cell in row.cells)), None)
    if header is None:
        raise SpreadsheetUnreadable(why=SheetRule.NOT_EMPTY.value)
    return RawSheet(header, _bounded(rows, header.number))


def _grid(path: str) -> Iterator[list[Any]]:
    try:
        with CalamineWorkbook.from_path(path) as book:
            shown = [
                sheet.name
                for sheet in book.sheets_metadata
                if (sheet.typ, sheet.visible) == (SheetTypeEnum.WorkSheet, SheetVisibleEnum.Visible)
            ]
            if not shown:
                raise SpreadsheetUnreadable(why=SheetRule.NOT_EMPTY.value)
            return iter(book.get_sheet_by_name(shown[0]).iter_rows())
    except SpreadsheetUnreadable:
        raise
    except (CalamineError, ValueError, OverflowError, OSError) as error:
        raise SpreadsheetUnreadable(why=SheetRule.KNOWN.value) from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # the extension's own; it is no Exception
            raise SpreadsheetUnreadable(why=SheetRule.KNOWN.value) from error
        raise


def _unpack(content: bytes, to: BinaryIO) -> None:
    """Write the parts that a sheet is made of into a copy, unpacked, so that what was measured is what is read."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed, zipfile.ZipFile(to, "w") as plain:
            parts = [part for part in packed.infolist() if _PART.search(part.filename)]
            if len(parts) > _MAX_PARTS or len({part.filename for part in parts}) < len(parts):
                raise SpreadsheetUnreadable(why=SheetRule.KNOWN.value)
            left = MAX_UNPACKED
            for part in parts:
                with packed.open(part) as source, plain.open(part.filename, "w") as target:
                    left = _copy(cast("BinaryIO", source), cast("BinaryIO", target), left)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError) as error:
        raise SpreadsheetUnreadable(why=SheetRule.KNOWN.value) from error


def _copy(source: BinaryIO, target: BinaryIO, left: int) -> int:
    extent, rest = _Extent(), b""
    while chunk := source.read(_AT_ONCE):
        left -= len(chunk)
        if left < 0:
            raise SpreadsheetUnreadable(why=SheetRule.SIZE.value)
        target.write(chunk)
        whole, _, rest = (rest + chunk).rpartition(b"<")
        rest = b"<" + rest
        if len(rest) > _AT_ONCE:
            raise SpreadsheetUnreadable(why=SheetRule.CELL.value)
        extent.stretch(whole)
    extent.stretch(rest)
    if not extent.is_laid_out:
        raise SpreadsheetUnreadable(why=SheetRule.SIZE.value)
    return left


class _Extent:
    """How far the cells of a part reach at most. Those without a place of their own follow the one before."""

    def __init__(self) -> None:
        self._rows = self._columns = 1
        self._following_rows = self._following_cells = 0

    def stretch(self, xml: bytes) -> None:
        """Take in these tags."""
        for place in _PLACE.finditer(xml):
            self._rows = max(self._rows, int(place[2]))
            self._columns = max(self._columns, _column(place[1]))
        self._following_rows += len(_UNPLACED_ROW.findall(xml))
        self._following_cells += len(_UNPLACED_CELL.findall(xml))

    @property
    def is_laid_out(self) -> bool:
        """Whether a sheet of this size can be laid out in memory."""
        rows, columns = self._rows + self._following_rows, self._columns + self._following_cells
        return rows <= _MAX_ROW and columns <= MAX_COLUMNS and rows * columns <= _MAX_CELLS


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number


def _rows(grid: Iterator[list[Any]]) -> Iterator[RawRow]:
    for number, cells in enumerate(grid, 1):
        if any(isinstance(cell, str) and len(cell) > MAX_CELL for cell in cells):
            raise SpreadsheetUnreadable(why=SheetRule.CELL.value, row=number)
        yield RawRow(number, [_cell(cell) for cell in cells])


def _cell(found: Any) -> RawCell:
    if isinstance(found, str | int | float | bool | datetime | date):
        return found
    return str(found) if isinstance(found, time | timedelta) else None


def _bounded(rows: Iterator[RawRow], header: int) -> Iterator[RawRow]:
    for row in rows:
        if row.number - header > MAX_ROWS and any(cell not in (None, "") for cell in row.cells):
            raise SpreadsheetUnreadable(why=SheetRule.ROWS.value, row=row.number)
        yield row
