"""Keys by which programs act for a store, with rights of their own."""

from dataclasses import dataclass
from datetime import datetime

from bosonline.domain.errors import Conflict, NotFound, Unauthenticated
from bosonline.domain.identity.actor import Account, ApiKeyId, Member, SessionId
from bosonline.domain.identity.ids import StaffId, StoreId, UserId
from bosonline.domain.identity.one_time import TokenHash, hash_of
from bosonline.domain.identity.rights import Rights, Role, held
from bosonline.domain.identity.session import USE_NOTED_EVERY
from bosonline.domain.identity.standing import Standing

KEY_PREFIX = "bos_"
"""How every key begins, so that people and leak scanners know it for one."""

MOST_KEYS = 50
"""How many keys of a store may be good at a time."""

_HINT = len(KEY_PREFIX) + 6


class ApiKeyInvalid(Unauthenticated):
    """Not a key of this system, or one that was revoked, or whose maker serves the store no longer."""

    code = "api-key-invalid"
    text = "The API key is not valid; it may have been revoked"


class ApiKeyNotFound(NotFound):
    """The store has no such key that is good."""

    code = "api-key-not-found"


class TooManyApiKeys(Conflict):
    """As many keys are good as a store may have."""

    code = "too-many-api-keys"
    text = "A store has at most {most} API keys; revoke one that is not used"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewApiKey:
    """A key that is to be kept: all of its secret that is stored is its hash, and how it begins."""

    name: str
    scopes: Rights
    maker: UserId
    staff: StaffId
    hash: TokenHash
    hint: str
    made_at: datetime

    @classmethod
    def of(cls, secret: str, *, name: str, scopes: Rights, by: Member, at: datetime) -> "NewApiKey":
        """The key of this secret, made by a member."""
        return cls(
            name=name,
            scopes=scopes,
            maker=by.user,
            staff=by.staff,
            hash=hash_of(secret),
            hint=secret[:_HINT],
            made_at=at,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPresence:
    """A key, and what its maker is at this moment."""

    key: ApiKeyId
    store: StoreId
    name: str
    scopes: Rights
    last_used_at: datetime | None
    revoked_at: datetime | None
    maker: Standing

    def admit(self) -> Account:
        """The account that acts, with the scopes as far as the maker has these rights now.

        Raises `ApiKeyInvalid`, or what `Standing.check` refuses of the maker.
        """
        place = self.maker.place
        if self.revoked_at is not None or place is None or place.store != self.store:
            raise ApiKeyInvalid
        self.maker.check()
        member = Member(
            store=self.store,
            user=self.maker.user,
            staff=place.staff,
            name=self.name,
            role=Role.CS,
            rights=self.scopes & held(place.role, place.rights),
            zone=place.zone,
            suspended_for=self.maker.suspended_for,
        )
        session = SessionId(f"key {self.key}")
        return Account(user=self.maker.user, session=session, name=self.name, member=member, key=self.key)

    def is_to_be_noted(self, at: datetime) -> bool:
        """Whether the last noted use is so long ago that this one is worth a write."""
        return self.last_used_at is None or at - self.last_used_at >= USE_NOTED_EVERY
