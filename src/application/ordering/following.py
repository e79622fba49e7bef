"""What follows a step of an order, whoever takes it: its goods move, and its vouchers with them."""

from bosonline.application.ordering.ports import OrderingWork
from bosonline.domain.identity import Author
from bosonline.domain.ordering import Order, OrderStatusChanged, Status


def follow(work: OrderingWork, order: Order, changed: OrderStatusChanged, *, held: bool, by: Author) -> None:
    """Let stock and vouchers follow an order that was saved; `held` says whether it had reserved its goods before.

    Raises `OutOfStock` where an order comes back from cancelled and its goods are gone.
    """
    _move_stock(work, order, changed, held=held, by=by)
    if order.vouchers:
        _move_vouchers(work, order, changed)


def _move_stock(work: OrderingWork, order: Order, changed: OrderStatusChanged, *, held: bool, by: Author) -> None:
    if changed.became is Status.CANCELLED and held:
        work.stock.release(order, by=by, at=changed.at)
    elif changed.was is Status.CANCELLED:
        work.stock.take(order.pieces, invoice=order.invoice, by=by, at=changed.at)
    elif changed.became is Status.SHIPPED:
        work.stock.ship(order, by=by, at=changed.at)
    elif changed.became is Status.RETURNED:
        work.stock.put_back(order, by=by, at=changed.at)


def _move_vouchers(work: OrderingWork, order: Order, changed: OrderStatusChanged) -> None:
    if changed.became in (Status.CANCELLED, Status.RETURNED):
        work.voucher_uses.give_back(order.invoice, at=changed.at)
    elif changed.was is Status.CANCELLED:
        work.voucher_uses.take_again(order.invoice, at=changed.at)
