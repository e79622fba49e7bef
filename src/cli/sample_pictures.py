"""The pictures of the sample store, drawn where they are needed: flat, in the colours of coffee."""

from io import BytesIO

from PIL import Image, ImageDraw

SIDE = 600
_DRAWN_AT = 2
"""So many times larger, so that edges become smooth."""

_CREAM, _SAND, _BROWN, _DARK, _LEAF = "#f6ead7", "#e7cfa9", "#8a5a36", "#4a2c18", "#5d7f4e"
_STEEL, _SHADE = "#aeb6bd", "#87919a"


def coffee_bag() -> bytes:
    """A bag of coffee with beans before it."""
    canvas, pen = _canvas(_CREAM)
    pen.ellipse((90, 470, 510, 560), fill=_SAND)
    pen.rounded_rectangle((180, 110, 420, 520), 22, fill=_BROWN)
    pen.rectangle((180, 150, 420, 172), fill=_DARK)
    pen.rounded_rectangle((180, 86, 420, 136), 14, fill=_DARK)
    pen.rounded_rectangle((222, 232, 378, 400), 16, fill=_CREAM)
    pen.ellipse((264, 256, 336, 328), fill=_LEAF)
    _bean(pen, 300, 292, 22)
    for at, width in enumerate((104, 72)):
        pen.rounded_rectangle((300 - width / 2, 346 + at * 22, 300 + width / 2, 356 + at * 22), 5, fill=_SAND)
    for x, y in ((132, 512), (186, 540), (420, 536), (474, 508), (300, 552)):
        _bean(pen, x, y, 26)
    return _written(canvas)


def coffee_spoon() -> bytes:
    """A measuring spoon, full."""
    canvas, pen = _canvas(_SAND)
    pen.ellipse((70, 392, 530, 512), fill=_CREAM)
    pen.rounded_rectangle((296, 286, 520, 322), 18, fill=_STEEL)
    pen.ellipse((478, 294, 500, 314), fill=_SAND)
    pen.pieslice((110, 150, 340, 450), 0, 180, fill=_SHADE)
    pen.ellipse((110, 258, 340, 342), fill=_STEEL)
    pen.ellipse((126, 266, 324, 334), fill=_DARK)
    for x, y in ((176, 290), (226, 276), (274, 292), (204, 312), (252, 314)):
        _bean(pen, x, y, 22)
    for x, y in ((120, 470), (390, 460), (446, 486)):
        _bean(pen, x, y, 24)
    return _written(canvas)


class _Pen:
    """Draws in the coordinates of the finished picture."""

    def __init__(self, canvas: Image.Image) -> None:
        self._draw = ImageDraw.Draw(canvas)

    def ellipse(self, box: tuple[float, ...], *, fill: str) -> None:
        self._draw.ellipse(_large(box), fill=fill)

    def rectangle(self, box: tuple[float, ...], *, fill: str) -> None:
        self._draw.rectangle(_large(box), fill=fill)

    def rounded_rectangle(self, box: tuple[float, ...], radius: float, *, fill: str) -> None:
        self._draw.rounded_rectangle(_large(box), radius * _DRAWN_AT, fill=fill)

    def pieslice(self, box: tuple[float, ...], start: float, end: float, *, fill: str) -> None:
        self._draw.pieslice(_large(box), start, end, fill=fill)

    def arc(self, box: tuple[float, ...], start: float, end: float, *, fill: str, width: int) -> None:
        self._draw.arc(_large(box), start, end, fill=fill, width=width * _DRAWN_AT)


def _canvas(colour: str) -> tuple[Image.Image, _Pen]:
    canvas = Image.new("RGB", (SIDE * _DRAWN_AT, SIDE * _DRAWN_AT), colour)
    return canvas, _Pen(canvas)


def _bean(pen: _Pen, x: float, y: float, size: float) -> None:
    pen.ellipse((x - size, y - size * 0.68, x + size, y + size * 0.68), fill=_DARK)
    pen.ellipse((x - size * 0.9, y - size * 0.6, x + size * 0.9, y + size * 0.56), fill=_BROWN)
    pen.arc((x - size * 0.9, y - size * 0.7, x + size * 0.9, y + size * 0.1), 20, 160, fill=_DARK, width=3)


def _large(box: tuple[float, ...]) -> list[float]:
    return [value * _DRAWN_AT for value in box]


def _written(canvas: Image.Image) -> bytes:
    written = BytesIO()
    canvas.resize((SIDE, SIDE), Image.Resampling.BICUBIC).save(written, "PNG")
    return written.getvalue()
