"""QRIS payloads: a store's own static one, and the same with the amount of an order in it.

A payload is a row of elements, each a tag of two digits, its length in two digits, and its value (EMVCo, merchant
presented mode); the last one is a checksum of all before it.
"""

import re
from collections.abc import Iterable, Sequence

from bosonline.domain.errors import Rejected
from bosonline.domain.money import Money

LONGEST = 512

_FORMAT, _INITIATION, _CURRENCY, _AMOUNT, _COUNTRY, _NAME, _CITY, _CHECKSUM = (
    "00",
    "01",
    "53",
    "54",
    "58",
    "59",
    "60",
    "63",
)
_TIPS = ("55", "56", "57")
_STATIC, _DYNAMIC, _RUPIAH = "11", "12", "360"
_VISIBLE = re.compile(r"[ -~]{20,512}", re.ASCII)
_HEAD = re.compile(r"[0-9]{4}", re.ASCII)

Element = tuple[str, str]
"""A tag and its value."""


class QrisInvalid(Rejected):
    """Not the payload of a static QRIS; the fact `why` says what is wrong with it."""

    code = "qris-invalid"
    text = "This is not the text of a static QRIS: {why}"
    field = "qris"


def checksum(text: str) -> str:
    """The checksum of a text in four capital hexadecimal digits (CRC-16, polynomial 1021, beginning with FFFF)."""
    crc = 0xFFFF
    for byte in text.encode("ascii"):
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    return f"{crc:04X}"


def elements_of(payload: str) -> list[Element]:
    """The elements of a payload; `QrisInvalid` where it does not fall into such, or its checksum is wrong."""
    if not _VISIBLE.fullmatch(payload):
        raise QrisInvalid(why=f"it has 20 to {LONGEST} plain letters, digits and signs")
    found, at = [], 0
    while at < len(payload):
        head = payload[at : at + 4]
        if not _HEAD.fullmatch(head):
            raise QrisInvalid(why="it is damaged")
        end = at + 4 + int(head[2:])
        if end > len(payload):
            raise QrisInvalid(why="it is cut short")
        found.append((head[:2], payload[at + 4 : end]))
        at = end
    if found[-1][0] != _CHECKSUM or checksum(payload[:-4]) != found[-1][1].upper():
        raise QrisInvalid(why="its checksum is wrong; copy it once more")
    return found


def checked_qris(payload: str) -> str:
    """The payload of a static QRIS as it stands, or `QrisInvalid`."""
    elements = elements_of(payload)
    known = dict(elements)
    if len(known) < len(elements):
        raise QrisInvalid(why="it says something twice")
    if known.get(_FORMAT) != "01" or known.get(_COUNTRY) != "ID" or known.get(_CURRENCY) != _RUPIAH:
        raise QrisInvalid(why="it is no QRIS of Indonesia")
    if not any("26" <= tag <= "51" for tag in known) or not known.get(_NAME) or not known.get(_CITY):
        raise QrisInvalid(why="it names no merchant")
    if known.get(_INITIATION, _STATIC) != _STATIC or _AMOUNT in known:
        raise QrisInvalid(why="it is for one payment alone; take the one that you print")
    return payload


def with_amount(payload: str, amount: Money) -> str:
    """The dynamic payload that asks for this amount, in whole rupiah above zero; a tip is not asked for."""
    if amount.idr <= 0:
        raise ValueError("a QRIS asks for more than nothing")
    left_out = (_INITIATION, _AMOUNT, _CHECKSUM, *_TIPS)
    kept = [element for element in elements_of(payload) if element[0] not in left_out]
    made = _written(_in_order([*kept, (_INITIATION, _DYNAMIC), (_AMOUNT, str(amount.idr))])) + f"{_CHECKSUM}04"
    return made + checksum(made)


def _in_order(elements: Iterable[Element]) -> Sequence[Element]:
    """By their tags; those of the format and the kind come first anyway."""
    return sorted(elements, key=lambda element: element[0])


def _written(elements: Iterable[Element]) -> str:
    return "".join(f"{tag}{len(value):02}{value}" for tag, value in elements)
