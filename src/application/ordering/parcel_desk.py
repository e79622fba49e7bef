"""What the seller does with parcels."""

from dataclasses import dataclass

from bosonline.application.ordering.call_off import CallOffParcels
from bosonline.application.ordering.hand_over import HandOverOrders
from bosonline.application.ordering.parcel_news import ReceiveWebhook, RefreshShipment, SetShipment


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcels:
    """Everything that can be done with the parcels of orders."""

    hand_over: HandOverOrders
    call_off: CallOffParcels
    refresh: RefreshShipment
    set: SetShipment
    receive: ReceiveWebhook
