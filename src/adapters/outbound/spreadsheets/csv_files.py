"""csv: written as UTF-8 with a mark and commas, read as whatever programs make of it.

A cell that a program would take for a formula gets a leading apostrophe, which is stripped when it is read again.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from typing import BinaryIO

from bosonline.adapters.outbound.spreadsheets.cells import written
from bosonline.application.spreadsheets import (
    MAX_CELL,
    MAX_COLUMNS,
    MAX_ROWS,
    Cell,
    RawRow,
    RawSheet,
    Sheet,
    SheetRule,
    SpreadsheetUnreadable,
)

_FORMULA_LIKE = re.compile(r"'*[=+\-@\t\r]")
_QUOTED = re.compile(r"'+[=+\-@\t\r]")
_SEPARATORS = (",", ";", "\t", "|")
_DECODED_AT_ONCE = 1 << 20


def write_csv(sheet: Sheet, to: BinaryIO) -> None:
    """The sheet as lines."""
    to.write(codecs.BOM_UTF8)
    text = io.TextIOWrapper(to, encoding="utf-8", newline="", write_through=True)
    try:
        lines = csv.writer(text)
        lines.writerow(column.name for column in sheet.columns)
        for row in sheet.rows:
            lines.writerow([_safe(cell) for cell in row])
    finally:
        text.detach()


def _safe(cell: Cell) -> str | None:
    found = written(cell)
    if found is None:
        return None
    text = str(found)
    return f"'{text}" if _FORMULA_LIKE.match(text) else text


def read_csv(content: bytes) -> RawSheet:
    """The rows of a csv file; its encoding and its separator are found out."""
    encoding = _encoding(content)
    text = io.TextIOWrapper(io.BytesIO(content), encoding=encoding)
    first = next((line for line in text if line.strip()), "")
    separator, skipped = _separator(first)
    rows = _rows(content, encoding, separator, skipped)
    header = next((row for row in rows if any(row.cells)), None)
    if header is None:
        raise SpreadsheetUnreadable(why=SheetRule.NOT_EMPTY.value)
    return RawSheet(header, _bounded(rows, header.number))


def _encoding(content: bytes) -> str:
    if content.startswith(codecs.BOM_UTF8):
        tried = ["utf-8-sig"]
    elif content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        tried = ["utf-16"]
    else:
        tried = ["utf-8", "cp1252"]
    for encoding in tried:
        if _is_text(content, encoding):
            return encoding
    raise SpreadsheetUnreadable(why=SheetRule.ENCODING.value)


def _is_text(content: bytes, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    view = memoryview(content)
    try:
        for at in range(0, len(content), _DECODED_AT_ONCE):
            if "\0" in decoder.decode(bytes(view[at : at + _DECODED_AT_ONCE])):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _separator(first: str) -> tuple[str, int]:
    """What stands between cells, and how many lines say nothing else."""
    if first.lower().startswith("sep=") and len(first.rstrip()) == len("sep=") + 1:
        return first[len("sep=")], 1
    bare = re.sub(r'"[^"]*"', "", first)
    return max(_SEPARATORS, key=bare.count), 0


def _rows(content: bytes, encoding: str, separator: str, skipped: int) -> Iterator[RawRow]:
    text = io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline="")
    for _ in range(skipped):
        text.readline()
    lines = csv.reader(text, delimiter=separator, strict=True)
    number = skipped
    while True:
        number += 1
        try:
            cells = next(lines)
        except StopIteration:
            return
        except csv.Error as error:
            raise SpreadsheetUnreadable(why=SheetRule.QUOTES.value, row=number) from error
        if len(cells) > MAX_COLUMNS and any(cells[MAX_COLUMNS:]):
            raise SpreadsheetUnreadable(why=SheetRule.SIZE.value, row=number)
        if any(len(cell) > MAX_CELL for cell in cells):
            raise SpreadsheetUnreadable(why=SheetRule.CELL.value, row=number)
        yield RawRow(number, [_plain(cell) for cell in cells])


def _plain(cell: str) -> str:
    return cell[1:] if _QUOTED.match(cell) else cell


def _bounded(rows: Iterator[RawRow], header: int) -> Iterator[RawRow]:
    for row in rows:
        if row.number - header > MAX_ROWS:
            raise SpreadsheetUnreadable(why=SheetRule.ROWS.value, row=row.number)
        yield row
