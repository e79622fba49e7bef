"""Somebody wants to be forgotten."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from bosonline.application.identity.confirm_password import ConfirmPassword
from bosonline.application.identity.erasing import (
    AT_A_TIME,
    LISTED,
    DueDeletions,
    ErasingWork,
    OpenErasingWork,
)
from bosonline.application.ports import Clock
from bosonline.domain.errors import ChangedMeanwhile, NotFound
from bosonline.domain.identity import SYSTEM, Account, AuditEntry, Author, Client, Place, Role, StoreId
from bosonline.domain.identity.data_deletion import DataDeletion, OpenOrdersFirst


@dataclass(frozen=True, slots=True, kw_only=True)
class AskDataDeletion:
    """Ask that the account, and the store that it owns, be erased; asked again, the first wish stands.

    The password is asked for, and a wrong one counts as a guess. From now on the store sells no more. Raises
    `PasswordWrong`, `GuessedTooOften`, and `OpenOrdersFirst`.
    """

    work: OpenErasingWork
    confirm: ConfirmPassword
    grace: timedelta
    clock: Clock

    def __call__(self, *, account: Account, password: str, client: Client) -> DataDeletion:
        self.confirm(account=account, password=password, client=client)
        owned = _owned(account)
        with self.work(owned) as work:
            known = work.data_deletions.of(account.user)
            if known is not None:
                return known
            if owned is not None:
                _check_orders(work)
                work.traces.stop_selling()
            wish, asked = DataDeletion.ask(account.user, grace=self.grace, at=self.clock())
            work.data_deletions.add(wish)
            work.record(asked)
            work.audit(_entry(account, "data-deletion-asked", asked.at))
            work.commit()
        return wish


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowDataDeletion:
    """The wish of the user to be forgotten, or None."""

    deletions: DueDeletions

    def __call__(self, *, account: Account) -> DataDeletion | None:
        return self.deletions.of(account.user)


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawDataDeletion:
    """Stay after all; `NotFound` where nothing was asked for, or it is too late. Forms stay closed."""

    work: OpenErasingWork
    clock: Clock

    def __call__(self, *, account: Account) -> None:
        at = self.clock()
        with self.work() as work:
            wish = work.data_deletions.of(account.user)
            if wish is None or at >= wish.executes_at:
                raise NotFound
            work.data_deletions.remove(account.user)
            work.record(wish.withdrawn(at=at))
            work.audit(_entry(account, "data-deletion-withdrawn", at))
            work.commit()


@dataclass(frozen=True, slots=True, kw_only=True)
class CarryOutDataDeletions:
    """Erase the accounts whose owners can withdraw no longer; how many it was done for.

    A store's orders are erased some at a time, so that nobody else waits long: who is interrupted goes on where it
    ended.
    """

    work: OpenErasingWork
    deletions: DueDeletions
    clock: Clock

    def __call__(self) -> int:
        done = 0
        for wish in self.deletions.due(self.clock()):
            with suppress(ChangedMeanwhile):
                done += self._carry_out(wish)
        return done

    def _carry_out(self, wish: DataDeletion) -> bool:
        place = self._place(wish)
        owned = place.store if place is not None and place.role is Role.OWNER else None
        if owned is not None and not self._erase_orders(wish, owned):
            return False
        at = self.clock()
        with self.work(None if place is None else place.store) as work:
            if work.data_deletions.of(wish.user) != wish:
                return False
            if owned is not None:
                work.traces.close(at=at)
            elif place is not None:
                work.traces.leave(wish.user, at=at)
            work.account_traces.erase(wish.user, at=at)
            work.data_deletions.remove(wish.user)
            work.record(wish.carried_out(store=owned, at=at))
            work.audit(AuditEntry(act="account-erased", by=SYSTEM, at=at, about=f"user {wish.user}"))
            work.commit()
        return True

    def _place(self, wish: DataDeletion) -> Place | None:
        with self.work() as work:
            return work.standings.of(wish.user).place

    def _erase_orders(self, wish: DataDeletion, store: StoreId) -> bool:
        """Whether it is time: then nothing is left of the store's buyers."""
        with self.work(store) as work:
            has_open_orders = bool(work.traces.open_orders(None, limit=1))
        if not wish.is_due(self.clock(), has_open_orders=has_open_orders):
            return False
        erased = AT_A_TIME
        while erased == AT_A_TIME:
            with self.work(store) as work:
                erased = work.traces.erase_orders(None, limit=AT_A_TIME, at=self.clock())
                work.commit()
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class DataDeletions:
    """The use cases of being forgotten."""

    ask: AskDataDeletion
    show: ShowDataDeletion
    withdraw: WithdrawDataDeletion
    carry_out: CarryOutDataDeletions


def _entry(account: Account, act: str, at: datetime) -> AuditEntry:
    member = account.member
    return AuditEntry(
        act=act,
        by=Author(None, "owner") if member is None else member.author,
        at=at,
        about=f"user {account.user}",
        store=None if member is None else member.store,
    )


def _owned(account: Account) -> StoreId | None:
    member = account.member
    return member.store if member is not None and member.role is Role.OWNER else None


def _check_orders(work: ErasingWork) -> None:
    still_open = work.traces.open_orders(None, limit=LISTED)
    if still_open:
        raise OpenOrdersFirst.of(still_open)
