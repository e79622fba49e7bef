"""What identity needs of the outside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bosonline.application.ports import Once, UnitOfWork
from bosonline.domain.identity import (
    LANGUAGES,
    ApiKeyId,
    AuditEntry,
    Client,
    Email,
    Guesses,
    KeyPresence,
    NewApiKey,
    OneTimeToken,
    Presence,
    Purpose,
    RefreshToken,
    Right,
    Rights,
    Role,
    Session,
    SessionId,
    StaffId,
    StaffMember,
    Standing,
    StoreId,
    TokenHash,
    User,
    UserId,
)
from bosonline.domain.phone import Phone


class Users(Protocol):
    """The accounts."""

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
        """The id of a new account, or None when the address is another account's."""
        ...

    def get(self, user: UserId, /) -> User:
        """The account; a user that is not there is a `NotFound`."""
        ...

    def id_of_email(self, email: Email, /) -> UserId | None:
        """The id of the account with this address: as quick to find as to miss."""
        ...

    def of_email(self, email: Email, /) -> User | None:
        """The account with this address."""
        ...

    def of_phone(self, phone: Phone, /) -> User | None:
        """The account that has verified this number."""
        ...

    def save(self, user: User, /) -> None:
        """Keep what changed; `ChangedMeanwhile`, `EmailTaken` or `PhoneTaken`."""
        ...


class Sessions(Protocol):
    """Logins and their refresh tokens."""

    def add(self, session: Session, token: TokenHash, /) -> None:
        """Keep a new session with its first refresh token."""
        ...

    def of_token(self, token: TokenHash, /) -> tuple[Session, RefreshToken] | None:
        """The session whose family the refresh token is of, and the token."""
        ...

    def spend(self, token: RefreshToken, /, *, at: datetime) -> bool:
        """Use the token up, if nobody has: of any number that try, one is told True."""
        ...

    def rotate(self, session: Session, successor: RefreshToken, /) -> None:
        """Keep the successor of a spent token and what became of the session."""
        ...

    def end(self, user: UserId, /, *, at: datetime, only: SessionId | None = None, but: SessionId | None = None) -> int:
        """End the living sessions of a user, or `only` one, or all `but` one; how many there were."""
        ...

    def note_use(self, session: SessionId, /, *, at: datetime) -> None:
        """Remember that the session was used."""
        ...


class LoginAttempts(Protocol):
    """Guesses at passwords, by the account that they are aimed at (`target`), whether or not it exists."""

    def guesses(self, target: str, /, *, at: datetime) -> Guesses:
        """The wrong ones within the hour before; until this work ends, others wait to ask about the same target."""
        ...

    def add(self, target: str, /, *, user: UserId | None, client: Client, at: datetime) -> int:
        """Count one more, as wrong until it proves right; its id."""
        ...

    def succeeded(self, attempt: int, /) -> None:
        """It was the right password."""
        ...


class OneTimeTokens(Protocol):
    """Tokens sent by mail."""

    def add(self, token: OneTimeToken, /) -> None:
        """Keep a token; one that is there, unused, counts from the new instant."""
        ...

    def count(self, user: UserId, purpose: Purpose, /, *, since: datetime, but: TokenHash) -> int:
        """How many others were sent to the user since."""
        ...

    def use(self, token: TokenHash, purpose: Purpose, /, *, at: datetime) -> OneTimeToken | None:
        """Use the token up: the token, to the first who asks before it runs out, else None."""
        ...

    def void(self, user: UserId, purpose: Purpose, /, *, at: datetime) -> None:
        """Let no token of the user for this purpose be good any more."""
        ...


class Staff(Protocol):
    """Who serves in which store."""

    def add(
        self,
        *,
        store: StoreId,
        user: UserId,
        role: Role,
        at: datetime,
        rights: Rights = frozenset(),
    ) -> StaffId:
        """The id of a new member; `ServesAlready` for one who owns or serves a store."""
        ...

    def get(self, staff: StaffId, /) -> StaffMember:
        """The member, of the work's store; or `StaffNotFound`."""
        ...

    def save(self, member: StaffMember, /) -> None:
        """Keep what changed; or `ChangedMeanwhile`."""
        ...


class ApiKeys(Protocol):
    """The API keys of the work's store."""

    def add(self, key: NewApiKey, /) -> ApiKeyId:
        """The id of a new key."""
        ...

    def count(self) -> int:
        """How many keys are good; until this work ends, others wait to ask about the same store."""
        ...

    def revoke(self, key: ApiKeyId, /, *, at: datetime) -> str | None:
        """Let a key be good no more: its name, or None where the store has no such key that is good."""
        ...

    def note_use(self, key: ApiKeyId, /, *, at: datetime) -> None:
        """Remember that the key was used."""
        ...


class People(Protocol):
    """Who users are, for themselves to see."""

    def of(self, user: UserId, /) -> tuple[User, Standing]:
        """The account and its standing; a user that is not there is a `NotFound`."""
        ...


class Standings(Protocol):
    """What users are at this moment."""

    def of(self, user: UserId, /) -> Standing:
        """The user, and the place in a store; a user that is not there is a `NotFound`."""
        ...


class IdentityWork(UnitOfWork, Protocol):
    """One transaction of identity."""

    @property
    def users(self) -> Users: ...

    @property
    def sessions(self) -> Sessions: ...

    @property
    def login_attempts(self) -> LoginAttempts: ...

    @property
    def one_time_tokens(self) -> OneTimeTokens: ...

    @property
    def staff(self) -> Staff: ...

    @property
    def standings(self) -> Standings: ...

    @property
    def api_keys(self) -> ApiKeys: ...


