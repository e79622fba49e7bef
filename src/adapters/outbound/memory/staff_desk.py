"""The staff of a store as it is read, in memory."""

from typing import Any

from bosonline.adapters.outbound.memory.database import MemoryDatabase
from bosonline.adapters.outbound.memory.lists import listed
from bosonline.application.identity.ports import Listing, StaffPage, StaffRow
from bosonline.domain.identity import Role, StaffMember, StoreId, User, UserId, held


class MemoryStaffDesk:
    """Who serves in a store."""

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database

    def page(self, store: StoreId, listing: Listing, *, role: Role | None) -> StaffPage:
        users: dict[UserId, User] = dict(self._database.read("users").items())
        rows = [
            _entry(member, users[member.user])
            for member in self._database.read("staff").values()
            if member.store == store and member.removed_at is None and role in (None, member.role)
        ]
        found = listed(listing, rows)
        return StaffPage(rows=[_row(row) for row in found.rows], total=found.total)


def _entry(member: StaffMember, user: User) -> dict[str, Any]:
    return {
        "id": member.id,
        "name": user.name,
        "email": user.email,
        "phone": user.phone.e164,
        "role": member.role,
        "hired_at": member.hired_at,
        "member": member,
    }


def _row(entry: Any) -> StaffRow:
    member: StaffMember = entry["member"]
    return StaffRow(
        staff=member.id,
        name=entry["name"],
        email=entry["email"],
        phone=entry["phone"],
        role=member.role,
        rights=tuple(sorted(held(member.role, member.rights))),
        is_active=member.is_active,
        version=member.version,
    )
