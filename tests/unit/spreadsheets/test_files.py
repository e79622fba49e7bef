"""Files of sheets, from their bytes and back; hostile ones are refused."""

import io
import tracemalloc
import zipfile
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from bosonline.adapters.outbound.spreadsheets import FileSpreadsheets
from bosonline.application.spreadsheets import (
    MAX_CELL,
    CellKind,
    Column,
    RawSheet,
    Row,
    Sheet,
    SheetFormat,
    SheetRule,
    SpreadsheetUnreadable,
    rows_of,
)
from bosonline.domain.phone import Phone

FILES = FileSpreadsheets()
COLUMNS = (
    Column("sku", required=True),
    Column("note"),
    Column("qty", CellKind.INTEGER),
    Column("phone", CellKind.PHONE),
    Column("day", CellKind.DATE),
)
HOSTILE_STARTS = (*"=+-@'\t\r\n,;\"", "'=", "''+", "{=", "=cmd|' /C calc'!A0", "\ufeff")
TEXT = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufffe\uffff"),
        st.sampled_from("=+-@'\",;\t\r\n _x"),
    ),
    max_size=30,
).filter(lambda text: "_x" not in text.lower())
HOSTILE = st.one_of(TEXT, st.builds(str.__add__, st.sampled_from(HOSTILE_STARTS), TEXT))


def file_of(rows: Any, form: SheetFormat, columns: tuple[Column, ...] = COLUMNS) -> bytes:
    """The bytes of a sheet."""
    with FILES.write(Sheet("Produk", columns, rows), form) as file:
        return file.read()


def read(content: bytes, columns: tuple[Column, ...] = COLUMNS) -> list[Row]:
    """The rows of a file."""
    return list(rows_of(FILES.read(content), columns))


def why(content: bytes) -> tuple[str, object]:
    """Why a file is refused, and in which row."""
    with pytest.raises(SpreadsheetUnreadable) as refused:
        read(content)
    return str(refused.value), refused.value.facts.get("row")


def packed(sheet: str) -> bytes:
    """An xlsx with this XML as its sheet."""
    content = io.BytesIO()
    with Workbook(content) as book:
        book.add_worksheet().write_string(0, 0, "sku")
    changed = io.BytesIO()
    with zipfile.ZipFile(content) as was, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as became:
        for name in was.namelist():
            became.writestr(name, sheet if name.endswith("sheet1.xml") else was.read(name))
    return changed.getvalue()


def sheet_xml(rows: str) -> str:
    """A sheet around these rows."""
    return (
        '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{rows}</sheetData></worksheet>"
    )


LONG_ROW = '<row r="2"><c r="A2" t="inlineStr"><is><t>{}</t></is></c></row>'
HEADER = '<row r="1"><c r="A1" t="inlineStr"><is><t>sku</t></is></c></row>'


