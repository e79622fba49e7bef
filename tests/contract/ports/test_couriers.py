"""The ports of couriers: Boscod at its twin, remembered, the seller's own prices, and in memory."""

from collections.abc import Callable, Iterator

import pytest

from bosonline.adapters.outbound.boscod.areas import BoscodAreas
from bosonline.adapters.outbound.boscod.bookings import BoscodBookings
from bosonline.adapters.outbound.boscod.client import BoscodClient
from bosonline.adapters.outbound.boscod.rates import KNOWN, BoscodCouriers
from bosonline.adapters.outbound.boscod.tracking import BoscodTracking
from bosonline.adapters.outbound.memory.couriers import MemoryBookings, MemoryCourierAreas, MemoryCouriers
from bosonline.adapters.outbound.memory.store_names import MemoryProviderAreas
from bosonline.adapters.outbound.remembered_rates import RememberedCouriers
from bosonline.application.shipping import FlatCouriers
from bosonline.application.shipping.accounts import CourierAccount
from bosonline.application.shipping.booking_ports import Bookings, Tracking
from bosonline.application.shipping.ports import CourierArea, CourierAreas, Couriers, Estimates
from bosonline.application.stores.ports import Area
from bosonline.domain.money import Money
from bosonline.domain.shipping import Courier, Journey, Parcel, Rate
from bosonline.domain.shipping.shipment import ShipmentState
from bosonline.sandbox import Boscod
from bosonline.testing.backends import TestClock
from bosonline.testing.contracts.couriers import (
    BOGOR,
    GAMBIR,
    AskedCouriersContract,
    BookingsContract,
    CourierAreasContract,
    CouriersContract,
    EstimatesContract,
)

IDX, SAP = Courier("idx", "IDEXPRESS"), Courier("sap", "SAP EXPRESS")
OFFERED = [
    Rate(
        courier_code=one.code,
        courier_name=one.name,
        service_code=service,
        price=Money(10_165),
        max_price=Money(10_700),
        etd="2-3",
        cod=True,
    )
    for one, service in ((IDX, "03"), (SAP, "UDRREG"), (SAP, "UDRONS"))
]
PLACES = {BOGOR, GAMBIR}


@pytest.fixture(scope="module")
def running() -> Iterator[Boscod]:
    twin = Boscod().start()
    yield twin
    twin.stop()


@pytest.fixture
def twin(running: Boscod) -> Iterator[Boscod]:
    yield running
    running.reset()


@pytest.fixture
def client(twin: Boscod) -> BoscodClient:
    return BoscodClient(url=twin.url, fail_max=1000)


@pytest.fixture
def map_of_areas() -> MemoryProviderAreas:
    areas = MemoryProviderAreas()
    areas.replace("boscod", "test", [Area(provider_id="14910", code=GAMBIR), Area(provider_id="14952", code=BOGOR)])
    return areas


@pytest.fixture
def boscod(client: BoscodClient, map_of_areas: MemoryProviderAreas) -> BoscodCouriers:
    return BoscodCouriers(client, map_of_areas)


class TestCouriersOfBoscod(AskedCouriersContract):
    @pytest.fixture
    def couriers(self, boscod: BoscodCouriers) -> Couriers:
        return boscod

    @pytest.fixture
    def refusing(self, couriers: Couriers, twin: Boscod) -> Couriers:
        twin.faults.add("status", status=401)
        return couriers

    @pytest.fixture
    def silent(self, couriers: Couriers, twin: Boscod) -> Couriers:
        twin.faults.add("drop")
        return couriers

    @pytest.fixture
    def failing(self) -> Courier:
        return KNOWN[2]

    @pytest.fixture
    def degraded(self, couriers: Couriers, failing: Courier, twin: Boscod) -> Couriers:
        twin.faults.add("courier", courier=failing.code)
        return couriers


class TestRememberedCouriersOfBoscod(TestCouriersOfBoscod):
    @pytest.fixture
    def couriers(self, boscod: BoscodCouriers) -> Couriers:
        return RememberedCouriers(boscod)


class TestCouriersInMemory(AskedCouriersContract):
    @pytest.fixture
    def couriers(self) -> Couriers:
        return MemoryCouriers(OFFERED, PLACES)

    @pytest.fixture
    def refusing(self) -> Couriers:
        return MemoryCouriers(OFFERED, PLACES, accepts=["the-only-token"])

    @pytest.fixture
    def silent(self) -> Couriers:
        return MemoryCouriers(OFFERED, PLACES, is_down=True)

    @pytest.fixture
    def failing(self) -> Courier:
        return SAP

    @pytest.fixture
    def degraded(self) -> Couriers:
        return MemoryCouriers(OFFERED, PLACES, failing=[SAP.code])


class TestPricesOfTheSeller(CouriersContract):
    @pytest.fixture
    def couriers(self) -> Couriers:
        return FlatCouriers({GAMBIR: Money(15_000)}.get)


class TestEstimatesOfBoscod(EstimatesContract):
    @pytest.fixture
    def estimates(self, boscod: BoscodCouriers) -> Estimates:
        return boscod

    @pytest.fixture
    def rate(self, boscod: BoscodCouriers, account: CourierAccount) -> Rate:
        journey = Journey(origin=BOGOR, destination=GAMBIR, parcel=Parcel(weight=1000))
        return boscod.rates(journey, account, courier="idx").rates[0]


class TestEstimatesInMemory(EstimatesContract):
    @pytest.fixture
    def estimates(self) -> Estimates:
        return MemoryCouriers(OFFERED, PLACES)

    @pytest.fixture
    def rate(self) -> Rate:
        return OFFERED[0]


class TestAreasOfBoscod(CourierAreasContract):
    @pytest.fixture
    def areas(self, client: BoscodClient) -> CourierAreas:
        return BoscodAreas(client)


class TestAreasInMemory(CourierAreasContract):
    @pytest.fixture
    def areas(self) -> CourierAreas:
        return MemoryCourierAreas(
            [
                CourierArea(id=1, name="DKI JAKARTA"),
                CourierArea(id=38, name="JAKARTA PUSAT", province=1),
                CourierArea(id=14910, name="GAMBIR", province=1, city=38),
                CourierArea(id=14911, name="SAWAH BESAR", province=1, city=38),
            ]
        )


class TestBookingsOfBoscod(BookingsContract):
    @pytest.fixture
    def bookings(self, client: BoscodClient, map_of_areas: MemoryProviderAreas) -> Bookings:
        return BoscodBookings(client, map_of_areas)

    @pytest.fixture
    def tracking(self, client: BoscodClient) -> Tracking:
        return BoscodTracking(client)

    @pytest.fixture
    def fetch(self, twin: Boscod) -> Callable[[str], object]:
        return lambda order_no: twin.depot.advance(order_no, "picked_up")


class TestBookingsInMemory(BookingsContract):
    @pytest.fixture
    def bookings(self) -> MemoryBookings:
        return MemoryBookings(PLACES, TestClock())

    @pytest.fixture
    def tracking(self, bookings: MemoryBookings) -> Tracking:
        return bookings

    @pytest.fixture
    def fetch(self, bookings: MemoryBookings) -> Callable[[str], object]:
        return lambda order_no: bookings.move(order_no, ShipmentState.PICKED_UP)
