"""Who looks after an order, what they tell each other about it, and whether it waits apart."""

from dataclasses import dataclass
from typing import Protocol, Self

from bosonline.application.forms.ports import OrderForms
from bosonline.application.identity.ports import Staff, Users
from bosonline.application.ordering.ports import OrderingWork
from bosonline.application.ordering.reception import Draw, attend, content_of
from bosonline.application.ports import Clock, Once
from bosonline.domain.errors import PreconditionFailed
from bosonline.domain.identity import Member, StaffId, StoreId
from bosonline.domain.identity.staff import StaffNotFound
from bosonline.domain.ordering import Assignment, Invoice, Note, Order
from bosonline.domain.stores import StaffUnknown

BY_HAND = "by hand"
"""Why somebody looks after an order whom a member of staff named without saying why."""


class Notes(Protocol):
    """The notes on the orders of the work's store."""

    def next_number(self, invoice: Invoice, /) -> int:
        """The number that an order's next note has."""
        ...

    def add(self, invoice: Invoice, note: Note, /) -> None:
        """Keep a new note; `ChangedMeanwhile` where another one has its number by now."""
        ...


class AttendingWork(OrderingWork, Protocol):
    """A transaction on the orders of one store, and on who looks after them."""

    @property
    def notes(self) -> Notes: ...

    @property
    def staff(self) -> Staff: ...

    @property
    def users(self) -> Users: ...

    @property
    def forms(self) -> OrderForms: ...


class OpenAttendingWork(Protocol):
    """Begin a transaction on one store, perhaps under a caller's key."""

    def __call__(self, store: StoreId, once: Once | None = None, /) -> AttendingWork: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Attended:
    """Who looks after an order now, why, and whether it is in quarantine."""

    invoice: Invoice
    cs: Assignment | None
    reason: str | None
    is_quarantined: bool
    version: int

    @classmethod
    def of(cls, order: Order) -> Self:
        """How this order stands."""
        return cls(
            invoice=order.invoice,
            cs=order.cs,
            reason=order.cs_reason,
            is_quarantined=order.is_quarantined,
            version=order.version,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignOrder:
    """Let a member of staff look after an order, or nobody (None).

    Raises `OrderNotFound`, `PreconditionFailed`, and `StaffUnknown` for one who does not work in the store now.
    """

    work: OpenAttendingWork
    clock: Clock

    def __call__(
        self,
        *,
        member: Member,
        invoice: Invoice,
        staff: StaffId | None,
        reason: str = "",
        seen_version: int | None = None,
    ) -> Attended:
        now, by = self.clock(), member.author
        with self.work(member.store) as work:
            order = _seen(work, invoice, seen_version)
            before = order.entries
            if staff is None:
                order.unassign(at=now, by=by)
            else:
                order.assign(somebody(work, staff), reason=reason or BY_HAND, at=now, by=by)
            if order.entries > before:
                work.orders.save(order)
                work.commit()
            return Attended.of(order)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarantineOrder:
    """Keep an order from the queue of customer service, or let it in: then somebody looks after it.

    Raises `OrderNotFound` and `PreconditionFailed`.
    """

    work: OpenAttendingWork
    clock: Clock
    draw: Draw

    def __call__(
        self, *, member: Member, invoice: Invoice, on: bool, reason: str = "", seen_version: int | None = None
    ) -> Attended:
        now = self.clock()
        with self.work(member.store) as work:
            order = _seen(work, invoice, seen_version)
            if order.quarantine(on=on, reasons=[reason] if reason else (), at=now, by=member.author):
                if not on:
                    attendance = work.reception.attendance(order.customer.phone)
                    attend(order, attendance, content_of(work.forms, order), draw=self.draw(), at=now)
                work.orders.save(order)
                work.commit()
            return Attended.of(order)


@dataclass(frozen=True, slots=True, kw_only=True)
class AddNote:
    """Note something on an order, for the seller's people alone; or `OrderNotFound`."""

    work: OpenAttendingWork
    clock: Clock

    def __call__(self, *, member: Member, invoice: Invoice, text: str, once: Once | None = None) -> Note:
        with self.work(member.store, once) as work:
            work.orders.get(invoice)
            number = work.notes.next_number(invoice)
            note = Note(number=number, text=text, by=member.author, at=self.clock())
            work.notes.add(invoice, note)
            work.commit(note)
        return note


@dataclass(frozen=True, slots=True, kw_only=True)
class Attending:
    """How the seller's people look after orders."""

    assign: AssignOrder
    quarantine: QuarantineOrder
    note: AddNote


def _seen(work: AttendingWork, invoice: Invoice, seen_version: int | None) -> Order:
    order = work.orders.get(invoice)
    if seen_version not in (None, order.version):
        raise PreconditionFailed
    return order


def somebody(work: AttendingWork, staff: StaffId) -> Assignment:
    """A member of staff who can look after an order now; `StaffUnknown`."""
    try:
        member = work.staff.get(staff)
    except StaffNotFound as missing:
        raise StaffUnknown.of([staff], field="staff_id") from missing
    if not member.is_active or member.removed_at is not None:
        raise StaffUnknown.of([staff], field="staff_id")
    return Assignment(staff, work.users.get(member.user).name)
