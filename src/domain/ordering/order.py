"""The order: what was bought at which price, by whom, and how far it has come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NewType

from bosonline.domain.catalog.ids import VariantId
from bosonline.domain.catalog.sku import Sku
from bosonline.domain.errors import NotFound
from bosonline.domain.identity import Author, StaffId
from bosonline.domain.money import ZERO, Money
from bosonline.domain.ordering.customer import Address, Customer
from bosonline.domain.ordering.history import HistoryEntry
from bosonline.domain.ordering.pricing import Totals
from bosonline.domain.ordering.status import PaymentStatus, Status, check_move, check_payment, standing
from bosonline.domain.payments import TransferTarget
from bosonline.domain.promotions import VoucherId, VoucherKind
from bosonline.domain.shipping.shipment import ParcelBooked, ShipmentState
from bosonline.domain.stores.payment_method import PaymentMethod

INVOICE_PREFIX = "INV"
EXPIRED = "expired"
"""Why an order was cancelled that nobody paid for in time."""

Invoice = NewType("Invoice", str)
Secret = NewType("Secret", str)


def invoice_of(number: int) -> Invoice:
    """The invoice with this number."""
    return Invoice(f"{INVOICE_PREFIX}{number:04d}")


def number_of(invoice: Invoice) -> int:
    """The number in an invoice."""
    return int(invoice.removeprefix(INVOICE_PREFIX))


class OrderNotFound(NotFound):
    """The store has no order of this invoice number."""


@dataclass(frozen=True, slots=True)
class OrderPlaced:
    """A buyer ordered, or a member of staff did for them."""

    invoice: Invoice
    at: datetime


@dataclass(frozen=True, slots=True)
class OrderStatusChanged:
    """An order took a step on its way."""

    invoice: Invoice
    was: Status
    became: Status
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Some of one variant, with the name, price, weight (grams) and cost that it had when it was ordered."""

    variant: VariantId
    sku: Sku
    product_name: str
    name: str
    qty: int
    price: Money
    cost_price: Money
    weight: int
    discount: Money = ZERO

    @property
    def subtotal(self) -> Money:
        """Price times quantity, before the discount."""
        return self.price * self.qty


@dataclass(frozen=True, slots=True, kw_only=True)
class FormReference:
    """The order form, in the version that the buyer saw."""

    id: int
    name: str
    version: int


@dataclass(frozen=True, slots=True)
class Assignment:
    """The member of customer service who looks after the order."""

    staff: StaffId
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderVoucher:
    """A voucher that the order was made with, and what it took off."""

    id: VoucherId
    code: str
    kind: VoucherKind
    discount: Money


