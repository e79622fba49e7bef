"""Where a buyer wants a parcel to go, held against the regions there are."""

from typing import Protocol

from bosonline.application.stores.ports import Regions
from bosonline.domain.ordering import Address
from bosonline.domain.stores import RegionUnknown


class Destination(Protocol):
    """An address as a buyer sends it."""

    @property
    def street(self) -> str: ...

    @property
    def district_code(self) -> str: ...

    @property
    def village_code(self) -> str | None: ...

    @property
    def post_code(self) -> str | None: ...


def address_at(regions: Regions, sent: Destination) -> Address:
    """The address with its region; `RegionUnknown` where there is no such district, or no such village in it."""
    district = regions.district(sent.district_code)
    if district is None:
        raise RegionUnknown(field="address.district_code", region=sent.district_code)
    village = sent.village_code and regions.village(sent.village_code)
    if sent.village_code and (not village or village.district.code != district.code):
        raise RegionUnknown(field="address.village_code", region=sent.village_code)
    return Address(
        street=sent.street,
        district_code=district.code,
        region=village.path if village else district.path,
        village_code=village.code if village else None,
        post_code=sent.post_code or (village.post_code if village else None),
    )
