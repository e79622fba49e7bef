"""What it costs to send a parcel, with promises that an order may cite."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bosonline.application.identity.ports import Listing
from bosonline.application.ports import Clock
from bosonline.application.shipping.accounts import CourierAccount, CourierAccounts
from bosonline.application.shipping.flat import FlatCouriers
from bosonline.application.shipping.ports import Couriers, EstimateAsked, Estimates, QuoteSeals
from bosonline.application.stores.ports import Regions, StoreDesk
from bosonline.domain.errors import Conflict, Refusal
from bosonline.domain.identity import StoreId
from bosonline.domain.money import Money
from bosonline.domain.shipping import (
    Courier,
    CourierAccountRefused,
    CouriersUnavailable,
    DistrictNotServed,
    Estimate,
    Journey,
    NoCourierAccount,
    Parcel,
    ParcelTooHeavy,
    Rate,
    Rates,
    RatesUnavailable,
    ShippingQuote,
)
from bosonline.domain.stores import RegionUnknown, Store, StoreSettings, WarehouseNotFound
from bosonline.domain.stores.warehouse import MOST_WAREHOUSES

WITHOUT_COURIERS = (
    CouriersUnavailable,
    NoCourierAccount,
    CourierAccountRefused,
    DistrictNotServed,
    ParcelTooHeavy,
)
"""Why no courier may have a price; the seller's own then counts."""

_ALL = Listing(limit=MOST_WAREHOUSES, sort_by="created_at", descending=False, category="name")


class WarehouseNeeded(Conflict):
    """There is nowhere to send from."""

    code = "warehouse-needed"
    text = "Parcels are sent from a warehouse: add one first (POST /profile/warehouses)"