class OpenWork(Protocol):
    """Opens a transaction that belongs to a store or to none, perhaps under a caller's key."""

    def __call__(self, store: StoreId | None = None, once: Once | None = None, /) -> IdentityWork: ...


class KeyPresences(Protocol):
    """API keys together with what their makers are at this moment, in one read."""

    def of(self, secret: TokenHash, /) -> KeyPresence | None:
        """The key, good or not; None when there never was one."""
        ...


class Presences(Protocol):
    """Sessions together with what their users are at this moment, in one read."""

    def of(self, session: SessionId, /) -> Presence | None:
        """The session, alive or not; None when there never was one."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Which part of a list is asked for, and in what order."""

    start: int = 0
    limit: int = 10
    sort_by: str
    descending: bool = True
    category: str
    keyword: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A part of a list, as rows, and how long the whole list is."""

    rows: Sequence[Mapping[str, object]]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRow:
    """A member of staff as the store sees them."""

    staff: StaffId
    name: str
    email: str
    phone: str
    role: Role
    rights: tuple[Right, ...]
    is_active: bool
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffPage:
    """A part of the staff, and how many there are."""

    rows: Sequence[StaffRow]
    total: int


class StaffDesk(Protocol):
    """The staff of a store as it is read."""

    def page(self, store: StoreId, listing: Listing, /, *, role: Role | None) -> StaffPage:
        """Those who serve, switched off or not, by `name`, `email`, `phone`, `role` or `hired_at`."""
        ...


class KeyRing(Protocol):
    """The API keys of a store as they are read."""

    def page(self, store: StoreId, listing: Listing, /) -> Listed:
        """Good keys as `id`, `name`, `hint`, `scopes`, `made_by`, `made_at`, `last_used_at`; by `made_at` or `name`."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilter:
    """Which entries of the audit log are asked for; None asks for all."""

    act: str | None = None
    staff: StaffId | None = None
    about: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRow:
    """An entry of the audit log, with its number."""

    id: int
    entry: AuditEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditPage:
    """A page of the audit log; `total` is None where the page follows another."""

    rows: Sequence[AuditRow]
    total: int | None
    is_capped: bool = False
    next_after: tuple[datetime, int] | None = None


class AuditLog(Protocol):
    """What was done in a store, as it is read."""

    def page(
        self,
        store: StoreId,
        shown: AuditFilter,
        /,
        *,
        newest_first: bool,
        start: int,
        limit: int,
        after: tuple[datetime, int] | None,
    ) -> AuditPage:
        """Entries in the order of time; with `after` the page that follows, uncounted."""
        ...


class Witness(Protocol):
    """Takes note of what was looked at: the audit log tells it a moment later, and the reader does not wait."""

    def __call__(self, entry: AuditEntry, /) -> None: ...


class Devices(Protocol):
    """From where an account was and is used."""

    def sessions(self, user: UserId, listing: Listing, /, *, at: datetime) -> Listed:
        """The living sessions: `id`, `ip`, `user_agent`, `began_at`, `last_used_at`."""
        ...

    def login_attempts(self, user: UserId, listing: Listing, /) -> Listed:
        """The attempts that are remembered: `id`, `at`, `ip`, `user_agent`, `succeeded`."""
        ...


class PasswordHasher(Protocol):
    """Passwords as they may be stored."""

    def hash(self, password: str, /) -> str:
        """What to store."""
        ...

    def verify(self, stored: str | None, password: str, /) -> bool:
        """Whether it is the password; the answer to None is False and takes as long."""
        ...

    def is_outdated(self, stored: str, /) -> bool:
        """Whether the password is better hashed anew."""
        ...


class PasswordStrength(Protocol):
    """Whether passwords stand up to guessing."""

    def is_easy_to_guess(self, password: str, about: Sequence[str], /) -> bool:
        """Whether it is common, or made of what is known about the person."""
        ...


class Tokens(Protocol):
    """Signed texts that clients carry."""

    def access(self, user: UserId, session: SessionId, /, *, at: datetime) -> str:
        """An access token that is good from now for its life."""
        ...

    def refresh(self, user: UserId, session: SessionId, /, *, at: datetime) -> str:
        """A refresh token, never the same twice."""
        ...

    def session_of(self, access_token: str, /, *, at: datetime) -> SessionId:
        """The session that an access token speaks for; `AccessTokenInvalid`, `AccessTokenExpired`."""
        ...


class Secrets(Protocol):
    """What nobody can guess."""

    def identifier(self) -> str:
        """A name that nothing else has."""
        ...

    def token(self) -> str:
        """A text to be sent to one person, fit for a link."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail to one person."""

    to_name: str
    to_address: Email
    subject: str
    text: str


class Mailer(Protocol):
    """Sends mails."""

    def send(self, mail: Mail, /) -> None:
        """Hand the mail over; `Unavailable` when that fails."""
        ...


class PhoneReader(Protocol):
    """Reads phone numbers as people write them."""

    def read(self, text: str, /, *, field: str = "phone") -> Phone:
        """The number; `PhoneInvalid`, which blames the member `field`."""
        ...


class BoscodTokens(Protocol):
    """The access that a store has to Boscod, as front ends are given it."""

    def of(self, store: StoreId, /) -> str | None:
        """The store's token, or None where there is none to give."""
        ...


def boscod_token(tokens: BoscodTokens, standing: Standing) -> str | None:
    """The token that the login answer hands out: the store's own, to its owner and admins alone."""
    if standing.place is None or standing.role not in (Role.OWNER, Role.ADMIN):
        return None
    return tokens.of(standing.place.store)
