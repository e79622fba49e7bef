"""By which schedules stores follow up by themselves, and what is due by them, in memory."""

from collections.abc import Sequence

from bosonline.adapters.outbound.memory.database import MemoryDatabase, Shelf
from bosonline.application.ordering.follow_up_schedule import DueOrder
from bosonline.domain.identity import StoreId
from bosonline.domain.ordering import Order
from bosonline.domain.ordering.follow_up_rules import OPEN_PAYMENTS, OPEN_STATUSES
from bosonline.domain.ordering.follow_up_schedule import DueAttempts, FollowUpSchedule


class MemorySchedules:
    """The schedule of one store, in one transaction."""

    def __init__(self, schedules: Shelf[StoreId, FollowUpSchedule], store: StoreId) -> None:
        self._schedules, self._store = schedules, store

    def put(self, schedule: FollowUpSchedule, /) -> None:
        self._schedules.put(self._store, schedule)


class MemoryScheduleDesk:
    """Schedules as they are read, and what is due by them."""

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database

    def of(self, store: StoreId, /) -> FollowUpSchedule:
        found: FollowUpSchedule | None = self._database.read("follow_up_schedules").get(store)
        return found or FollowUpSchedule()

    def switched_on(self, *, after: StoreId | None, limit: int) -> Sequence[tuple[StoreId, FollowUpSchedule]]:
        kept = sorted(self._database.read("follow_up_schedules").items())
        return [(store, schedule) for store, schedule in kept if schedule.is_on and store > (after or 0)][:limit]

    def due(self, store: StoreId, due: DueAttempts, /, *, after: DueOrder | None, limit: int) -> Sequence[DueOrder]:
        place = (due.ordered_after, "") if after is None else (after.ordered_at, after.invoice)
        found = [
            DueOrder(order.invoice, order.created_at, order.address.district_code)
            for (of, _), order in self._database.read("orders").items()
            if of == store and self._is_due(store, order, due) and (order.created_at, order.invoice) > place
        ]
        return sorted(found, key=lambda one: (one.ordered_at, one.invoice))[:limit]

    def _is_due(self, store: StoreId, order: Order, due: DueAttempts) -> bool:
        last = self._database.read("follow_ups").get((store, order.invoice, order.follow_ups))
        return (
            order.status in OPEN_STATUSES
            and order.payment_status in OPEN_PAYMENTS
            and order.created_at <= due.ordered_until
            and order.follow_ups == due.attempt - 1
            and not order.is_quarantined
            and self._database.read("opt_outs").get((store, order.customer.phone)) is None
            and (last is None or last.at <= due.last_until)
        )
