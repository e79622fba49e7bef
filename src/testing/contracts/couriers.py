"""What every adapter of the ports of couriers must do: prices, areas, and parcels handed over."""

from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

import pytest

from bosonline.application.shipping.accounts import CourierAccount
from bosonline.application.shipping.booking_ports import (
    BookingRefused,
    BookingRequest,
    Bookings,
    CancelRefused,
    Contact,
    Found,
    Tracking,
)
from bosonline.application.shipping.ports import CourierAreas, Couriers, EstimateAsked, Estimates
from bosonline.domain.money import Money
from bosonline.domain.phone import Phone
from bosonline.domain.shipping import (
    Courier,
    CourierAccountRefused,
    CouriersUnavailable,
    DistrictNotServed,
    Journey,
    Parcel,
    ProviderAreaNotFound,
    Rate,
)
from bosonline.domain.shipping.shipment import ShipmentNotFound, ShipmentState

BOGOR, GAMBIR, NOWHERE = "32.01.01", "31.71.01", "91.71.01"
MORE_THAN_ANY_BOUND = 20
NOBODY = "nobody"


class _Accounts:
    """Accounts that the adapters under test work for; override them where only certain ones do."""

    @pytest.fixture
    def account(self) -> CourierAccount:
        return CourierAccount(f"a-token-{uuid4()}")

    @pytest.fixture
    def another(self) -> CourierAccount:
        return CourierAccount(f"another-token-{uuid4()}")


class CouriersContract(_Accounts):
    """Inherit from it and define the fixture `couriers`: the parcel of `journey` is carried, none to NOWHERE."""

    @pytest.fixture
    def journey(self) -> Journey:
        return Journey(origin=BOGOR, destination=GAMBIR, parcel=Parcel(weight=1000))

    def test_those_who_can_be_named_have_a_code_each(self, couriers: Couriers) -> None:
        codes = [one.code for one in couriers.known()]
        assert len(codes) == len(set(codes))

    def test_each_service_has_one_price_and_its_price_before(
        self, couriers: Couriers, journey: Journey, account: CourierAccount
    ) -> None:
        found = couriers.rates(journey, account)
        services = [_service(rate) for rate in found.rates]
        assert services
        assert len(services) == len(set(services))
        assert all(rate.price <= rate.max_price for rate in found.rates)
        assert list(found.failed) == []

    def test_the_stream_tells_the_same_each_rate_once(
        self, couriers: Couriers, journey: Journey, account: CourierAccount
    ) -> None:
        streamed = [rate for part in couriers.stream(journey, account) for rate in part.rates]
        plain = couriers.rates(journey, account).rates
        assert sorted(streamed, key=_sorted) == sorted(plain, key=_sorted)

    def test_one_who_is_named_answers_alone(
        self, couriers: Couriers, journey: Journey, account: CourierAccount
    ) -> None:
        every = couriers.rates(journey, account).rates
        for one in couriers.known():
            alone = couriers.rates(journey, account, courier=one.code)
            assert sorted(alone.rates, key=_sorted) == sorted(
                (rate for rate in every if rate.courier_code == one.code), key=_sorted
            )

    def test_one_whom_nobody_knows_has_no_rate_and_has_not_failed(
        self, couriers: Couriers, journey: Journey, account: CourierAccount
    ) -> None:
        found = couriers.rates(journey, account, courier=NOBODY)
        assert (list(found.rates), list(found.failed)) == ([], [])

    @pytest.mark.parametrize("courier", [None, NOBODY])
    def test_a_place_that_is_not_served_is_refused(
        self, couriers: Couriers, journey: Journey, account: CourierAccount, courier: str | None
    ) -> None:
        elsewhere = replace(journey, destination=NOWHERE)
        with pytest.raises(DistrictNotServed) as refusal:
            couriers.rates(elsewhere, account, courier=courier)
        assert refusal.value.facts == {"region": NOWHERE}
        with pytest.raises(DistrictNotServed):
            next(couriers.stream(elsewhere, account))

    def test_streams_that_are_left_hold_up_nobody(
        self, couriers: Couriers, journey: Journey, account: CourierAccount
    ) -> None:
        for number in range(MORE_THAN_ANY_BOUND):
            heavier = replace(journey, parcel=Parcel(weight=1000 * (number + 1)))
            assert next(couriers.stream(heavier, account)).rates


