"""The worker looks after parcels: bookings that nobody settled, and what couriers did not tell by themselves."""

from dataclasses import dataclass

from bosonline.application.ordering.hand_over import Claimed, claim_again, sender_of
from bosonline.application.ordering.parcel_news import RefreshShipment
from bosonline.application.ordering.parcels import OpenParcelWork, SettleBooking, account_of
from bosonline.application.ports import Clock
from bosonline.application.shipping.accounts import CourierAccounts
from bosonline.application.shipping.booking_ports import DueParcel, DueParcels
from bosonline.domain.errors import Refusal
from bosonline.domain.ordering import Invoice
from bosonline.domain.shipping.shipment import LOOK_AGAIN

AT_A_TIME = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAfterParcels:
    """Settle the bookings whose callers ended without a word: the courier is asked before it is told again.

    Parcels on their way are asked after from time to time, whether webhooks come or not.

    What cannot be done now waits for the next round, and stops no other parcel.
    """

    parcels: DueParcels
    work: OpenParcelWork
    accounts: CourierAccounts
    settle: SettleBooking
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
        claimed = self._claimed(due)
        if claimed is None:
            self.refresh(store=due.store, invoice=due.invoice)
        else:
            self.settle(store=due.store, claimed=claimed.shipment, request=claimed.request, account=account, looks=True)

    def _claimed(self, due: DueParcel) -> Claimed | None:
        with self.work(due.store) as work:
            shipment = work.shipments.of(due.invoice)
            if shipment is None or not shipment.is_booking:
                return None
            order = work.orders.get(Invoice(due.invoice))
            claimed = claim_again(work, shipment, order, sender_of(work), self.clock())
            work.commit()
        return claimed

    def _postpone(self, due: DueParcel) -> None:
        now = self.clock()
        with self.work(due.store) as work:
            shipment = work.shipments.of(due.invoice)
            if shipment is not None and shipment.due_at is not None and shipment.due_at <= now:
                shipment.due_at = now + LOOK_AGAIN
                work.shipments.save(shipment)
                work.commit()