@dataclass(frozen=True, slots=True, kw_only=True)
class RatesAsked:
    """A parcel's way: from a warehouse or a district, else from the default warehouse; `cod` keeps those who collect.

    `courier` asks that one alone; `couriers` keeps some of all.
    """

    destination: str
    parcel: Parcel
    warehouse: int | None = None
    origin: str | None = None
    courier: str | None = None
    couriers: Sequence[str] = ()
    cod: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """A rate with the id of the promise that it is; the seller's own price needs none."""

    rate: Rate
    quote_id: str | None

    def as_facts(self) -> dict[str, object]:
        """The rate in plain values: what a refusal or an answer tells."""
        rate = self.rate
        return {
            "quote_id": self.quote_id,
            "courier_code": rate.courier_code,
            "courier_name": rate.courier_name,
            "service_code": rate.service_code,
            "price": rate.price.idr,
            "max_price": rate.max_price.idr,
            "etd": rate.etd,
            "cod": rate.cod,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Offers:
    """What can be had, who failed to answer, and until when the promises stand."""

    offers: Sequence[Offer]
    failed: Sequence[Courier]
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanJourney:
    """Where a parcel begins and ends.

    Raises `RegionUnknown`, `WarehouseNotFound` and `WarehouseNeeded`.
    """

    stores: StoreDesk
    regions: Regions

    def __call__(self, store: StoreId, asked: RatesAsked) -> Journey:
        if self.regions.district(asked.destination) is None:
            raise RegionUnknown(region=asked.destination)
        return Journey(origin=self._origin(store, asked), destination=asked.destination, parcel=asked.parcel)

    def _origin(self, store: StoreId, asked: RatesAsked) -> str:
        if asked.origin is not None:
            if self.regions.district(asked.origin) is None:
                raise RegionUnknown(region=asked.origin, field="origin_district_code")
            return asked.origin
        rows = self.stores.warehouses(store, _ALL).rows
        if not rows:
            raise WarehouseNeeded
        wanted = "is_default" if asked.warehouse is None else "id"
        found = next((row for row in rows if row[wanted] == (asked.warehouse or True)), None)
        if found is None:
            raise WarehouseNotFound
        return str(found["district"])


@dataclass(frozen=True, slots=True, kw_only=True)
class AskRates:
    """What couriers ask for a parcel; where none can be asked, the seller's own price counts.

    Nothing is written, and no transaction is open meanwhile. Raises what `PlanJourney` does, and where there is no
    price of the seller's either `RatesUnavailable`, `NoCourierAccount`, `CourierAccountRefused`, `DistrictNotServed`
    and `ParcelTooHeavy`.
    """

    plan: PlanJourney
    couriers: Couriers
    accounts: CourierAccounts
    seals: QuoteSeals
    stores: StoreDesk
    clock: Clock

    def __call__(self, *, store: StoreId, asked: RatesAsked) -> Offers:
        settings, journey = _settings(self.stores.get(store)), self.plan(store, asked)
        try:
            rates = self.couriers.rates(journey, self._account(store, journey), courier=asked.courier)
        except WITHOUT_COURIERS as reason:
            rates = _instead(settings, journey, asked, reason)
        return self._offers(store, settings, journey, asked, rates)

    def stream(self, *, store: StoreId, asked: RatesAsked) -> Iterator[Offers]:
        """The same as couriers answer; what is refused is raised before the first part."""
        settings, journey = _settings(self.stores.get(store)), self.plan(store, asked)
        try:
            parts = self.couriers.stream(journey, self._account(store, journey))
            first = next(parts, Rates())
        except WITHOUT_COURIERS as reason:
            parts, first = iter(()), _instead(settings, journey, asked, reason)
        return self._told(store, settings, journey, asked, first, parts)

    def _told(  # noqa: PLR0917  # what `_offers` takes, and the parts
        self,
        store: StoreId,
        settings: StoreSettings,
        journey: Journey,
        asked: RatesAsked,
        first: Rates,
        parts: Iterator[Rates],
    ) -> Iterator[Offers]:
        yield self._offers(store, settings, journey, asked, first)
        for part in parts:
            yield self._offers(store, settings, journey, asked, part)

    def _account(self, store: StoreId, journey: Journey) -> CourierAccount:
        account = self.accounts.of(store)
        if account is None:
            raise NoCourierAccount
        journey.parcel.check()
        return account

    def _offers(  # all of what is promised
        self, store: StoreId, settings: StoreSettings, journey: Journey, asked: RatesAsked, rates: Rates
    ) -> Offers:
        until = (self.clock() + settings.quote_validity).replace(microsecond=0)
        return Offers(
            offers=[
                Offer(rate, None if rate.is_flat else self._sealed(rate, journey, store, until))
                for rate in rates.rates
                if _is_wanted(rate, asked)
            ],
            failed=[one for one in rates.failed if not asked.couriers or one.code in asked.couriers],
            expires_at=until,
        )

    def _sealed(self, rate: Rate, journey: Journey, store: StoreId, until: datetime) -> str:
        return self.seals.seal(ShippingQuote.of(rate, journey, store=store, expires_at=until))


@dataclass(frozen=True, slots=True, kw_only=True)
class ListCouriers:
    """The couriers that can be named."""

    couriers: Couriers

    def __call__(self) -> Sequence[Courier]:
        return self.couriers.known()


@dataclass(frozen=True, slots=True, kw_only=True)
class AskEstimate:
    """What a parcel would cost with insurance and the courier's own fee for collecting.

    Raises what `PlanJourney` does, `NoCourierAccount`, `CourierAccountRefused`, `DistrictNotServed`, `ParcelTooHeavy`
    and `RatesUnavailable`.
    """

    plan: PlanJourney
    estimates: Estimates
    accounts: CourierAccounts

    def __call__(  # what an estimate depends on
        self,
        *,
        store: StoreId,
        asked: RatesAsked,
        courier_code: str,
        service_code: str,
        value: Money,
        insured: bool,
        collect: Money | None,
    ) -> Estimate:
        account = self.accounts.of(store)
        if account is None:
            raise NoCourierAccount
        journey = self.plan(store, asked)
        journey.parcel.check()
        wanted = EstimateAsked(
            journey=replace(journey, parcel=journey.parcel.told()),
            courier_code=courier_code,
            service_code=service_code,
            value=value,
            insured=insured,
            collect=collect,
        )
        try:
            return self.estimates.estimate(wanted, account)
        except CouriersUnavailable as error:
            raise RatesUnavailable(**error.facts) from error


def _instead(settings: StoreSettings, journey: Journey, asked: RatesAsked, reason: Refusal) -> Rates:
    """The seller's own price, or the reason why there is none."""
    try:
        if asked.courier is None:
            return FlatCouriers(settings.flat_rate).rates(journey)
    except DistrictNotServed:
        pass  # There is no price of the seller's there.
    if isinstance(reason, CouriersUnavailable):
        raise RatesUnavailable(**reason.facts) from reason
    raise reason


def _is_wanted(rate: Rate, asked: RatesAsked) -> bool:
    """Whether the seller lets buyers choose it, and it collects where that is asked for."""
    is_offered = rate.is_flat or not asked.couriers or rate.courier_code in asked.couriers
    return is_offered and (rate.cod or not asked.cod)


def _settings(store: Store | None) -> StoreSettings:
    assert store is not None  # noqa: S101  # its members and its buyers asked
    return store.settings
