"""Moments, goods and payment methods as a buyer reads them, in the store's language and on the buyer's clock."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bosonline.domain.ordering.order import Line
from bosonline.domain.ordering.template import shortened
from bosonline.domain.stores import Language, PaymentMethod, Zone

GOODS_LENGTH = 300
"""The most characters that what was ordered takes in a message."""

_MONTHS = {
    Language.INDONESIAN: (
        "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November",
        "Desember",
    ),
    Language.ENGLISH: (
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ),
}  # fmt: skip
_CLOCKS = {Zone.WIB: "WIB", Zone.WITA: "WITA", Zone.WIT: "WIT"}
_METHODS = {
    PaymentMethod.COD: ("bayar di tempat (COD)", "cash on delivery"),
    PaymentMethod.BANK_TRANSFER: ("transfer bank", "bank transfer"),
    PaymentMethod.QRIS: ("QRIS", "QRIS"),
    PaymentMethod.VIRTUAL_ACCOUNT: ("virtual account", "virtual account"),
}


def told_day(at: datetime, zone: Zone, language: Language) -> str:
    """`5 Januari 2026`."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{local.day} {_MONTHS[language][local.month - 1]} {local.year}"


def told_moment(at: datetime, zone: Zone, language: Language) -> str:
    """`5 Januari 2026 pukul 10.00 WIB`."""
    local = at.astimezone(ZoneInfo(zone))
    day, clock = told_day(at, zone, language), _CLOCKS[zone]
    if language is Language.INDONESIAN:
        return f"{day} pukul {local:%H.%M} {clock}"
    return f"{day}, {local:%H:%M} {clock}"


def told_goods(lines: Sequence[Line]) -> str:
    """`2x Kopi Arabika (250 g), 1x Cangkir`."""
    told = (
        f"{line.qty}x {line.product_name}" + (f" ({line.name})" if line.name and line.name != line.product_name else "")
        for line in lines
    )
    return shortened(", ".join(told), GOODS_LENGTH)


def told_method(method: PaymentMethod, language: Language) -> str:
    """The payment method by its everyday name."""
    indonesian, english = _METHODS[method]
    return indonesian if language is Language.INDONESIAN else english
