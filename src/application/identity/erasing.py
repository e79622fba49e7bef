"""What erasing personal data needs of the world."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bosonline.application.identity.ports import IdentityWork
from bosonline.application.ports import Once, UnitOfWork
from bosonline.domain.identity import StoreId, UserId
from bosonline.domain.identity.data_deletion import DataDeletion
from bosonline.domain.phone import Phone

AT_A_TIME = 500
"""How many orders are erased by one statement."""

LISTED = 50
"""How many open orders a refusal lists."""


class DataDeletions(Protocol):
    """The wishes of users to be forgotten."""

    def of(self, user: UserId, /) -> DataDeletion | None:
        """The wish of this user, if there is one; nobody else changes it until this work ends."""
        ...

    def add(self, deletion: DataDeletion, /) -> None:
        """Keep a wish; `ChangedMeanwhile` where the user has one by now."""
        ...

    def remove(self, user: UserId, /) -> None:
        """It was withdrawn, or carried out."""
        ...


class Traces(Protocol):
    """What the work's store keeps about people. Amounts, dates and districts stay, so that the books balance."""

    def open_orders(self, phone: Phone | None, /, *, limit: int) -> Sequence[str]:
        """The invoices of orders that somebody still has to look after: of one buyer, or of all."""
        ...

    def erase_orders(self, phone: Phone | None, /, *, limit: int, at: datetime) -> int:
        """Erase who the buyers were of so many orders at most, of one buyer or of all; of how many it was done.

        Their addresses leave the blocklist, and the proofs of their payments are given up.
        """
        ...

    def erase_wish(self, phone: Phone, /) -> None:
        """Forget whether a buyer wanted to be written to."""
        ...

    def erase_blocked(self, phone: Phone, /) -> None:
        """Forget which phone the blocklist means; by its keyed hash it stays blocked."""
        ...

    def note_erased(self, phone_hash: str, /, *, at: datetime) -> None:
        """Remember that a buyer was erased, by the keyed hash of the phone."""
        ...

    def end_order_jobs(self, *, at: datetime, outcome: Mapping[str, object]) -> None:
        """Let go what sheets of orders were made: their files end now, and jobs that are not done fail with `outcome`.

        What was asked is forgotten too, since it may name a buyer.
        """
        ...

    def was_erased(self, phone_hash: str, /) -> bool:
        """Whether a buyer with this keyed hash was erased."""
        ...

    def stop_selling(self) -> None:
        """Close every form."""
        ...

    def close(self, *, at: datetime) -> None:
        """Close the store and erase whose it was and who worked in it; their sessions end."""
        ...

    def leave(self, user: UserId, /, *, at: datetime) -> None:
        """End a user's place in the store, and erase the name from what they did there."""
        ...


class AccountTraces(Protocol):
    """What is kept about users."""

    def erase(self, user: UserId, /, *, at: datetime) -> None:
        """Close the account for good: nothing is left but its number."""
        ...


class ErasingWork(IdentityWork, UnitOfWork, Protocol):
    """A transaction that erases."""

    @property
    def data_deletions(self) -> DataDeletions: ...

    @property
    def traces(self) -> Traces: ...

    @property
    def account_traces(self) -> AccountTraces: ...


class OpenErasingWork(Protocol):
    """Begin a transaction on a store, or on none, perhaps under a caller's key."""

    def __call__(self, store: StoreId | None = None, once: Once | None = None, /) -> ErasingWork: ...


class DueDeletions(Protocol):
    """The wishes that wait to be carried out."""

    def due(self, at: datetime, /) -> Sequence[DataDeletion]:
        """Those that can be withdrawn no longer, the oldest first."""
        ...

    def of(self, user: UserId, /) -> DataDeletion | None:
        """The wish of this user, if there is one."""
        ...
