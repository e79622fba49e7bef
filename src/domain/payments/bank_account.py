"""The seller's account that buyers transfer to."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NewType

from bosonline.domain.errors import Conflict, NotFound, Rejected
from bosonline.domain.identity import Author, StoreId

BankAccountId = NewType("BankAccountId", int)

SHOWN_DIGITS = 4
"""How much of an account's number is shown to those who may not see all of it."""

_PUNCTUATION = re.compile(r"[\s.-]+")
_NUMBER = re.compile(r"[0-9]{5,20}", re.ASCII)


class BankUnknown(Rejected):
    """No bank has this code."""

    code = "bank-unknown"
    text = "There is no bank with the code {bank}; BCA, for example, is 014"
    field = "bank_code"


class AccountNumberInvalid(Rejected):
    """Not the number of a bank account."""

    code = "account-number-invalid"
    text = "An account number has 5 to 20 digits; spaces, dots and dashes between them do not matter"
    field = "account_number"


class AccountNumberImplausible(Rejected):
    """The bank gives its accounts numbers of another length."""

    code = "account-number-implausible"
    text = "An account number of {bank} has {digits} digits, not {given}; look at the number again"
    field = "account_number"


class AccountNameInvalid(Rejected):
    """Nobody's name."""

    code = "account-name-invalid"
    text = "The account holder's name has 1 to 120 characters"
    field = "account_name"


class BankAccountKnown(Conflict):
    """The store has this account already."""

    code = "bank-account-known"
    text = "Your store has this account already"
    field = "account_number"


class LastBankAccount(Conflict):
    """Buyers would have nowhere to transfer to; the fact `forms` names the forms that send them there."""

    code = "last-bank-account"
    text = "This is the last active account, and these published forms take bank transfers: {told}"

    @classmethod
    def of(cls, forms: Sequence[str]) -> "LastBankAccount":
        """The refusal that names these forms."""
        return cls(forms=list(forms), told=", ".join(forms))


class BankAccountNotFound(NotFound):
    """The store has no bank account of this id."""


@dataclass(frozen=True, slots=True)
class Bank:
    """A bank, the code by which transfers name it, and how many digits its account numbers have, if that is known."""

    code: str
    name: str
    digits: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BankAccountAdded:
    """A store can be paid to one more account."""

    account: BankAccountId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BankAccountChanged:
    """An account bears another number or name, or is another one."""

    account: BankAccountId
    by: Author
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BankAccountSwitched:
    """Buyers may transfer to an account from now on, or no longer."""

    account: BankAccountId
    is_active: bool
    by: Author
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BankAccountRemoved:
    """A store has given an account up."""

    account: BankAccountId
    by: Author
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferTarget:
    """An account as a buyer was told it, which stays so whatever becomes of the account."""

    id: BankAccountId
    bank_name: str
    account_name: str
    account_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BankAccount:
    """A bank account of one store; `id` is 0 until it is kept. An archived one is kept for the orders alone."""

    id: BankAccountId = BankAccountId(0)
    store: StoreId
    bank_code: str
    bank_name: str
    account_name: str
    account_number: str
    is_active: bool = True
    created_at: datetime
    archived_at: datetime | None = None
    version: int = 0

    def __post_init__(self) -> None:
        if not 1 <= len(self.account_name.strip()) <= 120:
            raise AccountNameInvalid
        if not _NUMBER.fullmatch(self.account_number):
            raise AccountNumberInvalid

    @classmethod
    def of(
        cls, bank: Bank, *, store: StoreId, account_name: str, account_number: str, created_at: datetime
    ) -> "BankAccount":
        """An account as people write it: spaces, dots and dashes leave the number.

        Raises `AccountNameInvalid`, `AccountNumberInvalid` or, where the bank's numbers are of another length,
        `AccountNumberImplausible`.
        """
        account = cls(
            store=store,
            bank_code=bank.code,
            bank_name=bank.name,
            account_name=" ".join(account_name.split()),
            account_number=_PUNCTUATION.sub("", account_number),
            created_at=created_at,
        )
        _check_length(bank, account.account_number)
        return account

    @property
    def target(self) -> TransferTarget:
        """The account as buyers are told it."""
        return TransferTarget(
            id=self.id, bank_name=self.bank_name, account_name=self.account_name, account_number=self.account_number
        )

    def kept(self, account: BankAccountId) -> "BankAccount":
        """This account with the id under which it is kept from now on."""
        return replace(self, id=account, version=1)

    def added(self) -> BankAccountAdded:
        """The news of this account, once it is kept."""
        return BankAccountAdded(account=self.id, at=self.created_at)

    def change(
        self, bank: Bank, *, account_name: str, account_number: str, by: Author, at: datetime
    ) -> tuple["BankAccount", BankAccountChanged | None]:
        """The account written anew, as `of` does it, and the news of it; None where it reads as before."""
        written = self.of(
            bank,
            store=self.store,
            account_name=account_name,
            account_number=account_number,
            created_at=self.created_at,
        )
        changed = replace(written, id=self.id, is_active=self.is_active, version=self.version)
        return changed, None if changed == self else BankAccountChanged(account=self.id, by=by, at=at)

    def switch(
        self, *, on: bool, others_active: bool, needed_by: Sequence[str], by: Author, at: datetime
    ) -> tuple["BankAccount", BankAccountSwitched | None]:
        """The account switched on or off, and the news of it; None where it was so already.

        `needed_by` names the published forms that take bank transfers: the last account stays on for them, or
        `LastBankAccount`.
        """
        if on is self.is_active:
            return self, None
        if not on:
            self._spare_the_last(others_active, needed_by)
        return replace(self, is_active=on), BankAccountSwitched(account=self.id, is_active=on, by=by, at=at)

    def archive(
        self, *, others_active: bool, needed_by: Sequence[str], by: Author, at: datetime
    ) -> tuple["BankAccount", BankAccountRemoved]:
        """The account given up, and the news of it; or `LastBankAccount`."""
        self._spare_the_last(others_active, needed_by)
        removed = BankAccountRemoved(account=self.id, by=by, at=at)
        return replace(self, is_active=False, archived_at=at), removed

    def _spare_the_last(self, others_active: bool, needed_by: Sequence[str]) -> None:
        if self.is_active and not others_active and needed_by:
            raise LastBankAccount.of(needed_by)


def masked_number(account_number: str) -> str:
    """The number for those who may not see all of it: the last digits stay."""
    return "*" * (len(account_number) - SHOWN_DIGITS) + account_number[-SHOWN_DIGITS:]


def _check_length(bank: Bank, account_number: str) -> None:
    if bank.digits and len(account_number) not in bank.digits:
        told = " / ".join(map(str, bank.digits))
        raise AccountNumberImplausible(bank=bank.name, digits=told, given=len(account_number))
