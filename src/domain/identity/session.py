"""A login on one device, and the refresh tokens that keep it alive.

Each refresh token is good for one use. All tokens that descend from one login are its family: whoever uses one of
them again shows that a copy is about, and ends the family.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bosonline.domain.errors import NotFound, Unauthenticated
from bosonline.domain.identity.actor import SessionId
from bosonline.domain.identity.ids import UserId
from bosonline.domain.identity.one_time import TokenHash

ACCESS_LIFE = timedelta(hours=1)
SESSION_LIFE = timedelta(days=30)
"""How long a session lasts after its last refresh."""

GRACE = timedelta(seconds=10)
"""How long after a rotation the old token harms nobody: a client may have lost the answer, or have a twin."""

USE_NOTED_EVERY = timedelta(minutes=1)


class LoginRefused(Unauthenticated):
    """The name or the password is wrong: which of the two is never told."""

    code = "login-refused"
    text = "The e-mail address or phone, or the password, is wrong"


class AccessTokenInvalid(Unauthenticated):
    """Not an access token of this system."""

    code = "access-token-invalid"
    text = "The access token is not valid; refresh it, or sign in again"


class AccessTokenExpired(Unauthenticated):
    """The hour of the access token is over."""

    code = "access-token-expired"
    text = "The access token has expired; refresh it"


class RefreshTokenInvalid(Unauthenticated):
    """Not a refresh token that is known here, or one whose time is over."""

    code = "refresh-token-invalid"
    text = "The refresh token is not valid; sign in again"


class TokenRotated(Unauthenticated):
    """The token was exchanged a moment ago; its successor is good."""

    code = "token-rotated"
    text = "This refresh token was exchanged a moment ago; use the one that was given for it"


class TokenReused(Unauthenticated):
    """The token was exchanged long ago: somebody holds a copy, so that the login it came from was ended."""

    code = "token-reused"
    text = "This refresh token was used before; this login was ended for safety, sign in again"


class SessionEnded(Unauthenticated):
    """Somebody logged this session out, or its time is over."""

    code = "session-ended"
    text = "This session has ended; sign in again"


class SessionNotFound(NotFound):
    """The user has no such session that is alive."""

    code = "session-not-found"


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """From where somebody signs in: the network address and what the device calls itself."""

    ip: str = ""
    user_agent: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "ip", self.ip[:45])
        printable = "".join(sign for sign in self.user_agent if sign.isprintable())
        object.__setattr__(self, "user_agent", printable[:255])


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshToken:
    """One token of a family, by its hash; `spent_at` is set from its one use on."""

    hash: TokenHash
    session: SessionId
    issued_at: datetime
    spent_at: datetime | None = None


@dataclass(slots=True, kw_only=True)
class Session:
    """One login; with its refresh tokens it is a family."""

    id: SessionId
    user: UserId
    client: Client = field(default_factory=Client)
    began_at: datetime
    last_used_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None

    @classmethod
    def begin(cls, id: SessionId, *, user: UserId, client: Client, at: datetime) -> "Session":  # noqa: A002
        """A session that begins now."""
        return cls(id=id, user=user, client=client, began_at=at, last_used_at=at, expires_at=at + SESSION_LIFE)

    def is_alive(self, at: datetime) -> bool:
        """Whether it has neither been ended nor run out."""
        return self.ended_at is None and at < self.expires_at

    def end(self, *, at: datetime) -> None:
        """End it; ending it again changes nothing."""
        self.ended_at = self.ended_at or at

    def admit(self, token: RefreshToken, *, at: datetime) -> None:
        """Judge a token of this family.

        Raises `SessionEnded`; `TokenRotated` within the grace after its use; or, later, `TokenReused`, and then this
        session has ended, which the caller must save.
        """
        if not self.is_alive(at):
            raise SessionEnded
        if token.spent_at is None:
            return
        if at - token.spent_at <= GRACE:
            raise TokenRotated
        self.end(at=at)
        raise TokenReused

    def succeed(self, token: TokenHash, *, at: datetime) -> RefreshToken:
        """The successor of a token that was just spent; the session lasts longer by it."""
        self.last_used_at, self.expires_at = at, at + SESSION_LIFE
        return RefreshToken(hash=token, session=self.id, issued_at=at)
