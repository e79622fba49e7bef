"""What handing parcels over needs of the world: who books them, who knows where they are, and where that is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bosonline.application.shipping.accounts import CourierAccount
from bosonline.domain.errors import Conflict, Rejected
from bosonline.domain.identity import StoreId
from bosonline.domain.money import Money
from bosonline.domain.phone import Phone
from bosonline.domain.shipping.cod_ledger import CodAccount, CodEntry, Posting
from bosonline.domain.shipping.shipment import ParcelEvent, Shipment


class BookingRefused(Rejected):
    """The couriers will not take this parcel, and say why."""

    code = "booking-refused"
    text = "Boscod does not take this parcel: {reason}"


class CancelRefused(Conflict):
    """The couriers do not let go of a parcel any more."""

    code = "cancel-refused"
    text = "Boscod does not cancel this parcel any more: {reason}"


class CouriersSilent(Exception):
    """No refusal: whether the call did anything is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Who gives or gets a parcel, and where; the district is a Kemendagri code."""

    name: str
    phone: Phone
    address: str
    district_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingRequest:
    """A parcel to be taken: weight in grams; `collect` is what the buyer pays the courier, if anything."""

    order_code: str
    sender: Contact
    receiver: Contact
    courier_code: str
    service_code: str
    by_pickup: bool
    vehicle: str | None
    pickup_at: datetime | None
    content: str
    pieces: int
    weight: int
    value: Money
    collect: Money | None
    is_insured: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A booking that the courier has."""

    order_no: str
    is_cancelled: bool = False


class Bookings(Protocol):
    """Who takes parcels; an account knows its own alone.

    Each call may raise `CouriersUnavailable` and `CourierAccountRefused`.
    """

    def book(self, request: BookingRequest, account: CourierAccount, /) -> str:
        """Hand a parcel over; the courier's number of it. `BookingRefused`, or `CouriersSilent`.

        A code that is booked is the same parcel, unless that was taken back.
        """
        ...

    def find(self, order_code: str, account: CourierAccount, /) -> Found | None:
        """The last booking that was made under our code, or None where there is none."""
        ...

    def cancel(self, order_no: str, reason: str, account: CourierAccount, /) -> None:
        """Take a parcel back before it is fetched; `CancelRefused`, also where there is none, or `CouriersSilent`."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelReport:
    """What the courier knows of a parcel, the oldest word first."""

    events: Sequence[ParcelEvent]
    awb: str | None = None


class Tracking(Protocol):
    """Who knows where parcels are."""

    def track(self, order_no: str, account: CourierAccount, /) -> ParcelReport:
        """All that was told of a parcel; `ShipmentNotFound`, and as `Bookings`."""
        ...


class CodLedger(Protocol):
    """The cash on delivery of the work's store, as double entry."""

    def post(self, invoice: str, entries: Posting, /) -> None:
        """Keep a posting of an order, or `ChangedMeanwhile`."""
        ...

    def of(self, invoice: str, /) -> Sequence[CodEntry]:
        """All that was posted for an order, the first first."""
        ...

    def totals(self) -> Mapping[CodAccount, int]:
        """What is on each account of the store."""
        ...


class Shipments(Protocol):
    """The parcels of the work's store."""

    def of(self, invoice: str, /) -> Shipment | None:
        """The last parcel of an order, or None."""
        ...

    def find(self, *, order_no: str | None = None, order_code: str | None = None) -> Shipment | None:
        """The parcel of this number, else of this code; or None."""
        ...

    def add(self, shipment: Shipment, /) -> None:
        """Keep a new parcel, or `ChangedMeanwhile` where there is one of its number."""
        ...

    def save(self, shipment: Shipment, /) -> None:
        """Keep a changed parcel, or `ChangedMeanwhile` where somebody saved it since it was loaded."""
        ...

    def tell(self, shipment: Shipment, events: Sequence[ParcelEvent], /, *, by_way_of: str, at: datetime) -> int:
        """Keep what was told of a parcel; how much of it was new."""
        ...

    def told(self, shipment: Shipment, /) -> Sequence[ParcelEvent]:
        """All that was told of a parcel, the newest first."""
        ...


@dataclass(frozen=True, slots=True)
class DueParcel:
    """A parcel that somebody has to look after."""

    store: StoreId
    order_code: str


class DueParcels(Protocol):
    """Which parcels have to be looked after."""

    def due(self, at: datetime, /, *, limit: int) -> Sequence[DueParcel]:
        """Those whose time has come, the longest due first."""
        ...
