"""The made-up couriers behind Boscod: who goes where, for how much, and how long it takes.

IDEXPRESS (``idx``, service ``03``, five per cent off) is the published example; the others are made up in its likeness.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .areas import District, Province

ZONES = ("city", "province", "near", "island", "far", "remote")
_ZONE_LIMITS_KM = ((400, 2), (1200, 3), (2200, 4))
_PER_KILOGRAM = (8_000, 10_700, 14_000, 24_500, 38_000, 62_000)
_DAYS = ((1, 2), (2, 3), (2, 4), (3, 5), (4, 7), (6, 10))
_EASTERN = frozenset({31, 32, 33, 34})
_VOLUME_DIVISOR = 6000
_INSURANCE_PER_MILLE = 2
_COD_PER_CENT = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    code: str
    scale_per_cent: int = 100
    off_per_cent: int = 0
    least_kg: int = 1
    days: tuple[int, int] | None = None
    zones: int = len(ZONES)
    cod: bool = True
    drop_off: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Courier:
    code: str
    name: str
    services: tuple[Service, ...]
    eastern: bool = True
    tolerance_kg: float = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcelled:
    """What is weighed: kilograms and centimetres."""

    kilograms: float
    length: int = 10
    width: int = 10
    height: int = 10

    def billable(self, tolerance: float) -> int:
        weight = max(self.kilograms, self.length * self.width * self.height / _VOLUME_DIVISOR)
        # Binary fractions: 1.3 kg must not become 2 because 1.3 - 0.3 is a little more than 1.
        return max(1, math.ceil(round(weight - tolerance, 6)))


COURIERS: dict[str, Courier] = {
    courier.code: courier
    for courier in (
        Courier(code="idx", name="IDEXPRESS", services=(Service(code="03", off_per_cent=5),)),
        Courier(
            code="sap",
            name="SAP EXPRESS",
            services=(
                Service(code="UDRREG", scale_per_cent=97, off_per_cent=4),
                Service(code="UDRONS", scale_per_cent=180, days=(1, 1), zones=3, cod=False, drop_off=False),
            ),
        ),
        Courier(code="jnt", name="J&T EXPRESS", services=(Service(code="EZ", scale_per_cent=108),)),
        Courier(
            code="lion",
            name="LION PARCEL",
            services=(
                Service(code="REGPACK", scale_per_cent=92, off_per_cent=3),
                Service(code="BIGPACK", scale_per_cent=60, least_kg=10, cod=False),
            ),
        ),
        Courier(
            code="ninja",
            name="NINJA XPRESS",
            services=(Service(code="STD", scale_per_cent=102, off_per_cent=2, drop_off=False),),
            eastern=False,
            tolerance_kg=0.5,
        ),
    )
}


def rates(courier: Courier, origin: District, destination: District, parcel: Parcelled) -> list[dict[str, Any]]:
    """The rates of one courier as Boscod lists them; none where it does not go."""
    if not courier.eastern and destination.city.province.id in _EASTERN:
        return []
    zone = _zone(origin, destination)
    return list(_rates(courier, zone, destination, parcel.billable(courier.tolerance_kg)))


def _rates(courier: Courier, zone: int, destination: District, kilograms: int) -> Iterator[dict[str, Any]]:
    for service in courier.services:
        if zone >= service.zones:
            continue
        per_kilogram = _PER_KILOGRAM[zone] * service.scale_per_cent // 100
        full = per_kilogram // 100 * 100 * max(kilograms, service.least_kg)
        shortest, longest = service.days or _DAYS[zone]
        yield {
            "cod": int(service.cod and destination.city.province.id not in _EASTERN),
            "courier_name": courier.name,
            "courier_code": courier.code,
            "etd": f"{shortest}-{longest}",
            "max_price": full,
            "price": full * (100 - service.off_per_cent) // 100,
            "service_code": service.code,
            "drop_off": int(service.drop_off),
        }


def insurance(item_value: int) -> int:
    """Two per mille, rounded up (assumed)."""
    return -(-item_value * _INSURANCE_PER_MILLE // 1000)


def cod_fee(cod_value: int) -> int:
    """Three per cent, rounded up (assumed)."""
    return -(-cod_value * _COD_PER_CENT // 100)


def _zone(origin: District, destination: District) -> int:
    if origin.city.id == destination.city.id:
        return 0
    if origin.city.province.id == destination.city.province.id:
        return 1
    kilometres = _kilometres(origin.city.province, destination.city.province)
    return next((zone for limit, zone in _ZONE_LIMITS_KM if kilometres < limit), len(ZONES) - 1)


def _kilometres(one: Province, other: Province) -> float:
    """As the crow flies, on a plane: near the equator that is good enough for a made-up price."""
    return 111 * math.hypot(one.latitude - other.latitude, one.longitude - other.longitude)
