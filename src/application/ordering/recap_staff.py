"""What each CS did in a period: the orders they were given, and what became of these."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bosonline.application.ordering.ports import OrderDesk, StaffSum
from bosonline.application.ports import Clock
from bosonline.domain.errors import Rejected
from bosonline.domain.identity import Member

MOST_DAYS = 366
USUAL_DAYS = 30


class PeriodInvalid(Rejected):
    """A period ends before it begins, or is too long."""

    code = "period-invalid"
    text = "The period ends on or after the day that it begins on, and has at most {days} days"
    field = "end_date"


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRecap:
    """The period, the sums of each CS in it, and those of as many days before where these were asked for."""

    first: date
    last: date
    staff: Sequence[StaffSum]
    before: Sequence[StaffSum] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecapStaff:
    """The sums of every CS over whole days in the store's zone; without days the last 30.

    Each order counts in the period in which it was made, for whom it is assigned to now. Raises `PeriodInvalid`.
    """

    desk: OrderDesk
    clock: Clock

    def __call__(
        self, *, member: Member, first: date | None = None, last: date | None = None, compared: bool = False
    ) -> StaffRecap:
        """The recap; with `compared` also that of the period before."""
        zone = ZoneInfo(member.zone)
        last = last or max(self.clock().astimezone(zone).date(), first or date.min)
        first = first or last - timedelta(days=USUAL_DAYS - 1)
        days = (last - first).days + 1
        if not 1 <= days <= MOST_DAYS:
            raise PeriodInvalid(days=MOST_DAYS)

        def sums(begins: date) -> Sequence[StaffSum]:
            return self.desk.recap_staff(
                member.store, _midnight(begins, zone), _midnight(begins + timedelta(days=days), zone)
            )

        before = sums(first - timedelta(days=days)) if compared else None
        return StaffRecap(first=first, last=last, staff=sums(first), before=before)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
