"""What is printed on: how large it is, and how a story is poured over as many sheets as it takes."""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from reportlab.lib.colors import Color, black, lightgrey
from reportlab.lib.pagesizes import A4, A6
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import KeepInFrame, Spacer, Table, TableStyle

from bosonline.adapters.outbound.paper.type import BOLD, PLAIN
from bosonline.domain.ordering.paper import PaperKind, PaperSize

LINE = Color(0.75, 0.75, 0.75)
SHADE = Color(0.93, 0.93, 0.93)
_ROLL = 80 * mm
_FOOT = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet; without a height it is torn off a roll where its story ends. `text` is the size of its type."""

    width: float
    height: float | None
    margin: float
    text: float
    is_wide: bool = False
    is_one_page: bool = False

    @property
    def inner(self) -> float:
        """How wide its text runs."""
        return self.width - 2 * self.margin


def shapes(size: PaperSize, kind: PaperKind) -> Sheet:
    """What is printed on; of labels four share a sheet of A4."""
    label = kind is PaperKind.LABEL
    if size is PaperSize.THERMAL_80:
        return Sheet(width=_ROLL, height=None, margin=4 * mm, text=8)
    if size is PaperSize.A6 or label:
        return Sheet(width=A6[0], height=A6[1], margin=5 * mm if label else 7 * mm, text=7.5, is_one_page=label)
    return Sheet(width=A4[0], height=A4[1], margin=15 * mm, text=9, is_wide=True)


def pour(canvas: Canvas, story: Sequence[Any], sheet: Sheet, *, called: str) -> None:
    """Print a story on sheets of its own; from the second on each bears what it is called, and its number."""
    if sheet.height is None:
        _tear_off(canvas, story, sheet)
        return
    if sheet.is_one_page:
        _fit(canvas, story, sheet, at=(0.0, 0.0))
        canvas.showPage()
        return
    top, bottom, page = sheet.height - sheet.margin, sheet.margin + _FOOT, 1
    rest = deque(story)
    while rest:
        canvas.setPageSize((sheet.width, sheet.height))
        _fill(canvas, rest, sheet, top=top, bottom=bottom)
        if rest or page > 1:
            canvas.setFont(PLAIN, sheet.text - 1)
            canvas.drawRightString(sheet.width - sheet.margin, sheet.margin, f"{called} – {page}")
        canvas.showPage()
        page += 1


def pour_four(canvas: Canvas, stories: Iterable[Sequence[Any]], sheet: Sheet) -> None:
    """Print stories on quarters of A4, with lines to cut along."""
    (width, height), rest = A4, iter(stories)
    while four := list(islice(rest, 4)):
        canvas.setPageSize(A4)
        for number, story in enumerate(four):
            at = (number % 2 * width / 2, height / 2 if number < 2 else 0.0)
            _fit(canvas, story, sheet, at=at)
        canvas.setStrokeColor(lightgrey)
        canvas.setDash(3, 3)
        canvas.line(width / 2, 0, width / 2, height)
        canvas.line(0, height / 2, width, height / 2)
        canvas.setDash()
        canvas.setStrokeColor(black)
        canvas.showPage()


def _fill(canvas: Canvas, rest: deque[Any], sheet: Sheet, *, top: float, bottom: float) -> None:
    left = top
    while rest:
        part = rest.popleft()
        height = part.wrapOn(canvas, sheet.inner, left - bottom)[1]
        if height > left - bottom:
            first, *others = part.splitOn(canvas, sheet.inner, left - bottom) or [part]
            if not others and left < top:
                rest.appendleft(part)
                return
            rest.extendleft(reversed(others))
            part, height = first, first.wrapOn(canvas, sheet.inner, left - bottom)[1]
        part.drawOn(canvas, sheet.margin, left - height)
        left -= height
        if height and left <= bottom:
            return


def _tear_off(canvas: Canvas, story: Sequence[Any], sheet: Sheet) -> None:
    heights = [part.wrapOn(canvas, sheet.inner, 14_000)[1] for part in story]
    whole = sum(heights) + 2 * sheet.margin
    canvas.setPageSize((sheet.width, whole))
    left = whole - sheet.margin
    for part, height in zip(story, heights, strict=True):
        left -= height
        part.drawOn(canvas, sheet.margin, left)
    canvas.showPage()


def _fit(canvas: Canvas, story: Sequence[Any], sheet: Sheet, *, at: tuple[float, float]) -> None:
    height = (sheet.height or 0) - 2 * sheet.margin
    frame = KeepInFrame(sheet.inner, height, list(story), mode="shrink")
    used = frame.wrapOn(canvas, sheet.inner, height)[1]
    frame.drawOn(canvas, at[0] + sheet.margin, at[1] + (sheet.height or 0) - sheet.margin - used)


def space(height: float) -> Spacer:
    """Some room."""
    return Spacer(1, height)


def grid(rows: Sequence[Sequence[Any]], widths: Sequence[float], *commands: Any, head: int = 0, **more: Any) -> Table:
    """Cells in rows; `head` rows stand again on every page, and what cells hold begins at their edge."""
    close = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        *((f"{side}PADDING", (0, 0), (-1, -1), 0) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")),
    ]
    return Table(rows, colWidths=widths, repeatRows=head, style=TableStyle([*close, *commands]), **more)


def lined(rows: Sequence[Sequence[Any]], widths: Sequence[float], *, size: float, numbers: int) -> Table:
    """A table with a shaded head and lines between its rows; its last `numbers` columns hold numbers."""
    return grid(
        rows,
        widths,
        ("FONT", (0, 0), (-1, 0), BOLD, size, size * 1.25),
        ("FONT", (0, 1), (-1, -1), PLAIN, size, size * 1.25),
        ("BACKGROUND", (0, 0), (-1, 0), SHADE),
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE),
        ("ALIGN", (-numbers, 0), (-1, -1), "RIGHT"),
        ("LEFTPADDING", (0, 0), (-1, -1), 3),
        ("RIGHTPADDING", (0, 0), (-1, -1), 3),
        ("TOPPADDING", (0, 0), (-1, -1), 2.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
        head=1,
    )


def stacked(parts: Iterable[Any]) -> list[Any]:
    """What stands below one another, without what is not there."""
    return list(chain.from_iterable([part] for part in parts if part is not None))
