"""Districts and villages by their codes, and whatever people type in search of a place."""

import threading
from collections.abc import Sequence

from bosonline.adapters.outbound.regions.gazetteer import Gazetteer
from bosonline.adapters.outbound.regions.index import TokenIndex
from bosonline.adapters.outbound.regions.search import find
from bosonline.domain.stores import District, DistrictCode, Level, Place, Village, VillageCode


class KemendagriRegions:
    """Every province, regency, district and village of Indonesia.

    The places are read with the first question, the words of their names with the first search.
    """

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._places: Gazetteer | None = None
        self._words: TokenIndex | None = None

    def district(self, code: str, /) -> District | None:
        """The kecamatan of this code, or None."""
        place = self.place(code)
        if place is None or place.level is not Level.DISTRICT:
            return None
        return _district(place)

    def village(self, code: str, /) -> Village | None:
        """The kelurahan or desa of this code, or None."""
        place = self.place(code)
        if place is None or place.level is not Level.VILLAGE:
            return None
        district = self.district(place.within[0][0])
        if district is None:
            return None
        return Village(
            code=VillageCode(code), name=place.name, district=district, post_code=next(iter(place.post_codes), None)
        )

    def place(self, code: str, /) -> Place | None:
        """The place of this code, of whatever level, or None."""
        places = self._read_places()
        at = places.position(code)
        return None if at is None else places.place(at)

    def children(self, code: str | None, /) -> Sequence[Place]:
        """What lies directly in a place, by name; the provinces where None is named."""
        places = self._read_places()
        at = None if code is None else places.position(code)
        if code is not None and at is None:
            return []
        return sorted((places.place(child) for child in places.children(at)), key=lambda place: place.name)

    def search(self, keyword: str, /, *, limit: int) -> Sequence[Place]:
        """The places that the words or post code mean, the likeliest first; a letter may be wrong."""
        places = self._read_places()
        return [places.place(at) for at in find(keyword, places, self._read_words(), limit=limit)]

    def counts(self) -> tuple[int, int, int, int]:
        """How many provinces, regencies and cities, districts, and villages there are."""
        places = self._read_places()
        levels = [places.level(at) for at in range(len(places))]
        provinces, regencies, districts, villages = (levels.count(level) for level in Level)
        return provinces, regencies, districts, villages

    def _read_places(self) -> Gazetteer:
        if self._places is None:
            with self._turn:
                self._places = self._places or Gazetteer()
        return self._places

    def _read_words(self) -> TokenIndex:
        places = self._read_places()
        if self._words is None:
            with self._turn:
                self._words = self._words or TokenIndex(places)
        return self._words


def _district(place: Place) -> District:
    (_, regency), (_, province) = place.within
    return District(
        code=DistrictCode(place.code),
        name=place.name,
        regency=regency,
        province=province,
        post_codes=place.post_codes,
    )
