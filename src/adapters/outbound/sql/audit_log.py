"""What was done in a store, by whom, and from which request."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, insert, literal_column, select, tuple_

from bosonline.adapters.outbound.sql.database import Database
from bosonline.adapters.outbound.sql.tables.identity import audit_log
from bosonline.application.identity.ports import AuditFilter, AuditPage, AuditRow
from bosonline.domain.identity import AuditEntry, Author, StaffId, StoreId

COUNTED_UP_TO = 10_000
"""Longer logs are said to have at least so many entries."""

_ADD = insert(audit_log)
_PLACE = (audit_log.c.at, audit_log.c.id)
_CLAUSES: dict[str, Any] = {
    "act": audit_log.c.act == bindparam("of_act"),
    "staff": audit_log.c.staff_id == bindparam("of_staff"),
    "about": audit_log.c.about == bindparam("of_about"),
    "since": audit_log.c.at >= bindparam("of_since", type_=audit_log.c.at.type),
    "until": audit_log.c.at < bindparam("of_until", type_=audit_log.c.at.type),
}


def add_entries(
    execute: Callable[..., Any], store: StoreId | None, request: str | None, entries: Sequence[AuditEntry]
) -> None:
    """Add to the log, in one statement; store and request are those of entries that name none."""
    rows = [
        {
            "store_id": entry.store if entry.store is not None else store,
            "at": entry.at,
            "act": entry.act,
            "staff_id": entry.by.staff,
            "by": entry.by.name,
            "about": entry.about,
            "facts": dict(entry.facts),
            "request": entry.request or request,
        }
        for entry in entries
    ]
    execute(_ADD, rows)


class SqlAuditLog:
    """The log as it is read."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(
        self,
        store: StoreId,
        shown: AuditFilter,
        *,
        newest_first: bool,
        start: int,
        limit: int,
        after: tuple[datetime, int] | None,
    ) -> AuditPage:
        values = {name: getattr(shown, name) for name in _CLAUSES}
        names = frozenset(name for name, value in values.items() if value is not None)
        found: dict[str, Any] = {"store": store, **{f"of_{name}": values[name] for name in names}}
        paging: dict[str, Any] = {"limit": limit + 1}
        paging |= {"start": start} if after is None else {"after_at": after[0], "after_id": after[1]}
        with self._database.read() as connection:
            rows = connection.execute(_page(names, newest_first, after is not None), {**found, **paging}).all()
            total = None if after is not None else connection.execute(_counted(names), found).scalar_one()
        return AuditPage(
            rows=[_row(row) for row in rows[:limit]],
            total=None if total is None else min(total, COUNTED_UP_TO),
            is_capped=total is not None and total > COUNTED_UP_TO,
            next_after=(rows[limit - 1].at, rows[limit - 1].id) if len(rows) > limit else None,
        )


def _where(names: frozenset[str]) -> Any:
    clauses = [clause for name, clause in _CLAUSES.items() if name in names]
    return and_(audit_log.c.store_id == bindparam("store"), *clauses)


@cache
def _page(names: frozenset[str], newest_first: bool, is_after: bool) -> Select[Any]:
    statement = select(audit_log).where(_where(names)).limit(bindparam("limit"))
    statement = statement.order_by(*(column.desc() if newest_first else column for column in _PLACE))
    if not is_after:
        return statement.offset(bindparam("start"))
    here = tuple_(bindparam("after_at", type_=audit_log.c.at.type), bindparam("after_id"))
    return statement.where(tuple_(*_PLACE) < here if newest_first else tuple_(*_PLACE) > here)


@cache
def _counted(names: frozenset[str]) -> Select[Any]:
    some: Select[Any] = select(literal_column("1")).where(_where(names)).limit(COUNTED_UP_TO + 1)
    return select(func.count()).select_from(some.subquery())


def _row(row: Any) -> AuditRow:
    entry = AuditEntry(
        act=row.act,
        by=Author(None if row.staff_id is None else StaffId(row.staff_id), row.by),
        at=row.at,
        about=row.about,
        facts=row.facts,
        store=StoreId(row.store_id),
        request=row.request,
    )
    return AuditRow(id=row.id, entry=entry)