@dataclass(slots=True, kw_only=True)
class Order:
    """One order of one store.

    `pay_to` is where the buyer was told to transfer, as it was told, and `bank_account` the one of these that is known
    to be meant. `content` is a digest of what was ordered, by which a repeated submission is recognised. `entries`
    counts the history; what is added by a change waits in `news` until the order is saved. `parcel` is where its last
    parcel is, None where none was booked. `duplicate_of` is an earlier order of the same goods from the same phone,
    which this one may repeat.
    """

    invoice: Invoice
    secret: Secret
    created_at: datetime
    customer: Customer
    address: Address
    lines: tuple[Line, ...]
    totals: Totals
    payment_method: PaymentMethod
    payment_status: PaymentStatus
    status: Status = Status.PENDING
    form: FormReference | None = None
    paid: Money = ZERO
    due_at: datetime | None = None
    paid_at: datetime | None = None
    shipped_at: datetime | None = None
    bank_account: int | None = None
    pay_to: tuple[TransferTarget, ...] = ()
    vouchers: tuple[OrderVoucher, ...] = ()
    courier_code: str | None = None
    service_code: str | None = None
    quoted_shipping: Money | None = None
    quote_id: str | None = None
    awb: str | None = None
    parcel: ShipmentState | None = None
    cs: Assignment | None = None
    cs_reason: str | None = None
    cancel_reason: str | None = None
    follow_ups: int = 0
    is_quarantined: bool = False
    quarantine_reasons: tuple[str, ...] = ()
    duplicate_of: Invoice | None = None
    note: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    source: Mapping[str, str] = field(default_factory=dict)
    content: str = ""
    entries: int = 0
    version: int = 0
    news: list[HistoryEntry] = field(default_factory=list)

    @classmethod
    def place(
        cls,
        *,
        invoice: Invoice,
        secret: Secret,
        at: datetime,
        by: Author,
        customer: Customer,
        address: Address,
        lines: tuple[Line, ...],
        totals: Totals,
        payment_method: PaymentMethod,
        due_at: datetime | None,
        form: FormReference | None = None,
        bank_account: int | None = None,
        pay_to: tuple[TransferTarget, ...] = (),
        vouchers: tuple[OrderVoucher, ...] = (),
        courier_code: str | None = None,
        service_code: str | None = None,
        quoted_shipping: Money | None = None,
        quote_id: str | None = None,
        note: str = "",
        answers: Mapping[str, str] | None = None,
        source: Mapping[str, str] | None = None,
        content: str = "",
    ) -> tuple["Order", OrderPlaced]:
        """A new order that waits for its payment, or to be sent cash on delivery."""
        order = cls(
            invoice=invoice,
            secret=secret,
            created_at=at,
            customer=customer,
            address=address,
            lines=lines,
            totals=totals,
            payment_method=payment_method,
            payment_status=(
                PaymentStatus.COD_DUE if payment_method is PaymentMethod.COD else standing(ZERO, totals.total)
            ),
            due_at=due_at,
            form=form,
            bank_account=bank_account,
            pay_to=pay_to,
            vouchers=vouchers,
            courier_code=courier_code,
            service_code=service_code,
            quoted_shipping=quoted_shipping,
            quote_id=quote_id,
            note=note,
            answers=answers or {},
            source=source or {},
            content=content,
        )
        order.remember(at=at, by=by, what="placed", became=order.status)
        return order, OrderPlaced(invoice, at)

    @property
    def qty(self) -> int:
        """How many pieces in all."""
        return sum(line.qty for line in self.lines)

    @property
    def pieces(self) -> dict[Sku, int]:
        """How many of each variant."""
        wanted: dict[Sku, int] = {}
        for line in self.lines:
            wanted[line.sku] = wanted.get(line.sku, 0) + line.qty
        return wanted

    @property
    def goods_by_variant(self) -> dict[VariantId, tuple[int, Money]]:
        """How many of each variant, and what they come to after discounts."""
        found: dict[VariantId, tuple[int, Money]] = {}
        for line in self.lines:
            qty, amount = found.get(line.variant, (0, ZERO))
            found[line.variant] = (qty + line.qty, amount + line.subtotal - line.discount)
        return found

    @property
    def has_expired(self) -> bool:
        """Whether it was cancelled because nobody paid for it in time."""
        return self.status is Status.CANCELLED and self.cancel_reason == EXPIRED

    @property
    def holds_stock(self) -> bool:
        """Whether its goods are reserved for it and still in the warehouse."""
        return self.status in (Status.PENDING, Status.PROCESSING, Status.READY)

    def move(self, wanted: Status, *, at: datetime, by: Author, reason: str | None = None) -> OrderStatusChanged:
        """Take a step on the way; `StatusNotAllowed` says what else may follow."""
        check_move(self.status, self.payment_status, wanted)
        if wanted in (Status.CANCELLED, Status.PROCESSING):
            self.check_not_booked()
        was, self.status = self.status, wanted
        if wanted is Status.CANCELLED:
            self.cancel_reason = reason
        if wanted is Status.SHIPPED:
            self.shipped_at = at
        self.remember(at=at, by=by, what="status", was=was, became=wanted)
        self._follow_with_payment(was, at=at, by=by)
        return OrderStatusChanged(self.invoice, was, wanted, at)

    @property
    def has_parcel(self) -> bool:
        """Whether a courier has been told of it, or is being told."""
        return self.parcel not in (None, ShipmentState.CANCELLED)

    def check_not_booked(self) -> None:
        """Refuse with `ParcelBooked` what a courier has been told of."""
        if self.has_parcel:
            raise ParcelBooked(awb=self.awb or "-")

    def is_overdue(self, at: datetime) -> bool:
        """Whether it waited for its payment in vain: none of it has come, and the deadline is over."""
        waits = (self.status, self.payment_status) == (Status.PENDING, PaymentStatus.UNPAID)
        return waits and self.due_at is not None and self.due_at <= at

    def settle(self, became: PaymentStatus, *, at: datetime, by: Author) -> None:
        """Let the payment take a step; `PaymentNotAllowed` says what else may follow."""
        check_payment(self.payment_status, became)
        was, self.payment_status = self.payment_status, became
        if was is not became:
            self.remember(at=at, by=by, what="payment_status", was=was, became=became)

    def assign(self, cs: Assignment, *, reason: str, at: datetime, by: Author) -> bool:
        """Let somebody look after the order from now on; False where they do so already."""
        if self.cs is not None and self.cs.staff == cs.staff:
            return False
        was, self.cs, self.cs_reason = self.cs, cs, reason
        self.remember(at=at, by=by, what="cs", was=None if was is None else was.name, became=cs.name)
        if reason:
            self.remember(at=at, by=by, what="cs_reason", became=reason)
        return True

    def unassign(self, *, at: datetime, by: Author) -> None:
        """Let nobody look after the order until somebody is named."""
        if self.cs is not None:
            was, self.cs, self.cs_reason = self.cs, None, None
            self.remember(at=at, by=by, what="cs", was=was.name)

    def quarantine(self, *, on: bool, reasons: Sequence[str] = (), at: datetime, by: Author) -> bool:
        """Keep the order from the queue of customer service, or let it in; False where it is so already.

        Why it is kept apart stays with the order as long as it is.
        """
        if self.is_quarantined is on:
            return False
        told = ("no", "yes") if on else ("yes", "no")
        self.is_quarantined, self.quarantine_reasons = on, tuple(reasons) if on else ()
        self.remember(at=at, by=by, what="quarantine", was=told[0], became=told[1])
        for reason in reasons:
            self.remember(at=at, by=by, what="quarantine_reason", became=reason)
        return True

    def _follow_with_payment(self, was: Status, *, at: datetime, by: Author) -> None:
        """Who delivers a parcel collects its money; a parcel that comes back after all was not paid for."""
        if self.status is Status.DELIVERED and self.payment_status is PaymentStatus.COD_DUE:
            self.settle(PaymentStatus.COD_COLLECTED, at=at, by=by)
        elif self.status is Status.RETURNING and self.payment_status is PaymentStatus.COD_COLLECTED:
            self.settle(PaymentStatus.COD_DUE, at=at, by=by)
        elif was is Status.CANCELLED:
            self.settle(standing(self.paid, self.totals.total), at=at, by=by)

    def remember(
        self, *, at: datetime, by: Author, what: str, was: str | None = None, became: str | None = None
    ) -> None:
        """Add to the history."""
        self.entries += 1
        self.news.append(HistoryEntry(entry=self.entries, at=at, by=by, what=what, was=was, became=became))
