"""The money of an order: what came in, what was given back, and where that leaves its payment."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bosonline.domain.errors import Conflict, Rejected
from bosonline.domain.identity import Author
from bosonline.domain.money import Money
from bosonline.domain.ordering.order import Invoice, Order, OrderStatusChanged
from bosonline.domain.ordering.status import PaymentStatus, Status, standing
from bosonline.domain.stores.payment_method import PaymentMethod

CLOCKS_DIFFER = timedelta(minutes=5)
"""So far in the future a payment may be said to have been made: the seller's clock may be ahead."""


class EntryKind(StrEnum):
    """What an entry of an order's ledger tells: money came in, was given back, or was handed on by the courier."""

    RECEIVED = "received"
    REFUNDED = "refunded"
    REMITTED = "remitted"


class CodPaidToCourier(Conflict):
    """The buyer of a cash-on-delivery order pays the courier, not the seller."""

    code = "cod-paid-to-courier"
    text = "The courier collects the money of this order; note it by POST /store/order/cod-remitted when it has come"


class NotCod(Conflict):
    """No courier collects the money of this order."""

    code = "not-cod"
    text = "This order is not paid on delivery; note its payment by POST /store/order/confirm-payment"


class OrderUnfinished(Conflict):
    """The buyer left the form before there was an order."""

    code = "order-unfinished"
    text = "The buyer has not finished this order, so there is nothing to pay yet"


class NotYetDelivered(Conflict):
    """The courier cannot have collected the money."""

    code = "not-yet-delivered"
    text = "An order that is {status} has not been paid to the courier yet"


class RefundTooLarge(Rejected):
    """More would be given back than there is."""

    code = "refund-too-large"
    text = "At most {paid} can be given back"
    field = "amount"


class NoLatePayment(Conflict):
    """Nothing was paid after the order had ended, or that is settled already."""

    code = "no-late-payment"
    text = "No late payment of this order waits to be settled; its payment is {payment_status}"


class PaidInFuture(Rejected):
    """Nobody has paid yet at that time."""

    code = "paid-in-future"
    text = "A payment cannot have been made in the future"
    field = "paid_at"


class PaidToUnknownAccount(Rejected):
    """The store never had this bank account."""

    code = "paid-to-unknown-account"
    text = "Your store has no bank account with the id {account}"
    field = "bank_account_id"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentEntry:
    """One line of an order's ledger, numbered from 1; `paid_at` is when the money moved, `at` when it was noted."""

    number: int
    kind: EntryKind
    amount: Money
    paid_at: datetime
    bank_account: int | None = None
    note: str = ""
    by: Author
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPaymentNoted:
    """Money of an order moved: `kind` says which way."""

    invoice: Invoice
    number: int
    kind: EntryKind
    amount: Money
    was: PaymentStatus
    became: PaymentStatus
    at: datetime


@dataclass(frozen=True, slots=True)
class Noted:
    """A new entry of the ledger, and what it brought about: the order may have gone on."""

    entry: PaymentEntry
    events: tuple[OrderPaymentNoted | OrderStatusChanged, ...]


def receive(order: Order, entry: PaymentEntry) -> Noted:
    """Note that the buyer paid: an order that waited for it goes on, one that had ended waits for the seller.

    Raises `CodPaidToCourier`, `OrderUnfinished` and `PaidInFuture`.
    """
    if order.payment_method is PaymentMethod.COD:
        raise CodPaidToCourier
    if order.status is Status.ABANDONED:
        raise OrderUnfinished
    if entry.paid_at > entry.at + CLOCKS_DIFFER:
        raise PaidInFuture
    paid = order.paid + entry.amount
    is_late = order.status is Status.CANCELLED
    became = PaymentStatus.PAID_AFTER_EXPIRY if is_late else standing(paid, order.totals.total)
    noted = _note(order, entry, paid, became)
    if became is not PaymentStatus.PARTIALLY_PAID and order.paid_at is None:
        order.paid_at = entry.paid_at
    if order.status is Status.PENDING and became is not PaymentStatus.PARTIALLY_PAID:
        return Noted(entry, (noted, order.move(Status.PROCESSING, at=entry.at, by=entry.by)))
    return Noted(entry, (noted,))


def give_back(order: Order, entry: PaymentEntry) -> Noted:
    """Note that money was given back: all of it makes the order refunded, what was too much makes it paid.

    Raises `RefundTooLarge`.
    """
    if entry.amount > order.paid:
        raise RefundTooLarge(paid=str(order.paid))
    paid = order.paid - entry.amount
    became = order.payment_status
    if not paid:
        became = PaymentStatus.REFUNDED
    elif became is PaymentStatus.OVERPAID and paid <= order.totals.total:
        became = PaymentStatus.PAID
    return Noted(entry, (_note(order, entry, paid, became),))


def remit(order: Order, entry: PaymentEntry) -> Noted:
    """Note that the courier handed on what the buyer of a cash-on-delivery order paid.

    Raises `NotCod`, `NotYetDelivered`, and `PaymentNotAllowed` where that was noted before.
    """
    if order.payment_method is not PaymentMethod.COD:
        raise NotCod
    if order.payment_status is PaymentStatus.COD_DUE:
        raise NotYetDelivered(status=order.status.value)
    if entry.paid_at > entry.at + CLOCKS_DIFFER:
        raise PaidInFuture
    noted = _note(order, entry, order.paid + entry.amount, PaymentStatus.COD_REMITTED)
    order.paid_at = entry.paid_at
    return Noted(entry, (noted,))


def check_late(order: Order) -> None:
    """Refuse with `NoLatePayment` where no money waits that came after the order had ended."""
    if order.payment_status is not PaymentStatus.PAID_AFTER_EXPIRY:
        raise NoLatePayment(payment_status=order.payment_status.value)


def _note(order: Order, entry: PaymentEntry, paid: Money, became: PaymentStatus) -> OrderPaymentNoted:
    was, had = order.payment_status, order.paid
    order.settle(became, at=entry.at, by=entry.by)
    order.paid = paid
    order.remember(at=entry.at, by=entry.by, what="paid", was=str(had.idr), became=str(paid.idr))
    return OrderPaymentNoted(
        invoice=order.invoice,
        number=entry.number,
        kind=entry.kind,
        amount=entry.amount,
        was=was,
        became=became,
        at=entry.at,
    )
