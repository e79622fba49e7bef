"""What Boscod sees of us while it is ill: few repeats, then none of us for a while, and each call comes back."""

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace

import pytest

from bosonline.adapters.outbound.boscod.areas import BoscodAreas
from bosonline.adapters.outbound.boscod.bookings import BoscodBookings
from bosonline.adapters.outbound.boscod.client import BoscodClient
from bosonline.adapters.outbound.boscod.rates import BoscodCouriers
from bosonline.adapters.outbound.boscod.tracking import BoscodTracking
from bosonline.adapters.outbound.memory.store_names import MemoryProviderAreas
from bosonline.application.shipping.accounts import CourierAccount
from bosonline.application.shipping.booking_ports import BookingRequest, Contact, CouriersSilent
from bosonline.application.shipping.ports import EstimateAsked
from bosonline.application.stores.ports import Area
from bosonline.domain.money import Money
from bosonline.domain.phone import Phone
from bosonline.domain.shipping import CouriersUnavailable, Journey, Parcel
from bosonline.sandbox import Boscod

ACCOUNT, GAMBIR = CourierAccount("a-token-of-tests"), "31.71.01"
JOURNEY = Journey(origin=GAMBIR, destination=GAMBIR, parcel=Parcel(weight=1000))
ESTIMATE = EstimateAsked(
    journey=JOURNEY, courier_code="idx", service_code="03", value=Money(90_000), insured=False, collect=None
)
SITI = Contact(name="Siti", phone=Phone("+6281234567890"), address="Jl. Merdeka Barat 1", district_code=GAMBIR)
PARCEL = BookingRequest(
    order_code="7-INV0822",
    sender=SITI,
    receiver=replace(SITI, name="Budi"),
    courier_code="idx",
    service_code="03",
    by_pickup=True,
    vehicle=None,
    pickup_at=None,
    content="Kopi",
    pieces=1,
    weight=500,
    value=Money(90_000),
    collect=None,
    is_insured=False,
)
ASKED = 100


class Calls:
    """Every call that is made of Boscod, through one client."""

    def __init__(self, client: BoscodClient) -> None:
        known = MemoryProviderAreas()
        known.replace("boscod", "test", [Area(provider_id="14910", code=GAMBIR)])
        areas, couriers, tracking = BoscodAreas(client), BoscodCouriers(client, known), BoscodTracking(client)
        bookings = BoscodBookings(client, known)
        self.order_no = bookings.book(replace(PARCEL, order_code="known"), ACCOUNT)
        self.ask: dict[str, Callable[[], object]] = {
            "provinces": lambda: areas.provinces(ACCOUNT),
            "cities": lambda: areas.cities(1, ACCOUNT),
            "districts": lambda: areas.districts(38, ACCOUNT),
            "rates": lambda: couriers.rates(JOURNEY, ACCOUNT, courier="idx"),
            "estimation_rates": lambda: couriers.estimate(ESTIMATE, ACCOUNT),
            "tracking": lambda: tracking.track(self.order_no, ACCOUNT),
            "detail": lambda: bookings.find("known", ACCOUNT),
            "order": lambda: bookings.book(PARCEL, ACCOUNT),
            "cancel": lambda: bookings.cancel(self.order_no, "salah alamat", ACCOUNT),
        }


READING = ("provinces", "cities", "districts", "rates", "estimation_rates", "tracking", "detail")
WRITING = ("order", "cancel")


@pytest.fixture
def twin() -> Iterator[Boscod]:
    twin = Boscod().start()
    yield twin
    twin.stop()


def ask_often(twin: Boscod, call: str, fault: str) -> int:
    """How many requests Boscod saw of a call that was asked for so often, and always failed."""
    client = BoscodClient(url=twin.url, fail_max=10**6)
    ask, before = Calls(client).ask[call], twin.count(call)
    twin.faults.add(fault, call=call)
    for _ in range(ASKED):
        with pytest.raises((CouriersUnavailable, CouriersSilent)):
            ask()
    return twin.count(call) - before


@pytest.mark.parametrize("kind", ["drop", "half", "rubbish"])
@pytest.mark.parametrize("call", READING)
def test_a_tenth_at_most_is_asked_twice(twin: Boscod, call: str, kind: str) -> None:
    assert ASKED < ask_often(twin, call, kind) <= ASKED * 1.1


@pytest.mark.parametrize("call", READING)
def test_who_says_that_it_cannot_is_not_asked_twice(twin: Boscod, call: str) -> None:
    assert ask_often(twin, call, "status") == ASKED


@pytest.mark.parametrize("kind", ["drop", "half", "rubbish", "status"])
@pytest.mark.parametrize("call", WRITING)
def test_what_may_have_been_done_is_never_repeated(twin: Boscod, call: str, kind: str) -> None:
    assert ask_often(twin, call, kind) == ASKED


@pytest.mark.parametrize("kind", ["drop", "status"])
@pytest.mark.parametrize("call", [*READING, *WRITING])
def test_each_call_leaves_boscod_alone_for_a_while_and_comes_back(twin: Boscod, call: str, kind: str) -> None:
    client = BoscodClient(url=twin.url, fail_max=3, reset_timeout=0.3)
    ask = Calls(client).ask[call]
    before = twin.count(call)
    twin.faults.add(kind, call=call)
    for _ in range(20):
        with pytest.raises((CouriersUnavailable, CouriersSilent)):
            ask()
    seen = twin.count(call) - before
    twin.faults.clear()

    assert seen == 3
    answered = False
    for _ in range(100):
        time.sleep(0.05)
        with suppress(CouriersUnavailable):
            ask()
            answered = True
            break
    assert answered
    assert twin.count(call) - before == seen + 1
