"""How an order is received: who looks after its buyer."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bosonline.domain.forms import Attendant
from bosonline.domain.identity import StaffId
from bosonline.domain.ordering.order import Assignment

DRAWS = 2**32
"""A number is drawn from so many, from 0 on."""


class AssignmentReason(StrEnum):
    """Why somebody looks after an order whom nobody named."""

    STICKY = "sticky"
    WEIGHTED = "weighted"
    EVEN = "even"


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who works in the store at this moment.

    Of customer service is who also serves the buyers of forms that name nobody.
    """

    staff: StaffId
    name: str
    is_customer_service: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """Who could look after a buyer: all who work now, and who looked after the latest order from the phone."""

    roster: tuple[Colleague, ...] = ()
    latest: StaffId | None = None


def choose(
    attendance: Attendance, attendants: Sequence[Attendant], *, draw: int
) -> tuple[Assignment, AssignmentReason] | None:
    """Who looks after an order, and why; None where nobody can.

    The buyer's own, as long as they work here; else one of the form's attendants by their weights; else, where none of
    these works now, anybody of customer service. `draw` is a number below `DRAWS`, each as likely.
    """
    working = {one.staff: one for one in attendance.roster}
    if attendance.latest in working:
        return _assigned(working[attendance.latest]), AssignmentReason.STICKY
    weights = {one.staff: one.weight for one in attendants if one.staff in working}
    if weights:
        return _assigned(working[_drawn(weights, draw)]), AssignmentReason.WEIGHTED
    equals = {one.staff: 1 for one in attendance.roster if one.is_customer_service}
    if equals:
        return _assigned(working[_drawn(equals, draw)]), AssignmentReason.EVEN
    return None


def _drawn(weights: dict[StaffId, int], draw: int) -> StaffId:
    """Each in proportion to the weight, in the order of their ids, whatever order they came in."""
    left = draw * sum(weights.values()) // DRAWS
    for staff, weight in sorted(weights.items()):
        if left < weight:
            return staff
        left -= weight
    raise ValueError(draw)


def _assigned(one: Colleague) -> Assignment:
    return Assignment(one.staff, one.name)
