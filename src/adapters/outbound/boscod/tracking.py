"""Where Boscod says that parcels are: asked for, and told by webhook."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import orjson

from bosonline.adapters.outbound.boscod.bookings import NUMBER
from bosonline.adapters.outbound.boscod.client import RETRY_AFTER, BoscodClient, BoscodRefused
from bosonline.adapters.outbound.boscod.codes import state_of
from bosonline.application.ordering.parcel_news import ParcelNews
from bosonline.application.shipping.accounts import CourierAccount
from bosonline.application.shipping.booking_ports import ParcelReport
from bosonline.domain.shipping import CouriersUnavailable
from bosonline.domain.shipping.shipment import ParcelEvent, ShipmentNotFound

_LATEST = 4_102_444_800
"""Seconds from 1970 to 2100: what claims to be later is no time."""

_PART = "tracking"


class BoscodTracking:
    """Asks where parcels are."""

    def __init__(self, client: BoscodClient) -> None:
        self._client = client

    def track(self, order_no: str, account: CourierAccount, /) -> ParcelReport:
        try:
            answer = self._client.get(f"/v1/order/tracking/{order_no}", token=account.token, part=_PART)
        except BoscodRefused as refusal:
            if refusal.status in (403, 404):
                raise ShipmentNotFound from None
            raise CouriersUnavailable(retry_after=RETRY_AFTER) from None
        history = answer.get("history") if isinstance(answer, Mapping) else None
        if not isinstance(history, list):
            raise CouriersUnavailable(retry_after=RETRY_AFTER)
        return ParcelReport(events=_events(history))


def read_news(raw: str) -> ParcelNews | None:
    """What a webhook tells; None where it does not say of which parcel.

    Its body is unknown: these members are taken, wherever they can be believed.
    """
    try:
        body = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(body, Mapping):
        return None
    order_no, order_code = _number(body.get("order_no")), _number(body.get("order_code"))
    if order_no is None and order_code is None:
        return None
    event = _event(body, _code(body.get("status")))
    return ParcelNews(
        order_no=order_no, order_code=order_code, awb=_waybill(body.get("awb")), events=[event] if event else []
    )


def _events(history: Sequence[Any]) -> list[ParcelEvent]:
    """The scans, the oldest first. One without a status has that of the scan before it, as its webhook has."""
    found, code = [], ""
    for scan in reversed(history):
        if not isinstance(scan, Mapping):
            continue
        code = _code(scan.get("status")) or code
        event = _event(scan, code)
        if event is not None:
            found.append(event)
    return found


def _event(told: Mapping[Any, Any], code: str) -> ParcelEvent | None:
    at = told.get("update_on")
    if isinstance(at, bool) or not isinstance(at, int | float) or not 0 < at < _LATEST:
        return None
    return ParcelEvent(
        at=datetime.fromtimestamp(int(at), UTC),
        code=code,
        state=state_of(code),
        note=_text(told.get("note"), 255),
        description=_text(told.get("description"), 1000),
        branch=_text(told.get("branch"), 120),
    )


def _code(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return _text(str(value), 40)


def _number(value: object) -> str | None:
    return value if isinstance(value, str) and NUMBER(value) else None


def _waybill(value: object) -> str | None:
    return value if isinstance(value, str) and len(value) <= 40 and NUMBER(value) else None


def _text(value: object, most: int) -> str:
    return "".join(sign for sign in value if sign.isprintable())[:most] if isinstance(value, str) else ""
