"""Who sends this access token or API key."""

from contextlib import suppress
from dataclasses import dataclass

from bosonline.application.identity.ports import KeyPresences, OpenWork, Presences, Tokens
from bosonline.application.ports import Clock
from bosonline.domain.errors import Unavailable
from bosonline.domain.identity import KEY_PREFIX, Account, ApiKeyInvalid, SessionEnded, hash_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Authenticate:
    """The account that an access token or an API key speaks for, with the rights of this moment.

    Raises a kind of `Unauthenticated`: `AccessTokenInvalid`, `AccessTokenExpired`, `SessionEnded`, `ApiKeyInvalid`,
    `AccountClosed`, `StaffSwitchedOff`, `StoreNotOpen`.
    """

    presences: Presences
    keys: KeyPresences
    tokens: Tokens
    work: OpenWork
    clock: Clock

    def __call__(self, *, access_token: str) -> Account:
        if access_token.startswith(KEY_PREFIX):
            return self._by_key(access_token)
        at = self.clock()
        presence = self.presences.of(self.tokens.session_of(access_token, at=at))
        if presence is None:
            raise SessionEnded
        account = presence.admit(at)
        if presence.is_to_be_noted(at):
            with suppress(Unavailable), self.work() as work:
                work.sessions.note_use(account.session, at=at)
                work.commit()
        return account

    def _by_key(self, secret: str) -> Account:
        at = self.clock()
        presence = self.keys.of(hash_of(secret))
        if presence is None:
            raise ApiKeyInvalid
        account = presence.admit()
        if presence.is_to_be_noted(at):
            with suppress(Unavailable), self.work(presence.store) as work:
                work.api_keys.note_use(presence.key, at=at)
                work.commit()
        return account
