"""Where an order stands and what may follow: one table decides."""

from enum import StrEnum

from bosonline.domain.errors import Conflict


class Status(StrEnum):
    """The way of an order; the words are those of the API."""

    ABANDONED = "abandoned"
    PENDING = "pending"
    PROCESSING = "processing"
    READY = "ready"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    RETURNING = "returning"
    RETURNED = "returned"
    CANCELLED = "cancelled"


class PaymentStatus(StrEnum):
    """Where the money stands, beside the order's own status."""

    UNPAID = "unpaid"
    PARTIALLY_PAID = "partially_paid"
    PAID = "paid"
    OVERPAID = "overpaid"
    PAID_AFTER_EXPIRY = "paid_after_expiry"
    REFUNDED = "refunded"
    COD_DUE = "cod_due"
    COD_COLLECTED = "cod_collected"
    COD_REMITTED = "cod_remitted"


FOLLOWERS: dict[Status, tuple[Status, ...]] = {
    Status.ABANDONED: (Status.PENDING, Status.CANCELLED),
    Status.PENDING: (Status.PROCESSING, Status.CANCELLED),
    Status.PROCESSING: (Status.READY, Status.CANCELLED),
    Status.READY: (Status.SHIPPED, Status.PROCESSING, Status.CANCELLED),
    Status.SHIPPED: (Status.DELIVERED, Status.RETURNING),
    Status.DELIVERED: (Status.RETURNING,),
    Status.RETURNING: (Status.RETURNED,),
    Status.RETURNED: (),
    Status.CANCELLED: (Status.PROCESSING,),
}
"""What may follow each status. From cancelled an order comes back only when it was paid after its expiry."""


OPEN = tuple(status for status in Status if status not in (Status.DELIVERED, Status.RETURNED, Status.CANCELLED))
"""Where somebody still has to look after an order."""


class StatusNotAllowed(Conflict):
    """The table does not let this status follow the present one."""

    code = "status-not-allowed"
    text = "An order that is {status} cannot become {wanted}; `allowed` says what it can become"


def followers(status: Status, payment: PaymentStatus) -> tuple[Status, ...]:
    """What may follow now, by the table and the state of the payment."""
    if status is Status.CANCELLED and payment is not PaymentStatus.PAID_AFTER_EXPIRY:
        return ()
    return FOLLOWERS[status]


def check_move(status: Status, payment: PaymentStatus, wanted: Status) -> None:
    """Refuse with `StatusNotAllowed` what the table does not let follow."""
    allowed = followers(status, payment)
    if wanted not in allowed:
        raise StatusNotAllowed(
            status=status.value, wanted=wanted.value, allowed=[follower.value for follower in allowed]
        )
