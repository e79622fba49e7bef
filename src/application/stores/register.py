"""The platform looks over its stores, suspends one that does harm, and restores it."""

from dataclasses import dataclass
from datetime import datetime

from bosonline.application.identity.ports import Listed, Listing
from bosonline.application.ports import Clock, Once
from bosonline.application.stores.platform_ports import OpenRegisterWork, StoreRegister
from bosonline.domain.identity import AuditEntry, Author, StoreId, UserId
from bosonline.domain.stores import Store, StoreStatus

_PLATFORM = Author(None, "platform")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListStores:
    """A page of every store of the platform."""

    stores: StoreRegister

    def __call__(self, *, listing: Listing, status: StoreStatus | None = None) -> Listed:
        """The rows and how many there are in all."""
        return self.stores.page(listing, status=status)


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspendStore:
    """A store sells no more, and its people can do nothing in it, until it is restored."""

    work: OpenRegisterWork
    clock: Clock

    def __call__(self, *, store: StoreId, reason: str, by: UserId, once: Once | None = None) -> Store:
        """The store; `NotFound`, `StoreStatusUnfit` where it is not open, `SuspensionReasonInvalid`."""
        at = self.clock()
        with self.work(store, once) as work:
            found = work.stores.get()
            suspended = found.suspend(reason=reason, by=by, at=at)
            work.stores.save(found)
            work.record(suspended)
            work.audit(_entry("store-suspended", found.id, by, at, reason=suspended.reason))
            work.commit(found)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreStore:
    """A store that was suspended goes on where it stopped."""

    work: OpenRegisterWork
    clock: Clock

    def __call__(self, *, store: StoreId, by: UserId, once: Once | None = None) -> Store:
        """The store; `NotFound`, or `StoreStatusUnfit` where it is not suspended."""
        at = self.clock()
        with self.work(store, once) as work:
            found = work.stores.get()
            restored = found.restore(by=by, at=at)
            work.stores.save(found)
            work.record(restored)
            work.audit(_entry("store-restored", found.id, by, at))
            work.commit(found)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Oversight:
    """Everything that the platform can do with its stores."""

    list: ListStores
    suspend: SuspendStore
    restore: RestoreStore


def _entry(act: str, store: StoreId, by: UserId, at: datetime, **facts: str) -> AuditEntry:
    return AuditEntry(act=act, by=_PLATFORM, at=at, about=f"store {store}", facts={"admin": f"user {by}", **facts})
