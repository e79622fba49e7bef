"""What shipping needs of the world: couriers who are asked for prices, their areas, and promises that nobody forges."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from bosonline.application.shipping.accounts import CourierAccount
from bosonline.domain.money import Money
from bosonline.domain.shipping import Courier, Estimate, Journey, Rates, ShippingQuote


class Couriers(Protocol):
    """Who carries parcels, and for how much; a seller's own price is a rate without a courier."""

    def known(self) -> Sequence[Courier]:
        """The couriers that can be named; others may answer too."""
        ...

    def rates(self, journey: Journey, account: CourierAccount, /, *, courier: str | None = None) -> Rates:
        """The rates of all couriers or of one: each service once, and the couriers that did not answer.

        Who does not carry this parcel has no rate, and so has a courier that is not known. `DistrictNotServed` where
        a place is none of theirs, `CourierAccountRefused`, and `CouriersUnavailable` where none of them answers.
        """
        ...

    def stream(self, journey: Journey, account: CourierAccount, /) -> Iterator[Rates]:
        """The rates of each courier as it answers, each rate once; those who failed come last.

        Raises as `rates` does, before the first part. It may be left at any part.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class EstimateAsked:
    """What an estimate is asked for: the service, what the goods are worth, and what is to be collected."""

    journey: Journey
    courier_code: str
    service_code: str
    value: Money
    insured: bool
    collect: Money | None


class Estimates(Protocol):
    """What parcels would cost with all that belongs to it."""

    def estimate(self, asked: EstimateAsked, account: CourierAccount, /) -> Estimate:
        """The courier's estimate, its price that of the rate. Raises as `Couriers.rates` does.

        `DistrictNotServed` also where there is no such service there.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class CourierArea:
    """A place as the couriers number it; `district_code` is ours, where it is a district that we know."""

    id: int
    name: str
    code: str | None = None
    province: int | None = None
    city: int | None = None
    district_code: str | None = None


class CourierAreas(Protocol):
    """The places of Indonesia as the couriers number them, level by level; which of ours they are is not said here.

    Each raises `CourierAccountRefused` and `CouriersUnavailable`.
    """

    def provinces(self, account: CourierAccount, /) -> Sequence[CourierArea]:
        """Every province, by name."""
        ...

    def cities(self, province: int, account: CourierAccount, /) -> Sequence[CourierArea]:
        """The cities and regencies of a province; `ProviderAreaNotFound`."""
        ...

    def districts(self, city: int, account: CourierAccount, /) -> Sequence[CourierArea]:
        """The districts of a city or regency; `ProviderAreaNotFound`."""
        ...


class QuoteSeals(Protocol):
    """Promises as texts that carry themselves and cannot be changed: nothing is kept of them."""

    def seal(self, quote: ShippingQuote, /) -> str:
        """The id under which the quote is cited."""
        ...

    def open(self, text: str, /) -> ShippingQuote | None:
        """The quote of an id; None for any text that `seal` did not give."""
        ...
