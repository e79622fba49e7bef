"""The checkout, for whoever draws the order form."""

from collections.abc import Callable
from typing import Any

from bosonline.adapters.inbound.rest.api import Api, Call
from bosonline.adapters.inbound.rest.fields import Answer, Body, Choice, Flag, Inside, ListOf, MapOf, Text, WholeNumber
from bosonline.adapters.inbound.rest.patterns import (
    COURIER,
    DISTRICT_CODE,
    EMAIL,
    POST_CODE,
    QUOTE,
    SERVICE,
    SKU,
    TOKEN,
    VILLAGE_CODE,
)
from bosonline.adapters.inbound.rest.voucher_schemas import CHECKS, KINDS
from bosonline.application.ordering import (
    Checkout,
    CourierDoesNotCollect,
    CourierNotOffered,
    FormClosed,
    NoBankAccount,
    NoQris,
    Ordering,
    OutOfStock,
    PriceChanged,
    RatesUnavailable,
    Receipt,
    ShippingChoice,
)
from bosonline.domain.catalog import Sku
from bosonline.domain.errors import Rejected
from bosonline.domain.forms import FormNotFound
from bosonline.domain.identity import StoreId
from bosonline.domain.ordering import (
    AnswerMissing,
    BelowMinimum,
    CartItem,
    NotOnOffer,
    PaymentMethod,
    PaymentMethodNotTaken,
    PaymentStatus,
    QuestionUnknown,
    Secret,
    Status,
    TooMany,
    VoucherKindTwice,
    VouchersNotTaken,
)
from bosonline.domain.phone import PhoneInvalid
from bosonline.domain.shipping import QuoteNotMeant, QuoteStale, QuoteUnknown
from bosonline.domain.stores import RegionUnknown

OrderUrl = Callable[[Secret, StoreId], str]
"""The address of an order's own page, by its secret and the store that it is of."""


class StoreNotNamed(Rejected):
    """On the platform's own host the store has to be named."""

    code = "subdomain-needed"
    text = "Name the store: send its subdomain, or use the store's own host"
    field = "subdomain"


class CustomerBody(Body):
    name = Text(required=True, least=1, most=120)
    phone = Text(required=True, least=1, most=60)
    email = Text(most=254, pattern=EMAIL, load_default=None)


class AddressBody(Body):
    street = Text(required=True, least=3, most=500, multiline=True)
    district_code = Text(required=True, most=8, pattern=DISTRICT_CODE)
    village_code = Text(most=13, pattern=VILLAGE_CODE, load_default=None)
    post_code = Text(most=5, pattern=POST_CODE, load_default=None)


class ItemBody(Body):
    sku = Text(required=True, most=64, pattern=SKU)
    qty = WholeNumber(required=True, least=1, most=10_000)


class CheckoutBody(Body):
    form = Text(required=True, least=1, most=80)
    subdomain = Text(most=63, load_default=None)
    customer = Inside(CustomerBody, required=True)
    address = Inside(AddressBody, required=True)
    items = ListOf(Inside(ItemBody), required=True, least=1, most=50)
    bumps = ListOf(WholeNumber(most=99), most=10, load_default=())
    payment_method = Choice([method.value for method in PaymentMethod], required=True)
    courier_code = Text(most=20, pattern=COURIER, load_default=None)
    service_code = Text(most=20, pattern=SERVICE, load_default=None)
    quote_id = Text(most=600, pattern=QUOTE, load_default=None)
    bank_account_id = WholeNumber(least=1, load_default=None)
    voucher_codes = ListOf(Text(least=1, most=64), most=2, load_default=())
    voucher_code = Text(least=1, most=64, load_default=None)
    note = Text(most=1000, multiline=True, load_default="")
    answers = MapOf(Text(most=2000, multiline=True), most=30, load_default=dict, data_key="fields")
    source = MapOf(Text(most=500), most=20, load_default=dict)
    expected_total = WholeNumber(most=10**15, load_default=None)
    abandoned_token = Text(most=200, pattern=TOKEN, load_default=None)


class TotalsAnswer(Answer):
    goods = WholeNumber(required=True)
    shipping = WholeNumber(required=True)
    cod_fee = WholeNumber(required=True)
    insurance = WholeNumber(required=True)
    other_fees = WholeNumber(required=True)
    unique_code = WholeNumber(required=True)
    product_discount = WholeNumber(required=True)
    shipping_discount = WholeNumber(required=True)
    total = WholeNumber(required=True)


class OrderVoucherAnswer(Answer):
    code = Text(required=True)
    type = Choice(KINDS, required=True)
    discount = WholeNumber(required=True)


class BankAccountAnswer(Answer):
    id = WholeNumber(required=True)
    bank = Text(required=True)
    account_name = Text(required=True)
    account_number = Text(required=True)


class PayAnswer(Answer):
    due_at = Text(required=True, allow_none=True)
    bank_accounts = ListOf(Inside(BankAccountAnswer), required=True)


class ReceiptAnswer(Answer):
    invoice = Text(required=True)
    status = Choice([status.value for status in Status], required=True)
    payment_status = Choice([status.value for status in PaymentStatus], required=True)
    payment_method = Choice([method.value for method in PaymentMethod], required=True)
    order_url = Text(required=True, most=2000)
    totals = Inside(TotalsAnswer, required=True)
    vouchers = ListOf(Inside(OrderVoucherAnswer), required=True)
    pay = Inside(PayAnswer, required=True)
    repeated = Flag(required=True)


class CheckoutAnswer(Answer):
    message = Text(required=True)
    data = Inside(ReceiptAnswer, required=True)


