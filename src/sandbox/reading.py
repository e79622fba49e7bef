"""Reading the members of a body or a query, and remembering what is wrong with them."""

import re
from collections.abc import Collection, Mapping
from typing import Any

MISSING = "missing"
MALFORMED = "malformed"

_ABSENT = object()


class Reading:
    """Reads members by name (``amount.value`` reaches inwards); ``wrong`` says what could not be read, in order."""

    def __init__(self, source: Mapping[str, Any], *, prefix: str = "") -> None:
        self._source = source
        self._prefix = prefix
        self.wrong: dict[str, str] = {}

    def text(self, name: str, *, least: int = 1, most: int = 255, like: str = r"[\s\S]*", needed: bool = True) -> str:
        value = self._value(name, needed)
        if value is _ABSENT:
            return ""
        if isinstance(value, str) and least <= len(value) <= most and re.fullmatch(like, value):
            return value
        self.blame(name)
        return ""

    def one_of(self, name: str, allowed: Collection[str]) -> str:
        value = self.text(name)
        if value and value not in allowed:
            self.blame(name)
        return value

    def flag(self, name: str) -> bool:
        """A JSON boolean."""
        value = self._value(name, True)
        if value is not _ABSENT and not isinstance(value, bool):
            self.blame(name)
        return value is True

    def whole(self, name: str, *, least: int = 0, most: int = 10**12, default: int | None = None) -> int:
        """A whole number as JSON has it or as digits of a query; with a default it may be absent or empty."""
        value = self._value(name, default is None)
        if value is _ABSENT or (value == "" and default is not None):
            return default or 0
        if isinstance(value, str) and value.isdecimal() and len(value) <= 15:
            value = int(value)
        if type(value) is int and least <= value <= most:
            return value
        self.blame(name)
        return 0

    def kilograms(self, name: str, *, least: float, most: float) -> float:
        value = self._value(name, True)
        if isinstance(value, str) and re.fullmatch(r"\d{1,6}(\.\d{1,6})?", value):
            value = float(value)
        if type(value) in (int, float) and least <= value <= most:
            return float(value)
        if value is not _ABSENT:
            self.blame(name)
        return least

    def items(self, name: str) -> list[Any]:
        """A list that is not empty."""
        value = self._value(name, True)
        if isinstance(value, list) and value:
            return value
        if value is not _ABSENT:
            self.blame(name)
        return []

    def blame(self, name: str, how: str = MALFORMED) -> None:
        self.wrong.setdefault(self._prefix + name, how)

    def _value(self, name: str, needed: bool) -> Any:
        value: Any = self._source
        for part in name.split("."):
            value = value.get(part, _ABSENT) if isinstance(value, Mapping) else _ABSENT
        if value is None:
            value = _ABSENT
        if value is _ABSENT and needed:
            self.blame(name, MISSING)
        return value
