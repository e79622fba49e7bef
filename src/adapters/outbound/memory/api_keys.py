"""API keys in memory."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bosonline.adapters.outbound.memory.database import MemoryDatabase, Shelf
from bosonline.adapters.outbound.memory.identity import standing_of
from bosonline.adapters.outbound.memory.lists import listed
from bosonline.application.identity.ports import Listed, Listing
from bosonline.domain.identity import ApiKeyId, KeyPresence, NewApiKey, StoreId, TokenHash, User


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptKey:
    """A key of a store."""

    id: ApiKeyId
    store: StoreId
    key: NewApiKey
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None


class MemoryApiKeys:
    """The API keys of one store, in one transaction."""

    def __init__(self, shelf: Shelf[ApiKeyId, KeptKey], next_id: Callable[[], int], store: StoreId) -> None:
        self._shelf, self._next_id, self._store = shelf, next_id, store

    def add(self, key: NewApiKey) -> ApiKeyId:
        added = ApiKeyId(self._next_id())
        self._shelf.put(added, KeptKey(id=added, store=self._store, key=key))
        return added

    def count(self) -> int:
        return sum(kept.store == self._store and kept.revoked_at is None for kept in self._shelf.values())

    def revoke(self, key: ApiKeyId, *, at: datetime) -> str | None:
        kept = self._shelf.get(key)
        if kept is None or kept.store != self._store or kept.revoked_at is not None:
            return None
        self._shelf.put(key, replace(kept, revoked_at=at))
        return kept.key.name

    def note_use(self, key: ApiKeyId, *, at: datetime) -> None:
        kept = self._shelf.get(key)
        if kept is not None and kept.store == self._store:
            self._shelf.put(key, replace(kept, last_used_at=at))


class MemoryKeyRing:
    """The API keys of a store as they are read."""

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database

    def page(self, store: StoreId, listing: Listing) -> Listed:
        names = {user.id: user.name for user in self._database.read("users").values()}
        return listed(
            listing,
            [
                {
                    "id": kept.id,
                    "name": kept.key.name,
                    "hint": kept.key.hint,
                    "scopes": tuple(sorted(kept.key.scopes)),
                    "made_by": names[kept.key.maker],
                    "staff_id": kept.key.staff,
                    "made_at": kept.key.made_at,
                    "last_used_at": kept.last_used_at,
                }
                for kept in self._database.read("api_keys").values()
                if kept.store == store and kept.revoked_at is None
            ],
        )


class MemoryKeyPresences:
    """API keys together with what their makers are."""

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database

    def of(self, secret: TokenHash) -> KeyPresence | None:
        keys = self._database.read("api_keys").values()
        kept: KeptKey | None = next((kept for kept in keys if kept.key.hash == secret), None)
        if kept is None:
            return None
        maker: User | None = self._database.read("users").get(kept.key.maker)
        if maker is None:
            return None
        return KeyPresence(
            key=kept.id,
            store=kept.store,
            name=kept.key.name,
            scopes=kept.key.scopes,
            last_used_at=kept.last_used_at,
            revoked_at=kept.revoked_at,
            maker=standing_of(maker, self._database.read),
        )
