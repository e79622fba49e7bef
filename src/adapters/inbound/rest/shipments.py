"""Where parcels are: asked for, said by hand, and told by Boscod."""

from typing import Any

from flask import request
from marshmallow import INCLUDE

from bosonline.adapters.inbound.rest.api import Api, Call
from bosonline.adapters.inbound.rest.fields import (
    Answer,
    Body,
    Choice,
    Inside,
    ListOf,
    Moment,
    Query,
    Text,
    WholeNumber,
)
from bosonline.adapters.inbound.rest.patterns import INVOICE
from bosonline.application.ordering.parcel_desk import Parcels
from bosonline.application.ordering.parcel_news import ShipmentSeen, WebhookUnknown
from bosonline.domain.errors import Rejected
from bosonline.domain.identity import StoreId
from bosonline.domain.ordering import Invoice, OrderNotFound, StatusNotAllowed
from bosonline.domain.shipping import CourierAccountRefused, CouriersUnavailable, NoCourierAccount
from bosonline.domain.shipping.cod_ledger import NothingReturned
from bosonline.domain.shipping.shipment import ParcelBooked, ShipmentNotBackwards, ShipmentNotFound, ShipmentState

LARGEST = 65_536
"""Bytes of a webhook."""

PROOF = "X-Boscod-Signature"
_BY_HAND = [state.value for state in ShipmentState if state is not ShipmentState.BOOKING]
_STATES = [state.value for state in ShipmentState]


class NothingSaid(Rejected):
    """There is nothing to change."""

    code = "nothing-said"
    text = "Send awb, state or return_cost"
    field = "state"


class ShipmentQuery(Query):
    invoice = Text(required=True, most=24, pattern=INVOICE)


class ShipmentBody(Body):
    invoice = Text(required=True, most=24, pattern=INVOICE)
    awb = Text(most=40, pattern=r"[A-Za-z0-9._-]{4,40}", load_default=None)
    state = Choice(_BY_HAND, load_default=None)
    return_cost = WholeNumber(most=10**9, load_default=None)


class EventAnswer(Answer):
    at = Moment(required=True)
    code = Text(required=True)
    state = Choice(_STATES, required=True, allow_none=True)
    note = Text(required=True)
    description = Text(required=True, most=1000)
    branch = Text(required=True)


class ShipmentData(Answer):
    invoice = Text(required=True)
    order_no = Text(required=True, allow_none=True)
    courier_code = Text(required=True)
    service_code = Text(required=True)
    awb = Text(required=True, allow_none=True)
    state = Choice(_STATES, required=True)
    state_at = Moment(required=True)
    code = Text(required=True, allow_none=True)
    note = Text(required=True)
    checked_at = Moment(required=True, allow_none=True)
    history = ListOf(Inside(EventAnswer), required=True, most=10_000)


class ShipmentSetAnswer(Answer):
    message = Text(required=True)
    data = Inside(ShipmentData, required=True)


class TakenAnswer(Answer):
    message = Text(required=True)


class NewsBody(Body):
    """What a party tells, as it pleases."""

    class Meta:
        unknown = INCLUDE


_EXAMPLE: dict[str, Any] = {
    "invoice": "INV0822",
    "order_no": "BCD982319823",
    "courier_code": "idx",
    "service_code": "03",
    "awb": "IDX000123",
    "state": "in_transit",
    "state_at": "2026-01-06T03:00:00+00:00",
    "code": "1",
    "note": "Sending scan",
    "checked_at": "2026-01-06T05:00:00+00:00",
    "history": [
        {
            "at": "2026-01-06T03:00:00+00:00",
            "code": "1",
            "state": "in_transit",
            "note": "Sending scan",
            "description": "Paket dikirim ke kota tujuan",
            "branch": "BOGOR",
        }
    ],
}
_ASKED = (CouriersUnavailable, CourierAccountRefused, NoCourierAccount, ShipmentNotFound)


