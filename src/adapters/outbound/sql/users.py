"""The accounts."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from bosonline.adapters.outbound.sql.tables.identity import users
from bosonline.domain.errors import ChangedMeanwhile, NotFound
from bosonline.domain.identity import LANGUAGES, Email, EmailTaken, PhoneTaken, User, UserId
from bosonline.domain.phone import Phone

_GET = select(users).where(users.c.id == bindparam("of_id")).with_for_update()
_ID_OF_EMAIL = select(users.c.id).where(users.c.email == bindparam("of_email"))
_OF_EMAIL = select(users).where(users.c.email == bindparam("of_email"))
_OF_PHONE = select(users).where(users.c.phone == bindparam("of_phone"), users.c.phone_verified_at.is_not(None))
_FIXED = ("id", "created_at")
_CHANGE = (
    update(users)
    .where(users.c.id == bindparam("of_id"), users.c.version == bindparam("was"))
    .values({column.name: bindparam(column.name) for column in users.c if column.name not in _FIXED})
)


def _add(dialect: Any) -> Any:
    return dialect.insert(users).on_conflict_do_nothing(index_elements=[users.c.email]).returning(users.c.id)


_ADD = {True: _add(sqlite), False: _add(postgresql)}


class SqlUsers:
    """The accounts, in one transaction; `get` keeps others from changing the account until it ends."""

    def __init__(self, execute: Callable[..., Any], *, is_sqlite: bool) -> None:
        self._execute, self._is_sqlite = execute, is_sqlite

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
        values = {
            "name": name,
            "email": email,
            "phone": phone.e164,
            "password_hash": password_hash,
            "email_verified_at": email_verified_at,
            "is_platform_admin": is_platform_admin,
            "language": language,
            "created_at": at,
            "version": 1,
        }
        added = self._execute(_ADD[self._is_sqlite], values).scalar_one_or_none()
        return None if added is None else UserId(added)

    def get(self, user: UserId) -> User:
        row = self._execute(_GET, {"of_id": user}).one_or_none()
        if row is None:
            raise NotFound
        return user_of(row)

    def id_of_email(self, email: Email) -> UserId | None:
        found = self._execute(_ID_OF_EMAIL, {"of_email": email}).scalar_one_or_none()
        return None if found is None else UserId(found)

    def of_email(self, email: Email) -> User | None:
        row = self._execute(_OF_EMAIL, {"of_email": email}).one_or_none()
        return None if row is None else user_of(row)

    def of_phone(self, phone: Phone) -> User | None:
        row = self._execute(_OF_PHONE, {"of_phone": phone.e164}).one_or_none()
        return None if row is None else user_of(row)

    def save(self, user: User) -> None:
        values = {
            "name": user.name,
            "email": user.email,
            "phone": user.phone.e164,
            "password_hash": user.password_hash,
            "email_verified_at": user.email_verified_at,
            "phone_verified_at": user.phone_verified_at,
            "is_platform_admin": user.is_platform_admin,
            "closed_at": user.closed_at,
            "new_email": user.new_email,
            "language": user.language,
            "version": user.version + 1,
        }
        try:
            saved = self._execute(_CHANGE, {"of_id": user.id, "was": user.version, **values})
        except IntegrityError as error:
            raise (PhoneTaken if "phone" in _violated(error) else EmailTaken) from error
        if not saved.rowcount:
            raise ChangedMeanwhile
        user.version += 1


def _violated(error: IntegrityError) -> str:
    diagnosis = getattr(error.orig, "diag", None)
    return str(diagnosis.constraint_name if diagnosis else error.orig)


def user_of(row: Any) -> User:
    """The account in a row of the table."""
    return User(
        id=UserId(row.id),
        name=row.name,
        email=Email(row.email),
        phone=Phone(row.phone),
        password_hash=row.password_hash,
        email_verified_at=row.email_verified_at,
        phone_verified_at=row.phone_verified_at,
        is_platform_admin=row.is_platform_admin,
        closed_at=row.closed_at,
        new_email=row.new_email and Email(row.new_email),
        language=row.language,
        created_at=row.created_at,
        version=row.version,
    )
