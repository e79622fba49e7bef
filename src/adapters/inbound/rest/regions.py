"""The places of Indonesia, searched for or gone through from the top."""

from collections.abc import Sequence
from typing import Any

from bosonline.adapters.inbound.rest.api import Api, Call
from bosonline.adapters.inbound.rest.fields import Answer, Choice, Inside, ListOf, Query, Text, WholeNumber
from bosonline.application.stores import Places
from bosonline.domain.stores import Level, Place, RegionUnknown
from bosonline.domain.stores.region import customary

PARENT_CODE = r"[0-9]{2}(?:\.[0-9]{2}(?:\.[0-9]{2}(?:\.[0-9]{4})?)?)?"
_LEVELS = [level.value for level in Level]
_MOST = 500


class RegionQuery(Query):
    keyword = Text(most=100, load_default=None)
    parent = Text(most=13, pattern=PARENT_CODE, load_default=None)
    limit = WholeNumber(least=1, most=50, load_default=10)


class NamedAnswer(Answer):
    code = Text(required=True)
    name = Text(required=True)


class PlaceAnswer(Answer):
    code = Text(required=True)
    name = Text(required=True)
    level = Choice(_LEVELS, required=True)
    path = Text(required=True, most=500)
    province = Inside(NamedAnswer, required=True)
    regency = Inside(NamedAnswer, required=True, allow_none=True)
    district = Inside(NamedAnswer, required=True, allow_none=True)
    village = Inside(NamedAnswer, required=True, allow_none=True)
    post_codes = ListOf(Text(), required=True)


class RegionAnswer(Answer):
    data = ListOf(Inside(PlaceAnswer), most=_MOST, required=True)
    total = WholeNumber(required=True)


_ROW = {
    "code": "32.01.01",
    "name": "Cibinong",
    "level": "district",
    "path": "Cibinong, Kabupaten Bogor, Jawa Barat",
    "province": {"code": "32", "name": "Jawa Barat"},
    "regency": {"code": "32.01", "name": "Kabupaten Bogor"},
    "district": {"code": "32.01.01", "name": "Cibinong"},
    "village": None,
    "post_codes": ["16911", "16912", "16913"],
}
REGION_EXAMPLE = {"data": [_ROW], "total": 1}


def regions(places: Places) -> Api:
    """The operation that finds places."""
    api = Api("store")

    @api.get(
        "/store/region",
        query=RegionQuery,
        answer=RegionAnswer,
        render=found_places,
        answer_example=REGION_EXAMPLE,
        refusals=(RegionUnknown,),
    )
    def get_region(call: Call) -> Sequence[Place]:
        """Get Region

        With `keyword`, the places that the words or a post code mean, the likeliest first: `cibinong bogor`,
        `setiabudi jaksel`, `16911`; one letter of a word may be wrong. With `parent`, what lies directly in the place
        of that code, by name; with neither, the provinces. Codes are those of Kemendagri.
        """
        if call.query["keyword"] is not None:
            return places.search(keyword=call.query["keyword"], limit=call.query["limit"])
        return places.children(parent=call.query["parent"])

    return api


def place_row(place: Place) -> dict[str, Any]:
    """A place with the whole path to it."""
    path = [(code, customary(name)) for code, name in ((place.code, place.name), *place.within)]
    named = [{"code": code, "name": name} for code, name in reversed(path)]
    above = dict(zip(_LEVELS, named, strict=False))
    return {
        "code": place.code,
        "name": path[0][1],
        "level": place.level,
        "path": place.path,
        **{level: above.get(level) for level in _LEVELS},
        "post_codes": list(place.post_codes),
    }


def found_places(places: Sequence[Place]) -> dict[str, Any]:
    """Places as a list answers them."""
    return {"data": [place_row(place) for place in places], "total": len(places)}
