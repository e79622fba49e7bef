"""The worker looks after parcels: bookings that nobody settled, and what couriers did not tell by themselves."""

from dataclasses import dataclass

from bosonline.application.ordering.call_off import CallOffParcel
from bosonline.application.ordering.hand_over import Claimed, claim_again, sender_of
from bosonline.application.ordering.parcel_news import RefreshShipment
from bosonline.application.ordering.parcels import OpenParcelWork, SettleBooking, account_of
from bosonline.application.ports import Clock
from bosonline.application.shipping.accounts import CourierAccounts
from bosonline.application.shipping.booking_ports import CancelRefused, DueParcel, DueParcels
from bosonline.domain.errors import Refusal
from bosonline.domain.ordering import Invoice
from bosonline.domain.shipping.shipment import LOOK_AGAIN, Shipment

AT_A_TIME = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAfterParcels:
    """Settle the bookings whose callers ended without a word: the courier is asked before it is told again.

    What a courier took after it had been called off is taken back. Parcels on their way are asked after from time to
    time, whether webhooks come or not.

    What cannot be done now waits for the next round, and stops no other parcel.
    """

    parcels: DueParcels
    work: OpenParcelWork
    accounts: CourierAccounts
    settle: SettleBooking
    call_off: CallOffParcel
    refresh: RefreshShipment
    clock: Clock

    def __call__(self) -> None:
        for due in self.parcels.due(self.clock(), limit=AT_A_TIME):
            try:
                self._look_after(due)
            except Refusal:
                self._postpone(due)

    def _look_after(self, due: DueParcel) -> None:
        account = account_of(self.accounts, due.store)
        found = self._found(due)
        if isinstance(found, Claimed):
            self.settle(store=due.store, claimed=found.shipment, request=found.request, account=account, looks=True)
        elif found is not None and found.is_stray:
            self._take_back(due, found)
        elif found is not None:
            self.refresh(store=due.store, order_no=found.order_no)

    def _found(self, due: DueParcel) -> Claimed | Shipment | None:
        with self.work(due.store) as work:
            shipment = work.shipments.find(order_code=due.order_code)
            if shipment is None or not shipment.is_booking:
                return shipment
            order = work.orders.get(Invoice(shipment.invoice))
            claimed = claim_again(work, shipment, order, sender_of(work), self.clock())
            work.commit()
        return claimed

    def _take_back(self, due: DueParcel, stray: Shipment) -> None:
        try:
            self.call_off.take_back(store=due.store, order_code=due.order_code)
        except CancelRefused:
            # The courier has fetched it: where it is now shows on its order.
            self.refresh(store=due.store, order_no=stray.order_no)
            raise

    def _postpone(self, due: DueParcel) -> None:
        now = self.clock()
        with self.work(due.store) as work:
            shipment = work.shipments.find(order_code=due.order_code)
            if shipment is not None and shipment.due_at is not None and shipment.due_at <= now:
                shipment.due_at = now + LOOK_AGAIN
                work.shipments.save(shipment)
                work.commit()