EXAMPLE = {
    "form": "kopi-arabica",
    "subdomain": "kopisiti",
    "customer": {"name": "Budi", "phone": "0813 1111 2222"},
    "address": {"street": "Jl. Melati 5 RT 02/03", "district_code": "31.71.01", "post_code": "10110"},
    "items": [{"sku": "ESB-006-01", "qty": 2}],
    "payment_method": "bank_transfer",
    "note": "",
}
TOTALS_EXAMPLE = {
    "goods": 90000,
    "shipping": 15000,
    "cod_fee": 0,
    "insurance": 0,
    "other_fees": 0,
    "unique_code": 0,
    "product_discount": 0,
    "shipping_discount": 0,
    "total": 105000,
}
ANSWER_EXAMPLE = {
    "message": "Order created",
    "data": {
        "invoice": "INV0822",
        "status": "pending",
        "payment_status": "unpaid",
        "payment_method": "bank_transfer",
        "order_url": "http://127.0.0.1:8080/o/dGhlLXNlY3JldC1vZi1hbi1vcmRlcg",
        "totals": TOTALS_EXAMPLE,
        "vouchers": [],
        "pay": {
            "due_at": "2026-01-02T10:00:00+07:00",
            "bank_accounts": [{"id": 3, "bank": "BCA", "account_name": "SITI RAHMA", "account_number": "1234567890"}],
        },
        "repeated": False,
    },
}
REFUSALS = (
    AnswerMissing,
    BelowMinimum,
    CourierDoesNotCollect,
    CourierNotOffered,
    FormClosed,
    FormNotFound,
    NoBankAccount,
    NoQris,
    NotOnOffer,
    OutOfStock,
    PaymentMethodNotTaken,
    PhoneInvalid,
    PriceChanged,
    QuestionUnknown,
    QuoteNotMeant,
    QuoteStale,
    QuoteUnknown,
    RatesUnavailable,
    RegionUnknown,
    StoreNotNamed,
    TooMany,
    VoucherKindTwice,
    VouchersNotTaken,
    *CHECKS,
)


def checkout(ordering: Ordering, order_url: OrderUrl) -> Api:
    """The public operations of ordering."""
    api = Api("order")

    def checked_out(receipt: Receipt) -> dict[str, Any]:
        return {
            "message": "Order created",
            "data": {**told_receipt(receipt), "order_url": order_url(receipt.secret, receipt.store)},
        }

    @api.post(
        "/store/order/checkout",
        body=CheckoutBody,
        answer=CheckoutAnswer,
        render=checked_out,
        status=201,
        example=EXAMPLE,
        answer_example=ANSWER_EXAMPLE,
        refusals=REFUSALS,
    )
    def request_create_order(call: Call) -> Receipt:
        """Request Create Order

        A buyer orders on a form. Prices, stock, shipping and fees are computed here; `expected_total` is only compared.
        The same submission within the store's window is answered with the order that it made the first time, and
        `repeated` true. `abandoned_token` says what the buyer had typed before: that record becomes the order, under
        the invoice number that it has; a token that is not known (any more) changes nothing. `bumps` are positions in
        the form's list of order bumps. `voucher_codes` takes one voucher for products and one for shipping; 422 tells
        the first condition that one does not meet.

        `courier_code`, `service_code` and `quote_id` choose a rate that was shown: that price is charged. A quote that
        is missing, has expired, or is for another district or weight is 409 `quote-stale`, whose `rates` are the
        present ones. Without a courier the seller's own price counts, where there is one.
        """
        subdomain = call.subdomain or call.body["subdomain"]
        if subdomain is None:
            raise StoreNotNamed
        return ordering.check_out(
            subdomain=subdomain, form=call.body["form"], checkout=_checkout(call.body), once=call.once
        )

    return api


def choice_of(body: dict[str, Any]) -> ShippingChoice:
    """The courier's service that a buyer chose, with the quote."""
    return ShippingChoice(courier=body["courier_code"], service=body["service_code"], quote_id=body["quote_id"])


def _checkout(body: dict[str, Any]) -> Checkout:
    return Checkout(
        **body["customer"],
        **body["address"],
        items=[CartItem(sku=Sku(item["sku"]), qty=item["qty"]) for item in body["items"]],
        bumps=body["bumps"],
        payment_method=PaymentMethod(body["payment_method"]),
        shipping=choice_of(body),
        bank_account=body["bank_account_id"],
        vouchers=[*body["voucher_codes"], *([body["voucher_code"]] if body["voucher_code"] else [])],
        note=body["note"],
        answers=body["answers"],
        source=body["source"],
        expected_total=body["expected_total"],
        abandoned=body["abandoned_token"] and Secret(body["abandoned_token"]),
    )


def told_receipt(receipt: Receipt) -> dict[str, Any]:
    """A receipt in the words of the API, but for the order's address."""
    return {
        "invoice": receipt.invoice,
        "status": receipt.status,
        "payment_status": receipt.payment_status,
        "payment_method": receipt.payment_method,
        "totals": receipt.totals.as_facts(),
        "vouchers": [
            {"code": voucher.code, "type": voucher.kind, "discount": voucher.discount.idr}
            for voucher in receipt.vouchers
        ],
        "pay": {
            "due_at": receipt.due_at,
            "bank_accounts": [
                {
                    "id": account.id,
                    "bank": account.bank_name,
                    "account_name": account.account_name,
                    "account_number": account.account_number,
                }
                for account in receipt.bank_accounts
            ],
        },
        "repeated": receipt.repeated,
    }
