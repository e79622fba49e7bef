"""What follows a step of an order, whoever takes it: its goods are reserved, released, sent or taken in again."""

from bosonline.application.ordering.ports import OrderingWork
from bosonline.domain.identity import Author
from bosonline.domain.ordering import Order, OrderStatusChanged, Status


def follow(work: OrderingWork, order: Order, changed: OrderStatusChanged, *, held: bool, by: Author) -> None:
    """Let the stock follow an order that was saved; `held` says whether it had reserved its goods before.

    Raises `OutOfStock` where an order comes back from cancelled and its goods are gone.
    """
    if changed.became is Status.CANCELLED and held:
        work.stock.release(order, by=by, at=changed.at)
    elif changed.was is Status.CANCELLED:
        work.stock.take(order.pieces, invoice=order.invoice, by=by, at=changed.at)
    elif changed.became is Status.SHIPPED:
        work.stock.ship(order, by=by, at=changed.at)
    elif changed.became is Status.RETURNED:
        work.stock.put_back(order, by=by, at=changed.at)
