"""Tokens that were sent by mail, by their hashes."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bosonline.adapters.outbound.sql.tables.identity import one_time_tokens
from bosonline.domain.identity import Email, OneTimeToken, Purpose, TokenHash, UserId

_OF_USER = (one_time_tokens.c.user_id == bindparam("user")) & (one_time_tokens.c.purpose == bindparam("for_purpose"))
_COUNT = (
    select(func.count())
    .select_from(one_time_tokens)
    .where(_OF_USER, one_time_tokens.c.created_at > bindparam("since"), one_time_tokens.c.hash != bindparam("but"))
)
_USE = (
    update(one_time_tokens)
    .where(
        one_time_tokens.c.hash == bindparam("of_hash"),
        one_time_tokens.c.purpose == bindparam("for_purpose"),
        one_time_tokens.c.used_at.is_(None),
        one_time_tokens.c.expires_at > bindparam("at", type_=one_time_tokens.c.expires_at.type),
    )
    .values(used_at=bindparam("at"))
    .returning(one_time_tokens.c.user_id, one_time_tokens.c.email, one_time_tokens.c.created_at)
)
_VOID = update(one_time_tokens).where(_OF_USER, one_time_tokens.c.used_at.is_(None)).values(used_at=bindparam("at"))


def _add(dialect: Any) -> Any:
    new = dialect.insert(one_time_tokens)
    return new.on_conflict_do_update(
        index_elements=[one_time_tokens.c.hash],
        set_={"created_at": new.excluded.created_at, "expires_at": new.excluded.expires_at},
        where=one_time_tokens.c.used_at.is_(None),
    )


_ADD = {True: _add(sqlite), False: _add(postgresql)}


class SqlOneTimeTokens:
    """Tokens that were sent by mail, in one transaction."""

    def __init__(self, execute: Callable[..., Any], *, is_sqlite: bool) -> None:
        self._execute, self._is_sqlite = execute, is_sqlite

    def add(self, token: OneTimeToken) -> None:
        self._execute(
            _ADD[self._is_sqlite],
            {
                "hash": token.hash,
                "purpose": token.purpose.value,
                "user_id": token.user,
                "email": token.email,
                "created_at": token.created_at,
                "expires_at": token.expires_at,
            },
        )

    def count(self, user: UserId, purpose: Purpose, *, since: datetime, but: TokenHash) -> int:
        values = {"user": user, "for_purpose": purpose.value, "since": since, "but": but}
        return int(self._execute(_COUNT, values).scalar_one())

    def use(self, token: TokenHash, purpose: Purpose, *, at: datetime) -> OneTimeToken | None:
        row = self._execute(_USE, {"of_hash": token, "for_purpose": purpose.value, "at": at}).one_or_none()
        if row is None:
            return None
        return OneTimeToken(
            hash=token,
            purpose=purpose,
            user=UserId(row.user_id),
            email=Email(row.email),
            created_at=row.created_at,
        )

    def void(self, user: UserId, purpose: Purpose, *, at: datetime) -> None:
        self._execute(_VOID, {"user": user, "for_purpose": purpose.value, "at": at})
