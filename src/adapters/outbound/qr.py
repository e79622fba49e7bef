"""QR codes, drawn by segno, which is loaded by the first that is drawn."""

from io import BytesIO

from bosonline.application.ordering import QrFormat

_QUIET = 4
"""Modules around the code, as its standard wants them."""

_SCALE = 8
"""Pixels of a module: a QRIS comes to about 500 on a side."""


def draw_qr(text: str, drawn_as: QrFormat, /) -> bytes:
    """The text as a QR code that stands some damage, dark on white."""
    import segno  # noqa: PLC0415

    drawn = BytesIO()
    code = segno.make_qr(text, error="m", boost_error=False)
    if drawn_as is QrFormat.SVG:
        code.save(drawn, kind="svg", border=_QUIET, light="white", svgclass=None, lineclass=None, omitsize=True)
    else:
        code.save(drawn, kind="png", border=_QUIET, scale=_SCALE, light="white")
    return drawn.getvalue()
