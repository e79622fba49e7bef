"""What is known of a buyer when an order comes in, and what becomes of the order thereby."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from bosonline.application.forms.ports import OrderForms
from bosonline.domain.forms import FormContent, FormId, FormNotFound
from bosonline.domain.identity import SYSTEM, Author
from bosonline.domain.ordering import Assignment, Invoice, Order
from bosonline.domain.ordering.reception import Attendance, choose
from bosonline.domain.ordering.suspicion import Record, Suspicion, blocked, suspicions
from bosonline.domain.phone import Phone
from bosonline.domain.stores import QuarantineLimits


class Draw(Protocol):
    """A number from 0 to `DRAWS` that nobody can foresee."""

    def __call__(self) -> int: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """An order that comes in.

    `content` is its digest: who sent the same since `same_since` sent it twice. Of the same goods (by their key) since
    `alike_since` it may be a repetition. Orders of the day are counted from `today` on, up to the store's `limits`.
    `phone_key` is by what a blocklist knows the phone, `place_key` the address, if there is one.
    """

    phone: Phone
    phone_key: str
    place_key: str | None
    content: str
    goods_key: str
    same_since: datetime
    alike_since: datetime
    today: datetime
    limits: QuarantineLimits


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a store knows when an order comes in.

    The newest order that is the same, the newest of the same goods, who could look after the buyer, and what is against
    them.
    """

    twin: Invoice | None
    alike: Invoice | None
    attendance: Attendance
    record: Record


class Reception(Protocol):
    """What the work's store knows of its buyers."""

    def look(self, arrival: Arrival, /) -> Known:
        """All that is known when an order comes in, at once."""
        ...

    def attendance(self, phone: Phone, /) -> Attendance:
        """Who could look after a buyer."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Maker:
    """Who makes an order: the buyer, or somebody of the store's, who vouches for the buyer.

    `noticed` is what was suspicious already about the way that it came; `cs` looks after it, and why, where somebody
    was named. An order that comes `by_reference` is no other order, however alike they are.
    """

    by: Author
    noticed: Sequence[Suspicion] = ()
    vouches: bool = False
    cs: tuple[Assignment, str] | None = None
    by_reference: bool = False


def receive(
    order: Order,
    known: Known,
    maker: Maker,
    *,
    content: FormContent | None,
    limits: QuarantineLimits,
    draw: int,
    at: datetime,
) -> None:
    """Let a new order into the queue of customer service, where somebody looks after it, or keep it apart.

    Whoever vouches for a buyer knows that the name is none and that it is the fourth order, but may not know of the
    blocklist. Who was named to look after it does so also while it waits.
    """
    order.duplicate_of = known.alike
    against = blocked(known.record) if maker.vouches else suspicions(order.customer.name, known.record, limits)
    reasons = (*maker.noticed, *against)
    if reasons:
        order.quarantine(on=True, reasons=reasons, at=at, by=SYSTEM)
        order.unassign(at=at, by=SYSTEM)
    if maker.cs is not None:
        order.assign(maker.cs[0], reason=maker.cs[1], at=at, by=maker.by)
    elif not reasons:
        attend(order, known.attendance, content, draw=draw, at=at)


def content_of(forms: OrderForms, order: Order) -> FormContent | None:
    """What the form of an order says by now; None where there is no such form any more."""
    if order.form is None:
        return None
    try:
        return forms.get(FormId(order.form.id)).content
    except FormNotFound:
        return None


def attend(order: Order, attendance: Attendance, content: FormContent | None, *, draw: int, at: datetime) -> bool:
    """Let somebody look after an order, if anybody can: who does so already stays, as long as they work here.

    The form's `content` says who serves its buyers. False where nothing changes.
    """
    if order.cs is not None:
        attendance = replace(attendance, latest=order.cs.staff)
    chosen = choose(attendance, () if content is None else content.attendants, draw=draw)
    return chosen is not None and order.assign(chosen[0], reason=chosen[1], at=at, by=SYSTEM)
