"""Parcels handed over to Boscod, looked up there, and taken back.

One call books one parcel, under an order code of its own. Boscod takes several in a call for one courier; but then one
code would name them all, and after a time-out nobody could tell which of them it took.
"""

import re
from collections.abc import Mapping
from typing import Any

from bosonline.adapters.outbound.boscod.client import BoscodClient, BoscodRefused
from bosonline.adapters.outbound.boscod.codes import CANCELLED
from bosonline.adapters.outbound.http import NoAnswer
from bosonline.application.shipping.accounts import CourierAccount
from bosonline.application.shipping.booking_ports import (
    BookingRefused,
    BookingRequest,
    CancelRefused,
    Contact,
    CouriersSilent,
    Found,
)
from bosonline.application.stores.ports import ProviderAreas

PROVIDER = "boscod"
LONGEST_NAME = 50
VEHICLES = {"motor": "0", "box": "1", "truck": "2"}
NUMBER = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII).fullmatch
_BOOKING, _CANCELLING = "booking", "cancelling"

# Detail Order is published by name: its path is unknown, and so is whether it finds by our code. Used here alone.
_DETAIL = "/v1/order/detail/{}"

_TAKEN_ALREADY = 409
"""What Boscod answers to an order_code that it knows is unknown; this is assumed, and other answers are believed."""


class BoscodBookings:
    """Books, finds and cancels parcels."""

    def __init__(self, client: BoscodClient, areas: ProviderAreas) -> None:
        self._client, self._areas = client, areas

    def book(self, request: BookingRequest, account: CourierAccount, /) -> str:
        try:
            answer = self._client.post("/v1/order", self._body(request), token=account.token, part=_BOOKING)
        except BoscodRefused as refusal:
            if refusal.status == _TAKEN_ALREADY:
                found = self.find(request.order_code, account)
                if found is not None and not found.is_cancelled:
                    return found.order_no
            raise BookingRefused(reason=refusal.message or f"HTTP {refusal.status}") from None
        except NoAnswer:
            raise CouriersSilent from None
        order_no = _order_no(answer)
        if order_no is None:
            raise CouriersSilent
        return order_no

    def find(self, order_code: str, account: CourierAccount, /) -> Found | None:
        try:
            answer = self._client.get(_DETAIL.format(order_code), token=account.token, part=_BOOKING)
        except BoscodRefused as refusal:
            if refusal.status in (403, 404):
                return None
            raise CouriersSilent from None
        order_no = answer.get("order_no") if isinstance(answer, Mapping) else None
        if not isinstance(order_no, str) or not NUMBER(order_no):
            raise CouriersSilent
        return Found(order_no, is_cancelled=str(answer.get("last_status")) == CANCELLED)

    def cancel(self, order_no: str, reason: str, account: CourierAccount, /) -> None:
        body = {"order_numbers": [order_no], "reason": reason}
        try:
            answer = self._client.post("/v1/order/cancel", body, token=account.token, part=_CANCELLING)
        except BoscodRefused as refusal:
            raise CancelRefused(reason=refusal.message or f"HTTP {refusal.status}") from None
        except NoAnswer:
            raise CouriersSilent from None
        cancelled = answer.get("cancelled") if isinstance(answer, Mapping) else None
        if not isinstance(cancelled, list) or order_no not in map(str, cancelled):
            raise CouriersSilent

    def _body(self, request: BookingRequest) -> dict[str, Any]:
        sender = request.sender
        return {
            "order_code": request.order_code,
            "sender_name": sender.name[:LONGEST_NAME],
            "sender_addr_id": self._area(sender),
            "sender_address": sender.address,
            "sender_phone": sender.phone.local,
            "pickup_via": VEHICLES[request.vehicle or "motor"],
            "order_type": "0" if request.by_pickup else "1",
            **({} if request.pickup_at is None else {"pickup_time": int(request.pickup_at.timestamp())}),
            "items": [self._item(request)],
        }

    def _item(self, request: BookingRequest) -> dict[str, Any]:
        """The parcel. Eleven of its sixteen members are unknown: beside the five published ones these are assumed."""
        receiver = request.receiver
        return {
            "receiver_name": receiver.name[:LONGEST_NAME],
            "receiver_phone": receiver.phone.local,
            "receiver_address": receiver.address,
            "receiver_addr_id": self._area(receiver),
            "service_code": request.service_code,
            "courier_code": request.courier_code,
            "item_name": request.content,
            "item_qty": request.pieces,
            "item_value": request.value.idr,
            "item_weight": _kilograms(request.weight),
            "cod": 0 if request.collect is None else request.collect.idr,
            "insurance": int(request.is_insured),
        }

    def _area(self, contact: Contact) -> str:
        """Boscod's id of a district: text in an order, whole numbers elsewhere."""
        found = self._areas.theirs(PROVIDER, contact.district_code)
        if found is None:
            raise BookingRefused(reason=f"it does not serve the district {contact.district_code}")
        return found


def _kilograms(grams: int) -> float:
    return round(max(grams, 500) / 1000, 2)


def _order_no(answer: Any) -> str | None:
    """Boscod's number in its answer, which is unknown but for what must be in it."""
    listed = answer.get("data") if isinstance(answer, Mapping) else None
    first = listed[0] if isinstance(listed, list) and len(listed) == 1 else None
    number = first.get("order_no") if isinstance(first, Mapping) else None
    return number if isinstance(number, str) and NUMBER(number) else None
