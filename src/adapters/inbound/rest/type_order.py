"""Orders that the seller's people type."""

from typing import Any

from bosonline.adapters.inbound.rest.api import Api, Call
from bosonline.adapters.inbound.rest.checkout import (
    ANSWER_EXAMPLE,
    AddressBody,
    CheckoutAnswer,
    CustomerBody,
    ItemBody,
    OrderUrl,
    told_receipt,
)
from bosonline.adapters.inbound.rest.fields import Body, Choice, Inside, ListOf, MapOf, Text, WholeNumber
from bosonline.adapters.inbound.rest.voucher_schemas import CHECKS
from bosonline.application.ordering import (
    FormClosed,
    NoBankAccount,
    NoQris,
    OutOfStock,
    PriceChanged,
    Receipt,
    TypedOrder,
    TypeOrder,
)
from bosonline.domain.catalog import Sku
from bosonline.domain.errors import Forbidden
from bosonline.domain.forms import FormNotFound
from bosonline.domain.identity import StaffId
from bosonline.domain.money import Money
from bosonline.domain.ordering import (
    BelowMinimum,
    CartItem,
    NotOnOffer,
    PaymentMethod,
    PaymentMethodNotTaken,
    TooMany,
    VoucherKindTwice,
    VouchersNotTaken,
)
from bosonline.domain.phone import PhoneInvalid
from bosonline.domain.shipping import RatesUnavailable
from bosonline.domain.stores import RegionUnknown, StaffUnknown

DEAREST = 10**9
"""What one piece, or sending a parcel, costs at most, in rupiah."""


class TypedItemBody(ItemBody):
    price = WholeNumber(most=DEAREST, load_default=None)


class TypedOrderBody(Body):
    customer = Inside(CustomerBody, required=True)
    address = Inside(AddressBody, required=True)
    items = ListOf(Inside(TypedItemBody), required=True, least=1, most=50)
    payment_method = Choice([method.value for method in PaymentMethod], required=True)
    bank_account_id = WholeNumber(least=1, load_default=None)
    shipping = WholeNumber(most=DEAREST, load_default=None)
    form = Text(least=1, most=80, load_default=None)
    voucher_codes = ListOf(Text(least=1, most=64), most=2, load_default=())
    voucher_code = Text(least=1, most=64, load_default=None)
    note = Text(most=1000, multiline=True, load_default="")
    source = MapOf(Text(most=500), most=20, load_default=dict)
    staff_id = WholeNumber(least=1, load_default=None)
    expected_total = WholeNumber(most=10**15, load_default=None)


_EXAMPLE = {
    "customer": {"name": "Budi", "phone": "0813 1111 2222"},
    "address": {"street": "Jl. Melati 5 RT 02/03", "district_code": "31.71.01"},
    "items": [{"sku": "ESB-006-01", "qty": 2}],
    "payment_method": "bank_transfer",
    "shipping": 15000,
    "note": "Dari WhatsApp",
}
_REFUSALS = (
    BelowMinimum,
    Forbidden,
    FormClosed,
    FormNotFound,
    NoBankAccount,
    NoQris,
    NotOnOffer,
    OutOfStock,
    PaymentMethodNotTaken,
    PhoneInvalid,
    PriceChanged,
    RatesUnavailable,
    RegionUnknown,
    StaffUnknown,
    TooMany,
    VoucherKindTwice,
    VouchersNotTaken,
    *CHECKS,
)


def type_order(facade: TypeOrder, order_url: OrderUrl) -> Api:
    """The operation that takes a typed order."""
    api = Api("order")

    def made(receipt: Receipt) -> dict[str, Any]:
        return {
            "message": "Order created",
            "data": {**told_receipt(receipt), "order_url": order_url(receipt.secret, receipt.store)},
        }

    @api.post(
        "/store/order",
        body=TypedOrderBody,
        answer=CheckoutAnswer,
        render=made,
        status=201,
        example=_EXAMPLE,
        answer_example=ANSWER_EXAMPLE,
        refusals=_REFUSALS,
    )
    def manual_order(call: Call) -> Receipt:
        """Manual order

        An order that came by chat or telephone, by the rules of a checkout: stock, vouchers, fees and `expected_total`.
        `shipping` is what the seller says that sending costs (0 is free); left out, it is the flat rate of `form`, or
        of the store. With `form` (a slug) its prices, quantities and payment methods count. A `price` of an item's own
        takes the right `order: update`. Whoever types the order looks after it, unless `staff_id` names somebody else.
        The order's `source` has `channel: manual`. The same again within the store's window is answered with the order
        that there is, and `repeated` true; the same goods for the same buyer within a day are marked in the order's
        `duplicate_of`. An order of a buyer on the blocklist waits in quarantine; nothing else holds it back.
        """
        return facade(member=call.member, typed=_typed(call.body), once=call.once)

    return api


def _typed(body: dict[str, Any]) -> TypedOrder:
    return TypedOrder(
        **body["customer"],
        **body["address"],
        items=[
            CartItem(
                sku=Sku(item["sku"]), qty=item["qty"], price=None if item["price"] is None else Money(item["price"])
            )
            for item in body["items"]
        ],
        payment_method=PaymentMethod(body["payment_method"]),
        bank_account=body["bank_account_id"],
        shipping=None if body["shipping"] is None else Money(body["shipping"]),
        form=body["form"],
        vouchers=[*body["voucher_codes"], *([body["voucher_code"]] if body["voucher_code"] else [])],
        note=body["note"],
        source=body["source"],
        cs=None if body["staff_id"] is None else StaffId(body["staff_id"]),
        expected_total=body["expected_total"],
    )
