"""How a form looks: its texts, its colour, its logo. What can be read on a colour is worked out here."""

import re
from dataclasses import dataclass

from bosonline.domain.forms.rules import FormRule, demand

HEADLINE_LENGTH = 160
DESCRIPTION_LENGTH = 20_000
BUTTON_LENGTH = 40

PLAIN_COLOUR = "#0f766e"
"""The colour of a form whose seller chose none."""

READABLE = 4.5
"""The least contrast at which people read text of ordinary size."""

_COLOUR = re.compile("#[0-9a-fA-F]{6}", re.ASCII)
_WHITE, _BLACK = "#ffffff", "#000000"


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """What the form says; empty ones are left to the page. The description is rich text, made safe when it is kept."""

    headline: str = ""
    description: str = ""
    button: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """The form's colour as `#rrggbb`, and its logo by the name of an uploaded image; without one, the store's."""

    colour: str = PLAIN_COLOUR
    logo: str | None = None

    @property
    def text_colour(self) -> str:
        """Black or white, whichever is read better on the colour: always at least `READABLE`."""
        return max((_WHITE, _BLACK), key=lambda ink: contrast(ink, self.colour))

    @property
    def strong_colour(self) -> str:
        """The colour, darkened as far as it takes to be read on white."""
        parts = _parts(self.colour)
        for share in range(100, -1, -1):
            darker = "#" + "".join(f"{part * share // 100:02x}" for part in parts)
            if contrast(darker, _WHITE) >= READABLE:
                return darker
        return _BLACK

    def check(self) -> None:
        """Refuse what is no colour."""
        demand(bool(_COLOUR.fullmatch(self.colour)), "theme.colour", FormRule.COLOUR)


def contrast(one: str, other: str) -> float:
    """How much two colours differ in brightness: from 1 (not at all) to 21 (black and white)."""
    darker, lighter = sorted((_brightness(one), _brightness(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _brightness(colour: str) -> float:
    red, green, blue = (_light(part / 255) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _light(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
