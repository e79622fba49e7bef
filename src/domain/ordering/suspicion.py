"""What makes an order look suspicious when it comes in, so that it waits apart until somebody has looked at it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bosonline.domain.stores import QuarantineLimits

_VOWELS = frozenset("aeiouy")
_ROWS = (("qwertyuiop", 5), ("asdfghjkl", 4), ("zxcvbnm", 4))
"""Rows of a keyboard, and from how many neighbours on a hand slid along: some of the first row stand in names."""
_SHORTEST_WORD = 4
"""A word of so many letters has a vowel; initials and titles have fewer."""


class Suspicion(StrEnum):
    """Why an order waits apart whom nobody put there."""

    PHONE_BLOCKED = "phone-blocked"
    ADDRESS_BLOCKED = "address-blocked"
    OFTEN_FROM_PHONE = "too-many-from-phone"
    OFTEN_TO_ADDRESS = "too-many-to-address"
    SHORT_NAME = "name-too-short"
    NONSENSE_NAME = "name-nonsense"
    TRAP_FILLED = "hidden-field-filled"
    TOO_FAST = "sent-too-fast"
    NO_ORIGIN = "sent-from-nowhere"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What is against a buyer: orders of the day from the phone and to the address, and what the blocklist has."""

    from_phone: int = 0
    to_address: int = 0
    is_phone_blocked: bool = False
    is_address_blocked: bool = False


def blocked(record: Record) -> Sequence[Suspicion]:
    """What the blocklist has against a buyer."""
    found = {
        Suspicion.PHONE_BLOCKED: record.is_phone_blocked,
        Suspicion.ADDRESS_BLOCKED: record.is_address_blocked,
    }
    return tuple(suspicion for suspicion, applies in found.items() if applies)


def suspicions(name: str, record: Record, limits: QuarantineLimits) -> Sequence[Suspicion]:
    """All that is suspicious about an order under this name; the limits are how many orders a day are not."""
    found = {
        Suspicion.OFTEN_FROM_PHONE: record.from_phone >= limits.orders_per_phone,
        Suspicion.OFTEN_TO_ADDRESS: record.to_address >= limits.orders_per_address,
        Suspicion.SHORT_NAME: sum(map(str.isalpha, name)) < limits.shortest_name,
        Suspicion.NONSENSE_NAME: is_nonsense(name),
    }
    return (*blocked(record), *(suspicion for suspicion, applies in found.items() if applies))


def is_nonsense(name: str) -> bool:
    """Whether nobody is called so: more digits than letters, one letter alone, no vowels, or a slide over the keys."""
    letters = [letter for letter in name.lower() if letter.isalpha()]
    if sum(map(str.isdigit, name)) > len(letters):
        return True
    if len(letters) > 2 and len(set(letters)) == 1:
        return True
    return any(_is_typed_at_random(word) for word in name.lower().split())


def _is_typed_at_random(word: str) -> bool:
    is_latin = word.isascii() and word.isalpha()
    if is_latin and len(word) >= _SHORTEST_WORD and _VOWELS.isdisjoint(word):
        return True
    return any(_slides(word, keys, many) for keys, many in _ROWS)


def _slides(word: str, keys: str, many: int) -> bool:
    runs = [keys[at : at + many] for at in range(len(keys) - many + 1)]
    return any(run in word or run[::-1] in word for run in runs)
