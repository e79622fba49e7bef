"""A store's own accounts with outside parties: set, shown without what is secret, and used."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from typing import Protocol

from bosonline.application.ports import Clock, UnitOfWork
from bosonline.application.shipping.accounts import CourierAccount, CourierAccounts
from bosonline.domain.identity import AuditEntry, Author, Member, StoreId
from bosonline.domain.shipping.integration import CredentialsUnreadable, Integration, Party, hint_of


class Integrations(Protocol):
    """What the work's store set for outside parties."""

    def get(self, party: Party, /) -> Integration | None:
        """What is set for a party; nobody else changes it before the work ends."""
        ...

    def put(self, integration: Integration, /) -> None:
        """Keep what is set for a party, in place of what was; or `ChangedMeanwhile`."""
        ...


class IntegrationWork(UnitOfWork, Protocol):
    """A transaction on the integrations of one store."""

    @property
    def integrations(self) -> Integrations: ...


class IntegrationDesk(Protocol):
    """What stores set for outside parties, as it is read."""

    def find(self, store: StoreId, party: Party, /) -> Integration | None:
        """What a store set for a party, or None; None too where there is no such store."""
        ...


class Seal(Protocol):
    """Keeps texts from whoever reads the database; a sealed text opens for the store alone that it was sealed for."""

    def close(self, text: str, /, *, store: StoreId, about: str) -> str:
        """The text, sealed."""
        ...

    def open(self, sealed: str, /, *, store: StoreId, about: str) -> str | None:
        """The text, or None where it was sealed under another secret, or for another purpose."""
        ...


class WebhookSecrets(Protocol):
    """What makes the addresses of webhooks unguessable: made from the installation's secret, and kept nowhere."""

    def of(self, store: StoreId, /, *, turn: int) -> Sequence[str]:
        """The secrets that are good for a store in its turn, the one to hand out first."""
        ...


class WebhookUrl(Protocol):
    """Where a party sends its webhooks."""

    def __call__(self, party: Party, store: StoreId, secret: str, /) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class IntegrationShown:
    """A store's account with a party, without what is secret; `is_shared` says that it goes by the installation's."""

    party: Party
    is_set: bool
    is_shared: bool
    hint: str | None
    has_webhook_key: bool
    set_at: datetime | None
    by: Author | None
    webhook_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnAccounts:
    """The accounts that stores have of their own.

    Raises `CredentialsUnreadable` where one was sealed under a secret that is gone.
    """

    desk: IntegrationDesk
    seal: Seal

    def of(self, store: StoreId, /) -> CourierAccount | None:
        found = self.desk.find(store, Party.BOSCOD)
        if found is None or found.token is None:
            return None
        token = self.seal.open(found.token, store=store, about="token")
        if token is None:
            raise CredentialsUnreadable(party=found.party.value)
        return CourierAccount(token)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnTokens:
    """The tokens that stores have of their own, as the login answer hands them to who runs the store."""

    accounts: OwnAccounts

    def of(self, store: StoreId, /) -> str | None:
        try:
            account = self.accounts.of(store)
        except CredentialsUnreadable:
            return None
        return None if account is None else account.token


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribeIntegration:
    """Tell of a store's account with a party what may be told."""

    secrets: WebhookSecrets
    shared: CourierAccounts
    url: WebhookUrl

    def __call__(self, store: StoreId, party: Party, found: Integration | None) -> IntegrationShown:
        turn = 0 if found is None else found.webhook_round
        is_set = found is not None and found.token is not None
        return IntegrationShown(
            party=party,
            is_set=is_set,
            is_shared=not is_set and self.shared.of(store) is not None,
            hint=found.hint if found is not None and is_set else None,
            has_webhook_key=found is not None and found.webhook_key is not None,
            set_at=None if found is None else found.set_at,
            by=None if found is None else found.by,
            webhook_url=self.url(party, store, self.secrets.of(store, turn=turn)[0]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadIntegrations:
    """The parties that a store can have accounts with, and how each stands."""

    desk: IntegrationDesk
    describe: DescribeIntegration

    def __call__(self, *, member: Member) -> list[IntegrationShown]:
        return [self.describe(member.store, party, self.desk.find(member.store, party)) for party in Party]


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveIntegration:
    """Set a store's credentials for a party, in place of what was set; without a token the store has none of its own.

    What was set cannot be read again. `renews_webhook` ends the address of webhooks and makes another.
    """

    work: Callable[[StoreId], IntegrationWork]
    seal: Seal
    describe: DescribeIntegration
    clock: Clock

    def __call__(
        self,
        *,
        member: Member,
        party: Party,
        token: str | None,
        webhook_key: str | None = None,
        renews_webhook: bool = False,
    ) -> IntegrationShown:
        now = self.clock()
        with self.work(member.store) as work:
            was = work.integrations.get(party)
            became = Integration(
                party=party,
                token=self._sealed(token, member.store, "token"),
                webhook_key=self._sealed(webhook_key, member.store, "webhook key"),
                hint=None if token is None else hint_of(token),
                webhook_round=0 if was is None else was.webhook_round,
                set_at=now,
                by=member.author,
            )
            if renews_webhook:
                became = became.renewed()
            work.integrations.put(became)
            facts = {"token": "set" if token else "none", "webhook_key": "set" if webhook_key else "none"}
            facts |= {"webhook_url": "renewed"} if renews_webhook else {}
            work.audit(AuditEntry(act="integration-set", by=member.author, at=now, about=party.value, facts=facts))
            work.commit()
        return self.describe(member.store, party, became)

    def _sealed(self, text: str | None, store: StoreId, about: str) -> str | None:
        return None if text is None else self.seal.close(text, store=store, about=about)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckWebhook:
    """Whether a webhook comes from the party: its address has the store's secret, and its proof fits where one is due.

    `proof` is the HMAC-SHA256 of the raw body under the store's webhook key, in hex.
    """

    desk: IntegrationDesk
    secrets: WebhookSecrets
    seal: Seal
    sign: Callable[[str, bytes], str]

    def __call__(self, *, store: StoreId, party: Party, secret: str, body: bytes, proof: str | None) -> bool:
        found = self.desk.find(store, party)
        turn = 0 if found is None else found.webhook_round
        good = [compare_digest(one.encode(), secret.encode()) for one in self.secrets.of(store, turn=turn)]
        if not any(good):
            return False
        if found is None or found.webhook_key is None:
            return True
        key = self.seal.open(found.webhook_key, store=store, about="webhook key")
        return key is not None and proof is not None and compare_digest(self.sign(key, body), proof)


@dataclass(frozen=True, slots=True, kw_only=True)
class Integrating:
    """What a store does with its accounts at outside parties."""

    read: ReadIntegrations
    save: SaveIntegration
