"""The type that paper is set in, and what is done about signs that it lacks."""

import unicodedata
from functools import cache
from itertools import groupby
from typing import Any
from xml.sax.saxutils import escape

from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, Paragraph

PLAIN, BOLD = "BosOnline", "BosOnline-Bold"
_FILES = {PLAIN: "Vera.ttf", BOLD: "VeraBd.ttf"}
_ALIGNED = {"left": TA_LEFT, "center": TA_CENTER, "right": TA_RIGHT}
_SILENT = ("C", "M", "S", "Z")
_LEADING = 1.25


@cache
def set_type() -> None:
    """Make the type known; what is printed carries it, so that it looks the same everywhere."""
    for name, file in _FILES.items():
        pdfmetrics.registerFont(TTFont(name, file))


def printable(text: object) -> str:
    """The text on one line, in signs that the type has.

    Ornamental letters become plain ones and accents are dropped where needed; pictures and invisible signs are left
    out; letters of other scripts become one question mark for each run of them.
    """
    joined = " ".join(unicodedata.normalize("NFC", str(text)).split())
    told = "".join(
        "?" if sign is None else sign
        for sign, run in groupby(_signs(joined))
        for sign in ([None] if sign is None else list(run))
    )
    return " ".join(told.split())


def _signs(text: str) -> list[str | None]:
    found: list[str | None] = []
    for sign in text:
        if ord(sign) in _known():
            found.append(sign)
            continue
        parts = [part for part in unicodedata.normalize("NFKD", sign) if ord(part) in _known()]
        if parts:
            found += parts
        elif unicodedata.category(sign)[0] not in _SILENT:
            found.append(None)
    return found


@cache
def _known() -> frozenset[int]:
    set_type()
    glyphs = [frozenset(pdfmetrics.getFont(name).face.charToGlyph) for name in _FILES]
    return frozenset.intersection(*glyphs)


@cache
def _style(size: float, bold: bool, align: str, white: bool) -> ParagraphStyle:
    return ParagraphStyle(
        f"{size} {bold} {align} {white}",
        fontName=BOLD if bold else PLAIN,
        fontSize=size,
        leading=size * _LEADING,
        alignment=_ALIGNED[align],
        textColor="white" if white else "black",
        splitLongWords=1,
    )


def says(text: object, size: float, *, bold: bool = False, align: str = "left", white: bool = False) -> Paragraph:
    """A paragraph; words that are too long for a line are broken."""
    return Paragraph(escape(printable(text)), _style(size, bold, align, white))


class Barcode(Flowable):  # type: ignore[misc]  # the library has no types
    """A text as Code 128, as wide as its place allows; what the code cannot hold leaves an empty place.

    `module` is how wide its narrowest bar is at most, in points.
    """

    def __init__(self, text: str, *, height: float, align: str = "center", module: float = 1.1) -> None:
        super().__init__()
        self._text, self._bar_height, self._align, self._module = text, height, align, module

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """How much place it takes."""
        self._width = width
        return width, self._bar_height

    def draw(self) -> None:
        """Draw it where the canvas stands."""
        if not self._text.isascii() or not self._text.isprintable():
            return
        code: Any = Code128(self._text, barHeight=self._bar_height, barWidth=1, quiet=0)
        module = min(self._module, self._width / code.width)
        code = Code128(self._text, barHeight=self._bar_height, barWidth=module, quiet=0)
        left = {"left": 0, "center": (self._width - code.width) / 2, "right": self._width - code.width}[self._align]
        code.drawOn(self.canv, left, 0)


class Box(Flowable):  # type: ignore[misc]  # the library has no types
    """An empty box to tick."""

    def __init__(self, side: float) -> None:
        super().__init__()
        self._side = side

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """How much place it takes."""
        return self._side, self._side

    def draw(self) -> None:
        """Draw it where the canvas stands."""
        self.canv.setLineWidth(0.8)
        self.canv.rect(0, 0, self._side, self._side)
