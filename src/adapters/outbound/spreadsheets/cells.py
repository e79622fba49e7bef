"""Cells as they are written: text, or a whole number; never a formula."""

from datetime import date

from bosonline.application.spreadsheets import Cell
from bosonline.domain.phone import Phone


def written(cell: Cell) -> str | int | None:
    """The cell as text or a number: phones as `08...`, dates as `yyyy-mm-dd`; None where there is nothing."""
    if isinstance(cell, Phone):
        return cell.local
    if isinstance(cell, date):
        return cell.isoformat()[:10]
    return cell if cell != "" else None
