"""What a keyword may mean in a list of orders."""

import re
from collections.abc import Mapping

SEARCHED = ("invoice", "customer_name", "customer_phone", "awb")
"""What a keyword is looked for in; the words are those of the API."""

_INVOICE = re.compile(r"I|IN|INV[0-9]*|[0-9]+", re.ASCII)
_PHONE = re.compile(r"\+?[0-9]+", re.ASCII)
_NUMBER = re.compile(r"[+0-9 .()-]+", re.ASCII)
_BETWEEN = re.compile(r"[ .()-]+")
_SHORTEST = 4
"""Invoice numbers have so many digits at least."""

_LONGEST_KEY = 120


def name_key(name: str) -> str:
    """A name as it is searched by: of one case, with single spaces."""
    return " ".join(name.split()).casefold()[:_LONGEST_KEY]


def beginnings(keyword: str, *, category: str | None = None, by_phone: bool = True) -> Mapping[str, str]:
    """How what is looked for begins, by where it is looked for; nothing where the keyword cannot stand there.

    Numbers are no names, unless names alone are searched; phones are found however they are typed, and `821` finds
    `INV0821`. Names are as `name_key` has them.
    """
    plain = " ".join(keyword.split())
    found = {
        "invoice": _invoice(plain.upper()),
        "customer_name": None if category is None and _NUMBER.fullmatch(plain) else name_key(plain),
        "customer_phone": _phone(plain) if by_phone else None,
        "awb": None if " " in plain else plain,
    }
    return {where: told for where, told in found.items() if told and category in (None, where)}


def _invoice(keyword: str) -> str | None:
    if not _INVOICE.fullmatch(keyword):
        return None
    if not keyword.isdecimal():
        return keyword
    return f"INV{keyword}" if keyword.startswith("0") else f"INV{keyword.zfill(_SHORTEST)}"


def _phone(keyword: str) -> str | None:
    digits = _BETWEEN.sub("", keyword)
    if not _PHONE.fullmatch(digits):
        return None
    for typed, meant in (("+", "+"), ("00", "+"), ("0", "+62"), ("62", "+62"), ("8", "+628")):
        if digits.startswith(typed):
            return meant + digits.removeprefix(typed)
    return None
