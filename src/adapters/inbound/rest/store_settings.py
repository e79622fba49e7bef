"""What a seller sets of their store, as a whole."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import time, timedelta
from typing import Any

from bosonline.adapters.inbound.rest.fields import Answer, Body, Choice, Flag, Inside, ListOf, Text, WholeNumber
from bosonline.application.stores import StoreWritten
from bosonline.domain.money import Money
from bosonline.domain.stores import FlatRate, Language, QuarantineLimits, Store, StoreSettings, StoreStatus, Zone
from bosonline.domain.stores.flat_rate import MOST_IDR, MOST_RATES
from bosonline.domain.stores.qris import LONGEST
from bosonline.domain.stores.settings import LIMITS, NUMBERS, SPANS
from bosonline.domain.stores.store import FILE_NAME, NAME_LENGTH

_MINUTE = timedelta(minutes=1)
_HOUR = "(?:[01][0-9]|2[0-3]):[0-5][0-9]"
_AREA = r"[0-9]{2}(?:\.[0-9]{2})?"
_ZONES = [zone.value for zone in Zone]
_LANGUAGES = [language.value for language in Language]


def _minutes(span: str, **more: Any) -> WholeNumber:
    least, most = SPANS[span]
    return WholeNumber(least=least // _MINUTE, most=most // _MINUTE, **more)


def _number(name: str, **more: Any) -> WholeNumber:
    least, most = {**NUMBERS, **LIMITS}[name]
    return WholeNumber(least=least, most=most, **more)


class QuarantineBody(Body):
    orders_per_phone = _number("orders_per_phone", required=True)
    orders_per_address = _number("orders_per_address", required=True)
    shortest_name = _number("shortest_name", required=True)


class FlatRateBody(Body):
    area = Text(most=5, pattern=_AREA, allow_none=True, load_default=None)
    price = WholeNumber(most=MOST_IDR, required=True)


class StoreBody(Body):
    name = Text(required=True, least=1, most=NAME_LENGTH)
    phone = Text(required=True, least=1, most=60)
    logo = Text(most=120, pattern=FILE_NAME, allow_none=True)
    timezone = Choice(_ZONES)
    language = Choice(_LANGUAGES)
    payment_deadline_minutes = _minutes("payment_deadline")
    abandoned_after_minutes = _minutes("abandoned_after")
    duplicate_window_minutes = _minutes("duplicate_window")
    quote_validity_minutes = _minutes("quote_validity")
    cod_fee_basis_points = _number("cod_fee_basis_points")
    insurance = Flag()
    unique_codes = Flag()
    quiet_from = Text(most=5, pattern=_HOUR)
    quiet_until = Text(most=5, pattern=_HOUR)
    low_stock = _number("low_stock")
    follow_ups_offered = _number("follow_ups_offered")
    quarantine = Inside(QuarantineBody)
    flat_rates = ListOf(Inside(FlatRateBody), most=MOST_RATES)
    qris = Text(most=LONGEST, allow_none=True)


class QuarantineAnswer(Answer):
    orders_per_phone = WholeNumber(required=True)
    orders_per_address = WholeNumber(required=True)
    shortest_name = WholeNumber(required=True)


class FlatRateAnswer(Answer):
    area = Text(required=True, allow_none=True)
    price = WholeNumber(required=True)


class StoreAnswer(Answer):
    id = WholeNumber(required=True)
    name = Text(required=True)
    phone = Text(required=True)
    logo = Text(required=True, allow_none=True)
    subdomain = Text(required=True)
    url = Text(required=True, most=2000)
    status = Choice([status.value for status in StoreStatus], required=True)
    timezone = Choice(_ZONES, required=True)
    language = Choice(_LANGUAGES, required=True)
    payment_deadline_minutes = WholeNumber(required=True)
    abandoned_after_minutes = WholeNumber(required=True)
    duplicate_window_minutes = WholeNumber(required=True)
    quote_validity_minutes = WholeNumber(required=True)
    cod_fee_basis_points = WholeNumber(required=True)
    insurance = Flag(required=True)
    unique_codes = Flag(required=True)
    quiet_from = Text(required=True)
    quiet_until = Text(required=True)
    low_stock = WholeNumber(required=True)
    follow_ups_offered = WholeNumber(required=True)
    quarantine = Inside(QuarantineAnswer, required=True)
    flat_rates = ListOf(Inside(FlatRateAnswer), most=MOST_RATES, required=True)
    qris = Text(required=True, most=LONGEST, allow_none=True)
    created_at = Text(required=True)


EXAMPLE = {
    "name": "Kopi Siti",
    "phone": "081234567890",
    "logo": "logo-kopi-siti.webp",
    "timezone": "Asia/Jakarta",
    "language": "id",
    "payment_deadline_minutes": 1440,
    "abandoned_after_minutes": 15,
    "duplicate_window_minutes": 10,
    "quote_validity_minutes": 30,
    "cod_fee_basis_points": 300,
    "insurance": False,
    "unique_codes": True,
    "quiet_from": "20:00",
    "quiet_until": "08:00",
    "low_stock": 5,
    "follow_ups_offered": 4,
    "quarantine": {"orders_per_phone": 3, "orders_per_address": 10, "shortest_name": 3},
    "flat_rates": [{"area": "32", "price": 15000}, {"area": None, "price": 35000}],
    "qris": (
        "00020101021126670015COM.EXAMPLE.WWW01189360091530000000010215ID10200000000010303UMI51440014ID.CO.QRIS"
        ".WWW0215ID10200000000010303UMI5204581253033605802ID5909KOPI SITI6005BOGOR61051691162070703A01630409DA"
    ),
}
STORE_EXAMPLE = {
    "id": 456,
    **EXAMPLE,
    "phone": "+6281234567890",
    "subdomain": "kopisiti",
    "url": "http://127.0.0.1:8080/s/kopisiti",
    "status": "open",
    "created_at": "2026-01-01T03:00:00+00:00",
}


def written(body: Mapping[str, Any]) -> StoreWritten:
    """What was typed, in the words of the domain."""
    rest = {name: read(body[told]) for told, (name, read) in _READ.items() if told in body}
    return StoreWritten(name=body["name"], phone=body["phone"], rest=rest)


def store_row(store: Store) -> dict[str, Any]:
    """The store with its settings, all but the address of its pages."""
    return {
        "id": store.id,
        "name": store.name,
        "phone": store.phone.e164,
        "logo": store.logo,
        "subdomain": store.subdomain,
        "status": store.status,
        **_settings(store.settings),
        "created_at": store.created_at,
    }


def _settings(settings: StoreSettings) -> dict[str, Any]:
    return {
        "timezone": settings.zone,
        "language": settings.language,
        "payment_deadline_minutes": settings.payment_deadline // _MINUTE,
        "abandoned_after_minutes": settings.abandoned_after // _MINUTE,
        "duplicate_window_minutes": settings.duplicate_window // _MINUTE,
        "quote_validity_minutes": settings.quote_validity // _MINUTE,
        "cod_fee_basis_points": settings.cod_fee_basis_points,
        "insurance": settings.insurance,
        "unique_codes": settings.unique_codes,
        "quiet_from": settings.quiet_from.strftime("%H:%M"),
        "quiet_until": settings.quiet_until.strftime("%H:%M"),
        "low_stock": settings.low_stock,
        "follow_ups_offered": settings.follow_ups_offered,
        "quarantine": asdict(settings.quarantine),
        "flat_rates": [{"area": rate.area, "price": rate.price.idr} for rate in settings.flat_rates],
        "qris": settings.qris,
    }


def _as_is(value: Any) -> Any:
    return value


def _span(minutes: int) -> timedelta:
    return timedelta(minutes=minutes)


def _rates(given: list[dict[str, Any]]) -> tuple[FlatRate, ...]:
    return tuple(FlatRate(area=rate["area"], price=Money(rate["price"])) for rate in given)


def _limits(given: dict[str, int]) -> QuarantineLimits:
    return QuarantineLimits(**given)


_READ: Mapping[str, tuple[str, Callable[[Any], object]]] = {
    "logo": ("logo", _as_is),
    "timezone": ("zone", Zone),
    "language": ("language", Language),
    "payment_deadline_minutes": ("payment_deadline", _span),
    "abandoned_after_minutes": ("abandoned_after", _span),
    "duplicate_window_minutes": ("duplicate_window", _span),
    "quote_validity_minutes": ("quote_validity", _span),
    "cod_fee_basis_points": ("cod_fee_basis_points", _as_is),
    "insurance": ("insurance", _as_is),
    "unique_codes": ("unique_codes", _as_is),
    "quiet_from": ("quiet_from", time.fromisoformat),
    "quiet_until": ("quiet_until", time.fromisoformat),
    "low_stock": ("low_stock", _as_is),
    "follow_ups_offered": ("follow_ups_offered", _as_is),
    "quarantine": ("quarantine", _limits),
    "flat_rates": ("flat_rates", _rates),
    "qris": ("qris", _as_is),
}
"""The members of the body: what they are called in the domain, and how they are read."""
