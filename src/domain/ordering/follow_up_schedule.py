"""When a store makes follow-ups by itself: so many hours after the order, attempt by attempt."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bosonline.domain.errors import Rejected
from bosonline.domain.identity import Author
from bosonline.domain.ordering.follow_up_rules import SUGGESTED_AFTER

AUTOMATION = Author(None, "automation")
"""Makes the attempts that are due by a schedule."""

LONGEST_HOURS = 720
STILL_DUE_FOR = timedelta(hours=72)
"""How long after its time an attempt is still made: whoever switches a schedule on does not chase old orders."""

_SUGGESTED = tuple(span // timedelta(hours=1) for span in SUGGESTED_AFTER)


class ScheduleInvalid(Rejected):
    """Hours that no schedule can have."""

    code = "follow-up-schedule-invalid"
    text = "A schedule has 1 to {most} rising numbers of hours, each from 1 to {longest}"
    field = "hours"


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpSchedule:
    """Off by default; the hours after the order at which attempts 1, 2, 3, ... are due."""

    is_on: bool = False
    hours: tuple[int, ...] = _SUGGESTED

    def check(self, *, most: int) -> None:
        """Refuse with `ScheduleInvalid` what does not rise, is out of range, or has more attempts than are offered."""
        rising = all(one < other for one, other in zip(self.hours, self.hours[1:], strict=False))
        within = all(1 <= hours <= LONGEST_HOURS for hours in self.hours)
        if not (1 <= len(self.hours) <= most and rising and within):
            raise ScheduleInvalid(most=most, longest=LONGEST_HOURS)

    def due(self, attempt: int, now: datetime) -> "DueAttempts":
        """Which orders this attempt is due for now."""
        after = timedelta(hours=self.hours[attempt - 1])
        before = timedelta(hours=self.hours[attempt - 2]) if attempt > 1 else timedelta()
        return DueAttempts(
            attempt=attempt,
            ordered_after=now - after - STILL_DUE_FOR,
            ordered_until=now - after,
            last_until=now - (after - before),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DueAttempts:
    """An attempt and the orders that it is due for: made in this span, the attempt before not later than `last_until`.

    The last matters where somebody was late with the attempt before: buyers are not written to twice in a row.
    """

    attempt: int
    ordered_after: datetime
    ordered_until: datetime
    last_until: datetime
