"""Boscod's status codes. All but "2" (delivered) are unknown: what they are taken for is assumed, here alone."""

from bosonline.domain.shipping.shipment import ShipmentState

CANCELLED = "4"

_STATES = {
    "0": ShipmentState.CREATED,
    "1": ShipmentState.IN_TRANSIT,
    "2": ShipmentState.DELIVERED,
    "3": ShipmentState.RETURNED,
    CANCELLED: ShipmentState.CANCELLED,
    "5": ShipmentState.PICKUP_ASSIGNED,
    "6": ShipmentState.PICKED_UP,
    "7": ShipmentState.OUT_FOR_DELIVERY,
    "8": ShipmentState.ATTEMPT_FAILED,
    "9": ShipmentState.RETURNING,
    "10": ShipmentState.LOST,
    "11": ShipmentState.REFUSED,
}


def state_of(code: str) -> ShipmentState | None:
    """What a code means; None for one that is not known here."""
    return _STATES.get(code)
