"""Parcels and their orders: what is known of a parcel is kept, and its order follows."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol, TypeVar

from bosonline.application.ordering.following import follow
from bosonline.application.ordering.ports import OrderingWork
from bosonline.application.ports import Clock, Once
from bosonline.application.shipping.accounts import CourierAccount, CourierAccounts
from bosonline.application.shipping.booking_ports import (
    BookingRefused,
    BookingRequest,
    Bookings,
    CouriersSilent,
    Found,
    Shipments,
)
from bosonline.application.stores.ports import Warehouses
from bosonline.domain.errors import ChangedMeanwhile, Refusal
from bosonline.domain.identity import Author, StoreId
from bosonline.domain.ordering import Invoice
from bosonline.domain.ordering.parcel import follow_parcel
from bosonline.domain.shipping import CourierAccountRefused, CouriersUnavailable, NoCourierAccount
from bosonline.domain.shipping.shipment import BookingUnderWay, ParcelCalledOff, ParcelEvent, Shipment

T = TypeVar("T")

COURIER = Author(None, "courier")
TRIES = 20
"""How often what is known of a parcel is kept that loses races against other changes of its order."""


class ParcelWork(OrderingWork, Protocol):
    """A transaction on the orders and parcels of one store."""

    @property
    def store(self) -> StoreId: ...

    @property
    def shipments(self) -> Shipments: ...

    @property
    def warehouses(self) -> Warehouses: ...


class OpenParcelWork(Protocol):
    """Begin a transaction on one store, perhaps under a caller's key."""

    def __call__(self, store: StoreId, once: Once | None = None, /) -> ParcelWork: ...


@dataclass(frozen=True, slots=True)
class ShipmentMoved:
    """A parcel is somewhere else than was known."""

    invoice: str
    number: int
    state: str


def account_of(accounts: CourierAccounts, store: StoreId) -> CourierAccount:
    """The account that a store's parcels go by, or `NoCourierAccount`."""
    account = accounts.of(store)
    if account is None:
        raise NoCourierAccount
    return account


def keep(work: ParcelWork, shipment: Shipment, *, by: Author, clock: Clock) -> None:
    """Save a parcel of which more is known, and let its order follow, where no later parcel does.

    The order first: who lost a race for it must not touch the stock that the other has moved already.
    """
    now, last = clock(), work.shipments.of(shipment.invoice)
    work.shipments.save(shipment)
    if last is None or last.number != shipment.number:
        return
    order = work.orders.get(Invoice(shipment.invoice))
    was = order.parcel
    changes = follow_parcel(order, shipment.state, awb=shipment.awb, at=now, by=by)
    if order.news:
        work.orders.save(order)
    for changed in changes:
        follow(work, order, changed, held=False, by=by)
        work.record(changed)
    if order.parcel is not was:
        work.record(ShipmentMoved(shipment.invoice, shipment.number, shipment.state.value))


def take_in(
    work: ParcelWork,
    shipment: Shipment,
    events: Sequence[ParcelEvent],
    *,
    awb: str | None,
    by_way_of: str,
    clock: Clock,
    by: Author = COURIER,
) -> None:
    """Keep what was told of a parcel, and let its order follow."""
    now = clock()
    for event in events:
        shipment.hear(event, heard_at=now)
    shipment.awb = awb or shipment.awb
    work.shipments.tell(shipment, events, by_way_of=by_way_of, at=now)
    keep(work, shipment, by=by, clock=clock)


