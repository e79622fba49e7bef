"""Vouchers as buyers meet them: those that a store shows, and what one takes off a cart."""

from collections.abc import Sequence
from typing import Any

from bosonline.adapters.inbound.rest.api import Api, Call
from bosonline.adapters.inbound.rest.checkout import (
    TOTALS_EXAMPLE,
    ItemBody,
    StoreNotNamed,
    TotalsAnswer,
    choice_of,
)
from bosonline.adapters.inbound.rest.fields import Answer, Body, Choice, Inside, ListOf, Query, Text, WholeNumber
from bosonline.adapters.inbound.rest.patterns import COURIER, DISTRICT_CODE, QUOTE, SERVICE
from bosonline.adapters.inbound.rest.problems import language
from bosonline.adapters.inbound.rest.voucher_schemas import CHECKS, KINDS
from bosonline.adapters.inbound.texts import tell_refusal
from bosonline.application.ordering import (
    CourierDoesNotCollect,
    CourierNotOffered,
    DraftCart,
    FormClosed,
    OutOfStock,
    RatesUnavailable,
    VoucherApplied,
    VoucherOffer,
    VouchersForBuyers,
)
from bosonline.domain.catalog import Sku
from bosonline.domain.forms import FormNotFound
from bosonline.domain.ordering import (
    BelowMinimum,
    CartItem,
    NotOnOffer,
    PaymentMethod,
    PaymentMethodNotTaken,
    TooMany,
    VouchersNotTaken,
)
from bosonline.domain.phone import PhoneInvalid
from bosonline.domain.shipping import QuoteNotMeant, QuoteStale, QuoteUnknown
from bosonline.domain.stores import RegionUnknown

ITEM = "[A-Za-z0-9._-]{1,64}:(?:[1-9][0-9]{0,3}|10000)"
"""Some of one variant in a query: `SKU:qty`."""

_METHODS = [method.value for method in PaymentMethod]


class VouchersForCartQuery(Query):
    form = Text(required=True, least=1, most=80)
    subdomain = Text(most=63, load_default=None)
    items = ListOf(Text(most=70, pattern=ITEM), required=True, least=1, most=50)
    payment_method = Choice(_METHODS, required=True)
    district_code = Text(most=8, pattern=DISTRICT_CODE, load_default=None)
    courier_code = Text(most=20, pattern=COURIER, load_default=None)
    service_code = Text(most=20, pattern=SERVICE, load_default=None)
    quote_id = Text(most=600, pattern=QUOTE, load_default=None)
    codes = ListOf(Text(least=1, most=64), most=10, load_default=())


class DraftCustomerBody(Body):
    phone = Text(least=1, most=60, load_default=None)


class DraftAddressBody(Body):
    district_code = Text(most=8, pattern=DISTRICT_CODE, load_default=None)


class ApplyVoucherBody(Body):
    form = Text(required=True, least=1, most=80)
    subdomain = Text(most=63, load_default=None)
    items = ListOf(Inside(ItemBody), required=True, least=1, most=50)
    bumps = ListOf(WholeNumber(most=99), most=10, load_default=())
    payment_method = Choice(_METHODS, required=True)
    customer = Inside(DraftCustomerBody, load_default=None)
    address = Inside(DraftAddressBody, load_default=None)
    courier_code = Text(most=20, pattern=COURIER, load_default=None)
    service_code = Text(most=20, pattern=SERVICE, load_default=None)
    quote_id = Text(most=600, pattern=QUOTE, load_default=None)
    voucher_code = Text(required=True, least=1, most=64)


class ReasonAnswer(Answer):
    code = Text(required=True)
    message = Text(required=True, most=1000)


class OfferAnswer(Answer):
    code = Text(required=True)
    description = Text(required=True, allow_none=True)
    type = Choice(KINDS, required=True, allow_none=True)
    discount = WholeNumber(required=True)
    reason = Inside(ReasonAnswer, required=True, allow_none=True)


class OffersAnswer(Answer):
    data = ListOf(Inside(OfferAnswer), required=True)
    total = WholeNumber(required=True)


class AppliedAnswer(Answer):
    code = Text(required=True)
    type = Choice(KINDS, required=True)
    discount = WholeNumber(required=True)
    totals = Inside(TotalsAnswer, required=True)