@pytest.mark.parametrize("form", SheetFormat)
@given(rows=st.lists(st.tuples(HOSTILE, HOSTILE, st.none() | st.integers(-(10**14), 10**14)), max_size=8))
@settings(max_examples=150, deadline=None)
def test_what_is_written_is_read_again(form: SheetFormat, rows: list[tuple[str, str, int | None]]) -> None:
    """Every cell, whatever it begins with; in csv no cell looks like a formula."""
    given_rows = [(f"SKU{sku}", note, qty) for sku, note, qty in rows]
    content = file_of([(*row, None, None) for row in given_rows], form)

    found = [(row.values["sku"], row.values["note"] or "", row.values["qty"]) for row in read(content)]
    assert found == given_rows
    if form is SheetFormat.CSV:
        import csv  # noqa: PLC0415

        cells = [cell for line in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")) for cell in line]
        assert [cell for cell in cells if cell[:1] in tuple("=+-@\t\r")] == []


def test_no_cell_of_an_xlsx_is_a_formula() -> None:
    """10,000 hostile strings, all of them strings still."""
    texts = [f"{start}{number}" for number in range(10_000 // len(HOSTILE_STARTS)) for start in HOSTILE_STARTS]
    content = file_of(((f"S{text}", text, None, None, None) for text in texts), SheetFormat.XLSX)

    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        xml = parts.read("xl/worksheets/sheet1.xml")
        assert not any("externalLink" in name for name in parts.namelist())
    assert len(texts) == 10_000
    assert (xml.count(b"<f>"), xml.count(b"<f "), xml.count(b't="inlineStr"')) == (0, 0, 2 * len(texts) + len(COLUMNS))
    assert [row.values["note"] for row in read(content)] == texts


@pytest.mark.parametrize("form", SheetFormat)
def test_phones_and_dates(form: SheetFormat) -> None:
    """Phones as they are dialled at home, dates as they are sorted."""
    content = file_of(
        [("A", None, 7, Phone("+6281234567890"), date(2026, 1, 31)), ("B", "", -7, Phone("+622112345678"), None)], form
    )

    rows = [tuple(row.values.values()) for row in read(content)]
    assert rows == [("A", None, 7, "081234567890", date(2026, 1, 31)), ("B", None, -7, "02112345678", None)]


@pytest.mark.parametrize("form", SheetFormat)
def test_memory_does_not_grow_with_rows(form: SheetFormat) -> None:
    """100,000 rows are written within 10 MiB."""
    rows = ((f"SKU-{number}", "Biji Kopi Arabica Gayo 1000 gr", number, None, None) for number in range(100_000))
    FILES.write(Sheet("Awal", COLUMNS, []), form).close()
    tracemalloc.start()
    try:
        with FILES.write(Sheet("Produk", COLUMNS, rows), form) as file:
            grown = tracemalloc.get_traced_memory()[1]
            size = file.seek(0, 2)
    finally:
        tracemalloc.stop()

    assert size > 500_000
    assert grown < 10 << 20


def test_a_hundred_thousand_rows_are_read() -> None:
    """And not one more."""
    columns = COLUMNS[:1]
    content = file_of(((f"S{number}",) for number in range(100_000)), SheetFormat.CSV, columns)
    assert sum(1 for _ in rows_of(FILES.read(content), columns)) == 100_000

    assert why(content + b"one more\r\n") == (SheetRule.ROWS, 100_002)
    over = file_of(((f"S{number}",) for number in range(100_001)), SheetFormat.XLSX, columns)
    assert why(over) == (SheetRule.ROWS, 100_002)


@pytest.mark.parametrize(
    "content",
    [
        "sku,note\r\nA,café\r\n".encode("cp1252"),
        "sku;note\nA;café\n".encode(),
        "\ufeffsku\tnote\nA\tcafé".encode(),
        "\ufeffsku,note\r\nA,café".encode("utf-16-le"),
        "\ufeffsku;note\r\nA;café".encode("utf-16-be"),
        'sep=;\r\n"SKU ";Note\r\nA;café\r\n'.encode(),
        "\r\n\r\nsku|note|\r\n\r\nA|café|\r\n".encode(),
    ],
)
def test_csv_as_programs_write_it(content: bytes) -> None:
    """Other encodings, other separators, headings in other cases, rows that are empty."""
    assert [(row.values["sku"], row.values["note"]) for row in read(content)] == [("A", "café")]


def test_xlsx_as_people_leave_it() -> None:
    """A table that begins further down, formulas by their results, numbers for text, dates, a hidden sheet before."""
    content = io.BytesIO()
    with Workbook(content) as book:
        book.add_worksheet("Lain").hide()
        page = book.add_worksheet("Data")
        page.activate()
        page.set_first_sheet()
        for at, column in enumerate(COLUMNS):
            page.write_string(2, 1 + at, column.name)
        page.write_number(4, 1, 123)
        page.write_boolean(4, 2, True)
        page.write_formula(4, 3, "=1+1", None, 2)
        page.write_number(4, 4, 81234567890)
        page.write_datetime(4, 5, date(2026, 1, 31), book.add_format({"num_format": "dd/mm/yyyy"}))

    (row,) = read(content.getvalue())
    assert row.number == 5
    assert dict(row.values) == {
        "sku": "123",
        "note": "TRUE",
        "qty": 2,
        "phone": "81234567890",
        "day": date(2026, 1, 31),
    }


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", SheetRule.NOT_EMPTY),
        (b"\xef\xbb\xbf\r\n\r\n", SheetRule.NOT_EMPTY),
        (b"PK\x03\x04 and then nothing", SheetRule.KNOWN),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, SheetRule.ENCODING),
        (b"\x89PNG\r\n\x1a\n\x00\x00", SheetRule.ENCODING),
        (b"\x81\x8d\x8f", SheetRule.ENCODING),
        (b"name,sku,other\r\n", SheetRule.HEADINGS),
        (b"note\r\n", SheetRule.HEADINGS),
        (b"sku,SKU\r\n", SheetRule.TWICE),
        (b'sku\r\n"A', SheetRule.QUOTES),
        (b'sku\r\n"A"B\r\n', SheetRule.QUOTES),
        (b"sku\r\n" + b"A" * (MAX_CELL + 1), SheetRule.CELL),
        (b"sku\r\n" + b"A" * 10_000_000, SheetRule.QUOTES),
        (b"sku\r\n" + b"A," * 100 + b"A", SheetRule.SIZE),
    ],
)
def test_what_is_no_such_file(content: bytes, rule: SheetRule) -> None:
    """Each is refused by the rule that it breaks."""
    assert why(content)[0] == rule


