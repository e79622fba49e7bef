"""The seller notes what was paid for an order, and what was given back."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Self

from bosonline.application.images import KeepPicture, finish_upload
from bosonline.application.ordering.following import follow
from bosonline.application.ordering.ports import OpenOrderingWork, OrderingWork
from bosonline.application.ordering.proofs import OpenProofsWork, ProofsWork, attach, next_proof
from bosonline.application.ports import Clock, Once
from bosonline.domain.errors import PreconditionFailed
from bosonline.domain.identity import Member
from bosonline.domain.images import Upload, UploadKind
from bosonline.domain.money import Money
from bosonline.domain.ordering import (
    EntryKind,
    Invoice,
    Noted,
    Order,
    OrderStatusChanged,
    PaidToUnknownAccount,
    PaymentEntry,
    PaymentMethod,
    PaymentStatus,
    Status,
    check_late,
    give_back,
    receive,
    remit,
)
from bosonline.domain.ordering.proof import show
from bosonline.domain.shipping.cod_ledger import Posting, refunded, remitted


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

    Two confirmations are two payments; a caller that is not sure uses a key, or the version that it saw. `proof` is
    a picture of the payment, as it was sent. Raises `OrderNotFound`, `PreconditionFailed`, `CodPaidToCourier`,
    `OrderUnfinished`, `PaidInFuture`, `PaidToUnknownAccount`, and of the picture what `KeepPicture` does.
    """

    work: OpenProofsWork
    keep_picture: KeepPicture
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
        proof: bytes | None = None,
        seen_version: int | None = None,
        once: Once | None = None,
    ) -> Settlement:
        now = self.clock()

        def confirm(work: ProofsWork, upload: Upload | None = None) -> Settlement:
            order = _seen(work, invoice, seen_version)
            if bank_account is not None and not work.ledger.knows_account(bank_account):
                raise PaidToUnknownAccount(account=bank_account)
            entry = _entry(work, order, member, EntryKind.RECEIVED, amount, paid_at=paid_at, note=note, at=now)
            entry = replace(entry, bank_account=bank_account or order.bank_account)
            noted = receive(order, entry)
            if proof is None or upload is None:
                return _keep(work, order, noted)
            shown = next_proof(
                work,
                order,
                file_name=upload.file_name,
                digest=sha256(proof).hexdigest(),
                payment=entry.number,
                by=entry.by,
                at=now,
            )
            show(order, shown)
            return _keep(work, order, noted, lambda: attach(work, invoice, shown))

        if proof is None:
            with self.work(member.store, once) as work:
                return confirm(work)
        upload = self.keep_picture(store=member.store, by=member.user, content=proof, kind=UploadKind.PROOF, once=once)
        return finish_upload(self.work, member.store, once, lambda work: confirm(work, upload))


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
            entry = _entry(work, order, member, EntryKind.REMITTED, amount, paid_at=paid_at, note=reason, at=now)
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
            entry = _entry(work, order, member, EntryKind.REFUNDED, amount, note=reason, at=self.clock())
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
                entry = _entry(work, order, member, EntryKind.REFUNDED, order.paid, note=reason, at=now)
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


def _entry(
    work: OrderingWork,
    order: Order,
    member: Member,
    kind: EntryKind,
    amount: Money,
    *,
    note: str,
    at: datetime,
    paid_at: datetime | None = None,
) -> PaymentEntry:
    return PaymentEntry(
        number=work.ledger.next_number(order.invoice),
        kind=kind,
        amount=amount,
        paid_at=paid_at or at,
        note=note,
        by=member.author,
        at=at,
    )


def _cod_posting(entry: PaymentEntry) -> Posting:
    if entry.kind is EntryKind.REMITTED:
        return remitted(entry.amount.idr, at=entry.at)
    return refunded(entry.amount.idr, at=entry.at) if entry.kind is EntryKind.REFUNDED else ()


def _keep(work: OrderingWork, order: Order, noted: Noted, also: Callable[[], None] = lambda: None) -> Settlement:
    # The order first: who lost a race for it must not touch the ledger that the other has written already.
    work.orders.save(order)
    work.ledger.add(order.invoice, noted.entry)
    if order.payment_method is PaymentMethod.COD:
        work.cod_ledger.post(order.invoice, _cod_posting(noted.entry))
    also()
    for event in noted.events:
        if isinstance(event, OrderStatusChanged):
            follow(work, order, event, held=True, by=noted.entry.by)
        work.record(event)
    settlement = Settlement.of(order, noted.entry)
    work.commit(settlement)
    return settlement
