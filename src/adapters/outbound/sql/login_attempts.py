"""Guesses at passwords, counted by the account that they are aimed at."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, case, func, insert, literal, select, update

from bosonline.adapters.outbound.sql.tables.identity import login_attempts
from bosonline.domain.identity import Client, Guesses, UserId
from bosonline.domain.identity.password import GUESSING_WINDOW

_LOCK = select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("target"), literal(0))))
_WITHIN = and_(login_attempts.c.target == bindparam("target"), login_attempts.c.at > bindparam("since"))
_last_right = select(func.max(login_attempts.c.id)).where(_WITHIN, login_attempts.c.succeeded).scalar_subquery()
_GUESSES = select(
    func.count().label("failed"),
    func.count(case((login_attempts.c.id > func.coalesce(_last_right, 0), 1))).label("in_a_row"),
    func.min(login_attempts.c.at).label("first_at"),
    func.max(login_attempts.c.at).label("last_at"),
).where(_WITHIN, ~login_attempts.c.succeeded)
_ADD = insert(login_attempts).returning(login_attempts.c.id)
_SUCCEEDED = update(login_attempts).where(login_attempts.c.id == bindparam("of_id")).values(succeeded=True)


class SqlLoginAttempts:
    """Guesses at passwords, in one transaction."""

    def __init__(self, execute: Callable[..., Any], *, is_sqlite: bool) -> None:
        self._execute, self._is_sqlite = execute, is_sqlite

    def guesses(self, target: str, *, at: datetime) -> Guesses:
        if not self._is_sqlite:  # which has one writer at a time
            self._execute(_LOCK, {"target": target})
        row = self._execute(_GUESSES, {"target": target, "since": at - GUESSING_WINDOW}).one()
        return Guesses(failed=row.failed, in_a_row=row.in_a_row, first_at=row.first_at, last_at=row.last_at)

    def add(self, target: str, *, user: UserId | None, client: Client, at: datetime) -> int:
        values = {
            "target": target,
            "user_id": user,
            "ip": client.ip,
            "user_agent": client.user_agent,
            "at": at,
            "succeeded": False,
        }
        return int(self._execute(_ADD, values).scalar_one())

    def succeeded(self, attempt: int) -> None:
        self._execute(_SUCCEEDED, {"of_id": attempt})
