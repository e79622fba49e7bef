"""A parcel on its way: what the courier tells of it, and what of that counts.

What counts is decided by the set of what was told alone: the furthest phase, and within it the newest word. So it does
not matter in which order, how often or how late anything is heard.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from bosonline.domain.errors import Conflict, NotFound
from bosonline.domain.identity import Author

BY_HAND = "hand"
"""The code of what somebody of the store said of a parcel; its note is their name."""

CLAIM_LASTS = timedelta(seconds=60)
"""After so long whoever claimed a booking has ended, one way or another: no call lasts nearly as long."""

CLOCKS_DIFFER = timedelta(minutes=10)
LOOK_AGAIN = timedelta(seconds=30)
CHECK_EVERY, CHECK_ENDED = timedelta(hours=2), timedelta(days=1)
ENDED_FOR = timedelta(days=7)
"""A delivered parcel is asked after for so long: couriers correct themselves."""


class ShipmentState(StrEnum):
    """Where a parcel is. `booking`: it is being handed over, and whether the courier took it is not known yet."""

    BOOKING = "booking"
    CREATED = "created"
    PICKUP_ASSIGNED = "pickup_assigned"
    CANCELLED = "cancelled"
    PICKED_UP = "picked_up"
    IN_TRANSIT = "in_transit"
    OUT_FOR_DELIVERY = "out_for_delivery"
    ATTEMPT_FAILED = "attempt_failed"
    LOST = "lost"
    DELIVERED = "delivered"
    REFUSED = "refused"
    RETURNING = "returning"
    RETURNED = "returned"


_ON_THE_ROAD = ("picked_up", "in_transit", "out_for_delivery", "attempt_failed", "lost")
_PHASES = (("booking",), ("created", "pickup_assigned"), ("cancelled",), _ON_THE_ROAD, ("delivered",))
PHASE: Mapping[ShipmentState, int] = {
    ShipmentState(word): phase
    for phase, words in enumerate((*_PHASES, ("refused", "returning"), ("returned",)))
    for word in words
}
"""How far on its way a parcel is; within a phase the newest word counts, and no later word leads back to an earlier."""

_RANK = {state: rank for rank, state in enumerate(ShipmentState)}
_BEFORE_PICKUP = (ShipmentState.BOOKING, ShipmentState.CREATED, ShipmentState.PICKUP_ASSIGNED)
_ENDED = (ShipmentState.CANCELLED, ShipmentState.RETURNED)


class ShipmentNotFound(NotFound):
    """The order has no parcel, or there is none of this number."""


class ParcelBooked(Conflict):
    """The courier has been told where the parcel goes and what it costs."""

    code = "parcel-booked"
    text = "The parcel of this order is booked (waybill {awb}); cancel the booking before the order is changed"


class ParcelCalledOff(Conflict):
    """The parcel was called off before the courier answered; it is taken back."""

    code = "parcel-called-off"
    text = "The parcel was called off while it was being booked; if the courier took it, it is taken back"


class ParcelUnderWay(Conflict):
    """The courier has the parcel by now, or it is over."""

    code = "parcel-under-way"
    text = "A parcel that is {state} cannot be cancelled any more"


class ShipmentNotBackwards(Conflict):
    """What is said by hand would lead back on the parcel's way."""

    code = "shipment-not-backwards"
    text = "A parcel that is {state} does not become {wanted} any more"


class BookingUnderWay(Conflict):
    """The parcel is being booked at this moment."""

    code = "booking-under-way"
    text = "The parcel of this order is being booked at this moment; ask again in a minute"


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelEvent:
    """What was told of a parcel: when it happened, the teller's own code, and the state that we take it for.

    A code that is not known here has no state: it is kept and shown, and changes nothing.
    """

    at: datetime
    code: str
    state: ShipmentState | None
    note: str = ""
    description: str = ""
    branch: str = ""

    @property
    def mark(self) -> str:
        """What tells two events apart: the same one, told again by whatever way, has the same."""
        told = f"{int(self.at.timestamp())} {self.code} {self.note}"
        return sha256(told.encode()).hexdigest()[:32]


