"""On whose account the couriers work for a store."""

from dataclasses import dataclass, field
from typing import Protocol

from bosonline.domain.identity import StoreId


@dataclass(frozen=True, slots=True)
class CourierAccount:
    """An account with the courier aggregator; the token acts for it, and is shown to nobody."""

    token: str = field(repr=False)


class CourierAccounts(Protocol):
    """Whose account the parcels of a store go by."""

    def of(self, store: StoreId, /) -> CourierAccount | None:
        """The store's own account, else the installation's, else None: then no courier works for this store."""
        ...


@dataclass(frozen=True, slots=True)
class SharedAccount:
    """The installation's account: every store goes by it, or none where there is no token."""

    token: str | None = field(default=None, repr=False)

    def of(self, store: StoreId, /) -> CourierAccount | None:  # noqa: ARG002  # the port's signature
        return None if self.token is None else CourierAccount(self.token)


@dataclass(frozen=True, slots=True)
class OwnElseShared:
    """A store's own account, and the installation's for stores that have none."""

    own: CourierAccounts
    shared: CourierAccounts

    def of(self, store: StoreId, /) -> CourierAccount | None:
        return self.own.of(store) or self.shared.of(store)
