"""What is kept about users, and how it is erased."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, bindparam, delete, update

from bosonline.adapters.outbound.sql.tables.identity import login_attempts, one_time_tokens, sessions, users
from bosonline.adapters.outbound.sql.tables.transaction import idempotency
from bosonline.domain.identity import UserId
from bosonline.domain.identity.user import erased_email
from bosonline.domain.phone import ERASED_PHONE

_user: BindParameter[int] = bindparam("of_user")
_ERASE = (
    update(users)
    .where(users.c.id == _user)
    .values(
        name="",
        email=bindparam("nameless"),
        new_email=None,
        phone=ERASED_PHONE.e164,
        password_hash="",
        email_verified_at=None,
        phone_verified_at=None,
        is_platform_admin=False,
        closed_at=bindparam("now"),
        version=users.c.version + 1,
    )
)
_FORGET = tuple(delete(table).where(table.c.user_id == _user) for table in (sessions, login_attempts, one_time_tokens))
_FORGET_RESULTS = delete(idempotency).where(idempotency.c.scope.like(bindparam("scope")))


class SqlAccountTraces:
    """What is kept about users, in one transaction."""

    def __init__(self, execute: Callable[..., Any]) -> None:
        self._execute = execute

    def erase(self, user: UserId, /, *, at: datetime) -> None:
        self._execute(_ERASE, {"of_user": user, "nameless": erased_email(user), "now": at})
        for statement in _FORGET:
            self._execute(statement, {"of_user": user})
        self._execute(_FORGET_RESULTS, {"scope": f"user:{user} %"})