EXAMPLE = {
    "form": "kopi-arabica",
    "subdomain": "kopisiti",
    "items": [{"sku": "ESB-006-01", "qty": 2}],
    "payment_method": "cod",
    "customer": {"phone": "0813 1111 2222"},
    "address": {"district_code": "31.71.01"},
    "voucher_code": "ONGKIR10",
}
_OFFERS_EXAMPLE = {
    "data": [
        {
            "code": "ONGKIR10",
            "description": "Diskon ongkir 10rb",
            "type": "ongkir",
            "discount": 10000,
            "reason": None,
        },
        {
            "code": "KOPI15",
            "description": "Diskon kopi 15%",
            "type": "product",
            "discount": 0,
            "reason": {
                "code": "voucher-minimum-purchase",
                "message": "This voucher takes a purchase of at least Rp100000",
            },
        },
    ],
    "total": 2,
}
_APPLIED_EXAMPLE = {
    "code": "ONGKIR10",
    "type": "ongkir",
    "discount": 10000,
    "totals": {**TOTALS_EXAMPLE, "cod_fee": 2850, "shipping_discount": 10000, "total": 97850},
}
_WRONG = (
    BelowMinimum,
    CourierDoesNotCollect,
    CourierNotOffered,
    FormClosed,
    FormNotFound,
    NotOnOffer,
    OutOfStock,
    PaymentMethodNotTaken,
    QuoteNotMeant,
    QuoteStale,
    QuoteUnknown,
    RatesUnavailable,
    RegionUnknown,
    StoreNotNamed,
    TooMany,
    VouchersNotTaken,
)


def buyer_vouchers(facade: VouchersForBuyers) -> Api:
    """The public operations of vouchers."""
    api = Api("voucher")

    @api.get(
        "/store/vouchers/checkout",
        query=VouchersForCartQuery,
        answer=OffersAnswer,
        answer_example=_OFFERS_EXAMPLE,
        refusals=_WRONG,
        limit="public",
    )
    def list_voucher_checkout(call: Call) -> dict[str, Any]:
        """List Voucher Checkout

        The vouchers that a store shows its buyers, and those of the `codes` that were typed, held against a cart
        (`items=SKU:qty,SKU:qty`): what each takes off, or the reason why it does not count. Those that were typed come
        first. What a buyer has used already is not looked at here; apply and the checkout do. With `courier_code`,
        `service_code` and `quote_id` of a rate that was shown, that price of shipping counts.
        """
        return _told(
            facade.offer(
                subdomain=_subdomain(call, call.query),
                form=call.query["form"],
                cart=_cart_of_query(call.query),
                codes=call.query["codes"],
            )
        )

    @api.post(
        "/store/vouchers/apply",
        body=ApplyVoucherBody,
        answer=AppliedAnswer,
        render=_applied,
        example=EXAMPLE,
        answer_example=_APPLIED_EXAMPLE,
        refusals=(PhoneInvalid, *_WRONG, *CHECKS),
    )
    def apply(call: Call) -> VoucherApplied:
        """Apply

        What one voucher takes off a draft cart, and what the cart costs with it; 422 tells the first condition that it
        does not meet. Nothing is used up by asking. With the phone of the buyer it is looked at how often they have
        used it; with `courier_code`, `service_code` and `quote_id` of a rate that was shown, that price of shipping
        counts.
        """
        return facade.apply(
            subdomain=_subdomain(call, call.body),
            form=call.body["form"],
            cart=_cart_of_body(call.body),
            code=call.body["voucher_code"],
            once=call.once,
        )

    return api


def _subdomain(call: Call, members: dict[str, Any]) -> str:
    subdomain: str | None = call.subdomain or members["subdomain"]
    if subdomain is None:
        raise StoreNotNamed
    return subdomain


def _cart_of_query(query: dict[str, Any]) -> DraftCart:
    pairs = (item.rpartition(":") for item in query["items"])
    return DraftCart(
        items=[CartItem(sku=Sku(sku), qty=int(qty)) for sku, _, qty in pairs],
        payment_method=PaymentMethod(query["payment_method"]),
        district_code=query["district_code"],
        shipping=choice_of(query),
    )


def _cart_of_body(body: dict[str, Any]) -> DraftCart:
    customer, address = body["customer"] or {}, body["address"] or {}
    return DraftCart(
        items=[CartItem(sku=Sku(item["sku"]), qty=item["qty"]) for item in body["items"]],
        bumps=body["bumps"],
        payment_method=PaymentMethod(body["payment_method"]),
        phone=customer.get("phone"),
        district_code=address.get("district_code"),
        shipping=choice_of(body),
    )


def _told(offers: Sequence[VoucherOffer]) -> dict[str, Any]:
    return {"data": [_offer(offer) for offer in offers], "total": len(offers)}


def _offer(offer: VoucherOffer) -> dict[str, Any]:
    reason = offer.reason
    return {
        "code": offer.code,
        "description": offer.description,
        "type": offer.kind,
        "discount": offer.discount,
        "reason": reason and {"code": reason.code, "message": tell_refusal(reason, language())},
    }


def _applied(applied: VoucherApplied) -> dict[str, Any]:
    return {
        "code": applied.code,
        "type": applied.kind,
        "discount": applied.discount,
        "totals": applied.totals.as_facts(),
    }
