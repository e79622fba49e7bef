"""A point on the map, in whole millionths of a degree: about a hand's breadth, and no floats."""

import re
from dataclasses import dataclass

from bosonline.domain.errors import Rejected

DECIMAL_DEGREES = r"-?[0-9]{1,3}(?:\.[0-9]{1,6})?"

_MICRO = 1_000_000
_LATITUDES = (-12 * _MICRO, 8 * _MICRO)
_LONGITUDES = (94 * _MICRO, 142 * _MICRO)
_DEGREES = re.compile(DECIMAL_DEGREES, re.ASCII)


class CoordinatesInvalid(Rejected):
    """Not a point in Indonesia."""

    code = "coordinates-invalid"
    text = (
        "Coordinates are decimal degrees of a point in Indonesia, like -6.595038 and 106.816635; give both or neither"
    )
    field = "latitude"


@dataclass(frozen=True, slots=True, kw_only=True)
class Coordinates:
    """Latitude and longitude in millionths of a degree."""

    latitude: int
    longitude: int

    def __post_init__(self) -> None:
        if not _within(self.latitude, _LATITUDES) or not _within(self.longitude, _LONGITUDES):
            raise CoordinatesInvalid

    @classmethod
    def read(cls, latitude: str | None, longitude: str | None) -> "Coordinates | None":
        """The point of two decimal texts, None of none; `CoordinatesInvalid`."""
        if latitude is None and longitude is None:
            return None
        if latitude is None or longitude is None:
            raise CoordinatesInvalid
        return cls(latitude=_micro(latitude), longitude=_micro(longitude))

    @property
    def texts(self) -> tuple[str, str]:
        """Latitude and longitude as decimal texts."""
        return _text(self.latitude), _text(self.longitude)


def _within(value: int, bounds: tuple[int, int]) -> bool:
    return bounds[0] <= value <= bounds[1]


def _micro(text: str) -> int:
    if not _DEGREES.fullmatch(text):
        raise CoordinatesInvalid
    whole, _, part = text.removeprefix("-").partition(".")
    value = int(whole) * _MICRO + int(part.ljust(6, "0"))
    return -value if text.startswith("-") else value


def _text(value: int) -> str:
    whole, part = divmod(abs(value), _MICRO)
    return f"{'-' if value < 0 else ''}{whole}.{part:06d}"
