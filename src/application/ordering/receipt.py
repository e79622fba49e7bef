"""What a buyer is told of an order: what to pay, where, and until when."""

from dataclasses import dataclass
from datetime import datetime

from bosonline.domain.identity import StoreId
from bosonline.domain.ordering import Invoice, Order, OrderVoucher, PaymentMethod, PaymentStatus, Secret, Status, Totals
from bosonline.domain.payments import TransferTarget


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The answer to a checkout.

    `due_at` is the deadline on the store's clock. `repeated` says that the order was there already: the same
    submission came twice.
    """

    store: StoreId
    invoice: Invoice
    secret: Secret
    status: Status
    payment_status: PaymentStatus
    payment_method: PaymentMethod
    totals: Totals
    due_at: datetime | None
    bank_accounts: tuple[TransferTarget, ...]
    vouchers: tuple[OrderVoucher, ...] = ()
    repeated: bool = False

    @classmethod
    def of(cls, order: Order, *, store: StoreId, due_at: datetime | None, repeated: bool = False) -> "Receipt":
        """The receipt of an order."""
        return cls(
            store=store,
            invoice=order.invoice,
            secret=order.secret,
            status=order.status,
            payment_status=order.payment_status,
            payment_method=order.payment_method,
            totals=order.totals,
            due_at=due_at,
            bank_accounts=order.pay_to,
            vouchers=order.vouchers,
            repeated=repeated,
        )
