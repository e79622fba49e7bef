"""Names for addresses, made from what people call things."""

import re
import unicodedata
from collections.abc import Collection
from itertools import count

_NOT_PLAIN = re.compile(r"[^a-z0-9]+")


def plain_name(text: str, *, most: int) -> str:
    """The text in lower-case letters, digits and single dashes, at most so long; empty where nothing is left."""
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return _NOT_PLAIN.sub("-", letters).strip("-")[:most].rstrip("-")


def stem_of(base: str, *, most: int) -> str:
    """What the base and all its numbered forms begin with, up to the number 99999."""
    return base[: most - len("-99999")].rstrip("-")


def free_name(base: str, taken: Collection[str], *, most: int) -> str:
    """The base, or the base with the first number from 2 on that is not taken; never longer than `most`."""
    if base not in taken:
        return base
    for number in count(2):
        ending = f"-{number}"
        name = base[: most - len(ending)].rstrip("-") + ending
        if name not in taken:
            return name
    raise AssertionError("numbers do not end")
