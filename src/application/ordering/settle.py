"""The seller notes what was paid for an order, and what was given back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from bosonline.application.ordering.following import follow
from bosonline.application.ordering.ports import OpenOrderingWork, OrderingWork
from bosonline.application.ports import Clock, Once
from bosonline.domain.errors import PreconditionFailed
from bosonline.domain.identity import Member
from bosonline.domain.money import Money
from bosonline.domain.ordering import (
    EntryKind,
    Invoice,
    Noted,
    Order,
    OrderStatusChanged,
    PaidToUnknownAccount,
    PaymentEntry,
    PaymentStatus,
    Status,
    check_late,
    give_back,
    receive,
    remit,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """How an order stands now; `entry` is what was noted, None where nothing moved."""

    invoice: Invoice
    status: Status
    payment_status: PaymentStatus
    total: Money
    paid: Money
    version: int
    entry: PaymentEntry | None

    @classmethod
    def of(cls, order: Order, entry: PaymentEntry | None) -> Self:
        """How this order stands."""
        return cls(
            invoice=order.invoice,
            status=order.status,
            payment_status=order.payment_status,
            total=order.totals.total,
            paid=order.paid,
            version=order.version,
            entry=entry,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmPayment:
    """Note that a buyer paid: what is paid in full goes on, what comes too late waits for the seller to decide.

    Two confirmations are two payments; a caller that is not sure uses a key, or the version that it saw. Raises
    `OrderNotFound`, `PreconditionFailed`, `CodPaidToCourier`, `OrderUnfinished`, `PaidInFuture` and
    `PaidToUnknownAccount`.
    """

    work: OpenOrderingWork
    clock: Clock

    def __call__(
        self,
        *,
        member: Member,
        invoice: Invoice,
        amount: Money,
        paid_at: datetime | None = None,
        bank_account: int | None = None,
        note: str = "",
        seen_version: int | None = None,
        once: Once | None = None,
    ) -> Settlement:
        now = self.clock()
        with self.work(member.store, once) as work:
            order = _seen(work, invoice, seen_version)
            if bank_account is not None and not work.ledger.knows_account(bank_account):
                raise PaidToUnknownAccount(account=bank_account)
            entry = PaymentEntry(
                number=work.ledger.next_number(invoice),
                kind=EntryKind.RECEIVED,
                amount=amount,
                paid_at=paid_at or now,
                bank_account=bank_account or order.bank_account,
                note=note,
                by=member.author,
                at=now,
            )
            return _keep(work, order, receive(order, entry))


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteRemittance:
    """Note that the courier handed on what the buyer of a cash-on-delivery order paid, once.

    Raises `OrderNotFound`, `PreconditionFailed`, `NotCod`, `NotYetDelivered`, `PaidInFuture` and `PaymentNotAllowed`.
    """

    work: OpenOrderingWork
    clock: Clock

    def __call__(
        self,
        *,
        member: Member,
        invoice: Invoice,
        amount: Money,
        paid_at: datetime | None = None,
        reason: str = "",
        seen_version: int | None = None,
        once: Once | None = None,
    ) -> Settlement:
        now = self.clock()
        with self.work(member.store, once) as work:
            order = _seen(work, invoice, seen_version)
            entry = PaymentEntry(
                number=work.ledger.next_number(invoice),
                kind=EntryKind.REMITTED,
                amount=amount,
                paid_at=paid_at or now,
                note=reason,
                by=member.author,
                at=now,
            )
            return _keep(work, order, remit(order, entry))


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundOrder:
    """Note that money was given back, never more than was paid.

    Raises `OrderNotFound`, `PreconditionFailed` and `RefundTooLarge`.
    """

    work: OpenOrderingWork
    clock: Clock

    def __call__(
        self,
        *,
        member: Member,
        invoice: Invoice,
        amount: Money,
        reason: str,
        seen_version: int | None = None,
        once: Once | None = None,
    ) -> Settlement:
        with self.work(member.store, once) as work:
            order = _seen(work, invoice, seen_version)
            entry = _given_back(work, order, member, amount=amount, reason=reason, at=self.clock())
            return _keep(work, order, give_back(order, entry))


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleLatePayment:
    """Decide on money that came after an order had ended: bring the order back, or give the money back.

    It comes back only if its goods can be taken again. Raises `OrderNotFound`, `PreconditionFailed`, `NoLatePayment`
    and `OutOfStock`.
    """

    work: OpenOrderingWork
    clock: Clock

    def __call__(
        self,
        *,
        member: Member,
        invoice: Invoice,
        is_restored: bool,
        reason: str = "",
        seen_version: int | None = None,
        once: Once | None = None,
    ) -> Settlement:
        now = self.clock()
        with self.work(member.store, once) as work:
            order = _seen(work, invoice, seen_version)
            check_late(order)
            if not is_restored:
                entry = _given_back(work, order, member, amount=order.paid, reason=reason, at=now)
                return _keep(work, order, give_back(order, entry))
            changed = order.move(Status.PROCESSING, at=now, by=member.author)
            work.orders.save(order)
            follow(work, order, changed, held=False, by=member.author)
            work.record(changed)
            settlement = Settlement.of(order, None)
            work.commit(settlement)
            return settlement


@dataclass(frozen=True, slots=True, kw_only=True)
class Settling:
    """What the seller does with the money of orders."""

    confirm: ConfirmPayment
    remit: NoteRemittance
    refund: RefundOrder
    settle_late: SettleLatePayment


def _seen(work: OrderingWork, invoice: Invoice, seen_version: int | None) -> Order:
    order = work.orders.get(invoice)
    if seen_version not in (None, order.version):
        raise PreconditionFailed
    return order


def _given_back(
    work: OrderingWork, order: Order, member: Member, *, amount: Money, reason: str, at: datetime
) -> PaymentEntry:
    return PaymentEntry(
        number=work.ledger.next_number(order.invoice),
        kind=EntryKind.REFUNDED,
        amount=amount,
        paid_at=at,
        note=reason,
        by=member.author,
        at=at,
    )


def _keep(work: OrderingWork, order: Order, noted: Noted) -> Settlement:
    # The order first: who lost a race for it must not touch the ledger that the other has written already.
    work.orders.save(order)
    work.ledger.add(order.invoice, noted.entry)
    for event in noted.events:
        if isinstance(event, OrderStatusChanged):
            follow(work, order, event, held=True, by=noted.entry.by)
        work.record(event)
    settlement = Settlement.of(order, noted.entry)
    work.commit(settlement)
    return settlement
