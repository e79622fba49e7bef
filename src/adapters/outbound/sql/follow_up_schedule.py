"""By which schedules stores follow up by themselves, and what is due by them."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import and_, bindparam, exists, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite

from bosonline.adapters.outbound.sql.database import Database
from bosonline.adapters.outbound.sql.tables.ordering import follow_up_schedules, follow_ups, opt_outs, orders
from bosonline.application.ordering.follow_up_schedule import DueOrder
from bosonline.domain.identity import StoreId
from bosonline.domain.ordering import Invoice
from bosonline.domain.ordering.follow_up_rules import OPEN_PAYMENTS, OPEN_STATUSES
from bosonline.domain.ordering.follow_up_schedule import DueAttempts, FollowUpSchedule


def _put(dialect: Any) -> Any:
    new = dialect.insert(follow_up_schedules)
    return new.on_conflict_do_update(
        index_elements=[follow_up_schedules.c.store_id], set_={"is_on": new.excluded.is_on, "hours": new.excluded.hours}
    )


_PUT = {True: _put(sqlite), False: _put(postgresql)}
_OF = select(follow_up_schedules.c.is_on, follow_up_schedules.c.hours).where(
    follow_up_schedules.c.store_id == bindparam("store")
)
_ON = (
    select(follow_up_schedules)
    .where(follow_up_schedules.c.is_on, follow_up_schedules.c.store_id > bindparam("after"))
    .order_by(follow_up_schedules.c.store_id)
    .limit(bindparam("at_most"))
)
_asked_not_to = exists().where(opt_outs.c.store_id == orders.c.store_id, opt_outs.c.phone == orders.c.customer_phone)
_written_to_lately = exists().where(
    follow_ups.c.store_id == orders.c.store_id,
    follow_ups.c.invoice == orders.c.invoice,
    follow_ups.c.attempt == orders.c.follow_ups,
    follow_ups.c.at > bindparam("last_until"),
)
_DUE = (
    select(orders.c.invoice, orders.c.created_at, orders.c.district_code)
    .where(
        orders.c.store_id == bindparam("store"),
        orders.c.status.in_([status.value for status in OPEN_STATUSES]),
        orders.c.payment_status.in_([payment.value for payment in OPEN_PAYMENTS]),
        orders.c.created_at <= bindparam("ordered_until"),
        tuple_(orders.c.created_at, orders.c.invoice)
        > tuple_(bindparam("after_at", type_=orders.c.created_at.type), bindparam("after_invoice")),
        and_(orders.c.follow_ups == bindparam("made"), ~orders.c.is_quarantined),
        ~_asked_not_to,
        ~_written_to_lately,
    )
    .order_by(orders.c.created_at, orders.c.invoice)
    .limit(bindparam("at_most"))
)


class SqlSchedules:
    """The schedule of one store, in one transaction."""

    def __init__(self, execute: Callable[..., Any], store: StoreId, *, is_sqlite: bool) -> None:
        self._execute, self._store, self._is_sqlite = execute, store, is_sqlite

    def put(self, schedule: FollowUpSchedule, /) -> None:
        values = {"store_id": self._store, "is_on": schedule.is_on, "hours": list(schedule.hours)}
        self._execute(_PUT[self._is_sqlite], values)


class SqlScheduleDesk:
    """Schedules as they are read, and what is due by them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, store: StoreId, /) -> FollowUpSchedule:
        with self._database.read() as connection:
            row = connection.execute(_OF, {"store": store}).one_or_none()
        return FollowUpSchedule() if row is None else _schedule(row)

    def switched_on(self, *, after: StoreId | None, limit: int) -> Sequence[tuple[StoreId, FollowUpSchedule]]:
        with self._database.read() as connection:
            rows = connection.execute(_ON, {"after": after or 0, "at_most": limit}).all()
        return [(StoreId(row.store_id), _schedule(row)) for row in rows]

    def due(self, store: StoreId, due: DueAttempts, /, *, after: DueOrder | None, limit: int) -> Sequence[DueOrder]:
        values = {
            "store": store,
            "ordered_until": due.ordered_until,
            "after_at": due.ordered_after if after is None else after.ordered_at,
            "after_invoice": "" if after is None else after.invoice,
            "made": due.attempt - 1,
            "last_until": due.last_until,
            "at_most": limit,
        }
        with self._database.read() as connection:
            rows = connection.execute(_DUE, values).all()
        return [DueOrder(Invoice(row.invoice), row.created_at, row.district_code) for row in rows]


def _schedule(row: Any) -> FollowUpSchedule:
    return FollowUpSchedule(is_on=bool(row.is_on), hours=tuple(row.hours))
