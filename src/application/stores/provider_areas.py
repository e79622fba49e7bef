"""The districts under the ids that couriers and aggregators know them by."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bosonline.application.stores.ports import Area, ProviderAreas, RegionSearch
from bosonline.domain.errors import Rejected
from bosonline.domain.stores import Level, Place

_REGENCY_KIND = re.compile(r"^(kota|kabupaten|kab)\b\.?\s*")
_EMPTY_WORDS = re.compile(r"\b(administrasi|adm|kecamatan|kec|provinsi|prov|daerah|khusus|istimewa|ibukota|dki|di)\b")
_INITIAL = re.compile(r"\b([a-z])\.\s?(?=[a-z]\.)")
_DIVIDED = frozenset(("papua", "papuabarat"))
_NOT_PLAIN = re.compile(r"[^a-z0-9]+")


class AreasUnusable(Rejected):
    """An import in which nothing was recognised replaces nothing."""

    code = "areas-unusable"
    text = "None of the {rows} areas was recognised; nothing was changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaGiven:
    """A row of a provider's list: its id, and our code or the names of the places."""

    provider_id: str
    code: str | None = None
    district: str | None = None
    regency: str | None = None
    province: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmatched:
    """A row that could not be placed, and why."""

    row: AreaGiven
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AreasImported:
    """How many districts are known now under the provider's ids, and the rows that are not."""

    matched: int
    unmatched: tuple[Unmatched, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportProviderAreas:
    """Take in a version of a provider's list; rows that cannot be placed are reported, and left out."""

    areas: ProviderAreas
    regions: RegionSearch

    def __call__(self, *, provider: str, version: str, rows: Sequence[AreaGiven]) -> AreasImported:
        """The report; `AreasUnusable` where no row was recognised, which changes nothing."""
        districts = _Districts(self.regions)
        matched: dict[str, Area] = {}
        unmatched: list[Unmatched] = []
        for row in rows:
            found = districts.match(row)
            if row.provider_id in matched:
                unmatched.append(Unmatched(row=row, why="the id occurs twice"))
            elif len(found) == 1:
                matched[row.provider_id] = Area(provider_id=row.provider_id, code=found[0])
            else:
                why = f"could be any of {', '.join(found)}" if found else "no such district"
                unmatched.append(Unmatched(row=row, why=why))
        if not matched:
            raise AreasUnusable(rows=len(rows))
        self.areas.replace(provider, version, list(matched.values()))
        return AreasImported(matched=len(matched), unmatched=tuple(unmatched))


@dataclass(frozen=True, slots=True)
class _Names:
    """A district by its plain names."""

    code: str
    regency: str
    is_city: bool
    province: str


class _Districts:
    """Every district by its plain name."""

    def __init__(self, regions: RegionSearch) -> None:
        self._regions = regions
        self._by_name: Mapping[str, list[_Names]] | None = None

    def match(self, row: AreaGiven) -> list[str]:
        """The codes of the districts that the row can mean."""
        if row.code is not None:
            place = self._regions.place(row.code)
            return [row.code] if place is not None and place.level is Level.DISTRICT else []
        if row.district is None:
            return []
        found: Iterable[_Names] = self._named().get(_plain(row.district), ())
        if row.regency is not None:
            kind, name = _regency(row.regency)
            found = [one for one in found if one.regency == name and kind in (None, one.is_city)]
        if row.province is not None:
            province = _plain(row.province)
            found = [one for one in found if one.province == province] or _of_old(found, province)
        return sorted(one.code for one in found)

    def _named(self) -> Mapping[str, list[_Names]]:
        if self._by_name is None:
            self._by_name = _gather(self._regions)
        return self._by_name


def _of_old(found: Iterable[_Names], province: str) -> list[_Names]:
    """Those that lay in a province before it was divided: lists may be older than the new provinces of Papua."""
    return [one for one in found if province in _DIVIDED and one.province.startswith("papua")]


def _gather(regions: RegionSearch) -> Mapping[str, list[_Names]]:
    gathered: defaultdict[str, list[_Names]] = defaultdict(list)
    for province in regions.children(None):
        for regency in regions.children(province.code):
            for district in regions.children(regency.code):
                gathered[_plain(district.name)].append(_names(district, regency, province))
    return gathered


def _names(district: Place, regency: Place, province: Place) -> _Names:
    is_city, name = _regency(regency.name)
    return _Names(district.code, name, bool(is_city), _plain(province.name))


def _regency(text: str) -> tuple[bool | None, str]:
    """Whether it is called a city or a regency (None: it is not said), and its plain name."""
    lower = _letters(text)
    kind = _REGENCY_KIND.match(lower)
    return (None if kind is None else kind[1] == "kota"), _plain(lower[kind.end() :] if kind else lower)


def _plain(text: str) -> str:
    return _NOT_PLAIN.sub("", _EMPTY_WORDS.sub("", _letters(text)))


def _letters(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower().strip()
    return _INITIAL.sub(r"\1", plain)
