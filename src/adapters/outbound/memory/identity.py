"""Accounts, and who serves in which store."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from bosonline.adapters.outbound.memory.database import MemoryDatabase, Shelf
from bosonline.domain.errors import ChangedMeanwhile, NotFound
from bosonline.domain.identity import (
    LANGUAGES,
    Email,
    EmailTaken,
    PhoneTaken,
    Place,
    Presence,
    Rights,
    Role,
    ServesAlready,
    Session,
    SessionId,
    StaffId,
    StaffMember,
    StaffNotFound,
    Standing,
    StoreId,
    User,
    UserId,
)
from bosonline.domain.identity.standing import store_is_open, suspension_of
from bosonline.domain.phone import Phone

Shelves = Callable[[str], Shelf[Any, Any]]


class MemoryUsers:
    """The accounts, in one transaction."""

    def __init__(self, shelf: Shelf[UserId, User], next_id: Callable[[], int]) -> None:
        self._shelf, self._next_id = shelf, next_id

    def add(
        self,
        *,
        name: str,
        email: Email,
        phone: Phone,
        password_hash: str,
        at: datetime,
        email_verified_at: datetime | None = None,
        is_platform_admin: bool = False,
        language: str = LANGUAGES[0],
    ) -> UserId | None:
        if self.of_email(email) is not None:
            return None
        user = User(
            id=UserId(self._next_id()),
            name=name,
            email=email,
            phone=phone,
            password_hash=password_hash,
            email_verified_at=email_verified_at,
            is_platform_admin=is_platform_admin,
            language=language,
            created_at=at,
            version=1,
        )
        self._shelf.put(user.id, user)
        return user.id

    def get(self, user: UserId) -> User:
        found = self._shelf.get(user)
        if found is None:
            raise NotFound
        return found

    def id_of_email(self, email: Email) -> UserId | None:
        found = self.of_email(email)
        return None if found is None else found.id

    def of_email(self, email: Email) -> User | None:
        return next((user for user in self._shelf.values() if user.email == email), None)

    def of_phone(self, phone: Phone) -> User | None:
        return next((user for user in self._shelf.values() if user.phone == phone and user.phone_verified_at), None)

    def save(self, user: User) -> None:
        kept = self._shelf.get(user.id)
        if kept is None or kept.version != user.version:
            raise ChangedMeanwhile
        for other in self._shelf.values():
            if other.id == user.id:
                continue
            if other.email == user.email:
                raise EmailTaken
            if other.phone == user.phone and other.phone_verified_at and user.phone_verified_at:
                raise PhoneTaken
        user.version += 1
        self._shelf.put(user.id, user)


class MemoryStaff:
    """Who serves in which store, in one transaction; only members of the work's own store are handed out."""

    def __init__(self, shelf: Shelf[StaffId, StaffMember], next_id: Callable[[], int], store: StoreId | None) -> None:
        self._shelf, self._next_id, self._store = shelf, next_id, store

    def add(self, *, store: StoreId, user: UserId, role: Role, at: datetime, rights: Rights = frozenset()) -> StaffId:
        if any(member.user == user and member.removed_at is None for member in self._shelf.values()):
            raise ServesAlready
        staff = StaffId(self._next_id())
        member = StaffMember(id=staff, store=store, user=user, role=role, rights=rights, hired_at=at, version=1)
        self._shelf.put(staff, member)
        return staff

    def get(self, staff: StaffId) -> StaffMember:
        member = self._shelf.get(staff)
        if member is None or member.store != self._store or member.removed_at is not None:
            raise StaffNotFound
        return member

    def save(self, member: StaffMember) -> None:
        kept = self._shelf.get(member.id)
        if kept is None or kept.store != member.store or kept.version != member.version:
            raise ChangedMeanwhile
        member.version += 1
        self._shelf.put(member.id, member)


class MemoryStandings:
    """What users are, as a transaction sees it."""

    def __init__(self, shelf: Shelves) -> None:
        self._shelf = shelf

    def of(self, user: UserId) -> Standing:
        found: User | None = self._shelf("users").get(user)
        if found is None:
            raise NotFound
        return standing_of(found, self._shelf)


class MemoryPeople:
    """Who users are, for themselves to see."""

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database

    def of(self, user: UserId) -> tuple[User, Standing]:
        found: User | None = self._database.read("users").get(user)
        if found is None:
            raise NotFound
        return found, standing_of(found, self._database.read)


class MemoryPresences:
    """Sessions together with what their users are."""

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database

    def of(self, session: SessionId) -> Presence | None:
        found: Session | None = self._database.read("sessions").get(session)
        user: User | None = self._database.read("users").get(found.user) if found else None
        if found is None or user is None:
            return None
        return Presence(
            session=session,
            standing=standing_of(user, self._database.read),
            last_used_at=found.last_used_at,
            expires_at=found.expires_at,
            ended_at=found.ended_at,
        )


def standing_of(user: User, shelf: Shelves) -> Standing:
    """What the user is, by what stands on the shelves."""
    serving = (member for member in shelf("staff").values() if member.user == user.id and member.removed_at is None)
    member = next(serving, None)
    return Standing(
        user=user.id,
        name=user.name,
        email=user.email,
        is_platform_admin=user.is_platform_admin,
        is_open=user.is_open,
        place=None if member is None else _place(member, shelf("stores").get(member.store)),
    )


def _place(member: StaffMember, store: Any) -> Place:
    return Place(
        staff=member.id,
        role=member.role,
        rights=member.rights,
        is_active=member.is_active,
        store=member.store,
        store_name=store.name,
        store_is_open=store_is_open(store.status),
        suspended_for=suspension_of(store.status, store.suspended_for),
        zone=store.settings.zone,
    )
