"""The shipping that a buyer chose: at the seller's own price, or by a courier at the price of a quote."""

from dataclasses import dataclass
from datetime import datetime

from bosonline.application.ordering.pricing import Terms
from bosonline.application.shipping.ports import QuoteSeals
from bosonline.application.shipping.rates import AskRates, RatesAsked, WarehouseNeeded
from bosonline.domain.errors import Rejected
from bosonline.domain.money import Money
from bosonline.domain.ordering import PaymentMethod, flat_shipping
from bosonline.domain.shipping import (
    CourierAccountRefused,
    NoCourierAccount,
    Parcel,
    QuoteStale,
    QuoteUnknown,
    RatesUnavailable,
)


class CourierNotOffered(Rejected):
    """The form does not let buyers choose this courier."""

    code = "courier-not-offered"
    text = "This form does not offer the courier {courier}"
    field = "courier_code"


class CourierDoesNotCollect(Rejected):
    """Cash on delivery with a service that takes no money."""

    code = "courier-does-not-collect"
    text = "This service does not collect money; choose another service or another payment method"
    field = "service_code"


class QuoteNeeded(Exception):
    """Not a refusal yet: the price has to be asked anew, which takes a call to the couriers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a buyer sends of it: all of it for a courier, nothing for the seller's own price."""

    courier: str | None = None
    service: str | None = None
    quote_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What shipping costs, and by whom; `quote_id` is the promise that was cited."""

    price: Money
    courier: str | None = None
    service: str | None = None
    quote_id: str | None = None

    @property
    def quoted(self) -> Money | None:
        """The price that was promised by a courier."""
        return self.price if self.quote_id is not None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseShipping:
    """Hold what a buyer chose against the form, the cart and the promise; nobody outside is asked for that."""

    seals: QuoteSeals
    ask: AskRates | None = None

    def __call__(  # what a price depends on
        self,
        terms: Terms,
        choice: Choice,
        *,
        method: PaymentMethod,
        district_code: str,
        parcel: Parcel,
        at: datetime,
    ) -> Chosen:
        """What was chosen.

        Raises `CourierNotOffered`, `CourierDoesNotCollect`, `QuoteUnknown` and `QuoteNotMeant`; and `QuoteNeeded`
        where there is no promise, or none that still holds.
        """
        if choice.courier is None:
            price = flat_shipping(terms.content, terms.settings, district_code)
            if price is None:
                raise QuoteNeeded
            return Chosen(price=price)
        form = terms.content
        if form is not None and (
            form.flat_shipping is not None or (form.couriers and choice.courier not in form.couriers)
        ):
            raise CourierNotOffered(courier=choice.courier)
        if choice.service is None or choice.quote_id is None:
            raise QuoteNeeded
        quote = self.seals.open(choice.quote_id)
        if quote is None:
            raise QuoteUnknown
        quote.demand_meant(store=terms.store, courier_code=choice.courier, service_code=choice.service)
        if not quote.holds(destination=district_code, parcel=parcel, at=at):
            raise QuoteNeeded
        if method is PaymentMethod.COD and not quote.cod:
            raise CourierDoesNotCollect
        return Chosen(
            price=quote.price, courier=quote.courier_code, service=quote.service_code, quote_id=choice.quote_id
        )

    def anew(
        self, terms: Terms, *, method: PaymentMethod, district_code: str, parcel: Parcel
    ) -> QuoteStale | RatesUnavailable:
        """The refusal that tells the present prices, or that there are none to be had. No work may be open."""
        if self.ask is None:
            return RatesUnavailable()
        asked = RatesAsked(
            destination=district_code,
            parcel=parcel,
            couriers=() if terms.content is None else terms.content.couriers,
            cod=method is PaymentMethod.COD,
        )
        try:
            offers = self.ask(store=terms.store, asked=asked)
        except RatesUnavailable as refusal:
            return refusal
        except (NoCourierAccount, CourierAccountRefused, WarehouseNeeded):
            return RatesUnavailable()
        return QuoteStale(
            rates=[offer.as_facts() for offer in offers.offers],
            failed=[one.code for one in offers.failed],
            expires_at=offers.expires_at.isoformat(timespec="seconds"),
        )
