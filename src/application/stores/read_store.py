"""A store, and how far its seller has come."""

from dataclasses import dataclass

from bosonline.application.stores.ports import StoreDesk
from bosonline.domain.errors import NotFound
from bosonline.domain.identity import StoreId
from bosonline.domain.stores import Onboarding, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadStore:
    """The store with its settings."""

    stores: StoreDesk

    def __call__(self, *, store: StoreId) -> Store:
        """The store, or `NotFound`."""
        found = self.stores.get(store)
        if found is None:
            raise NotFound
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOnboarding:
    """What a seller has done, and what is still missing."""

    stores: StoreDesk

    def __call__(self, *, store: StoreId | None) -> Onboarding:
        """The steps done; none of them without a store."""
        return Onboarding() if store is None else self.stores.onboarding(store)
