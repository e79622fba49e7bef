"""The money of orders: payments confirmed, refunds, what couriers hand on, and what came too late."""

from typing import Any

from bosonline.adapters.inbound.rest.api import Api, Call, Tagged
from bosonline.adapters.inbound.rest.fields import Answer, Body, Choice, Form, Inside, Moment, Text, WholeNumber
from bosonline.adapters.inbound.rest.images import FORM_BYTES
from bosonline.adapters.inbound.rest.patterns import INVOICE
from bosonline.adapters.inbound.rest.proofs import proof_of
from bosonline.application.ordering import OutOfStock, Settlement, Settling
from bosonline.domain.errors import PreconditionFailed
from bosonline.domain.images import MAX_BYTES, ImageInvalid
from bosonline.domain.money import Money
from bosonline.domain.ordering import (
    CodPaidToCourier,
    EntryKind,
    NoLatePayment,
    NotCod,
    NotYetDelivered,
    OrderNotFound,
    OrderUnfinished,
    PaidInFuture,
    PaidToUnknownAccount,
    PaymentNotAllowed,
    PaymentStatus,
    RefundTooLarge,
    Status,
)

MOST = 10**12
"""The greatest amount of one payment, in rupiah."""

NOTE_LENGTH = 500


class PaymentMembers:
    """What is told of a payment."""

    invoice = Text(required=True, most=24, pattern=INVOICE)
    amount = WholeNumber(required=True, least=1, most=MOST)
    paid_at = Moment(load_default=None)
    bank_account_id = WholeNumber(least=1, load_default=None)
    note = Text(most=NOTE_LENGTH, multiline=True, load_default="")


class ConfirmPaymentBody(PaymentMembers, Body):
    pass


class ConfirmPaymentForm(PaymentMembers, Form):
    pass


class RemittanceBody(Body):
    invoice = Text(required=True, most=24, pattern=INVOICE)
    amount = WholeNumber(required=True, least=1, most=MOST)
    paid_at = Moment(load_default=None)
    reason = Text(most=NOTE_LENGTH, multiline=True, load_default="")


class RefundBody(Body):
    invoice = Text(required=True, most=24, pattern=INVOICE)
    amount = WholeNumber(required=True, least=1, most=MOST)
    reason = Text(required=True, least=1, most=NOTE_LENGTH, multiline=True)


class LatePaymentBody(Body):
    invoice = Text(required=True, most=24, pattern=INVOICE)
    action = Choice(["restore", "refund"], required=True)
    reason = Text(most=NOTE_LENGTH, multiline=True, load_default="")


class EntryAnswer(Answer):
    number = WholeNumber(required=True, least=1)
    kind = Choice([kind.value for kind in EntryKind], required=True)
    amount = WholeNumber(required=True)
    paid_at = Moment(required=True)
    bank_account_id = WholeNumber(required=True, allow_none=True)
    note = Text(required=True, most=NOTE_LENGTH, multiline=True)


class SettlementData(Answer):
    invoice = Text(required=True)
    status = Choice([status.value for status in Status], required=True)
    payment_status = Choice([status.value for status in PaymentStatus], required=True)
    total = WholeNumber(required=True)
    paid = WholeNumber(required=True)
    payment = Inside(EntryAnswer, required=True, allow_none=True)


class SettlementAnswer(Answer):
    message = Text(required=True)
    data = Inside(SettlementData, required=True)


_DATA_EXAMPLE: dict[str, Any] = {
    "invoice": "INV0822",
    "status": "processing",
    "payment_status": "paid",
    "total": 105000,
    "paid": 105000,
    "payment": {
        "number": 1,
        "kind": "received",
        "amount": 105000,
        "paid_at": "2026-01-01T05:00:00+00:00",
        "bank_account_id": 3,
        "note": "",
    },
}
_CHANGED = (OrderNotFound, PreconditionFailed)


def settling(facade: Settling) -> Api:
    """The operations on the money of orders."""
    api = Api("order")
    _confirming(api, facade)
    _refunding(api, facade)
    return api


