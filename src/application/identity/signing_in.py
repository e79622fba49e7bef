"""Signing in: by password, and by refresh token."""

from dataclasses import dataclass
from datetime import datetime

from bosonline.application.identity.ports import (
    BoscodTokens,
    IdentityWork,
    OpenWork,
    PasswordHasher,
    PhoneReader,
    Secrets,
    Tokens,
    boscod_token,
)
from bosonline.application.ports import Clock
from bosonline.domain.identity import (
    Client,
    EmailInvalid,
    LoginRefused,
    RefreshTokenInvalid,
    Session,
    SessionId,
    Standing,
    TokenReused,
    TokenRotated,
    User,
    checked_email,
    hash_of,
)
from bosonline.domain.phone import PhoneInvalid


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A pair of tokens, and who they speak for."""

    access_token: str
    refresh_token: str
    issued_at: datetime
    standing: Standing
    boscod: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogIn:
    """Open a session with an e-mail address, or a verified phone number, and the password.

    Raises `LoginRefused`; `GuessedTooOften`; and, to one who knows the password, what `Standing.check` refuses. An
    account that does not exist is answered as a wrong password is, after the same work.
    """

    work: OpenWork
    hasher: PasswordHasher
    phones: PhoneReader
    tokens: Tokens
    secrets: Secrets
    boscod: BoscodTokens
    clock: Clock

    def __call__(self, *, username: str, password: str, client: Client) -> SignedIn:
        user, attempt = self._count(username, client)
        if not self.hasher.verify(user.password_hash if user else None, password) or user is None:
            raise LoginRefused
        verified = user.password_hash
        renewed = self.hasher.hash(password) if self.hasher.is_outdated(verified) else None
        at, session = self.clock(), SessionId(self.secrets.identifier())
        refresh_token = self.tokens.refresh(user.id, session, at=at)
        with self.work() as work:
            user = work.users.get(user.id)
            if user.password_hash != verified:
                raise LoginRefused
            work.login_attempts.succeeded(attempt)
            standing = work.standings.of(user.id)
            standing.check()
            work.sessions.add(Session.begin(session, user=user.id, client=client, at=at), hash_of(refresh_token))
            if renewed is not None:
                user.password_hash = renewed
                work.users.save(user)
            work.commit()
        return SignedIn(
            access_token=self.tokens.access(user.id, session, at=at),
            refresh_token=refresh_token,
            issued_at=at,
            standing=standing,
            boscod=boscod_token(self.boscod, standing),
        )

    def _count(self, username: str, client: Client) -> tuple[User | None, int]:
        at = self.clock()
        with self.work() as work:
            user = self._find(work, username)
            target = target_of(user, username)
            work.login_attempts.guesses(target, at=at).admit(at)
            attempt = work.login_attempts.add(target, user=user.id if user else None, client=client, at=at)
            work.commit()
        return (user if user and user.is_open else None), attempt

    def _find(self, work: IdentityWork, username: str) -> User | None:
        try:
            return work.users.of_email(checked_email(username))
        except EmailInvalid:
            try:
                return work.users.of_phone(self.phones.read(username))
            except PhoneInvalid:
                return None


def target_of(user: User | None, username: str) -> str:
    """Under which name guesses are counted: an account has one, by whichever name it is called."""
    return hash_of(f"name {username.strip().lower()}" if user is None else f"user {user.id}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Refresh:
    """Exchange a refresh token for a new pair; each is good for one exchange.

    Raises `RefreshTokenInvalid`, `SessionEnded`, `TokenRotated` (nothing happened), `TokenReused` (the session was
    ended), or what `Standing.check` refuses.
    """

    work: OpenWork
    tokens: Tokens
    boscod: BoscodTokens
    clock: Clock

    def __call__(self, *, refresh_token: str) -> SignedIn:
        arrived_at = self.clock()
        with self.work() as work:
            found = work.sessions.of_token(hash_of(refresh_token))
            if found is None:
                raise RefreshTokenInvalid
            session, token = found
            try:
                session.admit(token, at=arrived_at)
            except TokenReused:
                work.sessions.end(session.user, at=arrived_at, only=session.id)
                work.commit()
                raise
            at = self.clock()
            if not work.sessions.spend(token, at=at):
                raise TokenRotated
            standing = work.standings.of(session.user)
            standing.check()
            successor = self.tokens.refresh(session.user, session.id, at=at)
            work.sessions.rotate(session, session.succeed(hash_of(successor), at=at))
            work.commit()
        return SignedIn(
            access_token=self.tokens.access(session.user, session.id, at=at),
            refresh_token=successor,
            issued_at=at,
            standing=standing,
            boscod=boscod_token(self.boscod, standing),
        )
