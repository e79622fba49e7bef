"""What is read from cells, and what is wrong with them."""

from datetime import date, datetime

import pytest

from bosonline.application.spreadsheets import (
    WRONG_AT_MOST,
    CellKind,
    CellsWrong,
    Column,
    RawCell,
    RawRow,
    RawSheet,
    Row,
    WrongCell,
    rows_of,
)


def read(kind: CellKind, cell: RawCell, *, required: bool = False) -> Row:
    """A row of one such cell, with another that makes it a row."""
    sheet = RawSheet(RawRow(1, ["it", "other"]), iter([RawRow(2, [cell, "x"])]))
    (row,) = rows_of(sheet, [Column("it", kind, required), Column("other")])
    return row


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        (CellKind.INTEGER, "45000", 45_000),
        (CellKind.INTEGER, " -5 ", -5),
        (CellKind.INTEGER, "+5", 5),
        (CellKind.INTEGER, 45_000.0, 45_000),
        (CellKind.TEXT, 12.0, "12"),
        (CellKind.TEXT, 1.5, "1.5"),
        (CellKind.TEXT, False, "FALSE"),
        (CellKind.TEXT, datetime(2026, 1, 31, 10), "2026-01-31"),  # noqa: DTZ001  # cells have no zone
        (CellKind.PHONE, 81234567890.0, "81234567890"),
        (CellKind.PHONE, "'0812 3456", "0812 3456"),
        (CellKind.DATE, "31/01/2026", date(2026, 1, 31)),
        (CellKind.DATE, "2026-01-31", date(2026, 1, 31)),
        (CellKind.DATE, datetime(2026, 1, 31, 10), date(2026, 1, 31)),  # noqa: DTZ001  # cells have no zone
        (CellKind.INTEGER, None, None),
        (CellKind.TEXT, "", None),
    ],
)
def test_cells_are_read_by_their_kind(kind: CellKind, cell: RawCell, value: object) -> None:
    """As people write them."""
    row = read(kind, cell)
    assert (row.values["it"], row.wrong) == (value, ())


@pytest.mark.parametrize(
    ("kind", "cell", "code"),
    [
        (CellKind.INTEGER, "45.000", "not-whole-number"),
        (CellKind.INTEGER, "1e5", "not-whole-number"),
        (CellKind.INTEGER, "--5", "not-whole-number"),
        (CellKind.INTEGER, "٣", "not-whole-number"),
        (CellKind.INTEGER, "9" * 19, "not-whole-number"),
        (CellKind.INTEGER, 1.5, "not-whole-number"),
        (CellKind.INTEGER, 1e300, "not-whole-number"),
        (CellKind.INTEGER, float("inf"), "not-whole-number"),
        (CellKind.INTEGER, float("nan"), "not-whole-number"),
        (CellKind.INTEGER, True, "not-whole-number"),
        (CellKind.DATE, "31-01-2026", "not-a-date"),
        (CellKind.DATE, 46053.0, "not-a-date"),
    ],
)
def test_cells_that_are_wrong_are_named(kind: CellKind, cell: RawCell, code: str) -> None:
    """By row and column, and have no value."""
    row = read(kind, cell)
    assert row.wrong == (WrongCell(2, "it", code),)
    assert "it" not in row.values


def test_required_cells_are_filled_in() -> None:
    """The others may be empty."""
    assert read(CellKind.TEXT, "", required=True).wrong == (WrongCell(2, "it", "required"),)


def test_a_refusal_names_the_first_and_counts_all() -> None:
    """However many there are."""
    refusal = CellsWrong.of([WrongCell(row, "price", "required") for row in range(2, 102)])

    assert (refusal.facts["count"], len(refusal.facts["cells"])) == (100, WRONG_AT_MOST)  # type: ignore[arg-type]
    assert str(refusal) == "Nothing was imported: 100 cells are wrong"
