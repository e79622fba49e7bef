"""Boscod's prices and areas from its twin over HTTP, with everything going wrong that can."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from bosonline.adapters.outbound.boscod.client import BoscodClient
from bosonline.adapters.outbound.boscod.rates import BoscodCouriers
from bosonline.adapters.outbound.http import Limits
from bosonline.adapters.outbound.memory.store_names import MemoryProviderAreas
from bosonline.adapters.outbound.remembered_rates import RememberedCouriers
from bosonline.application.shipping.accounts import CourierAccount
from bosonline.application.stores.ports import Area
from bosonline.domain.shipping import (
    CourierAccountRefused,
    CouriersUnavailable,
    DistrictNotServed,
    Journey,
    Parcel,
    Rates,
)
from bosonline.sandbox import Boscod

ACCOUNT = CourierAccount("a-token-of-tests")
BOGOR, GAMBIR = "32.01.01", "31.71.01"
JOURNEY = Journey(origin=BOGOR, destination=GAMBIR, parcel=Parcel(weight=1000))
EVERY = {"idx", "sap", "jnt", "lion", "ninja"}
SHORT = Limits(connect=2.0, read=2.0, deadline=2.0, body=262_144)


def areas_of_tests() -> MemoryProviderAreas:
    areas = MemoryProviderAreas()
    areas.replace("boscod", "test", [Area(provider_id="14910", code=GAMBIR), Area(provider_id="14952", code=BOGOR)])
    return areas


@pytest.fixture(scope="module")
def running() -> Iterator[Boscod]:
    twin = Boscod().start()
    yield twin
    twin.stop()


@pytest.fixture
def twin(running: Boscod) -> Iterator[Boscod]:
    yield running
    running.reset()


def client_of(twin: Boscod, **options: Any) -> BoscodClient:
    return BoscodClient(url=twin.url, **{"limits": SHORT, "fail_max": 1000, **options})


def couriers_of(twin: Boscod, **options: Any) -> BoscodCouriers:
    return BoscodCouriers(client_of(twin, **options), areas_of_tests())


def codes(rates: Rates) -> set[str | None]:
    return {rate.courier_code for rate in rates.rates}


@pytest.mark.parametrize("cumulative", [False, True])
def test_every_courier_is_heard_once(cumulative: bool) -> None:
    twin = Boscod(stream_is_cumulative=cumulative).start()
    try:
        parts = list(couriers_of(twin).stream(JOURNEY, ACCOUNT))
    finally:
        twin.stop()
    found = [(rate.courier_code, rate.service_code) for part in parts for rate in part.rates]

    assert len(parts) == 5
    assert {courier for courier, _ in found} == EVERY
    assert len(found) == len(set(found))


def test_one_courier_is_asked_alone(twin: Boscod) -> None:
    rates = couriers_of(twin).rates(JOURNEY, ACCOUNT, courier="idx")

    assert [(rate.courier_code, rate.service_code, rate.cod) for rate in rates.rates] == [("idx", "03", True)]
    assert rates.rates[0].price.idr * 100 == rates.rates[0].max_price.idr * 95
    assert twin.count("rates_stream") == 0


def test_a_courier_that_fails_is_named_and_the_others_are_offered(twin: Boscod) -> None:
    twin.faults.add("courier", courier="sap", form="error")

    rates = couriers_of(twin).rates(JOURNEY, ACCOUNT)

    assert codes(rates) == EVERY - {"sap"}
    assert [one.code for one in rates.failed] == ["sap"]


def test_a_slow_courier_does_not_hold_the_others(twin: Boscod) -> None:
    twin.faults.add("courier", courier="jnt", form="slow", seconds=30)
    began = time.monotonic()
    stream = couriers_of(twin).stream(JOURNEY, ACCOUNT)
    early = [next(stream) for _ in range(4)]
    waited = time.monotonic() - began
    rest = list(stream)

    assert {code for part in early for code in codes(part)} == EVERY - {"jnt"}
    assert waited < 1.5
    assert [one.code for part in rest for one in part.failed] == ["jnt"]
    assert time.monotonic() - began < 12


def test_without_the_stream_couriers_are_asked_one_by_one(twin: Boscod) -> None:
    twin.faults.add("status", call="rates_stream", status=500)

    rates = couriers_of(twin).rates(JOURNEY, ACCOUNT)

    assert (codes(rates), rates.failed) == (EVERY, [])


def test_a_courier_that_is_down_opens_no_other_breaker(twin: Boscod) -> None:
    couriers = couriers_of(twin, fail_max=2, reset_timeout=60)
    twin.faults.add("courier", courier="sap", form="error")
    for _ in range(4):
        with pytest.raises(CouriersUnavailable):
            couriers.rates(JOURNEY, ACCOUNT, courier="sap")

    assert codes(couriers.rates(JOURNEY, ACCOUNT, courier="idx")) == {"idx"}


def test_a_token_that_is_refused_is_told(twin: Boscod) -> None:
    twin.faults.add("status", status=401)

    with pytest.raises(CourierAccountRefused):
        couriers_of(twin).rates(JOURNEY, ACCOUNT)


def test_a_district_that_is_not_known_is_refused(twin: Boscod) -> None:
    elsewhere = Journey(origin=BOGOR, destination="91.71.01", parcel=Parcel(weight=1000))

    with pytest.raises(DistrictNotServed):
        couriers_of(twin).rates(elsewhere, ACCOUNT)
    nothing_known = BoscodCouriers(client_of(twin), MemoryProviderAreas())
    with pytest.raises(CouriersUnavailable):
        nothing_known.rates(JOURNEY, ACCOUNT)


def test_fifty_who_ask_the_same_are_answered_by_one_call(twin: Boscod) -> None:
    twin.faults.add("slow", call="rates_stream", seconds=0.5)
    couriers = RememberedCouriers(couriers_of(twin), at_once=50)
    together = threading.Barrier(50)

    def ask(_: int) -> Rates:
        together.wait()
        return couriers.rates(JOURNEY, ACCOUNT)

    with ThreadPoolExecutor(50) as threads:
        answers = list(threads.map(ask, range(50)))

    assert all(codes(rates) == EVERY for rates in answers)
    assert (twin.count("rates_stream"), twin.count("rates")) == (1, 0)


def test_few_wait_at_a_time(twin: Boscod) -> None:
    twin.faults.add("slow", call="rates_stream", seconds=1)
    couriers = RememberedCouriers(couriers_of(twin), at_once=2, streams=1)

    def ask(grams: int) -> str:
        parcel = Parcel(weight=grams)
        try:
            couriers.rates(Journey(origin=BOGOR, destination=GAMBIR, parcel=parcel), ACCOUNT)
        except CouriersUnavailable:
            return "refused"
        return "answered"

    with ThreadPoolExecutor(8) as threads:
        told = list(threads.map(ask, range(1000, 9000, 1000)))

    assert told.count("answered") >= 2
    assert "refused" in told
    first = couriers.stream(Journey(origin=BOGOR, destination=GAMBIR, parcel=Parcel(weight=20_000)), ACCOUNT)
    next(first)
    other = Journey(origin=GAMBIR, destination=BOGOR, parcel=Parcel(weight=1000))
    with pytest.raises(CouriersUnavailable):
        next(couriers.stream(other, ACCOUNT))
    first.close()  # type: ignore[attr-defined]  # it is a generator
    assert codes(next(couriers.stream(other, ACCOUNT)))


def test_rates_are_remembered_for_a_moment_and_by_account(twin: Boscod) -> None:
    now = [0.0]
    couriers = RememberedCouriers(couriers_of(twin), now=lambda: now[0], moment=60)
    couriers.rates(JOURNEY, ACCOUNT)
    list(couriers.stream(JOURNEY, ACCOUNT))
    assert twin.count("rates_stream") == 1
    couriers.rates(JOURNEY, CourierAccount("another"))
    assert twin.count("rates_stream") == 2
    now[0] = 61
    couriers.rates(JOURNEY, ACCOUNT)
    assert twin.count("rates_stream") == 3
