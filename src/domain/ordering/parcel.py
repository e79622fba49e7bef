"""What a parcel does to its order."""

from datetime import datetime

from bosonline.domain.errors import Conflict
from bosonline.domain.identity import Author
from bosonline.domain.ordering.order import Order, OrderStatusChanged
from bosonline.domain.ordering.status import Status
from bosonline.domain.shipping.shipment import ShipmentState

_WAY = (Status.PROCESSING, Status.READY, Status.SHIPPED, Status.DELIVERED, Status.RETURNING, Status.RETURNED)
_LEADS_TO = {
    ShipmentState.CREATED: Status.READY,
    ShipmentState.PICKUP_ASSIGNED: Status.READY,
    ShipmentState.CANCELLED: Status.PROCESSING,
    ShipmentState.PICKED_UP: Status.SHIPPED,
    ShipmentState.IN_TRANSIT: Status.SHIPPED,
    ShipmentState.OUT_FOR_DELIVERY: Status.SHIPPED,
    ShipmentState.ATTEMPT_FAILED: Status.SHIPPED,
    ShipmentState.LOST: Status.SHIPPED,
    ShipmentState.DELIVERED: Status.DELIVERED,
    ShipmentState.REFUSED: Status.RETURNING,
    ShipmentState.RETURNING: Status.RETURNING,
    ShipmentState.RETURNED: Status.RETURNED,
}
SHIPPABLE = (Status.PROCESSING, Status.READY)


class OrderNotShippable(Conflict):
    """The order is not at the point where its parcel is handed over."""

    code = "order-not-shippable"
    text = "An order that is {status} cannot be handed over; it has to be processing or ready"


class OrderInQuarantine(Conflict):
    """Somebody has to look at the order first."""

    code = "order-in-quarantine"
    text = "{invoice} is in quarantine: let it in before it is sent"


def check_shippable(order: Order) -> None:
    """Refuse with `OrderNotShippable` or `OrderInQuarantine` what is not to be sent now."""
    if order.status not in SHIPPABLE:
        raise OrderNotShippable(status=order.status.value)
    if order.is_quarantined:
        raise OrderInQuarantine(invoice=order.invoice)


def follow_parcel(
    order: Order, state: ShipmentState, *, awb: str | None, at: datetime, by: Author
) -> tuple[OrderStatusChanged, ...]:
    """Let an order follow its parcel, step by step as far as its status admits; what it did.

    It never goes back, but from ready when the booking was cancelled. An order that was cancelled stays so.
    """
    if order.parcel is not state:
        order.remember(at=at, by=by, what="shipment", was=order.parcel, became=state)
        order.parcel = state
    waybill = None if state is ShipmentState.CANCELLED else awb
    if order.awb != waybill:
        order.remember(at=at, by=by, what="awb", was=order.awb, became=waybill)
        order.awb = waybill
    return tuple(order.move(step, at=at, by=by) for step in _steps(order.status, _LEADS_TO.get(state)))


def _steps(status: Status, goal: Status | None) -> list[Status]:
    if goal is None or status not in _WAY:
        return []
    if goal is Status.PROCESSING:
        return [goal] if status is Status.READY else []
    passed = _WAY[_WAY.index(status) + 1 : _WAY.index(goal) + 1]
    return [step for step in passed if step is not Status.DELIVERED or goal is Status.DELIVERED]
