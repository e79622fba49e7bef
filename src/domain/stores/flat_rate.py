"""Prices of shipping that a store sets itself, by the area that a parcel goes to."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bosonline.domain.errors import Rejected
from bosonline.domain.money import Money

MOST_IDR = 10_000_000
MOST_RATES = 600
"""Every regency and city, every province, and the rest of the country."""

_AREA = re.compile(r"[0-9]{2}(?:\.[0-9]{2})?", re.ASCII)


class FlatRateInvalid(Rejected):
    """A flat rate names a province or a regency by its code, or none, and costs a reasonable amount."""

    code = "flat-rate-invalid"
    text = "A flat rate has the code of a province or a regency (or none), and a price from Rp0 to Rp10.000.000"
    field = "flat_rates"


class FlatRateTwice(Rejected):
    """Two flat rates for the same area."""

    code = "flat-rate-twice"
    text = "There are two flat rates for the area {area}"
    field = "flat_rates"


@dataclass(frozen=True, slots=True, kw_only=True)
class FlatRate:
    """The price to an area: a province (`32`), a regency or city (`32.01`), or None for wherever no other applies."""

    area: str | None = None
    price: Money

    def __post_init__(self) -> None:
        if self.area is not None and not _AREA.fullmatch(self.area):
            raise FlatRateInvalid
        if not 0 <= self.price.idr <= MOST_IDR:
            raise FlatRateInvalid


def unlike(rates: Sequence[FlatRate]) -> None:
    """Refuse with `FlatRateTwice` where an area has two rates."""
    seen: set[str | None] = set()
    for rate in rates:
        if rate.area in seen:
            raise FlatRateTwice(area=rate.area or "-")
        seen.add(rate.area)


def rate_for(district_code: str, rates: Sequence[FlatRate]) -> Money | None:
    """The price of the smallest area that the district lies in, or None."""
    by_area = {rate.area: rate.price for rate in rates}
    for area in (district_code[:5], district_code[:2], None):
        if area in by_area:
            return by_area[area]
    return None
