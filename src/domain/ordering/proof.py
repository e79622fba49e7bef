"""Pictures that show that an order was paid: they wait for the seller to look, and change nothing by themselves."""

from dataclasses import dataclass
from datetime import datetime

from bosonline.domain.errors import Conflict
from bosonline.domain.identity import Author
from bosonline.domain.ordering.order import EXPIRED, Invoice, Order
from bosonline.domain.ordering.status import PaymentStatus, Status
from bosonline.domain.stores.payment_method import PaymentMethod

MOST_PROOFS = 5
"""How many proofs a buyer may give of one order: whoever has its address may send them."""


class NothingToPay(Conflict):
    """The buyer of this order owes the seller nothing now."""

    code = "nothing-to-pay"
    text = "Nothing is to be transferred for this order now; its payment is {payment_status}"


class TooManyProofs(Conflict):
    """The buyer has shown enough pictures of this payment."""

    code = "too-many-proofs"
    text = "This order has {most} proofs of payment already; the seller will look at them"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A picture of a payment, numbered from 1; `digest` is of the file as it was sent, by which it is known again.

    `payment` is the number of the ledger's entry that it was noted with, None where the buyer gave it.
    """

    number: int
    file_name: str
    digest: str
    payment: int | None = None
    by: Author
    at: datetime


@dataclass(frozen=True, slots=True)
class ProofGiven:
    """A buyer showed that they paid."""

    invoice: Invoice
    number: int
    at: datetime


def check_wanted(order: Order) -> None:
    """Refuse with `NothingToPay` where no transfer is awaited. One that came too late for a deadline still is."""
    is_unpaid = order.payment_status in (PaymentStatus.UNPAID, PaymentStatus.PARTIALLY_PAID)
    is_open = order.status is not Status.ABANDONED and (
        order.status is not Status.CANCELLED or order.cancel_reason == EXPIRED
    )
    if order.payment_method is PaymentMethod.COD or order.customer.is_erased or not (is_unpaid and is_open):
        raise NothingToPay(payment_status=order.payment_status.value)


def show(order: Order, proof: Proof) -> ProofGiven:
    """Note in the order's history that there is a proof."""
    order.remember(at=proof.at, by=proof.by, what="proof", became=str(proof.number))
    return ProofGiven(order.invoice, proof.number, proof.at)
