"""Where an order stands and what may follow: one table decides."""

from enum import StrEnum

from bosonline.domain.errors import Conflict
from bosonline.domain.money import Money


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


PAID = frozenset(
    {
        PaymentStatus.PAID,
        PaymentStatus.OVERPAID,
        PaymentStatus.PAID_AFTER_EXPIRY,
        PaymentStatus.COD_COLLECTED,
        PaymentStatus.COD_REMITTED,
    }
)
"""The whole price has been paid, to the store or to the courier."""

BROUGHT_NOTHING = frozenset({Status.ABANDONED, Status.CANCELLED, Status.RETURNED})
"""Orders of which no revenue comes."""

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
"""What may follow each status. From cancelled an order comes back only when it was paid after its expiry, and an
abandoned one becomes pending only when its buyer checks out."""


_PAYING = (PaymentStatus.PARTIALLY_PAID, PaymentStatus.PAID, PaymentStatus.OVERPAID, PaymentStatus.PAID_AFTER_EXPIRY)

PAYMENT_FOLLOWERS: dict[PaymentStatus, tuple[PaymentStatus, ...]] = {
    PaymentStatus.UNPAID: (*_PAYING, PaymentStatus.COD_DUE),
    PaymentStatus.PARTIALLY_PAID: (*_PAYING, PaymentStatus.REFUNDED),
    PaymentStatus.PAID: (*_PAYING, PaymentStatus.UNPAID, PaymentStatus.REFUNDED, PaymentStatus.COD_DUE),
    PaymentStatus.OVERPAID: (*_PAYING, PaymentStatus.REFUNDED),
    PaymentStatus.PAID_AFTER_EXPIRY: (*_PAYING, PaymentStatus.REFUNDED),
    PaymentStatus.REFUNDED: (*_PAYING, PaymentStatus.UNPAID, PaymentStatus.COD_DUE),
    PaymentStatus.COD_DUE: (PaymentStatus.COD_COLLECTED, PaymentStatus.UNPAID, PaymentStatus.PAID),
    PaymentStatus.COD_COLLECTED: (PaymentStatus.COD_REMITTED, PaymentStatus.COD_DUE),
    PaymentStatus.COD_REMITTED: (PaymentStatus.COD_REMITTED, PaymentStatus.REFUNDED),
}
"""What may follow each state of the payment; one that follows itself takes more of the same."""


OPEN = tuple(status for status in Status if status not in (Status.DELIVERED, Status.RETURNED, Status.CANCELLED))
"""Where somebody still has to look after an order."""


class StatusNotAllowed(Conflict):
    """The table does not let this status follow the present one."""

    code = "status-not-allowed"
    text = "An order that is {status} cannot become {wanted}; `allowed` says what it can become"


class PaymentNotAllowed(Conflict):
    """The table does not let this state of the payment follow the present one."""

    code = "payment-not-allowed"
    text = "A payment that is {payment_status} cannot become {wanted}; `allowed` says what it can become"


def check_payment(payment: PaymentStatus, wanted: PaymentStatus) -> None:
    """Refuse with `PaymentNotAllowed` what the table does not let follow."""
    allowed = PAYMENT_FOLLOWERS[payment]
    if wanted not in allowed:
        raise PaymentNotAllowed(
            payment_status=payment.value, wanted=wanted.value, allowed=[follower.value for follower in allowed]
        )


def standing(paid: Money, total: Money) -> PaymentStatus:
    """Where an order stands that does not go by the courier's hand, of which so much has been paid."""
    if paid == total:
        return PaymentStatus.PAID
    if not paid:
        return PaymentStatus.UNPAID
    return PaymentStatus.PARTIALLY_PAID if paid < total else PaymentStatus.OVERPAID


def followers(status: Status, payment: PaymentStatus) -> tuple[Status, ...]:
    """What may follow now, by the table and the state of the payment."""
    if status is Status.CANCELLED and payment is not PaymentStatus.PAID_AFTER_EXPIRY:
        return ()
    if status is Status.ABANDONED:
        return (Status.CANCELLED,)
    return FOLLOWERS[status]


def check_move(status: Status, payment: PaymentStatus, wanted: Status) -> None:
    """Refuse with `StatusNotAllowed` what the table does not let follow."""
    allowed = followers(status, payment)
    if wanted not in allowed:
        raise StatusNotAllowed(
            status=status.value, wanted=wanted.value, allowed=[follower.value for follower in allowed]
        )