def tried(attempt: Callable[[], T]) -> T:
    """Do it again as long as it loses races; the last loss is raised."""
    for _ in range(TRIES - 1):
        with suppress(ChangedMeanwhile):
            return attempt()
    return attempt()


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleBooking:
    """Have a claimed parcel booked, and keep what came of it; nothing is open during the call.

    `looks`: an earlier call may have booked it, so the courier is asked before it is told again. What it did not
    answer for certain stays claimed, for the worker to look at. Returns the courier's number, or raises the refusal:
    `BookingRefused`, `CourierAccountRefused` (then there is no parcel), `BookingUnderWay` where nobody knows, or
    `ParcelCalledOff` where the parcel was called off meanwhile: what the courier took then is for the worker to take
    back.
    """

    work: OpenParcelWork
    bookings: Bookings
    clock: Clock

    def __call__(
        self, *, store: StoreId, claimed: Shipment, request: BookingRequest, account: CourierAccount, looks: bool
    ) -> str:
        try:
            found = self._look(store, claimed, account) if looks else None
        except (CouriersSilent, CouriersUnavailable) as silence:
            raise self._unknown(store, claimed, type(silence).__name__) from None
        try:
            order_no = self.bookings.book(request, account) if found is None else found.order_no
        except (BookingRefused, CourierAccountRefused) as refusal:
            reason = str(refusal)
            self._settle(store, claimed, lambda kept: kept.refuse(reason, at=self.clock()))
            raise
        except (CouriersSilent, CouriersUnavailable) as silence:
            raise self._unknown(store, claimed, type(silence).__name__) from None
        if self._settle(store, claimed, lambda kept: kept.book(order_no, at=self.clock())):
            raise ParcelCalledOff
        return order_no

    def _look(self, store: StoreId, claimed: Shipment, account: CourierAccount) -> Found | None:
        """What an earlier call booked. A token that is refused by now says nothing of that: the claim stays."""
        try:
            return self.bookings.find(claimed.order_code, account)
        except CourierAccountRefused as refusal:
            self._unknown(store, claimed, str(refusal))
            raise

    def _unknown(self, store: StoreId, claimed: Shipment, why: str) -> Refusal:
        """Keep that nobody knows whether the parcel was booked; the refusal that says so."""
        is_stray = self._settle(store, claimed, lambda kept: kept.wait(self.clock(), why))
        return ParcelCalledOff() if is_stray else BookingUnderWay()

    def _settle(self, store: StoreId, claimed: Shipment, change: Callable[[Shipment], object]) -> bool:
        """Keep what came of a booking; whether the parcel is a stray now."""

        def once() -> bool:
            with self.work(store) as work:
                kept = work.shipments.find(order_code=claimed.order_code)
                # Whatever was told meanwhile has settled it: by a webhook, the worker, or another press.
                if kept is None or not (kept.is_booking or kept.is_given_up):
                    return False
                was_given_up = kept.is_given_up
                change(kept)
                if was_given_up:
                    keep_stray(work, kept, clock=self.clock)
                else:
                    _keep_settled(work, kept, by=claimed.by, clock=self.clock)
                work.commit()
                return kept.is_stray

        return tried(once)


def keep_stray(work: ParcelWork, shipment: Shipment, *, clock: Clock) -> None:
    """Save a parcel that was called off and that the courier may hold nevertheless, for the seller to see."""
    work.shipments.save(shipment)
    if shipment.is_stray:
        order = work.orders.get(Invoice(shipment.invoice))
        held = shipment.order_no or "perhaps"
        order.remember(at=clock(), by=COURIER, what="stray-parcel", was=None, became=f"booked: {held}")
        work.orders.save(order)


def _keep_settled(work: ParcelWork, shipment: Shipment, *, by: Author, clock: Clock) -> None:
    if shipment.is_open:
        keep(work, shipment, by=by, clock=clock)
        return
    work.shipments.save(shipment)
    order = work.orders.get(Invoice(shipment.invoice))
    order.remember(at=clock(), by=by, what="shipment", was=order.parcel, became="refused by the courier")
    order.parcel = None
    work.orders.save(order)


def refused(refusal: Refusal) -> tuple[str, str, dict[str, object]]:
    """A refusal as what can be kept of it: code, text, facts."""
    return refusal.code, str(refusal), dict(refusal.facts)
