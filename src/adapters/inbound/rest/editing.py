"""What the seller changes about orders that have not left yet."""

from typing import Any

from bosonline.adapters.inbound.rest.api import Api, Call, Tagged
from bosonline.adapters.inbound.rest.checkout import AddressBody, PayAnswer, TotalsAnswer
from bosonline.adapters.inbound.rest.fields import Answer, Body, Choice, Inside, ListOf, Text, WholeNumber
from bosonline.adapters.inbound.rest.ordering import AddressAnswer, CustomerAnswer, FeeAnswer
from bosonline.adapters.inbound.rest.patterns import COURIER, EMAIL, INVOICE, SERVICE
from bosonline.application.ordering import (
    BankAccountNotActive,
    CourierDoesNotCollect,
    Edited,
    Editing,
    NewAddress,
    NoBankAccount,
    RatesUnavailable,
    ServiceNotOffered,
)
from bosonline.application.shipping import WarehouseNeeded
from bosonline.domain.errors import PreconditionFailed
from bosonline.domain.forms import PaymentMethodUnavailable
from bosonline.domain.money import Money
from bosonline.domain.ordering import (
    Fee,
    Order,
    OrderNotEditable,
    OrderNotFound,
    ParcelBooked,
    PaymentBegun,
    PaymentMethod,
    PaymentStatus,
    Status,
)
from bosonline.domain.phone import PhoneInvalid
from bosonline.domain.shipping import CourierAccountRefused, DistrictNotServed, NoCourierAccount, ParcelTooHeavy
from bosonline.domain.stores import RegionUnknown

MOST_FEES = 20
GREATEST_FEE = 10**9

_METHODS = [method.value for method in PaymentMethod]


class EditCustomerBody(Body):
    invoice = Text(required=True, most=24, pattern=INVOICE)
    name = Text(least=1, most=120, load_default=None)
    phone = Text(least=1, most=60, load_default=None)
    email = Text(most=254, pattern=EMAIL, load_default=None)
    address = Inside(AddressBody, load_default=None)


class EditCourierBody(Body):
    invoice = Text(required=True, most=24, pattern=INVOICE)
    courier_code = Text(required=True, most=20, pattern=COURIER)
    service_code = Text(required=True, most=20, pattern=SERVICE)


class FeeBody(Body):
    name = Text(required=True, least=1, most=80)
    amount = WholeNumber(required=True, least=1, most=GREATEST_FEE)


class AnotherFeeBody(Body):
    invoice = Text(required=True, most=24, pattern=INVOICE)
    fees = ListOf(Inside(FeeBody), most=MOST_FEES, required=True)


class SwitchMethodBody(Body):
    invoice = Text(required=True, most=24, pattern=INVOICE)
    payment_method = Choice(_METHODS, required=True)


class ReplaceMethodBody(SwitchMethodBody):
    bank_account_id = WholeNumber(least=1, load_default=None)


class EditedData(Answer):
    invoice = Text(required=True)
    status = Choice([status.value for status in Status], required=True)
    payment_status = Choice([status.value for status in PaymentStatus], required=True)
    payment_method = Choice(_METHODS, required=True)
    customer = Inside(CustomerAnswer, required=True)
    address = Inside(AddressAnswer, required=True)
    fees = ListOf(Inside(FeeAnswer), required=True)
    totals = Inside(TotalsAnswer, required=True)
    paid = WholeNumber(required=True)
    pay = Inside(PayAnswer, required=True)


class EditedAnswer(Answer):
    message = Text(required=True)
    data = Inside(EditedData, required=True)


_DATA_EXAMPLE: dict[str, Any] = {
    "invoice": "INV0822",
    "status": "pending",
    "payment_status": "unpaid",
    "payment_method": "bank_transfer",
    "customer": {"name": "Budi S", "phone": "+6281311112222", "email": None},
    "address": {
        "street": "Jl. Melati 5 RT 02/03",
        "district_code": "31.71.02",
        "village_code": None,
        "post_code": None,
        "region": "Sawah Besar, Kota Administrasi Jakarta Pusat, DKI Jakarta",
    },
    "fees": [{"name": "Bubble wrap", "amount": 2000}],
    "totals": {
        "goods": 90000,
        "shipping": 15000,
        "cod_fee": 0,
        "insurance": 0,
        "other_fees": 2000,
        "unique_code": 0,
        "product_discount": 0,
        "shipping_discount": 0,
        "total": 107000,
    },
    "paid": 0,
    "pay": {
        "due_at": "2026-01-02T10:00:00+07:00",
        "bank_accounts": [{"id": 3, "bank": "BCA", "account_name": "SITI RAHMA", "account_number": "1234567890"}],
    },
}
_REFUSALS = (OrderNotFound, PreconditionFailed, OrderNotEditable, ParcelBooked)
_COURIER_REFUSALS = (
    CourierAccountRefused,
    CourierDoesNotCollect,
    DistrictNotServed,
    NoCourierAccount,
    ParcelTooHeavy,
    RatesUnavailable,
    ServiceNotOffered,
    WarehouseNeeded,
)
_PAYMENT_REFUSALS = (*_REFUSALS, PaymentMethodUnavailable, PaymentBegun, NoBankAccount)


def editing(facade: Editing) -> Api:
    """The operations that change orders."""
    api = Api("order")
    _what_and_where(api, facade)
    _how_it_is_paid(api, facade)
    return api


