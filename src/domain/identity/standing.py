"""What a user is at this moment: the account, the place in a store, and the session that speaks for them."""

from dataclasses import dataclass
from datetime import datetime

from bosonline.domain.errors import Unauthenticated
from bosonline.domain.identity.actor import Account, Member, SessionId
from bosonline.domain.identity.ids import StaffId, StoreId, UserId
from bosonline.domain.identity.rights import Rights, Role
from bosonline.domain.identity.session import USE_NOTED_EVERY, SessionEnded


class AccountClosed(Unauthenticated):
    """The account is not in use any more."""

    code = "account-closed"
    text = "This account has been closed"


class StaffSwitchedOff(Unauthenticated):
    """The store has switched the member of staff off."""

    code = "staff-switched-off"
    text = "Your access to the store has been switched off; ask its owner"


class StoreNotOpen(Unauthenticated):
    """The store that the user owns or serves is closed."""

    code = "store-not-open"
    text = "The store is closed; ask the platform's support"


def store_is_open(status: str) -> bool:
    """Whether the people of a store of this status may work in it."""
    return status not in ("suspended", "closed")


def suspension_of(status: str, reason: str | None) -> str | None:
    """Why a store of this status is suspended; None where it is not."""
    return (reason or "") if status == "suspended" else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The place of a user in the store that they own or serve; `suspended_for` says why the platform suspended it."""

    staff: StaffId
    role: Role
    rights: Rights
    is_active: bool
    store: StoreId
    store_name: str
    store_is_open: bool
    suspended_for: str | None = None
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A user at this moment; `place` is None for one without a store."""

    user: UserId
    name: str
    email: str
    is_platform_admin: bool
    is_open: bool
    place: Place | None = None

    @property
    def role(self) -> Role:
        """The role; a user without a store can only become the owner of one."""
        if self.place is not None:
            return self.place.role
        return Role.PLATFORM_ADMIN if self.is_platform_admin else Role.OWNER

    @property
    def suspended_for(self) -> str | None:
        """Why the user's store lets them do nothing in it; the platform's admins it does not keep out."""
        return None if self.place is None or self.is_platform_admin else self.place.suspended_for

    def check(self) -> None:
        """Refuse with `AccountClosed`, `StaffSwitchedOff` or `StoreNotOpen` one who may not sign in now.

        The people of a store that is merely suspended may, and learn why from `Member.demand_store`.
        """
        if not self.is_open:
            raise AccountClosed
        if self.place is None:
            return
        if not self.place.is_active:
            raise StaffSwitchedOff
        is_shut = not self.place.store_is_open and self.place.suspended_for is None
        if is_shut and not self.is_platform_admin:
            raise StoreNotOpen

    def account(self, session: SessionId) -> Account:
        """The account that acts in this session."""
        place = self.place
        member = None
        if place is not None:
            member = Member(
                store=place.store,
                user=self.user,
                staff=place.staff,
                name=self.name,
                role=place.role,
                rights=place.rights,
                zone=place.zone,
                suspended_for=self.suspended_for,
            )
        return Account(
            user=self.user,
            session=session,
            name=self.name,
            is_platform_admin=self.is_platform_admin,
            member=member,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """A session and what its user is at this moment."""

    session: SessionId
    standing: Standing
    last_used_at: datetime
    expires_at: datetime
    ended_at: datetime | None

    def admit(self, at: datetime) -> Account:
        """The account that acts, or `SessionEnded`, or what `Standing.check` refuses."""
        if self.ended_at is not None or at >= self.expires_at:
            raise SessionEnded
        self.standing.check()
        return self.standing.account(self.session)

    def is_to_be_noted(self, at: datetime) -> bool:
        """Whether the last noted use is so long ago that this one is worth a write."""
        return at - self.last_used_at >= USE_NOTED_EVERY
