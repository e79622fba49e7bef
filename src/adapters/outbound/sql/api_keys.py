"""API keys: kept, listed, and found by the hash of their secret together with their makers."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update

from bosonline.adapters.outbound.sql.database import Database
from bosonline.adapters.outbound.sql.lists import ListStatements
from bosonline.adapters.outbound.sql.staff import plain_rights, rights_of
from bosonline.adapters.outbound.sql.standings import standing_of, with_place
from bosonline.adapters.outbound.sql.tables.identity import api_keys, users
from bosonline.adapters.outbound.sql.tables.stores import stores
from bosonline.application.identity.ports import Listed, Listing
from bosonline.domain.identity import ApiKeyId, KeyPresence, NewApiKey, StoreId, TokenHash

_IS_GOOD = (api_keys.c.store_id == bindparam("store"), api_keys.c.revoked_at.is_(None))
_ADD = insert(api_keys).returning(api_keys.c.id)
_LOCK = select(stores.c.id).where(stores.c.id == bindparam("store")).with_for_update()
_COUNT = select(func.count()).select_from(api_keys).where(*_IS_GOOD)
_REVOKE = (
    update(api_keys)
    .where(*_IS_GOOD, api_keys.c.id == bindparam("of_id"))
    .values(revoked_at=bindparam("at"))
    .returning(api_keys.c.name)
)
_NOTE_USE = (
    update(api_keys)
    .where(api_keys.c.store_id == bindparam("store"), api_keys.c.id == bindparam("of_id"))
    .values(last_used_at=bindparam("at"))
)
_PRESENCE = with_place(
    select(
        users.c.id,
        users.c.name,
        users.c.email,
        users.c.is_platform_admin,
        users.c.closed_at,
        api_keys.c.id.label("key_id"),
        api_keys.c.store_id.label("key_store"),
        api_keys.c.name.label("key_name"),
        api_keys.c.scopes,
        api_keys.c.last_used_at,
        api_keys.c.revoked_at,
    )
    .select_from(api_keys)
    .join(users, users.c.id == api_keys.c.user_id)
).where(api_keys.c.hash == bindparam("of_hash"))
_LISTED = ListStatements(
    select(
        api_keys.c.id,
        api_keys.c.name,
        api_keys.c.hint,
        api_keys.c.scopes,
        users.c.name.label("made_by"),
        api_keys.c.staff_id,
        api_keys.c.made_at,
        api_keys.c.last_used_at,
    )
    .join(users, users.c.id == api_keys.c.user_id)
    .where(*_IS_GOOD),
    {"made_at": api_keys.c.made_at, "name": api_keys.c.name},
    api_keys.c.id,
)


class SqlApiKeys:
    """The API keys of one store, in one transaction."""

    def __init__(self, execute: Callable[..., Any], store: StoreId) -> None:
        self._execute, self._store = execute, store

    def add(self, key: NewApiKey) -> ApiKeyId:
        values = {
            "store_id": self._store,
            "user_id": key.maker,
            "staff_id": key.staff,
            "name": key.name,
            "hash": key.hash,
            "hint": key.hint,
            "scopes": plain_rights(key.scopes),
            "made_at": key.made_at,
        }
        return ApiKeyId(self._execute(_ADD, values).scalar_one())

    def count(self) -> int:
        self._execute(_LOCK, {"store": self._store}).one_or_none()
        return int(self._execute(_COUNT, {"store": self._store}).scalar_one())

    def revoke(self, key: ApiKeyId, *, at: datetime) -> str | None:
        revoked = self._execute(_REVOKE, {"store": self._store, "of_id": key, "at": at}).scalar_one_or_none()
        return None if revoked is None else str(revoked)

    def note_use(self, key: ApiKeyId, *, at: datetime) -> None:
        self._execute(_NOTE_USE, {"store": self._store, "of_id": key, "at": at})


class SqlKeyRing:
    """The API keys of a store as they are read."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(self, store: StoreId, listing: Listing) -> Listed:
        found = _LISTED.read(self._database, listing, {"store": store})
        rows = [{**row, "scopes": tuple(sorted(rights_of(row["scopes"])))} for row in found.rows]  # type: ignore[arg-type]
        return Listed(rows=rows, total=found.total)


class SqlKeyPresences:
    """API keys together with what their makers are, in one statement."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, secret: TokenHash) -> KeyPresence | None:
        with self._database.read() as connection:
            row = connection.execute(_PRESENCE, {"of_hash": secret}).one_or_none()
        if row is None:
            return None
        return KeyPresence(
            key=ApiKeyId(row.key_id),
            store=StoreId(row.key_store),
            name=row.key_name,
            scopes=rights_of(row.scopes),
            last_used_at=row.last_used_at,
            revoked_at=row.revoked_at,
            maker=standing_of(row),
        )
