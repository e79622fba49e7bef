"""The staff of a store as it is read."""

from typing import Any

from sqlalchemy import Integer, bindparam, or_, select

from bosonline.adapters.outbound.sql.database import Database
from bosonline.adapters.outbound.sql.lists import ListStatements
from bosonline.adapters.outbound.sql.staff import rights_of
from bosonline.adapters.outbound.sql.tables.identity import staff, users
from bosonline.application.identity.ports import Listing, StaffPage, StaffRow
from bosonline.domain.identity import Role, StaffId, StoreId, held

_ANY_ROLE = 0
_role = bindparam("of_role", type_=Integer)
_LISTED = ListStatements(
    select(
        staff.c.id,
        users.c.name,
        users.c.email,
        users.c.phone,
        staff.c.role,
        staff.c.rights,
        staff.c.active,
        staff.c.version,
    )
    .join(users, users.c.id == staff.c.user_id)
    .where(
        staff.c.store_id == bindparam("store"),
        staff.c.removed_at.is_(None),
        or_(_role == _ANY_ROLE, staff.c.role == _role),
    ),
    {
        "name": users.c.name,
        "email": users.c.email,
        "phone": users.c.phone,
        "role": staff.c.role,
        "hired_at": staff.c.hired_at,
    },
    staff.c.id,
)


class SqlStaffDesk:
    """Who serves in a store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(self, store: StoreId, listing: Listing, *, role: Role | None) -> StaffPage:
        found = _LISTED.read(self._database, listing, {"store": store, "of_role": role or _ANY_ROLE})
        return StaffPage(rows=[_row(row) for row in found.rows], total=found.total)


def _row(row: Any) -> StaffRow:
    role = Role(row["role"])
    return StaffRow(
        staff=StaffId(row["id"]),
        name=row["name"],
        email=row["email"],
        phone=row["phone"],
        role=role,
        rights=tuple(sorted(held(role, rights_of(row["rights"])))),
        is_active=row["active"],
        version=row["version"],
    )
