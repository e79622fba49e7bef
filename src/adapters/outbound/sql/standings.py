"""What users are at this moment: account, place in a store, and the session that speaks for them; one read each."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Select, bindparam, select

from bosonline.adapters.outbound.sql.database import Database
from bosonline.adapters.outbound.sql.staff import rights_of
from bosonline.adapters.outbound.sql.tables.identity import sessions, staff, users
from bosonline.adapters.outbound.sql.tables.stores import stores
from bosonline.adapters.outbound.sql.users import user_of
from bosonline.domain.errors import NotFound
from bosonline.domain.identity import Place, Presence, Role, SessionId, StaffId, Standing, StoreId, User, UserId
from bosonline.domain.identity.standing import store_is_open, suspension_of

_PLACE = (
    staff.c.id.label("staff_id"),
    staff.c.role,
    staff.c.rights,
    staff.c.active,
    staff.c.store_id,
    stores.c.name.label("store_name"),
    stores.c.status.label("store_status"),
    stores.c.suspended_for,
    stores.c.timezone,
)


def with_place(statement: Select[Any]) -> Select[Any]:
    """The statement, which reads of `users`, with the place of each user."""
    serves = (staff.c.user_id == users.c.id) & staff.c.removed_at.is_(None)
    placed = statement.add_columns(*_PLACE)
    return placed.outerjoin(staff, serves).outerjoin(stores, stores.c.id == staff.c.store_id)


_OF_USER = with_place(select(users).select_from(users)).where(users.c.id == bindparam("of_id"))
_OF_SESSION = with_place(
    select(
        users.c.id,
        users.c.name,
        users.c.email,
        users.c.is_platform_admin,
        users.c.closed_at,
        sessions.c.last_used_at,
        sessions.c.expires_at,
        sessions.c.ended_at,
    )
    .select_from(sessions)
    .join(users, users.c.id == sessions.c.user_id)
).where(sessions.c.id == bindparam("of_id"))


class SqlStandings:
    """What users are, as a transaction sees it."""

    def __init__(self, execute: Callable[..., Any]) -> None:
        self._execute = execute

    def of(self, user: UserId) -> Standing:
        row = self._execute(_OF_USER, {"of_id": user}).one_or_none()
        if row is None:
            raise NotFound
        return standing_of(row)


class SqlPeople:
    """Who users are, for themselves to see."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, user: UserId) -> tuple[User, Standing]:
        with self._database.read() as connection:
            row = connection.execute(_OF_USER, {"of_id": user}).one_or_none()
        if row is None:
            raise NotFound
        return user_of(row), standing_of(row)


class SqlPresences:
    """Sessions together with what their users are."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, session: SessionId) -> Presence | None:
        with self._database.read() as connection:
            row = connection.execute(_OF_SESSION, {"of_id": session}).one_or_none()
        if row is None:
            return None
        return Presence(
            session=session,
            standing=standing_of(row),
            last_used_at=row.last_used_at,
            expires_at=row.expires_at,
            ended_at=row.ended_at,
        )


def standing_of(row: Any) -> Standing:
    """The standing in a row of a statement `with_place`."""
    return Standing(
        user=UserId(row.id),
        name=row.name,
        email=row.email,
        is_platform_admin=row.is_platform_admin,
        is_open=row.closed_at is None,
        place=None if row.staff_id is None else _place(row),
    )


def _place(row: Any) -> Place:
    return Place(
        staff=StaffId(row.staff_id),
        role=Role(row.role),
        rights=rights_of(row.rights),
        is_active=row.active,
        store=StoreId(row.store_id),
        store_name=row.store_name,
        store_is_open=store_is_open(row.store_status),
        suspended_for=suspension_of(row.store_status, row.suspended_for),
        zone=row.timezone,
    )
