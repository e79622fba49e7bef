"""Who serves in a store, in what role and with which rights."""

from dataclasses import dataclass
from datetime import datetime

from bosonline.domain.errors import Conflict, Forbidden, NotFound
from bosonline.domain.identity.actor import Author, Member
from bosonline.domain.identity.ids import StaffId, StoreId, UserId
from bosonline.domain.identity.rights import Rights, Role, told


class StaffNotFound(NotFound):
    """The store has no such member of staff."""

    code = "staff-not-found"


class ServesAlready(Conflict):
    """The user owns or serves a store; nobody serves two."""

    code = "serves-already"
    text = "This user already owns or serves a store"


class OwnerStays(Conflict):
    """The owner can be neither switched off, nor removed, nor given another role."""

    code = "owner-stays"
    text = "The owner of the store cannot be switched off, removed or given another role"


class NotYourself(Conflict):
    """Whoever does this to themselves is locked out."""

    code = "not-yourself"
    text = "You can neither switch yourself off nor remove yourself"


class ForAdmins(Forbidden):
    """Customer service has no say over admins, whatever their rights."""

    code = "for-admins"
    text = "Only the owner or an admin may make, change, switch off or remove an admin"


class RightsBeyondOwn(Forbidden):
    """Nobody hands out what they do not have; the fact `rights` lists it."""

    code = "rights-beyond-own"
    text = "You cannot hand out rights that you do not have yourself: {rights}"


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffInvited:
    """Somebody was taken on; they are to be told by a mail, in this language, whose token proves the address."""

    staff: StaffId
    user: UserId
    token: str
    language: str | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRemoved:
    """Somebody serves no longer; who did it, and when."""

    staff: StaffId
    by: Author
    at: datetime


def check_grant(role: Role, rights: Rights, *, by: Member, had: Rights = frozenset()) -> None:
    """Refuse what a member may not make of somebody who `had` these rights before.

    `OwnerStays` for a role that is not given, `ForAdmins`, or `RightsBeyondOwn`.
    """
    if role not in (Role.ADMIN, Role.CS):
        raise OwnerStays
    if role is Role.ADMIN and not by.is_admin:
        raise ForAdmins
    check_own(rights - had, by=by)


def check_own(rights: Rights, *, by: Member) -> None:
    """Refuse with `RightsBeyondOwn` what the member has not."""
    beyond = rights - by.held
    if beyond:
        raise RightsBeyondOwn(rights=told(beyond))


@dataclass(slots=True, kw_only=True)
class StaffMember:
    """A user's place in one store. Rights count for CS alone; owner and admin have every right."""

    id: StaffId
    store: StoreId
    user: UserId
    role: Role
    rights: Rights = frozenset()
    is_active: bool = True
    hired_at: datetime
    removed_at: datetime | None = None
    version: int = 0

    def switch(self, *, on: bool, by: Member) -> None:
        """Let the member work, or not; sessions of one who is switched off are the caller's to end."""
        self._check(by)
        self._spare(by)
        self.is_active = on

    def grant(self, role: Role, rights: Rights, *, by: Member) -> None:
        """Give another role and exactly these rights; what the member had already takes no right of the giver."""
        self._check(by)
        if role is not Role.CS:
            rights = frozenset()
        check_grant(role, rights, by=by, had=self.rights)
        self.role, self.rights = role, rights

    def remove(self, *, at: datetime, by: Member) -> StaffRemoved:
        """End the membership; what histories say of the member stays."""
        self._check(by)
        self._spare(by)
        self.is_active, self.removed_at = False, at
        return StaffRemoved(staff=self.id, by=by.author, at=at)

    def _check(self, by: Member) -> None:
        if self.role is Role.OWNER:
            raise OwnerStays
        if self.role is Role.ADMIN and not by.is_admin:
            raise ForAdmins

    def _spare(self, by: Member) -> None:
        if by.staff == self.id:
            raise NotYourself