@dataclass(slots=True, kw_only=True)
class Shipment:
    """A parcel of an order. `number` counts the parcels that were booked for it; only the last one moves the order.

    `order_code` is ours and names the booking for good, `order_no` the courier's. `code` and `note` are the courier's
    newest word, whatever it means. `due_at` is when somebody has to look after the parcel; None when nobody has to.
    """

    invoice: str
    number: int
    order_code: str
    courier_code: str
    service_code: str
    by_pickup: bool = True
    vehicle: str | None = None
    pickup_at: datetime | None = None
    state: ShipmentState = ShipmentState.BOOKING
    state_at: datetime
    order_no: str | None = None
    awb: str | None = None
    code: str | None = None
    note: str = ""
    told_at: datetime | None = None
    problem: str | None = None
    due_at: datetime | None = None
    checked_at: datetime | None = None
    claimed_at: datetime
    by: Author
    version: int = 0

    @property
    def is_open(self) -> bool:
        """Whether a courier has it, or may have it."""
        return self.state not in _ENDED

    @property
    def is_cancellable(self) -> bool:
        """Whether the courier may still be asked to leave it."""
        return self.state in _BEFORE_PICKUP

    @property
    def is_booking(self) -> bool:
        """Whether it is not known yet that the courier took it."""
        return self.state is ShipmentState.BOOKING

    @property
    def is_given_up(self) -> bool:
        """Whether it ended before anybody knew whether the courier took it."""
        return self.state is ShipmentState.CANCELLED and self.order_no is None

    @property
    def is_stray(self) -> bool:
        """Whether the courier may hold it although it was called off: then it has to be taken back."""
        return self.state is ShipmentState.CANCELLED and self.due_at is not None

    def is_claimed(self, at: datetime) -> bool:
        """Whether somebody is booking it at this moment."""
        return self.is_booking and self.due_at is not None and at < self.due_at

    def claim(self, at: datetime) -> None:
        """Let whoever calls book it, and nobody else for a while."""
        self.due_at = at + CLAIM_LASTS

    def wait(self, at: datetime, problem: str) -> None:
        """Whether it was booked is not known: somebody has to look."""
        self.problem, self.due_at = problem, at + LOOK_AGAIN

    def book(self, order_no: str, *, at: datetime) -> bool:
        """The courier took it, under this number; False where that was known. What was given up is a stray then."""
        if self.is_given_up:
            self.order_no, self.due_at = order_no, at
            return True
        is_news = self.order_no is None
        self.order_no = self.order_no or order_no
        self.problem = None
        # As of the claim, however late it is learnt: what the courier told since must count for more.
        taken = ParcelEvent(at=self.claimed_at - CLOCKS_DIFFER, code="", state=ShipmentState.CREATED)
        return self.hear(taken, heard_at=at) or is_news

    def refuse(self, reason: str, *, at: datetime) -> None:
        """The courier did not take it, and says why."""
        if self.is_booking:
            self.state, self.state_at, self.problem, self.due_at = ShipmentState.CANCELLED, at, reason, None

    def hear(self, event: ParcelEvent, *, heard_at: datetime) -> bool:
        """Take in what was told; whether the parcel is somewhere else than was known."""
        was = self.state
        if event.state is ShipmentState.CANCELLED:
            self.due_at = None
        if event.code and (self.told_at is None or (event.at, event.code) > (self.told_at, self.code or "")):
            self.told_at, self.code, self.note = event.at, event.code, event.note
        if event.state is not None and _weight(event.state, event.at) > _weight(self.state, self.state_at):
            self.state, self.state_at = event.state, event.at
        self.schedule(heard_at)
        return self.state is not was

    def schedule(self, at: datetime) -> None:
        """Say when to ask after it next."""
        if self.is_booking or self.is_stray:
            return
        is_settled = self.state is ShipmentState.DELIVERED and at - self.state_at > ENDED_FOR
        if self.order_no is None or self.state in _ENDED or is_settled:
            self.due_at = None
        else:
            self.due_at = at + (CHECK_ENDED if self.state is ShipmentState.DELIVERED else CHECK_EVERY)

    def check_cancellable(self) -> None:
        """Refuse with `ParcelUnderWay` what the courier carries already, or what is over."""
        if not self.is_cancellable:
            raise ParcelUnderWay(state=self.state.value)

    def check_forwards(self, wanted: ShipmentState) -> None:
        """Refuse with `ShipmentNotBackwards` what would lead back."""
        if PHASE[wanted] < PHASE[self.state]:
            raise ShipmentNotBackwards(state=self.state.value, wanted=wanted.value)


def order_code_of(store: int, invoice: str, number: int) -> str:
    """Our name of a booking: it holds ids alone, so that no change of names makes another of it."""
    return f"{store}-{invoice}" + (f"-{number}" if number > 1 else "")


def _weight(state: ShipmentState, at: datetime) -> tuple[int, datetime, int]:
    return PHASE[state], at, _RANK[state]
