"""The wish that personal data be erased (UU 27/2022): acknowledged, carried out before its deadline, never undone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bosonline.domain.errors import Conflict
from bosonline.domain.identity.ids import StoreId, UserId

ERASED_WITHIN = timedelta(hours=72)
"""How long the law gives from the wish to its end."""

GRACE = timedelta(hours=24)
"""How long an account's owner can think better of it, unless the operator says otherwise."""


class OpenOrdersFirst(Conflict):
    """Open orders end first; the fact `invoices` lists them."""

    code = "open-orders-first"
    text = "These orders are still open and end first: {told}"

    @classmethod
    def of(cls, invoices: Sequence[str]) -> "OpenOrdersFirst":
        """The refusal that names these."""
        return cls(invoices=list(invoices), told=", ".join(invoices))


@dataclass(frozen=True, slots=True, kw_only=True)
class DataDeletionAsked:
    """Somebody wants the account and all that is kept about them gone."""

    user: UserId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DataDeletionWithdrawn:
    """Somebody thought better of it."""

    user: UserId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountErased:
    """An account and what was kept about its owner are gone, with the store that was theirs, if any."""

    user: UserId
    store: StoreId | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DataDeletion:
    """The wish of one user."""

    user: UserId
    asked_at: datetime
    executes_at: datetime

    @classmethod
    def ask(cls, user: UserId, *, grace: timedelta, at: datetime) -> tuple["DataDeletion", DataDeletionAsked]:
        """The wish, and the news of it; it can be withdrawn until the grace is over."""
        executes_at = at + min(grace, ERASED_WITHIN)
        return cls(user=user, asked_at=at, executes_at=executes_at), DataDeletionAsked(user=user, at=at)

    @property
    def deadline(self) -> datetime:
        """When it must be done."""
        return self.asked_at + ERASED_WITHIN

    def is_due(self, at: datetime, *, has_open_orders: bool) -> bool:
        """Whether to carry it out now: open orders may still end, but not beyond the deadline."""
        if at < self.executes_at:
            return False
        return not has_open_orders or at >= self.deadline - timedelta(hours=1)

    def withdrawn(self, *, at: datetime) -> DataDeletionWithdrawn:
        """The news that it will not be carried out."""
        return DataDeletionWithdrawn(user=self.user, at=at)

    def carried_out(self, *, store: StoreId | None, at: datetime) -> AccountErased:
        """The news that it was; `store` is the one that went with its owner."""
        return AccountErased(user=self.user, store=store, at=at)
