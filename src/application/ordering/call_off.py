"""A parcel is called off before it is fetched, and with it perhaps its order: the courier is asked first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bosonline.application.ordering.hand_over import HandedOver, HandOutcome
from bosonline.application.ordering.parcels import COURIER, OpenParcelWork, account_of, keep, tried
from bosonline.application.ports import Clock, Once
from bosonline.application.shipping.accounts import CourierAccounts
from bosonline.application.shipping.booking_ports import Bookings, CancelRefused, CouriersSilent
from bosonline.domain.errors import Refusal
from bosonline.domain.identity import Author, Member, StoreId
from bosonline.domain.ordering import Invoice
from bosonline.domain.shipping import CouriersUnavailable
from bosonline.domain.shipping.shipment import (
    BookingUnderWay,
    ParcelEvent,
    ShipmentNotFound,
    ShipmentState,
)

CALLED_OFF = "Dibatalkan sebelum dijemput"
"""What the courier is told of a parcel that was called off before it was booked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallOffParcel:
    """Take an order's parcel back from the courier: nothing changes unless the courier agrees.

    A courier that refuses, or stays silent, is looked at: it may have let go of the parcel before. Returns the
    courier's number of it, None where the parcel was never booked. Raises `ShipmentNotFound`, `ParcelUnderWay`,
    `BookingUnderWay`, `CancelRefused`, `CouriersUnavailable`, and `NoCourierAccount`.
    """

    work: OpenParcelWork
    accounts: CourierAccounts
    bookings: Bookings
    clock: Clock

    def __call__(self, *, store: StoreId, by: Author, invoice: Invoice, reason: str) -> str | None:
        with self.work(store) as work:
            work.orders.get(invoice)
            shipment = work.shipments.of(invoice)
        if shipment is None:
            raise ShipmentNotFound
        if shipment.state is ShipmentState.CANCELLED:
            return shipment.order_no
        shipment.check_cancellable()
        if shipment.is_claimed(self.clock()):
            raise BookingUnderWay
        order_no = shipment.order_no
        if order_no is None and shipment.is_booking:
            found = self.bookings.find(shipment.order_code, account_of(self.accounts, store))
            order_no = None if found is None or found.is_cancelled else found.order_no
        if order_no is not None:
            self._ask(store, order_no, shipment.order_code, reason)
        self._cancelled(store, shipment.order_code, order_no, by)
        return order_no

    def take_back(self, *, store: StoreId, order_code: str) -> None:
        """Take back what the courier holds of a parcel that was called off before its booking was answered."""
        found = self.bookings.find(order_code, account_of(self.accounts, store))
        if found is not None and not found.is_cancelled:
            self._know(store, order_code, found.order_no)
            self._ask(store, found.order_no, order_code, CALLED_OFF)
        self._cancelled(store, order_code, None if found is None else found.order_no, COURIER)

    def _know(self, store: StoreId, order_code: str, order_no: str) -> None:
        """Keep a stray's number, so that it can be followed where it is not let go of."""

        def once() -> None:
            with self.work(store) as work:
                kept = work.shipments.find(order_code=order_code)
                if kept is not None and kept.order_no is None:
                    kept.order_no = order_no
                    work.shipments.save(kept)
                    work.commit()

        tried(once)

    def _ask(self, store: StoreId, order_no: str, order_code: str, reason: str) -> None:
        account = account_of(self.accounts, store)
        try:
            self.bookings.cancel(order_no, reason, account)
        except (CancelRefused, CouriersSilent, CouriersUnavailable) as no:
            found = self.bookings.find(order_code, account)
            if found is not None and found.is_cancelled:
                return
            if isinstance(no, CouriersSilent):
                raise CouriersUnavailable(retry_after=5) from None
            raise

    def _cancelled(self, store: StoreId, order_code: str, order_no: str | None, by: Author) -> None:
        now: datetime = self.clock()

        def once() -> None:
            with self.work(store) as work:
                kept = work.shipments.find(order_code=order_code)
                if kept is None:
                    raise ShipmentNotFound
                kept.order_no = kept.order_no or order_no
                kept.hear(ParcelEvent(at=now, code="", state=ShipmentState.CANCELLED), heard_at=now)
                keep(work, kept, by=by, clock=self.clock)
                work.commit()

        tried(once)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallOffParcels:
    """Take several parcels back; each order fares by itself, and goes back to processing."""

    call_off: CallOffParcel
    work: OpenParcelWork

    def __call__(
        self, *, member: Member, invoices: Sequence[Invoice], reason: str, once: Once | None = None
    ) -> HandedOver:
        if once is not None:
            with self.work(member.store, once) as work:
                work.commit()
        ended = HandedOver(tuple(self._one(member, invoice, reason) for invoice in dict.fromkeys(invoices)))
        if once is not None:
            with self.work(member.store, once.settling()) as work:
                work.commit(ended)
        return ended

    def _one(self, member: Member, invoice: Invoice, reason: str) -> HandOutcome:
        try:
            order_no = self.call_off(store=member.store, by=member.author, invoice=invoice, reason=reason)
        except Refusal as refusal:
            return HandOutcome.of(invoice, refusal)
        return HandOutcome(invoice=invoice, order_no=order_no)
