"""The accounts that buyers transfer to."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bosonline.application.identity.ports import Listed, Listing
from bosonline.application.payments.ports import AccountBook, Banks, OpenPaymentsWork, PaymentsWork
from bosonline.application.ports import Clock, Once
from bosonline.domain.errors import Forbidden, PreconditionFailed
from bosonline.domain.identity import Action, AuditEntry, Member, Module
from bosonline.domain.payments import (
    Bank,
    BankAccount,
    BankAccountId,
    BankAccountNotFound,
    BankUnknown,
    masked_number,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListBanks:
    """The banks that an account can be at."""

    banks: Banks

    def __call__(self, *, listing: Listing) -> Listed:
        """A page of them, by `name` or `code`, and how many there are in all."""
        keyword = (listing.keyword or "").lower()
        rows = [{"code": bank.code, "name": bank.name, "digits": list(bank.digits)} for bank in self.banks.all()]
        found = [row for row in rows if keyword in str(row[listing.category]).lower()]
        found.sort(key=lambda row: str(row[listing.sort_by]).lower(), reverse=listing.descending)
        return Listed(rows=found[listing.start : listing.start + listing.limit], total=len(found))


@dataclass(frozen=True, slots=True, kw_only=True)
class AddBankAccount:
    """A store is paid to one more account."""

    work: OpenPaymentsWork
    clock: Clock
    banks: Banks

    def __call__(
        self,
        *,
        member: Member,
        bank_code: str,
        account_name: str,
        account_number: str,
        once: Once | None = None,
    ) -> BankAccount:
        """The account; `BankUnknown`, `BankAccountKnown`, or what is wrong with its name or number."""
        bank = _bank(self.banks, bank_code)
        account = BankAccount.of(
            bank,
            store=member.store,
            account_name=account_name,
            account_number=account_number,
            created_at=self.clock(),
        )
        with self.work(member.store, once) as work:
            account = work.bank_accounts.add(account)
            work.record(account.added())
            work.audit(_entry("bank-account-added", account, member, account.created_at))
            work.commit(account)
        return account


@dataclass(frozen=True, slots=True, kw_only=True)
class ListBankAccounts:
    """A page of a store's accounts; who may not change accounts sees the last digits of their numbers alone."""

    bank_accounts: AccountBook

    def __call__(self, *, member: Member, listing: Listing) -> Listed:
        """The rows and how many there are in all; `Forbidden` for a search among numbers that are not shown."""
        if listing.keyword is not None and listing.category == "account_number" and not _sees_numbers(member):
            raise Forbidden
        found = self.bank_accounts.page(member.store, listing)
        return replace(found, rows=[_shown(row, member) for row in found.rows])


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadBankAccount:
    """One account of a store, its number masked as in the list; or `BankAccountNotFound`."""

    bank_accounts: AccountBook

    def __call__(self, *, member: Member, account: BankAccountId) -> Mapping[str, Any]:
        row = self.bank_accounts.find(member.store, account)
        if row is None:
            raise BankAccountNotFound
        return _shown(row, member)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeBankAccount:
    """Write an account anew; orders keep what their buyers were told.

    Raises `BankAccountNotFound`, `PreconditionFailed`, and what `AddBankAccount` refuses.
    """

    work: OpenPaymentsWork
    clock: Clock
    banks: Banks

    def __call__(
        self,
        *,
        member: Member,
        account: BankAccountId,
        bank_code: str,
        account_name: str,
        account_number: str,
        seen_version: int | None = None,
    ) -> BankAccount:
        bank, at = _bank(self.banks, bank_code), self.clock()
        with self.work(member.store) as work:
            found, _ = _find(work, account, seen_version)
            found, changed = found.change(
                bank, account_name=account_name, account_number=account_number, by=member.author, at=at
            )
            if changed is not None:
                found = work.bank_accounts.save(found)
                work.record(changed)
                work.audit(_entry("bank-account-changed", found, member, at))
                work.commit()
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchBankAccount:
    """Let buyers transfer to an account, or no longer; orders keep what their buyers were told.

    Raises `BankAccountNotFound`, `PreconditionFailed` and `LastBankAccount`.
    """

    work: OpenPaymentsWork
    clock: Clock

    def __call__(
        self, *, member: Member, account: BankAccountId, is_active: bool, seen_version: int | None = None
    ) -> BankAccount:
        at = self.clock()
        with self.work(member.store) as work:
            found, others_active = _find(work, account, seen_version)
            found, switched = found.switch(
                on=is_active,
                others_active=others_active,
                needed_by=work.transfer_forms.published(),
                by=member.author,
                at=at,
            )
            if switched is not None:
                found = work.bank_accounts.save(found)
                work.record(switched)
                work.audit(_entry(f"bank-account-switched-{'on' if is_active else 'off'}", found, member, at))
                work.commit()
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveBankAccount:
    """Give an account up; one that orders refer to is kept for them, and shown to nobody else.

    Raises `BankAccountNotFound`, `PreconditionFailed` and `LastBankAccount`.
    """

    work: OpenPaymentsWork
    clock: Clock

    def __call__(self, *, member: Member, account: BankAccountId, seen_version: int | None = None) -> None:
        at = self.clock()
        with self.work(member.store) as work:
            found, others_active = _find(work, account, seen_version)
            archived, removed = found.archive(
                others_active=others_active,
                needed_by=work.transfer_forms.published(),
                by=member.author,
                at=at,
            )
            if work.bank_accounts.is_referred_to(account):
                work.bank_accounts.save(archived)
            else:
                work.bank_accounts.remove(account)
            work.record(removed)
            work.audit(_entry("bank-account-removed", found, member, at))
            work.commit()


def _entry(act: str, account: BankAccount, member: Member, at: datetime) -> AuditEntry:
    facts = {"bank": account.bank_name, "account_number": masked_number(account.account_number)}
    return AuditEntry(act=act, by=member.author, at=at, about=f"bank-account {account.id}", facts=facts)


def _bank(banks: Banks, code: str) -> Bank:
    bank = banks.find(code)
    if bank is None:
        raise BankUnknown(bank=code)
    return bank


def _find(work: PaymentsWork, account: BankAccountId, seen_version: int | None) -> tuple[BankAccount, bool]:
    """The account, and whether another one is active."""
    accounts = {one.id: one for one in work.bank_accounts.all()}
    found = accounts.pop(account, None)
    if found is None:
        raise BankAccountNotFound
    if seen_version not in (None, found.version):
        raise PreconditionFailed
    return found, any(one.is_active for one in accounts.values())


def _sees_numbers(member: Member) -> bool:
    return member.may(Module.BANK_ACCOUNT, Action.UPDATE)


def _shown(row: Mapping[str, Any], member: Member) -> Mapping[str, Any]:
    if _sees_numbers(member):
        return row
    return {**row, "account_number": masked_number(row["account_number"])}