def shipments(facade: Parcels) -> Api:
    """The operations on where the parcels of orders are."""
    api = Api("order")

    @api.get(
        "/store/order/shipment",
        query=ShipmentQuery,
        answer=ShipmentData,
        answer_example=_EXAMPLE,
        refusals=(*_ASKED, OrderNotFound),
    )
    def update_shipment(call: Call) -> dict[str, Any]:
        """Update Pengiriman Kurir

        Asks the courier where the order's parcel is and applies what it says, at most once a minute; between, it tells
        what is known. `state` is ours, `code` and `note` the courier's own newest word.
        """
        return _shown(facade.refresh(store=call.member.store, invoice=call.query["invoice"]))

    @api.patch(
        "/store/order/shipment",
        body=ShipmentBody,
        answer=ShipmentSetAnswer,
        example={"invoice": "INV0822", "awb": "IDX000123"},
        answer_example={"message": "Shipment updated", "data": _EXAMPLE},
        refusals=(OrderNotFound, ShipmentNotBackwards, ParcelBooked, StatusNotAllowed, NothingSaid, NothingReturned),
    )
    def set_shipment(call: Call) -> dict[str, Any]:
        """Update Pengiriman Kurir (by hand)

        Sets the waybill or where the parcel is, for couriers that nobody else tells of; the order follows. An order
        without a parcel gets one. A parcel never goes back on its way. `return_cost` is what the way back of a parcel
        cost in all.
        """
        body = call.body
        if body["awb"] is None and body["state"] is None and body["return_cost"] is None:
            raise NothingSaid
        state = body["state"] and ShipmentState(body["state"])
        seen = facade.set(
            member=call.member,
            invoice=Invoice(body["invoice"]),
            awb=body["awb"],
            state=state,
            cost=body["return_cost"],
        )
        return {"message": "Shipment updated", "data": _shown(seen)}

    return api


def tracking(facade: Parcels) -> Api:
    """The operations of Boscod on where parcels are."""
    api = Api("boscod")

    @api.get("/boscod/tracking/<order_no>", answer=ShipmentData, answer_example=_EXAMPLE, refusals=_ASKED)
    def track_order(call: Call, order_no: str) -> dict[str, Any]:
        """Tracking Order

        Where a parcel of the store is, by Boscod's number; as GET /store/order/shipment tells it.
        """
        return _shown(facade.refresh(store=call.member.store, order_no=order_no))

    @api.post(
        "/webhooks/boscod/<id:store>/<secret:secret>",
        body=NewsBody,
        answer=TakenAnswer,
        example={
            "order_no": "BCD982319823",
            "order_code": "7-INV0822",
            "awb": "IDX000123",
            "status": "2",
            "update_on": 1733106237,
        },
        answer_example={"message": "Taken"},
        refusals=(WebhookUnknown,),
        max_body_bytes=LARGEST,
        idempotent=False,
    )
    def boscod_callback(_: Call, store: int, secret: str) -> dict[str, Any]:
        """Boscod callback

        Boscod tells of a parcel: it is kept as it came, answered at once, and worked off afterwards, in whatever order
        and however often it comes. The address is the store's own, as GET /store/integrations tells it.
        """
        proof = request.headers.get(PROOF, "").removeprefix("sha256=") or None
        facade.receive(
            store=StoreId(store),
            secret=secret,
            raw=request.get_data(cache=True),
            proof=proof,
        )
        return {"message": "Taken"}

    return api


def _shown(seen: ShipmentSeen) -> dict[str, Any]:
    one = seen.shipment
    return {
        "invoice": one.invoice,
        "order_no": one.order_no,
        "courier_code": one.courier_code,
        "service_code": one.service_code,
        "awb": one.awb,
        "state": one.state.value,
        "state_at": one.state_at,
        "code": one.code,
        "note": one.note,
        "checked_at": one.checked_at,
        "history": [
            {
                "at": event.at,
                "code": event.code,
                "state": event.state and event.state.value,
                "note": event.note,
                "description": event.description,
                "branch": event.branch,
            }
            for event in seen.events
        ],
    }
