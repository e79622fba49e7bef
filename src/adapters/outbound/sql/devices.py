"""From where accounts are used, as lists."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, bindparam, func, select

from bosonline.adapters.outbound.sql.database import Database
from bosonline.adapters.outbound.sql.tables.identity import login_attempts, sessions
from bosonline.application.identity.ports import Listed, Listing
from bosonline.domain.identity import UserId


class _Statements:
    """A count and a page for every way that one list can be sorted and searched."""

    def __init__(self, shown: Select[Any], table: Table, *, sorts: tuple[str, ...]) -> None:
        self._pages: dict[tuple[str, bool, str], Select[Any]] = {}
        self._counts: dict[str, Select[Any]] = {}
        for category in ("ip", "user_agent"):
            found = shown.where(func.lower(table.c[category]).like(bindparam("like"), escape="\\"))
            self._counts[category] = select(func.count()).select_from(found.subquery())
            for sort_by in sorts:
                for descending in (True, False):
                    order = [_directed(table.c[name], descending=descending) for name in (sort_by, "id")]
                    page = found.order_by(*order).limit(bindparam("limit")).offset(bindparam("start"))
                    self._pages[sort_by, descending, category] = page

    def read(self, database: Database, listing: Listing, values: Mapping[str, object]) -> Listed:
        keyword = (listing.keyword or "").lower()
        for sign in "\\%_":
            keyword = keyword.replace(sign, f"\\{sign}")
        found = {**values, "like": f"%{keyword}%"}
        page = self._pages[listing.sort_by, listing.descending, listing.category]
        with database.read_snapshot() as connection:
            total = connection.execute(self._counts[listing.category], found).scalar_one()
            rows = connection.execute(page, {**found, "start": listing.start, "limit": listing.limit}).mappings().all()
        return Listed(rows=[dict(row) for row in rows], total=total)


def _directed(column: ColumnElement[Any], *, descending: bool) -> ColumnElement[Any]:
    return column.desc() if descending else column.asc()


_SESSIONS = _Statements(
    select(sessions.c.id, sessions.c.ip, sessions.c.user_agent, sessions.c.began_at, sessions.c.last_used_at).where(
        sessions.c.user_id == bindparam("user"),
        sessions.c.ended_at.is_(None),
        sessions.c.expires_at > bindparam("now"),
    ),
    sessions,
    sorts=("last_used_at", "began_at"),
)
_LOGIN_ATTEMPTS = _Statements(
    select(
        login_attempts.c.id,
        login_attempts.c.at,
        login_attempts.c.ip,
        login_attempts.c.user_agent,
        login_attempts.c.succeeded,
    ).where(login_attempts.c.user_id == bindparam("user")),
    login_attempts,
    sorts=("at",),
)


class SqlDevices:
    """From where accounts are used."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def sessions(self, user: UserId, listing: Listing, *, at: datetime) -> Listed:
        return _SESSIONS.read(self._database, listing, {"user": user, "now": at})

    def login_attempts(self, user: UserId, listing: Listing) -> Listed:
        return _LOGIN_ATTEMPTS.read(self._database, listing, {"user": user})
