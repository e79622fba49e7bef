"""What it costs to send a buyer's cart."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bosonline.application.forms.ports import Storefront, Storefronts
from bosonline.application.ordering.ports import GoodsDesk, OutOfStock, Taken
from bosonline.application.ordering.pricing import FormClosed
from bosonline.application.ports import Clock
from bosonline.application.shipping.rates import AskRates, Offer, Offers, RatesAsked, WarehouseNeeded
from bosonline.application.stores.ports import Regions
from bosonline.domain.forms import FormNotFound
from bosonline.domain.ordering import CartItem, PaymentMethod, check_method, fill_cart, pieces
from bosonline.domain.shipping import (
    CourierAccountRefused,
    NoCourierAccount,
    Parcel,
    RatesUnavailable,
    flat_rate,
    packed,
)
from bosonline.domain.stores import RegionUnknown


@dataclass(frozen=True, slots=True, kw_only=True)
class CartToSend:
    """What a buyer has chosen, and where it is to go."""

    items: Sequence[CartItem]
    bumps: Sequence[int] = ()
    district_code: str
    payment_method: PaymentMethod | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RateCart:
    """The prices of sending a cart: the form's flat one, else those of the couriers that the form lets buyers choose.

    Raises `FormNotFound`, `FormClosed`, `RegionUnknown`, `OutOfStock` for what is not sold any more, the refusals of
    the cart, `DistrictNotServed`, `ParcelTooHeavy` and `RatesUnavailable`.
    """

    storefronts: Storefronts
    regions: Regions
    goods: GoodsDesk
    ask: AskRates
    clock: Clock

    def __call__(self, *, subdomain: str, form: str, cart: CartToSend) -> Offers:
        front, asked = self._asked(subdomain, form, cart)
        if front.content.flat_shipping is not None:
            return self._flat(front)
        try:
            return self.ask(store=front.store, asked=asked)
        except (NoCourierAccount, CourierAccountRefused, WarehouseNeeded) as error:
            raise RatesUnavailable from error

    def stream(self, *, subdomain: str, form: str, cart: CartToSend) -> Iterator[Offers]:
        """The same as couriers answer; what is refused is raised before the first part."""
        front, asked = self._asked(subdomain, form, cart)
        if front.content.flat_shipping is not None:
            return iter((self._flat(front),))
        try:
            return self.ask.stream(store=front.store, asked=asked)
        except (NoCourierAccount, CourierAccountRefused, WarehouseNeeded) as error:
            raise RatesUnavailable from error

    def _asked(self, subdomain: str, form: str, cart: CartToSend) -> tuple[Storefront, RatesAsked]:
        front = self.storefronts.find(subdomain=subdomain, slug=form)
        if front is None:
            raise FormNotFound
        if not front.is_selling:
            raise FormClosed
        if self.regions.district(cart.district_code) is None:
            raise RegionUnknown(region=cart.district_code)
        if cart.payment_method is not None:
            check_method(front.content, cart.payment_method)
        wanted = pieces(fill_cart(front.content, cart.items, cart.bumps))
        found = self.goods.on_sale(front.store, wanted)
        gone = [sku for sku in wanted if sku not in {one.sku for one in found}]
        if gone:
            raise OutOfStock(items=[{"sku": sku, "available": 0} for sku in gone])
        return front, RatesAsked(
            destination=cart.district_code,
            parcel=parcel_of((one, wanted[one.sku]) for one in found),
            couriers=front.content.couriers,
            cod=cart.payment_method is PaymentMethod.COD,
        )

    def _flat(self, front: Storefront) -> Offers:
        assert front.content.flat_shipping is not None  # noqa: S101  # asked for before
        until = (self.clock() + front.settings.quote_validity).replace(microsecond=0)
        return Offers(offers=[Offer(flat_rate(front.content.flat_shipping), None)], failed=(), expires_at=until)


def parcel_of(goods: Iterable[tuple[Taken, int]]) -> Parcel:
    """The parcel that holds so many of each."""
    return packed(
        (Parcel(weight=one.weight, length=one.length, width=one.width, height=one.height), qty) for one, qty in goods
    )
