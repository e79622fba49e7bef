"""Keys by which programs act for a store: made, listed, revoked."""

from dataclasses import dataclass
from datetime import datetime

from bosonline.application.identity.ports import KeyRing, Listed, Listing, OpenWork, Secrets
from bosonline.application.ports import Clock
from bosonline.domain.identity import (
    KEY_PREFIX,
    MOST_KEYS,
    ApiKeyId,
    ApiKeyNotFound,
    AuditEntry,
    Member,
    NewApiKey,
    Rights,
    TooManyApiKeys,
    check_own,
    told,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKeyMade:
    """A new key, with the secret that is shown this once."""

    id: ApiKeyId
    key: NewApiKey
    secret: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeApiKey:
    """Make a key that has some of the member's own rights. Raises `RightsBeyondOwn` or `TooManyApiKeys`."""

    work: OpenWork
    secrets: Secrets
    clock: Clock

    def __call__(self, *, member: Member, name: str, scopes: Rights) -> ApiKeyMade:
        check_own(scopes, by=member)
        secret, at = f"{KEY_PREFIX}{self.secrets.token()}", self.clock()
        key = NewApiKey.of(secret, name=name, scopes=scopes, by=member, at=at)
        with self.work(member.store) as work:
            if work.api_keys.count() >= MOST_KEYS:
                raise TooManyApiKeys(most=MOST_KEYS)
            made = ApiKeyMade(id=work.api_keys.add(key), key=key, secret=secret)
            facts = {"name": name, "scopes": told(scopes)}
            work.audit(_entry("api-key-made", member, made.id, at, facts))
            work.commit()
        return made


@dataclass(frozen=True, slots=True, kw_only=True)
class ListApiKeys:
    """The keys of the member's store that are good."""

    ring: KeyRing

    def __call__(self, *, member: Member, listing: Listing) -> Listed:
        return self.ring.page(member.store, listing)


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeApiKey:
    """Let a key be good no more, from the next request on; or `ApiKeyNotFound`."""

    work: OpenWork
    clock: Clock

    def __call__(self, *, member: Member, key: ApiKeyId) -> None:
        at = self.clock()
        with self.work(member.store) as work:
            name = work.api_keys.revoke(key, at=at)
            if name is None:
                raise ApiKeyNotFound
            work.audit(_entry("api-key-revoked", member, key, at, {"name": name}))
            work.commit()


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyKeeping:
    """The use cases about a store's API keys."""

    make: MakeApiKey
    list: ListApiKeys
    revoke: RevokeApiKey


def _entry(act: str, member: Member, key: ApiKeyId, at: datetime, facts: dict[str, str]) -> AuditEntry:
    return AuditEntry(act=act, by=member.author, at=at, about=f"api-key {key}", facts=facts)
