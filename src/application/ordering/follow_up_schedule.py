"""Follow-ups that a store makes by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bosonline.application.ordering.follow_up import FollowUpOrder
from bosonline.application.ordering.messaging import MessengerDown
from bosonline.application.ports import Clock, UnitOfWork
from bosonline.application.stores.ports import StoreDesk, StoreRecords
from bosonline.domain.errors import ChangedMeanwhile, Conflict, NotFound
from bosonline.domain.identity import StoreId
from bosonline.domain.ordering import Invoice
from bosonline.domain.ordering.follow_up_schedule import AUTOMATION, DueAttempts, FollowUpSchedule
from bosonline.domain.ordering.quiet_hours import quiet_until
from bosonline.domain.stores import Store, StoreStatus

AT_A_TIME = 100
MOST_A_ROUND = 1_000
"""How many orders of one attempt and store are looked at in one round."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpScheduleChanged:
    """A store follows up by another schedule."""

    at: datetime


@dataclass(frozen=True, slots=True)
class DueOrder:
    """An order that an attempt may be due for, and where its buyer lives."""

    invoice: Invoice
    ordered_at: datetime
    district_code: str


class Schedules(Protocol):
    """The schedule of the work's store."""

    def put(self, schedule: FollowUpSchedule, /) -> None:
        """Keep this one and no other."""
        ...


class ScheduleWork(UnitOfWork, Protocol):
    """A transaction on the schedule of one store."""

    @property
    def follow_up_schedules(self) -> Schedules: ...

    @property
    def stores(self) -> StoreRecords: ...


class OpenScheduleWork(Protocol):
    """Begin a transaction on one store."""

    def __call__(self, store: StoreId, /) -> ScheduleWork: ...


class ScheduleDesk(Protocol):
    """Schedules as they are read, and what is due by them."""

    def of(self, store: StoreId, /) -> FollowUpSchedule:
        """The store's; one that is off where it has none."""
        ...

    def switched_on(self, *, after: StoreId | None, limit: int) -> Sequence[tuple[StoreId, FollowUpSchedule]]:
        """Stores whose schedule is on, by their ids."""
        ...

    def due(self, store: StoreId, due: DueAttempts, /, *, after: DueOrder | None, limit: int) -> Sequence[DueOrder]:
        """Orders that the attempt is due for, the oldest first.

        They are open to follow-up by status and payment, not quarantined, and their buyers have not opted out.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFollowUpSchedule:
    """The schedule of a store."""

    desk: ScheduleDesk

    def __call__(self, *, store: StoreId) -> FollowUpSchedule:
        return self.desk.of(store)


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveFollowUpSchedule:
    """Follow up by this schedule from now on; `ScheduleInvalid` where it cannot be one."""

    work: OpenScheduleWork
    clock: Clock

    def __call__(self, *, store: StoreId, schedule: FollowUpSchedule) -> FollowUpSchedule:
        with self.work(store) as work:
            schedule.check(most=work.stores.get().settings.follow_ups_offered)
            work.follow_up_schedules.put(schedule)
            work.record(FollowUpScheduleChanged(at=self.clock()))
            work.commit()
        return schedule


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeDueFollowUps:
    """Make the attempts that are due by the schedules of all stores, through the gateway; without one, none.

    Each is made as a member of staff would make it, and so at most once, whoever else makes it at the same time. Who
    is asleep is left for a later round; where the gateway is down, so are all of that store.
    """

    desk: ScheduleDesk
    stores: StoreDesk
    follow_up: FollowUpOrder
    clock: Clock

    def __call__(self) -> int:
        """Returns how many attempts were made."""
        made, after = 0, None
        while self.follow_up.messenger is not None:
            some = self.desk.switched_on(after=after, limit=AT_A_TIME)
            made += sum(self._of_store(store, schedule) for store, schedule in some)
            if len(some) < AT_A_TIME:
                break
            after = some[-1][0]
        return made

    def _of_store(self, store: StoreId, schedule: FollowUpSchedule) -> int:
        shop = self.stores.get(store)
        made = 0
        if shop is None or shop.status is not StoreStatus.OPEN:
            return made
        try:
            # The last attempt first: nobody is written to twice in a round.
            for attempt in range(len(schedule.hours), 0, -1):
                for order in self._due(store, schedule.due(attempt, self.clock())):
                    made += self._make(shop, order, attempt)
        except MessengerDown:
            pass
        return made

    def _due(self, store: StoreId, due: DueAttempts) -> list[DueOrder]:
        found: list[DueOrder] = []
        while len(found) < MOST_A_ROUND:
            some = self.desk.due(store, due, after=found[-1] if found else None, limit=AT_A_TIME)
            found += some
            if len(some) < AT_A_TIME:
                break
        return found

    def _make(self, shop: Store, order: DueOrder, attempt: int) -> bool:
        now = self.clock()
        if quiet_until(now, district_code=order.district_code, settings=shop.settings) is not None:
            return False
        try:
            made = self.follow_up(store=shop.id, by=AUTOMATION, invoice=order.invoice, attempt=attempt)
        except (ChangedMeanwhile, Conflict, NotFound):
            return False
        return not made.repeated
