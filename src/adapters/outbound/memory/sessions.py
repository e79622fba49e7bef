"""Logins, guesses at passwords, and tokens sent by mail."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bosonline.adapters.outbound.memory.database import MemoryDatabase, Shelf
from bosonline.application.identity.ports import Listed, Listing
from bosonline.domain.identity import (
    Client,
    Guesses,
    OneTimeToken,
    Purpose,
    RefreshToken,
    Session,
    SessionEnded,
    SessionId,
    TokenHash,
    UserId,
)
from bosonline.domain.identity.password import GUESSING_WINDOW
from bosonline.domain.identity.session import SESSION_LIFE


class MemorySessions:
    """Logins and their refresh tokens, in one transaction."""

    def __init__(self, shelf: Shelf[SessionId, Session], tokens: Shelf[TokenHash, RefreshToken]) -> None:
        self._shelf, self._tokens = shelf, tokens

    def add(self, session: Session, token: TokenHash) -> None:
        self._shelf.put(session.id, session)
        self._tokens.put(token, RefreshToken(hash=token, session=session.id, issued_at=session.began_at))

    def of_token(self, token: TokenHash) -> tuple[Session, RefreshToken] | None:
        found = self._tokens.get(token)
        session = self._shelf.get(found.session) if found else None
        return (session, found) if session and found else None

    def spend(self, token: RefreshToken, *, at: datetime) -> bool:
        kept = self._tokens.get(token.hash)
        if kept is None or kept.spent_at is not None:
            return False
        self._tokens.put(token.hash, replace(kept, spent_at=at))
        return True

    def rotate(self, session: Session, successor: RefreshToken) -> None:
        kept = self._shelf.get(session.id)
        if kept is None or kept.ended_at is not None:
            raise SessionEnded
        self._shelf.put(session.id, session)
        for token in list(self._tokens.values()):
            if token.session == session.id and token.issued_at < successor.issued_at - SESSION_LIFE:
                self._tokens.remove(token.hash)
        self._tokens.put(successor.hash, successor)

    def end(self, user: UserId, *, at: datetime, only: SessionId | None = None, but: SessionId | None = None) -> int:
        ended = [
            session
            for session in self._shelf.values()
            if session.user == user and session.is_alive(at) and only in (None, session.id) and session.id != but
        ]
        for session in ended:
            session.end(at=at)
            self._shelf.put(session.id, session)
        return len(ended)

    def note_use(self, session: SessionId, *, at: datetime) -> None:
        kept = self._shelf.get(session)
        if kept is not None and kept.last_used_at < at:
            kept.last_used_at = at
            self._shelf.put(session, kept)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginAttempt:
    """One guess at a password."""

    id: int
    target: str
    user: UserId | None
    client: Client
    at: datetime
    succeeded: bool = False


class MemoryLoginAttempts:
    """Guesses at passwords, in one transaction."""

    def __init__(self, shelf: Shelf[int, LoginAttempt], next_id: Callable[[], int]) -> None:
        self._shelf, self._next_id = shelf, next_id

    def guesses(self, target: str, *, at: datetime) -> Guesses:
        within = [
            attempt
            for attempt in self._shelf.values()
            if attempt.target == target and attempt.at > at - GUESSING_WINDOW
        ]
        failed = [attempt for attempt in within if not attempt.succeeded]
        last_right = max((attempt.id for attempt in within if attempt.succeeded), default=0)
        return Guesses(
            failed=len(failed),
            in_a_row=sum(attempt.id > last_right for attempt in failed),
            first_at=min((attempt.at for attempt in failed), default=None),
            last_at=max((attempt.at for attempt in failed), default=None),
        )

    def add(self, target: str, *, user: UserId | None, client: Client, at: datetime) -> int:
        attempt = LoginAttempt(id=self._next_id(), target=target, user=user, client=client, at=at)
        self._shelf.put(attempt.id, attempt)
        return attempt.id

    def succeeded(self, attempt: int) -> None:
        kept = self._shelf.get(attempt)
        if kept is not None:
            self._shelf.put(attempt, replace(kept, succeeded=True))


class MemoryOneTimeTokens:
    """Tokens that were sent by mail, in one transaction: each with the instant from which it is used."""

    def __init__(self, shelf: Shelf[TokenHash, tuple[OneTimeToken, datetime | None]]) -> None:
        self._shelf = shelf

    def add(self, token: OneTimeToken) -> None:
        kept = self._shelf.get(token.hash)
        if kept is None or kept[1] is None:
            self._shelf.put(token.hash, (token, None))

    def count(self, user: UserId, purpose: Purpose, *, since: datetime, but: TokenHash) -> int:
        return sum(
            (token.user, token.purpose) == (user, purpose) and token.created_at > since and token.hash != but
            for token, _ in self._shelf.values()
        )

    def use(self, token: TokenHash, purpose: Purpose, *, at: datetime) -> OneTimeToken | None:
        kept, used_at = self._shelf.get(token) or (None, None)
        if kept is None or used_at is not None or kept.purpose is not purpose or kept.expires_at <= at:
            return None
        self._shelf.put(token, (kept, at))
        return kept

    def void(self, user: UserId, purpose: Purpose, *, at: datetime) -> None:
        for token, used_at in list(self._shelf.values()):
            if (token.user, token.purpose, used_at) == (user, purpose, None):
                self._shelf.put(token.hash, (token, at))


class MemoryDevices:
    """From where accounts are used."""

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database

    def sessions(self, user: UserId, listing: Listing, *, at: datetime) -> Listed:
        return _listed(
            listing,
            (
                {
                    "id": session.id,
                    "ip": session.client.ip,
                    "user_agent": session.client.user_agent,
                    "began_at": session.began_at,
                    "last_used_at": session.last_used_at,
                }
                for session in self._database.read("sessions").values()
                if session.user == user and session.is_alive(at)
            ),
        )

    def login_attempts(self, user: UserId, listing: Listing) -> Listed:
        return _listed(
            listing,
            (
                {
                    "id": attempt.id,
                    "at": attempt.at,
                    "ip": attempt.client.ip,
                    "user_agent": attempt.client.user_agent,
                    "succeeded": attempt.succeeded,
                }
                for attempt in self._database.read("login_attempts").values()
                if attempt.user == user
            ),
        )


def _listed(listing: Listing, rows: Iterable[Mapping[str, Any]]) -> Listed:
    keyword = (listing.keyword or "").lower()
    found = [row for row in rows if keyword in str(row[listing.category]).lower()]
    found.sort(key=lambda row: (row[listing.sort_by], row["id"]), reverse=listing.descending)
    return Listed(rows=found[listing.start : listing.start + listing.limit], total=len(found))
