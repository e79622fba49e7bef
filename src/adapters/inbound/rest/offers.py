"""Shipping rates as answers: whole, and as events while couriers answer."""

from collections.abc import Iterator
from typing import Any

import orjson
from flask import Response

from bosonline.adapters.inbound.rest.fields import Answer, Flag, Inside, ListOf, Text, WholeNumber
from bosonline.adapters.inbound.rest.problems import language
from bosonline.adapters.inbound.texts import tell_refusal
from bosonline.application.shipping.rates import Offer, Offers
from bosonline.domain.errors import Refusal

EVENTS = "text/event-stream"
_FAILED = {"en": "{name} does not answer at the moment", "id": "{name} sedang tidak menjawab"}
_FLAT = {"en": "Flat rate", "id": "Tarif tetap"}


class RateAnswer(Answer):
    quote_id = Text(required=True, allow_none=True, most=600)
    courier_code = Text(required=True, allow_none=True)
    courier_name = Text(required=True)
    service_code = Text(required=True, allow_none=True)
    price = WholeNumber(required=True)
    max_price = WholeNumber(required=True)
    etd = Text(required=True)
    cod = Flag(required=True)


class FailedAnswer(Answer):
    courier_code = Text(required=True)
    message = Text(required=True)


class RatesAnswer(Answer):
    data = ListOf(Inside(RateAnswer), most=500, required=True)
    failed = ListOf(Inside(FailedAnswer), required=True)
    expires_at = Text(required=True)


EXAMPLE: dict[str, Any] = {
    "data": [
        {
            "quote_id": "pX3vQ0h1c2l0Yy4uLg",
            "courier_code": "idx",
            "courier_name": "IDEXPRESS",
            "service_code": "03",
            "price": 10165,
            "max_price": 10700,
            "etd": "2-3",
            "cod": True,
        }
    ],
    "failed": [{"courier_code": "sap", "message": "SAP EXPRESS does not answer at the moment"}],
    "expires_at": "2026-01-05T03:30:00+00:00",
}


def told(offers: Offers) -> dict[str, Any]:
    """The offers of this moment, in the caller's language."""
    return _told(offers, language())


def streamed(parts: Iterator[Offers]) -> Response:
    """An event for each part, then `end`; where the rest fails, `error` with the code and what it means."""
    return Response(_events(parts, language()), content_type=EVENTS, headers=_UNBUFFERED)


def rate_row(offer: Offer, tongue: str) -> dict[str, Any]:
    """One rate; the seller's own has no courier."""
    return {**offer.as_facts(), **({"courier_name": _FLAT[tongue]} if offer.rate.is_flat else {})}


_UNBUFFERED = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


def _told(offers: Offers, tongue: str) -> dict[str, Any]:
    return {
        "data": [rate_row(offer, tongue) for offer in offers.offers],
        "failed": [
            {"courier_code": one.code, "message": _FAILED[tongue].format(name=one.name)} for one in offers.failed
        ],
        "expires_at": offers.expires_at.isoformat(timespec="seconds"),
    }


def _events(parts: Iterator[Offers], tongue: str) -> Iterator[bytes]:
    try:
        for part in parts:
            yield _event("rates", _told(part, tongue))
    except Refusal as refusal:
        yield _event("error", {"code": refusal.code, "message": tell_refusal(refusal, tongue)})
    else:
        yield _event("end", {})


def _event(name: str, data: object) -> bytes:
    return b"event: %s\ndata: %s\n\n" % (name.encode(), orjson.dumps(data))
