"""What stores know of their buyers when an order comes in: one statement, whatever is asked."""

from collections.abc import Callable
from typing import Any

import orjson
from sqlalchemy import Select, Text, and_, bindparam, cast, exists, func, literal_column, select

from bosonline.adapters.outbound.sql.staff import rights_of
from bosonline.adapters.outbound.sql.tables.identity import staff, users
from bosonline.adapters.outbound.sql.tables.ordering import blocklist, orders
from bosonline.application.ordering.reception import Arrival, Known
from bosonline.domain.identity import Role, StaffId, StoreId, serves_customers
from bosonline.domain.ordering import Status
from bosonline.domain.ordering.reception import Attendance, Colleague
from bosonline.domain.ordering.suspicion import Record
from bosonline.domain.phone import Phone

LOOKED_BACK = 20
"""So many of a buyer's orders are looked through for one that somebody looks after."""

_theirs = and_(orders.c.store_id == bindparam("store"), orders.c.customer_phone == bindparam("phone"))
_newest = (orders.c.created_at.desc(), orders.c.invoice.desc())
_TWIN = (
    select(orders.c.invoice)
    .where(
        _theirs,
        orders.c.created_at > bindparam("same_since"),
        orders.c.content == bindparam("of_content"),
        orders.c.status != Status.CANCELLED.value,
    )
    .order_by(*_newest)
    .limit(1)
    .scalar_subquery()
    .label("twin")
)
_ALIKE = (
    select(orders.c.invoice)
    .where(
        _theirs,
        orders.c.created_at > bindparam("alike_since"),
        orders.c.goods_key == bindparam("of_goods"),
        orders.c.status.not_in([Status.ABANDONED.value, Status.CANCELLED.value]),
    )
    .order_by(*_newest)
    .limit(1)
    .scalar_subquery()
    .label("alike")
)
_there = and_(orders.c.store_id == bindparam("store"), orders.c.address_key == bindparam("place_key"))


def _of_today(whose: Any, limit: str) -> Any:
    """How many orders of the day, up to the limit: no more are looked at."""
    is_placed = and_(orders.c.created_at >= bindparam("today"), orders.c.status != Status.ABANDONED.value)
    some: Select[Any] = select(literal_column("1")).where(whose, is_placed).limit(bindparam(limit))
    return select(func.count()).select_from(some.subquery()).scalar_subquery()


def _is_blocked(key: str) -> Any:
    return exists().where(blocklist.c.store_id == bindparam("store"), blocklist.c.key == bindparam(key))


_RECORD = (
    _of_today(_theirs, "most_from_phone").label("from_phone"),
    _of_today(_there, "most_to_address").label("to_address"),
    _is_blocked("phone_key").label("is_phone_blocked"),
    _is_blocked("place_key").label("is_address_blocked"),
)
_lately = (
    select(orders.c.cs_staff_id, orders.c.created_at, orders.c.invoice)
    .where(_theirs)
    .order_by(*_newest)
    .limit(LOOKED_BACK)
)
_lately_theirs = _lately.subquery("lately")
_LATEST = (
    select(_lately_theirs.c.cs_staff_id)
    .where(_lately_theirs.c.cs_staff_id.is_not(None))
    .order_by(_lately_theirs.c.created_at.desc(), _lately_theirs.c.invoice.desc())
    .limit(1)
    .scalar_subquery()
    .label("latest")
)


def _roster(is_sqlite: bool) -> Any:
    if is_sqlite:
        rows = func.json_group_array(func.json_array(staff.c.id, users.c.name, staff.c.role, func.json(staff.c.rights)))
    else:
        rows = func.json_agg(func.json_build_array(staff.c.id, users.c.name, staff.c.role, staff.c.rights))
    works = and_(staff.c.store_id == bindparam("store"), staff.c.active, staff.c.removed_at.is_(None))
    serving = select(cast(rows, Text)).join(users, users.c.id == staff.c.user_id)
    return serving.where(works, users.c.closed_at.is_(None)).scalar_subquery().label("roster")


_ROSTER = {is_sqlite: _roster(is_sqlite) for is_sqlite in (True, False)}
_LOOK: dict[bool, Select[Any]] = {
    is_sqlite: select(_TWIN, _ALIKE, *_RECORD, _LATEST, roster) for is_sqlite, roster in _ROSTER.items()
}
_ATTENDANCE: dict[bool, Select[Any]] = {is_sqlite: select(_LATEST, roster) for is_sqlite, roster in _ROSTER.items()}


class SqlReception:
    """What one store knows of its buyers, in one transaction."""

    def __init__(self, execute: Callable[..., Any], store: StoreId, *, is_sqlite: bool) -> None:
        self._execute, self._store, self._is_sqlite = execute, store, is_sqlite

    def look(self, arrival: Arrival, /) -> Known:
        asked = {
            "store": self._store,
            "phone": arrival.phone.e164,
            "phone_key": arrival.phone_key,
            "place_key": arrival.place_key or "",
            "of_content": arrival.content,
            "of_goods": arrival.goods_key,
            "same_since": arrival.same_since,
            "alike_since": arrival.alike_since,
            "today": arrival.today,
            "most_from_phone": arrival.limits.orders_per_phone,
            "most_to_address": arrival.limits.orders_per_address,
        }
        row = self._execute(_LOOK[self._is_sqlite], asked).one()
        record = Record(
            from_phone=row.from_phone,
            to_address=row.to_address,
            is_phone_blocked=bool(row.is_phone_blocked),
            is_address_blocked=bool(row.is_address_blocked),
        )
        return Known(twin=row.twin, alike=row.alike, attendance=_attendance(row), record=record)

    def attendance(self, phone: Phone, /) -> Attendance:
        asked = {"store": self._store, "phone": phone.e164}
        return _attendance(self._execute(_ATTENDANCE[self._is_sqlite], asked).one())


def _attendance(row: Any) -> Attendance:
    roster = (
        Colleague(StaffId(staff), name, serves_customers(Role(role), rights_of(rights)))
        for staff, name, role, rights in orjson.loads(row.roster or "[]")
    )
    return Attendance(roster=tuple(sorted(roster, key=lambda one: one.staff)), latest=row.latest)
