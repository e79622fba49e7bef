"""What the use cases of payments need from outside."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from bosonline.application.identity.ports import Listed, Listing
from bosonline.application.ports import Once, UnitOfWork
from bosonline.domain.identity import StoreId
from bosonline.domain.payments import Bank, BankAccount, BankAccountId


class Banks(Protocol):
    """The banks of Indonesia."""

    def find(self, code: str, /) -> Bank | None:
        """The bank of this code, or None."""
        ...

    def all(self) -> Sequence[Bank]:
        """Every bank, by name."""
        ...


class BankAccounts(Protocol):
    """The bank accounts of the work's store."""

    def add(self, account: BankAccount, /) -> BankAccount:
        """Keep a new account, which comes back with its id; `BankAccountKnown` where the store has it already."""
        ...

    def active(self) -> Sequence[BankAccount]:
        """The accounts that buyers may transfer to, the oldest first; they stay so until this work ends."""
        ...

    def all(self) -> Sequence[BankAccount]:
        """Every account but the archived ones, the oldest first; nobody else changes one until this work ends."""
        ...

    def save(self, account: BankAccount, /) -> BankAccount:
        """Keep what changed; it comes back with its new version. `ChangedMeanwhile`, `BankAccountKnown`."""
        ...

    def remove(self, account: BankAccountId, /) -> None:
        """Forget an account that nothing refers to."""
        ...

    def is_referred_to(self, account: BankAccountId, /) -> bool:
        """Whether buyers were told to transfer there, or did."""
        ...


class TransferForms(Protocol):
    """The forms of the work's store that send buyers to its bank accounts."""

    def published(self) -> Sequence[str]:
        """The names of the published forms that take bank transfers."""
        ...


class PaymentsWork(UnitOfWork, Protocol):
    """A transaction on the money matters of one store."""

    @property
    def bank_accounts(self) -> BankAccounts: ...

    @property
    def transfer_forms(self) -> TransferForms: ...


class OpenPaymentsWork(Protocol):
    """Begin a transaction on one store, perhaps under a caller's key."""

    def __call__(self, store: StoreId, once: Once | None = None, /) -> PaymentsWork: ...


class AccountBook(Protocol):
    """Bank accounts as they are read; archived ones are not."""

    def page(self, store: StoreId, listing: Listing, /) -> Listed:
        """Accounts as rows with the members of `BankAccount`, by `created_at`, `bank_name` or `account_name`."""
        ...

    def find(self, store: StoreId, account: BankAccountId, /) -> Mapping[str, Any] | None:
        """One account as such a row, or None."""
        ...

    def active(self, store: StoreId, /) -> Sequence[BankAccount]:
        """The accounts that buyers may transfer to, the oldest first."""
        ...
