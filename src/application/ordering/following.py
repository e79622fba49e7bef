"""What follows a step of an order, whoever takes it: its goods, its vouchers and its cash on delivery move with it."""

from bosonline.application.ordering.ports import OrderingWork
from bosonline.domain.identity import Author
from bosonline.domain.ordering import Order, OrderStatusChanged, PaymentMethod, PaymentStatus, Status
from bosonline.domain.shipping.cod_ledger import Posting, collected, due, returned, uncollected


def follow(work: OrderingWork, order: Order, changed: OrderStatusChanged, *, held: bool, by: Author) -> None:
    """Let stock and vouchers follow an order that was saved; `held` says whether it had reserved its goods before.

    Raises `OutOfStock` where an order comes back from cancelled and its goods are gone.
    """
    _move_stock(work, order, changed, held=held, by=by)
    if order.payment_method is PaymentMethod.COD:
        work.cod_ledger.post(order.invoice, _cod_posting(order, changed))
    if order.vouchers:
        _move_vouchers(work, order, changed)


def _cod_posting(order: Order, changed: OrderStatusChanged) -> Posting:
    """What a step means for the money that the courier is to collect; once it was handed on, nothing any more."""
    amount, at = order.totals.total.idr, changed.at
    if changed.became is Status.SHIPPED:
        return due(amount, at=at)
    if changed.became is Status.DELIVERED and order.payment_status is PaymentStatus.COD_COLLECTED:
        return collected(amount, at=at)
    if order.payment_status is PaymentStatus.COD_DUE and changed.was is Status.DELIVERED:
        return uncollected(amount, at=at)
    if order.payment_status is PaymentStatus.COD_DUE and changed.became is Status.RETURNED:
        return returned(amount, at=at)
    return ()


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
