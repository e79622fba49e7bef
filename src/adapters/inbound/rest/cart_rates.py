"""What it costs to send a buyer's cart, for whoever draws the order form."""

from typing import Any

from flask import Response

from bosonline.adapters.inbound.rest.api import Api, Call
from bosonline.adapters.inbound.rest.buyer_vouchers import ITEM
from bosonline.adapters.inbound.rest.checkout import StoreNotNamed
from bosonline.adapters.inbound.rest.fields import Choice, ListOf, Query, Text, WholeNumber
from bosonline.adapters.inbound.rest.offers import EVENTS, EXAMPLE, RatesAnswer, streamed, told
from bosonline.adapters.inbound.rest.patterns import DISTRICT_CODE
from bosonline.application.ordering import CartToSend, FormClosed, OutOfStock, RateCart
from bosonline.domain.catalog import Sku
from bosonline.domain.forms import FormNotFound
from bosonline.domain.ordering import CartItem, NotOnOffer, PaymentMethod, PaymentMethodNotTaken, TooMany
from bosonline.domain.shipping import DistrictNotServed, ParcelTooHeavy, RatesUnavailable
from bosonline.domain.stores import RegionUnknown


class CartRatesQuery(Query):
    district_code = Text(required=True, most=8, pattern=DISTRICT_CODE)
    items = ListOf(Text(most=70, pattern=ITEM), required=True, least=1, most=50)
    bumps = ListOf(WholeNumber(most=99), most=10, load_default=())
    payment_method = Choice([method.value for method in PaymentMethod], load_default=None)
    subdomain = Text(most=63, load_default=None)


_REFUSALS = (
    DistrictNotServed,
    FormClosed,
    FormNotFound,
    NotOnOffer,
    OutOfStock,
    ParcelTooHeavy,
    PaymentMethodNotTaken,
    RatesUnavailable,
    RegionUnknown,
    StoreNotNamed,
    TooMany,
)


def cart_rates(rate: RateCart) -> Api:
    """The public operations that price the sending of a cart."""
    api = Api("order")

    @api.get(
        "/store/order/checkout/<slug:slug>/rates",
        query=CartRatesQuery,
        answer=RatesAnswer,
        answer_example=EXAMPLE,
        refusals=_REFUSALS,
        limit="public",
    )
    def checkout_rates(call: Call, slug: str) -> dict[str, Any]:
        """Courier prices for a cart

        What it costs to send a cart (`items=SKU:qty,SKU:qty`) to a district, by each courier that the form lets buyers
        choose; with `payment_method=cod` by those who collect. The `quote_id` of the one that the buyer chooses goes
        into the checkout: until `expires_at` that price holds. Where the seller has a price of their own it is the one
        rate, without courier and quote. Couriers that did not answer are in `failed`.
        """
        return told(rate(subdomain=_subdomain(call), form=slug, cart=_cart(call)))

    @api.get(
        "/store/order/checkout/<slug:slug>/rates/stream",
        query=CartRatesQuery,
        refusals=_REFUSALS,
        limit="public",
        media=EVENTS,
    )
    def checkout_rates_stream(call: Call, slug: str) -> Response:
        """Courier prices for a cart, as they come

        The same as server-sent events: a `rates` event for each courier as it answers, in the shape of the plain
        answer, then `end`, or `error` with a code. Too many open streams are 503: ask for the plain answer then.
        """
        return streamed(rate.stream(subdomain=_subdomain(call), form=slug, cart=_cart(call)))

    return api


def _subdomain(call: Call) -> str:
    subdomain: str | None = call.subdomain or call.query["subdomain"]
    if subdomain is None:
        raise StoreNotNamed
    return subdomain


def _cart(call: Call) -> CartToSend:
    method = call.query["payment_method"]
    pairs = (item.rpartition(":") for item in call.query["items"])
    return CartToSend(
        items=[CartItem(sku=Sku(sku), qty=int(qty)) for sku, _, qty in pairs],
        bumps=call.query["bumps"],
        district_code=call.query["district_code"],
        payment_method=method and PaymentMethod(method),
    )
