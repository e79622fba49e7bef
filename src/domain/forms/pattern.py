"""What an answer has to look like: a small part of the language of regular expressions, matched in linear time.

A pattern is a row of characters, each perhaps with a count: `[A-Z]{1,2} \\d{1,4} [A-Z]{0,3}`. There are literal
characters, `\\d`, any sign after a backslash as itself, `.`, classes of characters and ranges, and the counts `?`, `*`,
`+`, `{n}` and `{n,m}`. There are no groups, alternatives, anchors or back references, so that a pattern is followed
through an answer in as many steps as its places times the answer's length, whoever wrote it. It means the same to a
browser.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bosonline.domain.errors import Rejected

PATTERN_LENGTH = 120
MOST_PLACES = 200
"""How many characters a pattern may count in all."""

_TOKEN = re.compile(
    r"(?P<what>\\[dA-Za-z]|\\[^A-Za-z0-9]|\[(?:\\[^A-Za-z0-9]|\\d|[^\\\[\]^&~|])+\]|[^\\\[\](){}^$|*+?/])"
    r"(?P<count>[?*+]|\{\d{1,3}(?:,\d{1,3})?\})?"
)
_COUNTS = {None: (1, 1), "?": (0, 1), "*": (0, None), "+": (1, None)}
_DIGITS = ("0", "9")


class PatternInvalid(Rejected):
    """Not a pattern of this language, or one that counts too much."""

    code = "pattern-invalid"
    text = (
        "A pattern has at most 120 characters: literals, \\d, . and classes such as [A-Z0-9], each perhaps followed by "
        "?, *, +, {{n}} or {{n,m}}"
    )


@dataclass(frozen=True, slots=True)
class _Place:
    """One character that may, or must, come next; ranges of None take anything but the end of a line."""

    ranges: tuple[tuple[str, str], ...] | None
    may_be_skipped: bool
    repeats: bool

    def takes(self, sign: str) -> bool:
        """Whether this character will do."""
        if self.ranges is None:
            return sign not in "\n\r\u2028\u2029"
        return any(least <= sign <= most for least, most in self.ranges)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A checked pattern."""

    text: str

    def __post_init__(self) -> None:
        _places(self.text)

    def fits(self, answer: str) -> bool:
        """Whether the whole of an answer looks so."""
        places = _places(self.text)
        reached = _skipping(places, {0})
        for sign in answer:
            taken = {at for at in reached if at < len(places) and places[at].takes(sign)}
            reached = _skipping(places, {at if places[at].repeats else at + 1 for at in taken})
            if not reached:
                return False
        return len(places) in reached


def _skipping(places: tuple[_Place, ...], reached: set[int]) -> set[int]:
    for at in sorted(reached):
        ahead = at
        while ahead < len(places) and places[ahead].may_be_skipped and ahead + 1 not in reached:
            ahead += 1
            reached.add(ahead)
    return reached


@lru_cache(maxsize=512)
def _places(text: str) -> tuple[_Place, ...]:
    if not 1 <= len(text) <= PATTERN_LENGTH:
        raise PatternInvalid
    places: list[_Place] = []
    at = 0
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None:
            raise PatternInvalid
        ranges = _ranges(token["what"])
        least, most = _count(token["count"])
        places += [_Place(ranges, may_be_skipped=False, repeats=False)] * least
        if most is None:
            places.append(_Place(ranges, may_be_skipped=True, repeats=True))
        else:
            places += [_Place(ranges, may_be_skipped=True, repeats=False)] * (most - least)
        at = token.end()
    if len(places) > MOST_PLACES:
        raise PatternInvalid
    return tuple(places)


def _count(written: str | None) -> tuple[int, int | None]:
    if written in _COUNTS:
        return _COUNTS[written]
    least, _, most = str(written).strip("{}").partition(",")
    if most and int(most) < int(least):
        raise PatternInvalid
    return int(least), int(most or least)


def _ranges(what: str) -> tuple[tuple[str, str], ...] | None:
    if what == ".":
        return None
    if what == "\\d":
        return (_DIGITS,)
    if what[0] == "\\":
        if what[1].isalpha():
            raise PatternInvalid
        return ((what[1], what[1]),)
    return ((what, what),) if len(what) == 1 else tuple(_class(what[1:-1]))


def _class(inside: str) -> Iterator[tuple[str, str]]:
    signs = re.findall(r"\\.|.", inside, re.DOTALL)
    at = 0
    while at < len(signs):
        if signs[at] == "\\d":
            yield _DIGITS
        elif at + 2 < len(signs) and signs[at + 1] == "-" and signs[at + 2] != "\\d":
            least, most = signs[at][-1], signs[at + 2][-1]
            if least > most:
                raise PatternInvalid
            yield least, most
            at += 2
        elif signs[at] == "-" and 0 < at < len(signs) - 1:
            raise PatternInvalid
        else:
            yield signs[at][-1], signs[at][-1]
        at += 1
