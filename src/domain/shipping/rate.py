"""What couriers ask for a journey."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bosonline.domain.errors import NotFound, Rejected, Unavailable
from bosonline.domain.money import Money
from bosonline.domain.shipping.parcel import Parcel


class CouriersUnavailable(Unavailable):
    """No courier can be asked at the moment."""

    code = "couriers-unavailable"
    text = "The couriers do not answer at the moment; try again in {retry_after} seconds"


class RatesUnavailable(Unavailable):
    """There is no shipping cost to be had."""

    code = "rates-unavailable"
    text = "The shipping cost cannot be determined at the moment; try again shortly"


class NoCourierAccount(Unavailable):
    """The store has no account with the couriers, and the installation has none for it."""

    code = "no-courier-account"
    text = "This store has no account with Boscod; enter its token among the store's integrations, or set flat rates"


class CourierAccountRefused(Unavailable):
    """The couriers do not accept the store's token."""

    code = "courier-account-refused"
    text = "Boscod does not accept the store's token; check it among the store's integrations"


class DistrictNotServed(Rejected):
    """The couriers do not know a district, or its place among theirs is not known."""

    code = "district-not-served"
    text = "The couriers do not serve the district {region}"
    field = "district_code"


class CourierUnknown(Rejected):
    """There is no courier of this code."""

    code = "courier-unknown"
    text = "There is no courier {courier}"
    field = "courier_code"


class ProviderAreaNotFound(NotFound):
    """The couriers have no area of this id."""

    code = "area-not-found"


@dataclass(frozen=True, slots=True)
class Courier:
    """Who carries parcels."""

    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """A parcel's way from one district to another, by their Kemendagri codes."""

    origin: str
    destination: str
    parcel: Parcel


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """The price of one service, before and after the aggregator's discount; `etd` is in days, like "2-3".

    The seller's own flat price is a rate without a courier.
    """

    courier_code: str | None
    courier_name: str
    service_code: str | None
    price: Money
    max_price: Money
    etd: str = ""
    cod: bool = False

    @property
    def is_flat(self) -> bool:
        """Whether the seller set it."""
        return self.courier_code is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """What was answered: the rates, and the couriers that failed."""

    rates: Sequence[Rate] = ()
    failed: Sequence[Courier] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What a parcel would cost with all that belongs to it, as the couriers reckon it."""

    price: Money
    max_price: Money
    insurance: Money
    cod_fee: Money


def flat_rate(price: Money) -> Rate:
    """The seller's own price; whoever carries it, collecting is not refused."""
    return Rate(courier_code=None, courier_name="Flat", service_code=None, price=price, max_price=price, cod=True)