def _confirming(api: Api, facade: Settling) -> None:
    def confirm_payment(call: Call) -> Settlement:
        body = call.body
        return facade.confirm(
            member=call.member,
            invoice=body["invoice"],
            amount=Money(body["amount"]),
            paid_at=body["paid_at"],
            bank_account=body["bank_account_id"],
            note=body["note"],
            proof=proof_of(call),
            seen_version=call.seen_version,
            once=call.once,
        )

    confirm_payment.__doc__ = """Confirm Payment

        Note that the buyer paid. What is paid in full makes a pending order `processing`; less is `partially_paid`,
        more `overpaid`. Money for an order that was cancelled or has expired is kept as `paid_after_expiry`, for
        POST /store/order/late-payment to settle. Two confirmations are two payments: send an Idempotency-Key, or the
        version that was seen as If-Match, and look at `paid` and `total` of the answer. Cash on delivery is noted by
        POST /store/order/cod-remitted. As multipart/form-data the same members may come with a picture (`proof`, at
        most 5 MB), which the order's detail then names.
        """
    facts: dict[str, Any] = {
        "body": ConfirmPaymentBody,
        "form": ConfirmPaymentForm,
        "files": {"proof": False},
        "max_body_bytes": MAX_BYTES + FORM_BYTES,
        "answer": SettlementAnswer,
        "render": _confirmed,
        "example": {"invoice": "INV0822", "amount": 105000, "paid_at": "2026-01-01T12:00:00+07:00", "note": ""},
        "answer_example": {"message": "Payment confirmed", "data": _DATA_EXAMPLE},
        "refusals": (*_CHANGED, CodPaidToCourier, ImageInvalid, OrderUnfinished, PaidInFuture, PaidToUnknownAccount),
        "versioned": True,
        "idempotent": True,
    }
    api.post("/store/order/confirm-payment", **facts)(confirm_payment)
    api.put("/store/order/confirm-payment", **facts)(confirm_payment)

    @api.post(
        "/store/order/cod-remitted",
        body=RemittanceBody,
        answer=SettlementAnswer,
        render=_remitted,
        example={"invoice": "INV0816", "amount": 60000, "reason": "Setoran kurir 12 Januari"},
        answer_example={
            "message": "Remittance noted",
            "data": {
                **_DATA_EXAMPLE,
                "invoice": "INV0816",
                "status": "delivered",
                "payment_status": "cod_remitted",
                "payment": {**_DATA_EXAMPLE["payment"], "kind": "remitted", "bank_account_id": None},
            },
        },
        refusals=(*_CHANGED, NotCod, NotYetDelivered, PaidInFuture, PaymentNotAllowed),
        versioned=True,
    )
    def cod_remitted(call: Call) -> Settlement:
        """COD remitted

        Note that the courier handed on what the buyer of a delivered order paid; that happens once. The amount may
        differ from the order's total, where the courier keeps a fee back.
        """
        body = call.body
        return facade.remit(
            member=call.member,
            invoice=body["invoice"],
            amount=Money(body["amount"]),
            paid_at=body["paid_at"],
            reason=body["reason"],
            seen_version=call.seen_version,
            once=call.once,
        )


def _refunding(api: Api, facade: Settling) -> None:
    @api.post(
        "/store/order/refund",
        body=RefundBody,
        answer=SettlementAnswer,
        render=_refunded,
        example={"invoice": "INV0822", "amount": 5000, "reason": "Kelebihan transfer"},
        answer_example={
            "message": "Refund noted",
            "data": {
                **_DATA_EXAMPLE,
                "payment": {
                    **_DATA_EXAMPLE["payment"],
                    "number": 2,
                    "kind": "refunded",
                    "amount": 5000,
                    "note": "Kelebihan transfer",
                },
            },
        },
        refusals=(*_CHANGED, RefundTooLarge),
        versioned=True,
    )
    def refund(call: Call) -> Settlement:
        """Refund

        Note that money was given back, never more than was paid. When all of it is given back the order is
        `refunded`; when what was too much is given back, it is `paid`.
        """
        body = call.body
        return facade.refund(
            member=call.member,
            invoice=body["invoice"],
            amount=Money(body["amount"]),
            reason=body["reason"],
            seen_version=call.seen_version,
            once=call.once,
        )

    @api.post(
        "/store/order/late-payment",
        body=LatePaymentBody,
        answer=SettlementAnswer,
        render=_settled,
        example={"invoice": "INV0822", "action": "restore"},
        answer_example={"message": "Late payment settled", "data": {**_DATA_EXAMPLE, "payment": None}},
        refusals=(*_CHANGED, NoLatePayment, OutOfStock),
        versioned=True,
    )
    def late_payment(call: Call) -> Settlement:
        """Late payment

        Settle money that came after an order had ended (`paid_after_expiry`). `restore` brings the order back to
        `processing` if its goods can be taken again; `refund` notes that all of the money was given back.
        """
        body = call.body
        return facade.settle_late(
            member=call.member,
            invoice=body["invoice"],
            is_restored=body["action"] == "restore",
            reason=body["reason"],
            seen_version=call.seen_version,
            once=call.once,
        )


def _confirmed(settlement: Settlement) -> Tagged:
    return _told("Payment confirmed", settlement)


def _remitted(settlement: Settlement) -> Tagged:
    return _told("Remittance noted", settlement)


def _refunded(settlement: Settlement) -> Tagged:
    return _told("Refund noted", settlement)


def _settled(settlement: Settlement) -> Tagged:
    return _told("Late payment settled", settlement)


def _told(message: str, settlement: Settlement) -> Tagged:
    entry = settlement.entry
    data = {
        "invoice": settlement.invoice,
        "status": settlement.status,
        "payment_status": settlement.payment_status,
        "total": settlement.total.idr,
        "paid": settlement.paid.idr,
        "payment": entry
        and {
            "number": entry.number,
            "kind": entry.kind,
            "amount": entry.amount.idr,
            "paid_at": entry.paid_at,
            "bank_account_id": entry.bank_account,
            "note": entry.note,
        },
    }
    return Tagged({"message": message, "data": data}, settlement.version)
