"""Amounts, instants and colours as pages show them."""

import re
from datetime import datetime
from typing import NamedTuple

from bosonline.domain.money import Money

_COLOUR = re.compile("#[0-9a-f]{6}", re.ASCII | re.IGNORECASE)
_ACCENT = "#0b6b53"
_LIGHTEST_UNDER_WHITE = 0.183
"""The relative luminance up to which white text has a contrast of at least 4.5."""

_DAYS = {
    "id": ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = {
    "id": (
        "Januari",
        "Februari",
        "Maret",
        "April",
        "Mei",
        "Juni",
        "Juli",
        "Agustus",
        "September",
        "Oktober",
        "November",
        "Desember",
    ),
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
}
_ZONES = {7: "WIB", 8: "WITA", 9: "WIT"}


class Colours(NamedTuple):
    """The accent of a page, and the colour of text upon it."""

    accent: str
    ink: str


def rupiah(amount: Money | int) -> str:
    """`Rp1.250.000`."""
    return str(amount if isinstance(amount, Money) else Money(amount))


def day(at: datetime, language: str) -> str:
    """`Selasa, 24 November 2026`, by the clock that the instant is given in."""
    return f"{_DAYS[language][at.weekday()]}, {at.day} {_MONTHS[language][at.month - 1]} {at.year}"


def moment(at: datetime, language: str) -> str:
    """`Selasa, 24 November 2026, 17.05 WIB`, by the clock that the instant is given in."""
    offset = at.utcoffset()
    hours = None if offset is None else offset.total_seconds() / 3600
    zone = _ZONES.get(int(hours), f"UTC{hours:+g}") if hours is not None else ""
    clock = at.strftime("%H.%M" if language == "id" else "%H:%M")
    return f"{day(at, language)}, {clock} {zone}".strip()


def colours(accent: str | None) -> Colours:
    """The accent that was chosen, or ours, with a colour of text that can be read on it."""
    chosen = accent if accent and _COLOUR.fullmatch(accent) else _ACCENT
    channels = (int(chosen[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels)
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return Colours(chosen, "#ffffff" if luminance <= _LIGHTEST_UNDER_WHITE else "#14201b")