class AskedCouriersContract(CouriersContract):
    """Couriers who are asked: define `refusing` too, who accept no account, `silent`, of whom none answers, and
    `degraded`, of whom `failing` alone does not.
    """

    def test_an_account_that_is_not_accepted_is_told(
        self, refusing: Couriers, journey: Journey, account: CourierAccount
    ) -> None:
        with pytest.raises(CourierAccountRefused):
            refusing.rates(journey, account)
        with pytest.raises(CourierAccountRefused):
            refusing.rates(journey, account, courier=refusing.known()[0].code)
        with pytest.raises(CourierAccountRefused):
            next(refusing.stream(journey, account))

    def test_where_nobody_answers_there_is_a_time_to_come_again(
        self, silent: Couriers, journey: Journey, account: CourierAccount
    ) -> None:
        for courier in (None, silent.known()[0].code):
            with pytest.raises(CouriersUnavailable) as refusal:
                silent.rates(journey, account, courier=courier)
            assert refusal.value.facts["retry_after"] in range(1, 3600)
        with pytest.raises(CouriersUnavailable):
            next(silent.stream(journey, account))

    def test_one_who_fails_is_named_and_the_others_are_offered(
        self, degraded: Couriers, failing: Courier, journey: Journey, account: CourierAccount
    ) -> None:
        others = {one.code for one in degraded.known()} - {failing.code}
        *_, last = degraded.stream(journey, account)
        assert list(last.failed) == [failing]
        found = degraded.rates(journey, account)
        assert {rate.courier_code for rate in found.rates} == others
        assert list(found.failed) == [failing]
        with pytest.raises(CouriersUnavailable):
            degraded.rates(journey, account, courier=failing.code)


class EstimatesContract(_Accounts):
    """Inherit from it and define the fixtures `estimates` and `rate`: a rate of 1,000 g from BOGOR to GAMBIR."""

    def _asked(self, rate: Rate, *, insured: bool = False, collect: Money | None = None) -> EstimateAsked:
        assert rate.courier_code is not None
        assert rate.service_code is not None
        return EstimateAsked(
            journey=Journey(origin=BOGOR, destination=GAMBIR, parcel=Parcel(weight=1000)),
            courier_code=rate.courier_code,
            service_code=rate.service_code,
            value=Money(90_000),
            insured=insured,
            collect=collect,
        )

    def test_an_estimate_begins_with_the_rate(self, estimates: Estimates, rate: Rate, account: CourierAccount) -> None:
        found = estimates.estimate(self._asked(rate), account)
        assert (found.price, found.max_price) == (rate.price, rate.max_price)
        assert (found.insurance, found.cod_fee) == (Money(0), Money(0))

    def test_what_is_insured_and_collected_costs_no_less(
        self, estimates: Estimates, rate: Rate, account: CourierAccount
    ) -> None:
        found = estimates.estimate(self._asked(rate, insured=True, collect=Money(100_000)), account)
        assert found.price == rate.price
        assert found.insurance >= Money(0)
        assert found.cod_fee >= Money(0)

    def test_where_the_service_does_not_go_nothing_is_estimated(
        self, estimates: Estimates, rate: Rate, account: CourierAccount
    ) -> None:
        asked = self._asked(rate)
        for nowhere in (
            replace(asked, journey=replace(asked.journey, destination=NOWHERE)),
            replace(asked, service_code="NONE"),
            replace(asked, courier_code=NOBODY),
        ):
            with pytest.raises(DistrictNotServed):
                estimates.estimate(nowhere, account)


class CourierAreasContract(_Accounts):
    """Inherit from it and define the fixture `areas`: there is at least one district."""

    def test_every_district_is_reached_from_the_top(self, areas: CourierAreas, account: CourierAccount) -> None:
        province = areas.provinces(account)[0]
        cities = areas.cities(province.id, account)
        districts = areas.districts(cities[0].id, account)
        assert (province.province, province.city) == (None, None)
        assert {(one.province, one.city) for one in cities} == {(province.id, None)}
        assert {(one.province, one.city) for one in districts} == {(province.id, cities[0].id)}
        for found in (areas.provinces(account), cities, districts):
            assert len({one.id for one in found}) == len(found)
            assert all(one.name for one in found)
            assert [one.district_code for one in found] == [None] * len(found), "what is ours is known to us alone"

    def test_below_what_there_is_not_there_is_nothing(self, areas: CourierAreas, account: CourierAccount) -> None:
        for look in (areas.cities, areas.districts):
            with pytest.raises(ProviderAreaNotFound):
                look(999_999_999, account)


