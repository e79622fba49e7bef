"""A QRIS payload as EMVCo lays it out, for a merchant that does not exist."""

from binascii import crc_hqx
from xml.sax.saxutils import escape


def qris_payload(*, amount: str | None, reference: str, terminal: str | None) -> str:
    """Dynamic with an amount, static without; the checksum holds."""
    merchant = _field("00", "ID.CO.SANDBOX.WWW") + _field("01", "936000000000000001") + _field("03", "UMI")
    additional = _field("05", reference[:25]) + (_field("07", terminal) if terminal else "")
    payload = (
        _field("00", "01")
        + _field("01", "11" if amount is None else "12")
        + _field("26", merchant)
        + _field("52", "5399")
        + _field("53", "360")
        + (_field("54", amount) if amount is not None else "")
        + _field("58", "ID")
        + _field("59", "SANDBOX")
        + _field("60", "JAKARTA")
        + _field("62", additional)
        + "6304"
    )
    return f"{payload}{crc_hqx(payload.encode(), 0xFFFF):04X}"


def qris_picture(*, reference: str, amount: str | None) -> str:
    """SVG that a person can tell from a real code."""
    lines = ("QRIS SANDBOX", reference, f"IDR {amount or 'bebas'}")
    texts = "".join(
        f'<text x="150" y="{110 + 40 * place}" text-anchor="middle">{escape(line)}</text>'
        for place, line in enumerate(lines)
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="300" height="300">{texts}</svg>'


def _field(tag: str, value: str) -> str:
    return f"{tag}{len(value):02}{value}"
