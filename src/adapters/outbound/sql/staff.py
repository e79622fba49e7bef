"""Who serves in which store."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bosonline.adapters.outbound.sql.tables.identity import staff
from bosonline.domain.errors import ChangedMeanwhile
from bosonline.domain.identity import (
    Action,
    Module,
    Rights,
    Role,
    ServesAlready,
    StaffId,
    StaffMember,
    StaffNotFound,
    StoreId,
    UserId,
)

_GET = select(staff).where(
    staff.c.store_id == bindparam("store"), staff.c.id == bindparam("of_id"), staff.c.removed_at.is_(None)
)
_CHANGE = (
    update(staff)
    .where(
        staff.c.store_id == bindparam("store"), staff.c.id == bindparam("of_id"), staff.c.version == bindparam("was")
    )
    .values({name: bindparam(name) for name in ("role", "rights", "active", "removed_at", "version")})
)


def _add(dialect: Any) -> Any:
    new = dialect.insert(staff)
    return new.on_conflict_do_nothing(
        index_elements=[staff.c.user_id], index_where=staff.c.removed_at.is_(None)
    ).returning(staff.c.id)


_ADD = {True: _add(sqlite), False: _add(postgresql)}


class SqlStaff:
    """Who serves in which store, in one transaction; only members of the work's own store are handed out."""

    def __init__(self, execute: Callable[..., Any], store: StoreId | None, *, is_sqlite: bool) -> None:
        self._execute, self._store, self._is_sqlite = execute, store, is_sqlite

    def add(self, *, store: StoreId, user: UserId, role: Role, at: datetime, rights: Rights = frozenset()) -> StaffId:
        values = {
            "store_id": store,
            "user_id": user,
            "role": role.value,
            "rights": plain_rights(rights),
            "active": True,
            "hired_at": at,
            "version": 1,
        }
        added = self._execute(_ADD[self._is_sqlite], values).scalar_one_or_none()
        if added is None:
            raise ServesAlready
        return StaffId(added)

    def get(self, staff: StaffId) -> StaffMember:
        row = self._execute(_GET, {"store": self._store, "of_id": staff}).one_or_none()
        if row is None:
            raise StaffNotFound
        return StaffMember(
            id=staff,
            store=StoreId(row.store_id),
            user=UserId(row.user_id),
            role=Role(row.role),
            rights=rights_of(row.rights),
            is_active=row.active,
            hired_at=row.hired_at,
            removed_at=row.removed_at,
            version=row.version,
        )

    def save(self, member: StaffMember) -> None:
        values = {
            "role": member.role.value,
            "rights": plain_rights(member.rights),
            "active": member.is_active,
            "removed_at": member.removed_at,
            "version": member.version + 1,
        }
        found = {"store": member.store, "of_id": member.id, "was": member.version}
        if not self._execute(_CHANGE, {**found, **values}).rowcount:
            raise ChangedMeanwhile
        member.version += 1


def plain_rights(rights: Rights) -> dict[str, list[str]]:
    """The rights as they are kept: the actions by module."""
    kept: dict[str, list[str]] = {}
    for module, action in sorted(rights):
        kept.setdefault(module.value, []).append(action.value)
    return kept


def rights_of(kept: Mapping[str, Sequence[str]]) -> Rights:
    """The rights that were kept."""
    return frozenset((Module(module), Action(action)) for module, actions in kept.items() for action in actions)
