"""What the use cases of the platform need from outside: its notices, and the register of its stores."""

from datetime import datetime
from typing import Protocol

from bosonline.application.identity.ports import Listed, Listing
from bosonline.application.ports import Once, UnitOfWork
from bosonline.application.stores.ports import StoreRecords
from bosonline.domain.identity import StoreId, UserId
from bosonline.domain.stores import Notice, NoticeId, NoticeKind, StoreStatus


class Notices(Protocol):
    """The announcements and tips of the platform, in one transaction."""

    def add(self, notice: Notice, /) -> Notice:
        """Keep a new notice, which comes back with its id."""
        ...

    def get(self, kind: NoticeKind, notice: NoticeId, /) -> Notice:
        """The notice of this kind and id, or `NoticeNotFound`."""
        ...

    def save(self, notice: Notice, /) -> Notice:
        """Keep what changed; it comes back with its new version. `ChangedMeanwhile`."""
        ...

    def remove(self, notice: Notice, /) -> None:
        """Forget it, and who has read it; or `ChangedMeanwhile`."""
        ...

    def mark_read(self, notice: NoticeId, user: UserId, /, *, at: datetime) -> None:
        """Remember that the user has read it; the first time counts."""
        ...


class NoticesWork(UnitOfWork, Protocol):
    """A transaction on what the platform tells."""

    @property
    def notices(self) -> Notices: ...


class OpenNoticesWork(Protocol):
    """Begin a transaction that belongs to no store, perhaps under a caller's key."""

    def __call__(self, store: None = None, once: Once | None = None, /) -> NoticesWork: ...


class NoticeDesk(Protocol):
    """Notices as sellers read them."""

    def page(self, kind: NoticeKind, listing: Listing, /, *, reader: UserId, at: datetime) -> Listed:
        """What is published at that moment, pinned ones first, by `published_from` or `title`.

        A row has `id`, the members of `NoticeContent`, and `is_read`: whether the reader has marked it.
        """
        ...


class RegisterWork(UnitOfWork, Protocol):
    """A transaction on one store, as the platform sees it."""

    @property
    def stores(self) -> StoreRecords: ...


class OpenRegisterWork(Protocol):
    """Begin a transaction on a store, perhaps under a caller's key."""

    def __call__(self, store: StoreId, once: Once | None = None, /) -> RegisterWork: ...


class StoreRegister(Protocol):
    """Every store, for the platform to see."""

    def page(self, listing: Listing, /, *, status: StoreStatus | None) -> Listed:
        """Stores by `created_at`, `name` or `subdomain`; None for whatever status.

        A row has `id, name, subdomain, status, suspended_for, owner_name, owner_email, orders, created_at`, where
        `orders` are those that the store has had so far.
        """
        ...
