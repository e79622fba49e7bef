"""The places of Indonesia as the couriers number them, and how our districts come to be known under their ids."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bosonline.application.ports import Clock
from bosonline.application.shipping.accounts import CourierAccount, CourierAccounts
from bosonline.application.shipping.ports import CourierArea, CourierAreas
from bosonline.application.stores.ports import ProviderAreas, RegionSearch
from bosonline.application.stores.provider_areas import AreaGiven, AreasImported, ImportProviderAreas
from bosonline.domain.identity import StoreId
from bosonline.domain.shipping import NoCourierAccount
from bosonline.domain.stores import Level, Place

BOSCOD = "boscod"
"""The name under which the ids of the couriers' areas are kept."""

Progress = Callable[[int, int], object]
"""Told how many cities of how many were walked through."""


@dataclass(frozen=True, slots=True)
class FoundDistrict:
    """A district of ours with the couriers' id of it, where they have one."""

    place: Place
    id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BrowseAreas:
    """Go through the couriers' areas from the top, or search in ours.

    Raises `NoCourierAccount`, `CourierAccountRefused`, `CouriersUnavailable` and `ProviderAreaNotFound`.
    """

    areas: CourierAreas
    accounts: CourierAccounts
    mapped: ProviderAreas
    regions: RegionSearch

    def provinces(self, *, store: StoreId) -> Sequence[CourierArea]:
        """Every province."""
        return self.areas.provinces(self._account(store))

    def cities(self, *, store: StoreId, province: int) -> Sequence[CourierArea]:
        """The cities and regencies of a province."""
        return self.areas.cities(province, self._account(store))

    def districts(self, *, store: StoreId, city: int) -> Sequence[CourierArea]:
        """The districts of a city, with our codes of those that are known."""
        found = self.areas.districts(city, self._account(store))
        codes = self.mapped.codes(BOSCOD, [str(one.id) for one in found])
        return [replace(one, district_code=codes.get(str(one.id))) for one in found]

    def search(self, *, keyword: str, limit: int) -> Sequence[FoundDistrict]:
        """The districts of ours that the words mean, with the couriers' ids; nobody outside is asked."""
        found = [place for place in self.regions.search(keyword, limit=50) if place.level is Level.DISTRICT][:limit]
        ids = self.mapped.ids(BOSCOD, [place.code for place in found])
        return [FoundDistrict(place, int(ids[place.code]) if place.code in ids else None) for place in found]

    def _account(self, store: StoreId) -> CourierAccount:
        account = self.accounts.of(store)
        if account is None:
            raise NoCourierAccount
        return account


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportCourierAreas:
    """Walk through all areas of the couriers and take in their districts.

    What was known stays until the whole walk is done, so that one that breaks off is just begun again.
    """

    areas: CourierAreas
    take_in: ImportProviderAreas
    clock: Clock

    def __call__(
        self, *, account: CourierAccount, version: str | None = None, progress: Progress = lambda _done, _of: None
    ) -> AreasImported:
        """The report; raises as `CourierAreas` does, and `AreasUnusable`."""
        cities = [
            (province, city)
            for province in self.areas.provinces(account)
            for city in self.areas.cities(province.id, account)
        ]
        rows = []
        for done, (province, city) in enumerate(cities, start=1):
            rows += [
                AreaGiven(provider_id=str(one.id), district=one.name, regency=city.name, province=province.name)
                for one in self.areas.districts(city.id, account)
            ]
            progress(done, len(cities))
        return self.take_in(provider=BOSCOD, version=version or f"{self.clock():%Y-%m-%d}", rows=rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowCourierAreas:
    """Take in the couriers' areas once, where the installation has an account and none are known yet."""

    mapped: ProviderAreas
    shared: CourierAccounts
    take_in: ImportCourierAreas

    def __call__(self) -> AreasImported | None:
        account = self.shared.of(StoreId(0))
        if account is None or self.mapped.version(BOSCOD) is not None:
            return None
        return self.take_in(account=account)


@dataclass(frozen=True, slots=True, kw_only=True)
class Areas:
    """The couriers' areas."""

    browse: BrowseAreas
    take_in: ImportCourierAreas
    know: KnowCourierAreas
