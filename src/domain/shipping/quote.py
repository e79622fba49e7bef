"""A price that was promised: what an order may cite, and until when."""

from dataclasses import dataclass
from datetime import datetime

from bosonline.domain.errors import Conflict, Rejected
from bosonline.domain.identity import StoreId
from bosonline.domain.money import Money
from bosonline.domain.shipping.parcel import Parcel, rule_of
from bosonline.domain.shipping.rate import Journey, Rate


class QuoteUnknown(Rejected):
    """Not a quote that was given here, or not unchanged."""

    code = "quote-unknown"
    text = "This is not a quote of ours; ask for the shipping cost again"
    field = "quote_id"


class QuoteNotMeant(Rejected):
    """The quote is for another store, courier or service than the order names."""

    code = "quote-not-meant"
    text = "This quote is for another courier or service; send the quote of the one that was chosen"
    field = "quote_id"


class QuoteStale(Conflict):
    """The quote has expired, or is for another district or weight; the fact `rates` has the present prices."""

    code = "quote-stale"
    text = "The shipping cost has to be asked anew; see rates for the present prices"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippingQuote:
    """The price of one service for one journey of one store; `weight` is the billable one in grams."""

    store: StoreId
    origin: str
    destination: str
    weight: int
    courier_code: str
    service_code: str
    price: Money
    cod: bool
    expires_at: datetime

    @classmethod
    def of(cls, rate: Rate, journey: Journey, *, store: StoreId, expires_at: datetime) -> "ShippingQuote":
        """The promise of a courier's rate."""
        assert rate.courier_code is not None  # noqa: S101  # a flat price needs no promise
        assert rate.service_code is not None  # noqa: S101
        return cls(
            store=store,
            origin=journey.origin,
            destination=journey.destination,
            weight=rule_of(rate.courier_code, rate.service_code).billable(journey.parcel),
            courier_code=rate.courier_code,
            service_code=rate.service_code,
            price=rate.price,
            cod=rate.cod,
            expires_at=expires_at,
        )

    def demand_meant(self, *, store: StoreId, courier_code: str, service_code: str) -> None:
        """Refuse with `QuoteUnknown` what another store promised, and with `QuoteNotMeant` another service."""
        if self.store != store:
            raise QuoteUnknown
        if (self.courier_code, self.service_code) != (courier_code, service_code):
            raise QuoteNotMeant

    def holds(self, *, destination: str, parcel: Parcel, at: datetime) -> bool:
        """Whether the promise is for this parcel to this district, and still stands."""
        weight = rule_of(self.courier_code, self.service_code).billable(parcel)
        return at < self.expires_at and (self.destination, self.weight) == (destination, weight)
