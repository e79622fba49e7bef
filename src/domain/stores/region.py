"""Places in Indonesia, named by their Kemendagri codes in the dotted form (`31.71.01`)."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from bosonline.domain.errors import Rejected

DistrictCode = NewType("DistrictCode", str)
VillageCode = NewType("VillageCode", str)

_CUSTOMARY = (
    (re.compile(r"^Kota Administrasi "), "Kota "),
    (re.compile(r"^Kabupaten Administrasi "), "Kabupaten "),
    (re.compile(r"^Daerah Khusus Ibukota "), "DKI "),
    (re.compile(r"^Daerah Istimewa "), "DI "),
)


class RegionUnknown(Rejected):
    """There is no such place, or not of the level that is asked for."""

    code = "region-unknown"
    text = "There is no such region with the code {region}"
    field = "district_code"


class Level(StrEnum):
    """The four levels of places, from the largest; the words are those of the API."""

    PROVINCE = "province"
    REGENCY = "regency"
    DISTRICT = "district"
    VILLAGE = "village"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place of any level, with those that it lies in, the smallest first, by their official names."""

    code: str
    name: str
    level: Level
    within: tuple[tuple[str, str], ...] = ()
    post_codes: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """As people write it: `Gambir, Kota Jakarta Pusat, DKI Jakarta`."""
        return ", ".join(customary(name) for name in (self.name, *(name for _, name in self.within)))


@dataclass(frozen=True, slots=True, kw_only=True)
class District:
    """A kecamatan with the regency or city and the province that it lies in, by their official names."""

    code: DistrictCode
    name: str
    regency: str
    province: str
    post_codes: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """As people write it: `Gambir, Kota Jakarta Pusat, DKI Jakarta`."""
        return ", ".join((self.name, customary(self.regency), customary(self.province)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Village:
    """A kelurahan or desa in its district."""

    code: VillageCode
    name: str
    district: District
    post_code: str | None = None

    @property
    def path(self) -> str:
        """As people write it, the village first."""
        return f"{self.name}, {self.district.path}"


def customary(name: str) -> str:
    """An official name in the short form that people use."""
    for official, short in _CUSTOMARY:
        name = official.sub(short, name)
    return name
