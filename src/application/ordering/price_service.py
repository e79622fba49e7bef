"""The present price of one courier's service for an order's parcel."""

from dataclasses import dataclass

from bosonline.application.ordering.cart_rates import parcel_of
from bosonline.application.ordering.choosing import CourierDoesNotCollect
from bosonline.application.ordering.ports import OrderingWork
from bosonline.application.shipping.rates import AskRates, Offer, RatesAsked
from bosonline.domain.catalog.sku import Sku
from bosonline.domain.errors import Conflict
from bosonline.domain.identity import StoreId
from bosonline.domain.ordering import Order, PaymentMethod
from bosonline.domain.shipping import Parcel, RatesUnavailable, packed


class ServiceNotOffered(Conflict):
    """The courier has no such service for this parcel to this district; the fact `rates` has what it has."""

    code = "service-not-offered"
    text = "{courier} does not carry this parcel there by its service {service}; see rates for what can be chosen"
    field = "service_code"


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceService:
    """What a service costs at this moment; no work may be open, since the couriers are asked.

    Raises `ServiceNotOffered`, `CourierDoesNotCollect`, and what `AskRates` does.
    """

    ask: AskRates | None = None

    def __call__(
        self, *, store: StoreId, order: Order, parcel: Parcel, district_code: str, courier: str, service: str
    ) -> Offer:
        if self.ask is None:
            raise RatesUnavailable
        offers = self.ask(store=store, asked=RatesAsked(destination=district_code, parcel=parcel, courier=courier))
        found = next((one for one in offers.offers if one.rate.service_code == service), None)
        if found is None:
            raise ServiceNotOffered(courier=courier, service=service, rates=[one.as_facts() for one in offers.offers])
        if order.payment_method is PaymentMethod.COD and not found.rate.cod:
            raise CourierDoesNotCollect
        return found


def parcel_in(work: OrderingWork, order: Order) -> Parcel:
    """The parcel of an order: its goods as they weighed when it was made, with the sides that they have now."""
    sides = work.stock.look([Sku(line.sku) for line in order.lines])
    goods = []
    for line in order.lines:
        known = sides.get(line.sku)
        lone = Parcel(weight=line.weight)
        one = lone if known is None else parcel_of([(known, 1)])
        goods.append((Parcel(weight=line.weight, length=one.length, width=one.width, height=one.height), line.qty))
    return packed(goods)
