"""An order for its buyer, who has its secret and no account."""

from typing import Any

import orjson
from flask import Response

from bosonline.adapters.inbound.rest.api import Api, Call
from bosonline.adapters.inbound.rest.checkout import (
    TOTALS_EXAMPLE,
    BankAccountAnswer,
    OrderVoucherAnswer,
    TotalsAnswer,
)
from bosonline.adapters.inbound.rest.fields import Answer, Choice, Flag, Inside, ListOf, Text, WholeNumber
from bosonline.adapters.inbound.rest.images import ImageAnswer, image_of
from bosonline.adapters.inbound.rest.order_form import ChatLink
from bosonline.adapters.inbound.rest.problems import language
from bosonline.adapters.inbound.texts.orders import ORDER_WORDS
from bosonline.application.ordering import PublicOrder, ReadPublicOrder
from bosonline.domain.ordering import OrderNotFound, PaymentMethod, PaymentStatus, Secret, Status
from bosonline.domain.shipping.shipment import ShipmentState

UNINDEXED = {"X-Robots-Tag": "noindex, nofollow", "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
"""What answers bear that a secret leads to: nobody keeps them, finds them, or learns where a reader came from."""


class SellerAnswer(Answer):
    name = Text(required=True)
    subdomain = Text(required=True)
    logo = Inside(ImageAnswer, required=True, allow_none=True)
    whatsapp_url = Text(required=True, most=2000)


class BoughtAnswer(Answer):
    product_name = Text(required=True)
    name = Text(required=True)
    qty = WholeNumber(required=True)
    price = WholeNumber(required=True)
    subtotal = WholeNumber(required=True)
    discount = WholeNumber(required=True)


class BuyerAnswer(Answer):
    name = Text(required=True)
    phone = Text(required=True, allow_none=True)
    street = Text(required=True, most=500, multiline=True)
    region = Text(required=True)
    post_code = Text(required=True, allow_none=True)


class DueAnswer(Answer):
    amount = WholeNumber(required=True)
    due_at = Text(required=True, allow_none=True)
    bank_accounts = ListOf(Inside(BankAccountAnswer), required=True)
    qris = Text(required=True, most=600, allow_none=True)


class CarriedAnswer(Answer):
    courier_code = Text(required=True, allow_none=True)
    awb = Text(required=True, allow_none=True)
    state = Choice([state.value for state in ShipmentState], required=True, allow_none=True)
    shipped_at = Text(required=True, allow_none=True)


class PublicOrderAnswer(Answer):
    invoice = Text(required=True)
    created_at = Text(required=True)
    status = Choice([status.value for status in Status if status is not Status.ABANDONED], required=True)
    payment_status = Choice([status.value for status in PaymentStatus], required=True)
    payment_method = Choice([method.value for method in PaymentMethod], required=True)
    expired = Flag(required=True)
    store = Inside(SellerAnswer, required=True)
    items = ListOf(Inside(BoughtAnswer), required=True)
    totals = Inside(TotalsAnswer, required=True)
    vouchers = ListOf(Inside(OrderVoucherAnswer), required=True)
    paid = WholeNumber(required=True)
    paid_at = Text(required=True, allow_none=True)
    pay = Inside(DueAnswer, required=True, allow_none=True)
    customer = Inside(BuyerAnswer, required=True)
    shipment = Inside(CarriedAnswer, required=True, allow_none=True)
    version = WholeNumber(required=True)


EXAMPLE = {
    "invoice": "INV0822",
    "created_at": "2026-01-01T10:00:00+07:00",
    "status": "pending",
    "payment_status": "unpaid",
    "payment_method": "bank_transfer",
    "expired": False,
    "store": {
        "name": "Kopi Siti",
        "subdomain": "kopisiti",
        "logo": None,
        "whatsapp_url": "https://wa.me/6281234567890?text=Halo",
    },
    "items": [
        {
            "product_name": "Kopi Arabica",
            "name": "Bubuk",
            "qty": 2,
            "price": 45000,
            "subtotal": 90000,
            "discount": 0,
        }
    ],
    "totals": TOTALS_EXAMPLE,
    "vouchers": [],
    "paid": 0,
    "paid_at": None,
    "pay": {
        "amount": 105000,
        "due_at": "2026-01-02T10:00:00+07:00",
        "bank_accounts": [{"id": 3, "bank": "BCA", "account_name": "SITI RAHMA", "account_number": "1234567890"}],
        "qris": None,
    },
    "customer": {
        "name": "Budi",
        "phone": "+6281******222",
        "street": "Jl. Melati 5 RT 02/03",
        "region": "Gambir, Jakarta Pusat, DKI Jakarta",
        "post_code": "10110",
    },
    "shipment": None,
    "version": 1,
}


def public_order(read: ReadPublicOrder, chat: ChatLink, base_url: str = "") -> Api:
    """The public operation on an order; `base_url` is how images are reached."""
    api = Api("order")

    def shown(order: PublicOrder) -> Response:
        told = _told(order, chat, base_url)
        return Response(orjson.dumps(told), content_type="application/json", headers=UNINDEXED)

    @api.get(
        "/store/order/public/<secret:secret>",
        answer=PublicOrderAnswer,
        render=shown,
        answer_example=EXAMPLE,
        refusals=(OrderNotFound,),
    )
    def order_as_its_buyer_sees_it(_call: Call, secret: str) -> PublicOrder:
        """Order as its buyer sees it

        What a buyer may know of the order whose secret they have: goods and amounts, what is still to be paid (`pay`,
        null where nothing is), how far it has come, and the link to whoever looks after it. The phone is masked. The
        secret names the store too. `version` rises with every change, so that a page can be drawn anew then.
        """
        return read(secret=Secret(secret))

    return api


def _told(order: PublicOrder, chat: ChatLink, base_url: str) -> dict[str, Any]:
    ask = ORDER_WORDS[language()]["ask"].format(invoice=order.invoice)
    return {
        "invoice": order.invoice,
        "created_at": order.created_at,
        "status": order.status,
        "payment_status": order.payment_status,
        "payment_method": order.payment_method,
        "expired": order.is_expired,
        "store": {
            "name": order.store_name,
            "subdomain": order.subdomain,
            "logo": order.store_logo and image_of(order.store, order.store_logo, base_url),
            "whatsapp_url": chat(to=order.contact, text=ask),
        },
        "items": _bought(order),
        "totals": order.totals.as_facts(),
        "vouchers": [{"code": one.code, "type": one.kind, "discount": one.discount.idr} for one in order.vouchers],
        "paid": order.paid.idr,
        "paid_at": order.paid_at,
        "pay": _pay(order),
        "customer": {
            "name": order.name,
            "phone": order.phone,
            "street": order.street,
            "region": order.region,
            "post_code": order.post_code,
        },
        "shipment": _shipment(order),
        "version": order.version,
    }


def _bought(order: PublicOrder) -> list[dict[str, Any]]:
    return [
        {
            "product_name": line.product_name,
            "name": line.name,
            "qty": line.qty,
            "price": line.price.idr,
            "subtotal": line.subtotal.idr,
            "discount": line.discount.idr,
        }
        for line in order.lines
    ]


def _pay(order: PublicOrder) -> dict[str, Any] | None:
    if not order.due:
        return None
    accounts = [
        {
            "id": one.id,
            "bank": one.bank_name,
            "account_name": one.account_name,
            "account_number": one.account_number,
        }
        for one in order.pay_to
    ]
    return {"amount": order.due.idr, "due_at": order.due_at, "bank_accounts": accounts, "qris": order.qris}


def _shipment(order: PublicOrder) -> dict[str, Any] | None:
    if (order.courier_code, order.awb, order.shipped_at, order.parcel) == (None, None, None, None):
        return None
    return {
        "courier_code": order.courier_code,
        "awb": order.awb,
        "shipped_at": order.shipped_at,
        "state": order.parcel and order.parcel.value,
    }
