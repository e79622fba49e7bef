"""Parcels handed over to couriers through Boscod, and called off."""

from typing import Any

from bosonline.adapters.inbound.rest.api import Api, Call
from bosonline.adapters.inbound.rest.fields import Answer, Body, Choice, Flag, Inside, ListOf, Moment, Text
from bosonline.adapters.inbound.rest.patterns import INVOICE
from bosonline.adapters.inbound.rest.problems import language
from bosonline.adapters.inbound.texts import tell_kept
from bosonline.application.ordering.hand_over import HandedOver, HandOutcome, HandOver, NoSender
from bosonline.application.ordering.parcel_desk import Parcels
from bosonline.domain.shipping import CouriersUnavailable, NoCourierAccount

CODE = r"[A-Za-z0-9._-]{1,20}"
MOST = 200


class HandOverBody(Body):
    invoices = ListOf(Text(most=24, pattern=INVOICE), least=1, most=MOST, required=True)
    order_type = Choice(["pickup", "dropoff"], required=True)
    vehicle = Choice(["motor", "box", "truck"], load_default=None)
    pickup_at = Moment(load_default=None)
    courier_code = Text(most=20, pattern=CODE, load_default=None)
    service_code = Text(most=20, pattern=CODE, load_default=None)


class CallOffBody(Body):
    invoices = ListOf(Text(most=24, pattern=INVOICE), least=1, most=MOST, required=True)
    reason = Text(least=1, most=255, required=True)


class HandOutcomeAnswer(Answer):
    invoice = Text(required=True)
    ok = Flag(required=True)
    order_no = Text(allow_none=True)
    code = Text()
    message = Text(most=1000)


class HandedOverAnswer(Answer):
    message = Text(required=True)
    data = ListOf(Inside(HandOutcomeAnswer), required=True, most=MOST)


def parcels(facade: Parcels) -> Api:
    """The operations on parcels at Boscod."""
    api = Api("boscod")

    @api.post(
        "/boscod/orders",
        body=HandOverBody,
        answer=HandedOverAnswer,
        render=_handed_over,
        example={"invoices": ["INV0822"], "order_type": "pickup", "vehicle": "motor"},
        answer_example={
            "message": "Orders handed over",
            "data": [
                {"invoice": "INV0822", "ok": True, "order_no": "BCD982319823"},
                {"invoice": "INV0823", "ok": False, "code": "not-found", "message": "Record not found"},
            ],
        },
        refusals=(NoCourierAccount, NoSender),
    )
    def hand_over_orders(call: Call) -> HandedOver:
        """Order Shipping

        Books the parcels of up to 200 orders with their couriers; each order fares by itself, and becomes `ready`. A
        parcel is booked once, however often this is called: one that is booked is answered with its number.
        `booking-under-way` means that the courier has not said yet whether it took the parcel; that is looked up by
        itself, and nothing has to be done. `courier_code` and `service_code` count for orders without a courier.
        """
        body = call.body
        asked = HandOver(
            invoices=body["invoices"],
            by_pickup=body["order_type"] == "pickup",
            vehicle=body["vehicle"],
            pickup_at=body["pickup_at"],
            courier_code=body["courier_code"],
            service_code=body["service_code"],
        )
        return facade.hand_over(member=call.member, asked=asked, once=call.once)

    @api.post(
        "/boscod/orders/cancel",
        body=CallOffBody,
        answer=HandedOverAnswer,
        render=_called_off,
        example={"invoices": ["INV0822"], "reason": "Alamat salah"},
        answer_example={
            "message": "Parcels called off",
            "data": [{"invoice": "INV0822", "ok": True, "order_no": "BCD982319823"}],
        },
        refusals=(CouriersUnavailable,),
    )
    def call_off_parcels(call: Call) -> HandedOver:
        """Order Shipping (cancel)

        Takes parcels back that the courier has not fetched yet; each order fares by itself, and goes back to
        `processing`. What Boscod refuses stays as it was.
        """
        return facade.call_off(
            member=call.member, invoices=call.body["invoices"], reason=call.body["reason"], once=call.once
        )

    return api


def _handed_over(handed: HandedOver) -> dict[str, Any]:
    return {"message": "Orders handed over", "data": [_outcome(one) for one in handed.outcomes]}


def _called_off(handed: HandedOver) -> dict[str, Any]:
    return {"message": "Parcels called off", "data": [_outcome(one) for one in handed.outcomes]}


def _outcome(one: HandOutcome) -> dict[str, Any]:
    if one.code is None:
        return {"invoice": one.invoice, "ok": True, "order_no": one.order_no}
    message = tell_kept(one.code, one.text, one.facts, language())
    return {"invoice": one.invoice, "ok": False, "code": one.code, "message": message}