def _what_and_where(api: Api, facade: Editing) -> None:
    @api.put(
        "/store/order/customer",
        body=EditCustomerBody,
        answer=EditedAnswer,
        versioned=True,
        example={
            "invoice": "INV0822",
            "name": "Budi S",
            "phone": "081311112222",
            "address": {"street": "Jl. Melati 5 RT 02/03", "district_code": "31.71.02"},
        },
        answer_example={"message": "Customer updated", "data": _DATA_EXAMPLE},
        refusals=(*_REFUSALS, *_COURIER_REFUSALS, PhoneInvalid, RegionUnknown),
    )
    def edit_customer_order(call: Call) -> Tagged:
        """Edit Customer Order

        Change who gets an order, or where, before it is shipped. What is left out stays; an address is replaced as a
        whole. In another district the order is shipped at the price there: that of its courier's service, or where it
        has none the form's flat price, else the store's flat rate. Every field
        that changes is in the history, and the audit log tells who changed it.
        """
        body = dict(call.body)
        address = body.pop("address")
        edited = facade.customer(
            member=call.member, **body, address=address and NewAddress(**address), seen_version=call.seen_version
        )
        return _told("Customer updated", edited)

    @api.put(
        "/store/order/courier",
        body=EditCourierBody,
        answer=EditedAnswer,
        versioned=True,
        example={"invoice": "INV0822", "courier_code": "idx", "service_code": "03"},
        answer_example={"message": "Courier updated", "data": _DATA_EXAMPLE},
        refusals=(*_REFUSALS, *_COURIER_REFUSALS),
    )
    def edit_choose_courier(call: Call) -> Tagged:
        """Edit Choose Courier

        Let a courier's service carry an order, at the price that it has now. Shipping, fees, total and the state of the
        payment follow. 409 `service-not-offered` tells what the courier offers instead.
        """
        edited = facade.courier(
            member=call.member,
            invoice=call.body["invoice"],
            courier=call.body["courier_code"],
            service=call.body["service_code"],
            seen_version=call.seen_version,
        )
        return _told("Courier updated", edited)

    @api.put(
        "/store/order/another-fee",
        body=AnotherFeeBody,
        answer=EditedAnswer,
        versioned=True,
        example={"invoice": "INV0822", "fees": [{"name": "Bubble wrap", "amount": 2000}]},
        answer_example={"message": "Fees updated", "data": _DATA_EXAMPLE},
        refusals=_REFUSALS,
    )
    def edit_another_fee(call: Call) -> Tagged:
        """Edit Another Fee

        Replace the list of what is charged besides; an empty list charges nothing. The total follows, and the state of
        the payment with it: an order that was paid may be partially paid then.
        """
        fees = tuple(Fee(fee["name"], Money(fee["amount"])) for fee in call.body["fees"])
        edited = facade.fees(
            member=call.member, invoice=call.body["invoice"], fees=fees, seen_version=call.seen_version
        )
        return _told("Fees updated", edited)


def _how_it_is_paid(api: Api, facade: Editing) -> None:
    @api.patch(
        "/store/order/payment-method",
        body=SwitchMethodBody,
        answer=EditedAnswer,
        versioned=True,
        example={"invoice": "INV0822", "payment_method": "bank_transfer"},
        answer_example={"message": "Payment method updated", "data": _DATA_EXAMPLE},
        refusals=_PAYMENT_REFUSALS,
    )
    def edit_payment_method(call: Call) -> Tagged:
        """Edit Payment Method

        Let an order be paid in another way. Fees, deadline and instructions follow; a transfer may go to any active
        account of the store. Once money has come, it is given back first.
        """
        return _switched(facade, call, None)

    @api.put(
        "/store/order/payment-method",
        body=ReplaceMethodBody,
        answer=EditedAnswer,
        versioned=True,
        example={"invoice": "INV0822", "payment_method": "bank_transfer", "bank_account_id": 1},
        answer_example={"message": "Payment method updated", "data": _DATA_EXAMPLE},
        refusals=(*_PAYMENT_REFUSALS, BankAccountNotActive),
    )
    def update_payment_method(call: Call) -> Tagged:
        """Update Payment Method

        Write anew how an order is paid: the method, and for a transfer perhaps the one account that it goes to. `pay`
        of the answer has the new instructions, with the whole deadline anew.
        """
        return _switched(facade, call, call.body["bank_account_id"])


def _switched(facade: Editing, call: Call, bank_account: int | None) -> Tagged:
    edited = facade.payment(
        member=call.member,
        invoice=call.body["invoice"],
        method=PaymentMethod(call.body["payment_method"]),
        bank_account=bank_account,
        seen_version=call.seen_version,
    )
    return _told("Payment method updated", edited)


def _told(message: str, edited: Edited) -> Tagged:
    order = edited.order
    data = {
        "invoice": order.invoice,
        "status": order.status,
        "payment_status": order.payment_status,
        "payment_method": order.payment_method,
        "customer": {
            "name": order.customer.name,
            "phone": order.customer.phone.e164,
            "email": order.customer.email,
        },
        "address": {
            "street": order.address.street,
            "district_code": order.address.district_code,
            "village_code": order.address.village_code,
            "post_code": order.address.post_code,
            "region": order.address.region,
        },
        "fees": [{"name": fee.name, "amount": fee.amount.idr} for fee in edited.fees],
        "totals": order.totals.as_facts(),
        "paid": order.paid.idr,
        "pay": _pay(edited, order),
    }
    return Tagged({"message": message, "data": data}, order.version)


def _pay(edited: Edited, order: Order) -> dict[str, Any]:
    return {
        "due_at": order.due_at and edited.settings.local(order.due_at).isoformat(timespec="seconds"),
        "bank_accounts": [
            {
                "id": target.id,
                "bank": target.bank_name,
                "account_name": target.account_name,
                "account_number": target.account_number,
            }
            for target in order.pay_to
        ],
    }
