"""Couriers as far as this memory goes: prices, areas, and parcels that go nowhere by themselves."""

import threading
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from bosonline.application.ports import Clock
from bosonline.application.shipping.accounts import CourierAccount
from bosonline.application.shipping.booking_ports import (
    BookingRefused,
    BookingRequest,
    CancelRefused,
    Found,
    ParcelReport,
)
from bosonline.application.shipping.ports import CourierArea, EstimateAsked
from bosonline.domain.money import Money
from bosonline.domain.shipping import (
    Courier,
    CourierAccountRefused,
    CouriersUnavailable,
    DistrictNotServed,
    Estimate,
    Journey,
    ProviderAreaNotFound,
    Rate,
    Rates,
)
from bosonline.domain.shipping.shipment import ParcelEvent, ShipmentNotFound, ShipmentState

_RETRY_AFTER = 5
_TO_BE_FETCHED = (ShipmentState.CREATED, ShipmentState.PICKUP_ASSIGNED)


@dataclass(slots=True)
class MemoryCouriers:
    """Couriers with these rates between these districts, whatever a parcel weighs.

    Those in `failing` do not answer, with `is_down` nobody does, and `accepts` says whose tokens count, if not all do.
    """

    offered: Sequence[Rate]
    districts: Collection[str]
    failing: Collection[str] = ()
    is_down: bool = False
    accepts: Collection[str] | None = None

    def known(self) -> Sequence[Courier]:
        """The couriers that can be named."""
        names = {rate.courier_code: rate.courier_name for rate in self.offered if rate.courier_code is not None}
        return [Courier(code, name) for code, name in names.items()]

    def rates(self, journey: Journey, account: CourierAccount, /, *, courier: str | None = None) -> Rates:
        """The rates of all couriers or of one."""
        parts = list(self._parts(journey, account, courier))
        return Rates(
            rates=[rate for part in parts for rate in part.rates], failed=[one for part in parts for one in part.failed]
        )

    def stream(self, journey: Journey, account: CourierAccount, /) -> Iterator[Rates]:
        """The rates of one courier after the other; those who failed come last."""
        yield from self._parts(journey, account, None)

    def estimate(self, asked: EstimateAsked, account: CourierAccount, /) -> Estimate:
        """The rate of the service; insurance and collecting cost nothing here."""
        found = self.rates(asked.journey, account, courier=asked.courier_code).rates
        rate = next((one for one in found if one.service_code == asked.service_code), None)
        if rate is None:
            raise DistrictNotServed(region=asked.journey.destination)
        return Estimate(price=rate.price, max_price=rate.max_price, insurance=Money(0), cod_fee=Money(0))

    def _parts(self, journey: Journey, account: CourierAccount, courier: str | None) -> Iterator[Rates]:
        for place in (journey.origin, journey.destination):
            if place not in self.districts:
                raise DistrictNotServed(region=place)
        if self.accepts is not None and account.token not in self.accepts:
            raise CourierAccountRefused
        asked = [one for one in self.known() if courier in (None, one.code)]
        failed = [one for one in asked if self.is_down or one.code in self.failing]
        if asked and failed == asked:
            raise CouriersUnavailable(retry_after=_RETRY_AFTER)
        for one in asked:
            if one not in failed:
                yield Rates(rates=[rate for rate in self.offered if rate.courier_code == one.code])
        if failed:
            yield Rates(failed=failed)


@dataclass(frozen=True, slots=True)
class MemoryCourierAreas:
    """Areas that are all known from the beginning."""

    areas: Sequence[CourierArea]

    def provinces(self, account: CourierAccount, /) -> Sequence[CourierArea]:  # noqa: ARG002  # the port's signature
        """Every province, by name."""
        found = [one for one in self.areas if one.province is None and one.city is None]
        return sorted(found, key=lambda one: one.name)

    def cities(self, province: int, account: CourierAccount, /) -> Sequence[CourierArea]:  # noqa: ARG002
        """The cities and regencies of a province."""
        return _some([one for one in self.areas if one.province == province and one.city is None])

    def districts(self, city: int, account: CourierAccount, /) -> Sequence[CourierArea]:  # noqa: ARG002
        """The districts of a city or regency."""
        return _some([one for one in self.areas if one.city == city])


@dataclass(slots=True, kw_only=True)
class _Parcel:
    order_no: str
    order_code: str
    token: str
    events: list[ParcelEvent] = field(default_factory=list)

    @property
    def state(self) -> ShipmentState | None:
        return self.events[-1].state


class MemoryBookings:
    """Parcels booked between these districts, and where they are; `move` is what a courier does with one."""

    def __init__(self, districts: Collection[str], clock: Clock) -> None:
        self._districts, self._clock = districts, clock
        self._parcels: list[_Parcel] = []
        self._turn = threading.RLock()

    def book(self, request: BookingRequest, account: CourierAccount, /) -> str:
        """Keep a parcel; one that is kept under its code is the same."""
        for contact in (request.sender, request.receiver):
            if contact.district_code not in self._districts:
                raise BookingRefused(reason=f"it does not serve the district {contact.district_code}")
        with self._turn:
            found = self.find(request.order_code, account)
            if found is not None and not found.is_cancelled:
                return found.order_no
            parcel = _Parcel(
                order_no=f"MEM{len(self._parcels) + 1}", order_code=request.order_code, token=account.token
            )
            parcel.events.append(self._event(ShipmentState.CREATED))
            self._parcels.append(parcel)
            return parcel.order_no

    def find(self, order_code: str, account: CourierAccount, /) -> Found | None:
        """The newest parcel of a code."""
        with self._turn:
            mine = [one for one in self._parcels if (one.order_code, one.token) == (order_code, account.token)]
        if not mine:
            return None
        return Found(mine[-1].order_no, is_cancelled=mine[-1].state is ShipmentState.CANCELLED)

    def cancel(self, order_no: str, reason: str, account: CourierAccount, /) -> None:  # noqa: ARG002  # the port's
        """Take a parcel back as long as it was not fetched."""
        with self._turn:
            parcel = self._of(order_no, account)
            if parcel is None or parcel.state not in _TO_BE_FETCHED:
                raise CancelRefused(reason="it is not to be fetched" if parcel else "there is none of this number")
            parcel.events.append(self._event(ShipmentState.CANCELLED))

    def track(self, order_no: str, account: CourierAccount, /) -> ParcelReport:
        """All that happened to a parcel, the oldest first."""
        with self._turn:
            parcel = self._of(order_no, account)
            if parcel is None:
                raise ShipmentNotFound
            return ParcelReport(events=list(parcel.events))

    def move(self, order_no: str, state: ShipmentState) -> None:
        """The courier has the parcel there now."""
        with self._turn:
            parcel = next(one for one in self._parcels if one.order_no == order_no)
            parcel.events.append(self._event(state))

    def _of(self, order_no: str, account: CourierAccount) -> _Parcel | None:
        mine = (one for one in self._parcels if (one.order_no, one.token) == (order_no, account.token))
        return next(mine, None)

    def _event(self, state: ShipmentState) -> ParcelEvent:
        return ParcelEvent(at=self._clock(), code=state.value, state=state)


def _some(found: list[CourierArea]) -> Sequence[CourierArea]:
    if not found:
        raise ProviderAreaNotFound
    return found