def zipped(**parts: bytes) -> bytes:
    """An archive of parts."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name.replace("__", "."), part)
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (zipped(readme__txt=b"hello"), SheetRule.KNOWN),
        (zipped(sheet__xml=b"<a/>"), SheetRule.KNOWN),
        (packed(sheet_xml(HEADER))[:-100], SheetRule.KNOWN),
        (packed("<not closed"), SheetRule.KNOWN),
        (packed(sheet_xml("")), SheetRule.NOT_EMPTY),
        (packed(sheet_xml(HEADER + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')), SheetRule.SIZE),
        (packed(sheet_xml(HEADER + "<row r='1048576'><c r='A1048576'><v>1</v></c></row>")), SheetRule.SIZE),
        (packed(sheet_xml(HEADER + '<row r="2">' + "<c><v>1</v></c>" * 17_000 + "</row>")), SheetRule.SIZE),
        (packed(sheet_xml(HEADER + "<row><c><v>1</v></c></row>" * 200_000)), SheetRule.SIZE),
        (packed(sheet_xml(LONG_ROW.format("A" * 10_000_000))), SheetRule.CELL),
        (packed(sheet_xml(HEADER + LONG_ROW.format("A" * 40_000))), SheetRule.CELL),
    ],
)
def test_hostile_archives(content: bytes, rule: SheetRule) -> None:
    """Broken ones, empty ones, and those with cells far off, which would fill the memory."""
    assert why(content)[0] == rule


def test_a_bomb_is_measured_while_it_is_unpacked() -> None:
    """Whatever its headers say."""
    content = io.BytesIO(packed(sheet_xml(HEADER)))
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as parts, parts.open("xl/bomb.xml", "w") as part:
        for _ in range(257):
            part.write(b"<si/>   " * (1 << 17))
    bomb = content.getvalue()
    assert len(bomb) < 2 << 20

    assert why(bomb)[0] == SheetRule.SIZE


@given(st.binary(max_size=400))
@settings(max_examples=200, deadline=None)
def test_bytes_are_read_or_refused(content: bytes) -> None:
    """And nothing else comes of them."""
    for start in (b"", b"PK\x03\x04"):
        try:
            sheet: RawSheet = FILES.read(start + content)
            list(sheet.rows)
        except SpreadsheetUnreadable:
            continue


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_damaged_xlsx_is_read_or_refused(data: st.DataObject) -> None:
    """One byte of it at a time."""
    whole = bytearray(_WHOLE)
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] = data.draw(st.integers(0, 255))
    try:
        read(bytes(whole))
    except SpreadsheetUnreadable:
        return


_WHOLE = file_of([("A", "x", 1, None, None)], SheetFormat.XLSX)