class BookingsContract(_Accounts):
    """Inherit from it and define `bookings`, `tracking` and `fetch`, which lets the courier fetch a parcel."""

    @pytest.fixture
    def asked(self) -> BookingRequest:
        whose = Contact(name="Siti", phone=Phone("+6281234567890"), address="Jl. Merdeka Barat 1", district_code=GAMBIR)
        return BookingRequest(
            order_code=f"{uuid4()}",
            sender=whose,
            receiver=replace(whose, name="Budi"),
            courier_code="idx",
            service_code="03",
            by_pickup=True,
            vehicle="motor",
            pickup_at=None,
            content="2 x Kopi Arabika",
            pieces=2,
            weight=500,
            value=Money(90_000),
            collect=Money(105_000),
            is_insured=False,
        )

    def test_what_was_booked_is_found_by_our_code(
        self, bookings: Bookings, asked: BookingRequest, account: CourierAccount
    ) -> None:
        assert bookings.find(asked.order_code, account) is None
        order_no = bookings.book(asked, account)
        assert bookings.find(asked.order_code, account) == Found(order_no)

    def test_a_code_is_one_parcel_however_often_it_is_booked(
        self, bookings: Bookings, asked: BookingRequest, account: CourierAccount
    ) -> None:
        first = bookings.book(asked, account)
        assert bookings.book(asked, account) == first
        assert bookings.book(replace(asked, order_code=f"{uuid4()}"), account) != first

    def test_accounts_know_nothing_of_each_other(
        self,
        bookings: Bookings,
        tracking: Tracking,
        asked: BookingRequest,
        account: CourierAccount,
        another: CourierAccount,
    ) -> None:
        order_no = bookings.book(asked, account)
        assert bookings.find(asked.order_code, another) is None
        with pytest.raises(ShipmentNotFound):
            tracking.track(order_no, another)
        with pytest.raises(CancelRefused):
            bookings.cancel(order_no, "salah alamat", another)
        assert bookings.book(asked, another) != order_no

    def test_where_nobody_goes_nothing_is_booked(
        self, bookings: Bookings, asked: BookingRequest, account: CourierAccount
    ) -> None:
        elsewhere = replace(asked, receiver=replace(asked.receiver, district_code=NOWHERE))
        with pytest.raises(BookingRefused):
            bookings.book(elsewhere, account)
        assert bookings.find(asked.order_code, account) is None

    def test_a_parcel_is_taken_back_before_it_is_fetched(
        self, bookings: Bookings, tracking: Tracking, asked: BookingRequest, account: CourierAccount
    ) -> None:
        order_no = bookings.book(asked, account)
        bookings.cancel(order_no, "salah alamat", account)
        assert bookings.find(asked.order_code, account) == Found(order_no, is_cancelled=True)
        assert tracking.track(order_no, account).events[-1].state is ShipmentState.CANCELLED
        with pytest.raises(CancelRefused):
            bookings.cancel(order_no, "salah alamat", account)

        anew = bookings.book(asked, account)
        assert anew != order_no
        assert bookings.find(asked.order_code, account) == Found(anew)

    def test_what_was_fetched_is_not_given_back(
        self,
        bookings: Bookings,
        tracking: Tracking,
        asked: BookingRequest,
        account: CourierAccount,
        fetch: Callable[[str], object],
    ) -> None:
        order_no = bookings.book(asked, account)
        fetch(order_no)
        with pytest.raises(CancelRefused):
            bookings.cancel(order_no, "salah alamat", account)
        assert bookings.find(asked.order_code, account) == Found(order_no)
        assert tracking.track(order_no, account).events[-1].state is ShipmentState.PICKED_UP

    def test_what_is_told_of_a_parcel_begins_with_the_oldest(
        self,
        bookings: Bookings,
        tracking: Tracking,
        asked: BookingRequest,
        account: CourierAccount,
        fetch: Callable[[str], object],
    ) -> None:
        order_no = bookings.book(asked, account)
        fetch(order_no)
        events = tracking.track(order_no, account).events
        assert events[0].state is ShipmentState.CREATED
        assert [one.at for one in events] == sorted(one.at for one in events)

    def test_of_a_number_that_there_is_not_nothing_is_known(
        self, bookings: Bookings, tracking: Tracking, account: CourierAccount
    ) -> None:
        with pytest.raises(ShipmentNotFound):
            tracking.track("NONE1", account)
        with pytest.raises(CancelRefused):
            bookings.cancel("NONE1", "salah alamat", account)


def _service(rate: Rate) -> tuple[str | None, str | None]:
    return rate.courier_code, rate.service_code


def _sorted(rate: Rate) -> tuple[str, str]:
    return rate.courier_code or "", rate.service_code or ""
