"""Where a page of a long list ended: the value that it is sorted by, and the id that breaks ties.

Every text that the pattern admits is a cursor, so that a client which keeps to the description is never refused.
Cursors are not secret: a list reads them under the caller's own rights.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bosonline.adapters.inbound.rest.fields import JsonSchema, _Strict, wrong
from bosonline.adapters.inbound.rest.patterns import whole
from bosonline.domain.errors import Conflict

Value = int | str | datetime

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_GRAMMAR: dict[type, str] = {
    int: "n-?[0-9]{1,18}",
    str: "t(?:[A-Za-z0-9_-]{4}){0,255}(?:[A-Za-z0-9_-]{2,3})?",
    datetime: "m[0-9]{1,16}",
}


class CursorOfAnotherOrder(Conflict):
    """The cursor was given for another `sort_by`."""

    code = "cursor-of-another-order"
    text = "This cursor belongs to the same list in another order; leave it out to begin anew"
    field = "cursor"


@dataclass(frozen=True, slots=True)
class Position:
    """The last row that was seen."""

    value: Value
    id: int

    def expect(self, kind: type) -> "Position":
        """This position where its value is of the kind that the list is sorted by; else `CursorOfAnotherOrder`."""
        if not isinstance(self.value, kind):
            raise CursorOfAnotherOrder
        return self


def encode(value: Value, number: int) -> str:
    """The position as opaque text."""
    if isinstance(value, datetime):
        return f"m{(value - _EPOCH) // timedelta(microseconds=1)}.{number}"
    if isinstance(value, str):
        return f"t{urlsafe_b64encode(value.encode()[:765]).decode().rstrip('=')}.{number}"
    return f"n{value}.{number}"


def decode(text: str) -> Position:
    """The position of a text that matches the grammar."""
    told, _, number = text.partition(".")
    return Position(_value(told[0], told[1:]), int(number))


def _value(kind: str, told: str) -> Value:
    if kind == "m":
        return _EPOCH + timedelta(microseconds=int(told))
    if kind == "n":
        return int(told)
    decoded = urlsafe_b64decode(told + "=" * (-len(told) % 4)).decode(errors="replace")
    return decoded.replace("\x00", "\ufffd")


class Cursor(_Strict):
    """The `cursor` of a query; `kinds` are the types of the columns that the list can be sorted by."""

    def __init__(self, kinds: Sequence[type] = (datetime,), **more: Any) -> None:
        super().__init__(**{"load_default": None, **more})
        self.kinds = tuple(kinds)
        self._pattern = re.compile(rf"(?:{'|'.join(_GRAMMAR[kind] for kind in kinds)})\.[0-9]{{1,18}}")

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Position:  # noqa: ARG002
        if not isinstance(value, str) or not self._pattern.fullmatch(value):
            raise wrong("not-a-cursor")
        return decode(value)

    def json_schema(self) -> JsonSchema:
        return {"type": "string", "pattern": whole(self._pattern.pattern), "description": "`next_cursor` of a page"}
