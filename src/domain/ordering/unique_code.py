"""Rupiah added to a transfer by which it is told from every other that is due."""

from collections.abc import Collection

from bosonline.domain.money import ZERO, Money
from bosonline.domain.ordering.order import Order
from bosonline.domain.ordering.reception import DRAWS
from bosonline.domain.ordering.status import PaymentStatus, Status
from bosonline.domain.stores.payment_method import PaymentMethod

LEAST, MOST = 1, 999

DUE = (Status.PENDING, Status.PROCESSING, Status.READY, Status.SHIPPED, Status.DELIVERED, Status.RETURNING)
"""Where a transfer may still be waited for."""


def is_due_by_transfer(order: Order) -> bool:
    """Whether somebody is still to transfer for the order: its total is to be told from all others then."""
    waits = order.payment_status in (PaymentStatus.UNPAID, PaymentStatus.PARTIALLY_PAID)
    return order.payment_method is PaymentMethod.BANK_TRANSFER and waits and order.status in DUE


def free_code(total: Money, taken: Collection[Money], *, draw: int, present: Money = ZERO) -> Money:
    """A code that makes a total differ from all that are `taken`; nothing where none is left.

    The `present` one stays if it may; else one is chosen by `draw`, a number below `DRAWS`: one that has become free is
    seldom given anew at once, so that a late transfer is not taken for another's.
    """
    free = [code for code in range(LEAST, MOST + 1) if Money(total.idr + code) not in taken]
    if present.idr in free:
        return present
    return Money(free[draw * len(free) // DRAWS]) if free else ZERO
