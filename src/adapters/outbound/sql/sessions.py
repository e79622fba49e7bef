"""Logins and their refresh tokens."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from bosonline.adapters.outbound.sql.tables.identity import refresh_tokens, sessions
from bosonline.domain.identity import Client, RefreshToken, Session, SessionEnded, SessionId, TokenHash, UserId
from bosonline.domain.identity.session import SESSION_LIFE

_ADD = insert(sessions)
_ADD_TOKEN = insert(refresh_tokens)
_OF_TOKEN = (
    select(sessions, refresh_tokens.c.issued_at, refresh_tokens.c.spent_at)
    .join(refresh_tokens, refresh_tokens.c.session_id == sessions.c.id)
    .where(refresh_tokens.c.hash == bindparam("of_hash"))
)
_SPEND = (
    update(refresh_tokens)
    .where(refresh_tokens.c.hash == bindparam("of_hash"), refresh_tokens.c.spent_at.is_(None))
    .values(spent_at=bindparam("at"))
)
_PROLONG = (
    update(sessions)
    .where(sessions.c.id == bindparam("of_id"), sessions.c.ended_at.is_(None))
    .values(last_used_at=bindparam("last_used_at"), expires_at=bindparam("expires_at"))
)
_FORGET = delete(refresh_tokens).where(
    refresh_tokens.c.session_id == bindparam("of_session"), refresh_tokens.c.issued_at < bindparam("before")
)
_END_ALL = (
    update(sessions)
    .where(
        sessions.c.user_id == bindparam("of_user"),
        sessions.c.ended_at.is_(None),
        sessions.c.expires_at > bindparam("at", type_=sessions.c.expires_at.type),
    )
    .values(ended_at=bindparam("at"))
)
_END_ONE = _END_ALL.where(sessions.c.id == bindparam("only"))
_END_OTHERS = _END_ALL.where(sessions.c.id != bindparam("but"))
_NOTE_USE = (
    update(sessions)
    .where(
        sessions.c.id == bindparam("of_id"), sessions.c.last_used_at < bindparam("at", type_=sessions.c.began_at.type)
    )
    .values(last_used_at=bindparam("at"))
)


class SqlSessions:
    """Logins and their refresh tokens, in one transaction."""

    def __init__(self, execute: Callable[..., Any]) -> None:
        self._execute = execute

    def add(self, session: Session, token: TokenHash) -> None:
        self._execute(
            _ADD,
            {
                "id": session.id,
                "user_id": session.user,
                "ip": session.client.ip,
                "user_agent": session.client.user_agent,
                "began_at": session.began_at,
                "last_used_at": session.last_used_at,
                "expires_at": session.expires_at,
                "ended_at": session.ended_at,
            },
        )
        self._add_token(RefreshToken(hash=token, session=session.id, issued_at=session.began_at))

    def of_token(self, token: TokenHash) -> tuple[Session, RefreshToken] | None:
        row = self._execute(_OF_TOKEN, {"of_hash": token}).one_or_none()
        if row is None:
            return None
        session = Session(
            id=SessionId(row.id),
            user=UserId(row.user_id),
            client=Client(ip=row.ip, user_agent=row.user_agent),
            began_at=row.began_at,
            last_used_at=row.last_used_at,
            expires_at=row.expires_at,
            ended_at=row.ended_at,
        )
        return session, RefreshToken(hash=token, session=session.id, issued_at=row.issued_at, spent_at=row.spent_at)

    def spend(self, token: RefreshToken, *, at: datetime) -> bool:
        return bool(self._execute(_SPEND, {"of_hash": token.hash, "at": at}).rowcount)

    def rotate(self, session: Session, successor: RefreshToken) -> None:
        self._add_token(successor)
        values = {"of_id": session.id, "last_used_at": session.last_used_at, "expires_at": session.expires_at}
        if not self._execute(_PROLONG, values).rowcount:
            raise SessionEnded
        self._execute(_FORGET, {"of_session": session.id, "before": successor.issued_at - SESSION_LIFE})

    def end(self, user: UserId, *, at: datetime, only: SessionId | None = None, but: SessionId | None = None) -> int:
        values = {"of_user": user, "at": at}
        if only is not None:
            ended = self._execute(_END_ONE, {**values, "only": only})
        elif but is not None:
            ended = self._execute(_END_OTHERS, {**values, "but": but})
        else:
            ended = self._execute(_END_ALL, values)
        return int(ended.rowcount)

    def note_use(self, session: SessionId, *, at: datetime) -> None:
        self._execute(_NOTE_USE, {"of_id": session, "at": at})

    def _add_token(self, token: RefreshToken) -> None:
        self._execute(
            _ADD_TOKEN,
            {
                "hash": token.hash,
                "session_id": token.session,
                "issued_at": token.issued_at,
                "spent_at": token.spent_at,
            },
        )
