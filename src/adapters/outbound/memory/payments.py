"""The bank accounts that buyers transfer to, in memory."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from bosonline.adapters.outbound.memory.database import MemoryDatabase, Shelf
from bosonline.adapters.outbound.memory.lists import listed
from bosonline.application.identity.ports import Listed, Listing
from bosonline.domain.errors import ChangedMeanwhile
from bosonline.domain.forms import OrderForm
from bosonline.domain.identity import StoreId
from bosonline.domain.payments import BankAccount, BankAccountId, BankAccountKnown
from bosonline.domain.stores import PaymentMethod

_UNSHOWN = ("store", "archived_at")


class MemoryBankAccounts:
    """The bank accounts of one store, in one transaction."""

    def __init__(self, shelf: Callable[[str], Shelf[Any, Any]], next_id: Callable[[], int], store: StoreId) -> None:
        self._shelf: Shelf[BankAccountId, BankAccount] = shelf("bank_accounts")
        self._orders: Shelf[Any, Any] = shelf("orders")
        self._next_id, self._store = next_id, store

    def add(self, account: BankAccount, /) -> BankAccount:
        self._check_known(account)
        kept = account.kept(BankAccountId(self._next_id()))
        self._shelf.put(kept.id, kept)
        return kept

    def active(self) -> Sequence[BankAccount]:
        return _active(self._shelf.values(), self._store)

    def all(self) -> Sequence[BankAccount]:
        return sorted(_of_store(self._shelf.values(), self._store), key=lambda one: one.id)

    def save(self, account: BankAccount, /) -> BankAccount:
        was = self._shelf.get(account.id)
        if was is None or (was.store, was.version) != (self._store, account.version):
            raise ChangedMeanwhile
        self._check_known(account)
        kept = replace(account, version=account.version + 1)
        self._shelf.put(kept.id, kept)
        return kept

    def remove(self, account: BankAccountId, /) -> None:
        self._shelf.remove(account)

    def is_referred_to(self, account: BankAccountId, /) -> bool:
        of_store = (order for (store, _), order in self._orders.items() if store == self._store)
        return any(
            order.bank_account == account or any(one.id == account for one in order.pay_to) for order in of_store
        )

    def _check_known(self, account: BankAccount) -> None:
        named = (account.bank_code, account.account_number)
        others = (one for one in self.all() if one.id != account.id)
        if any((one.bank_code, one.account_number) == named for one in others):
            raise BankAccountKnown


class MemoryTransferForms:
    """The forms that send buyers to the bank accounts of one store, in one transaction."""

    def __init__(self, forms: Shelf[Any, OrderForm], store: StoreId) -> None:
        self._forms, self._store = forms, store

    def published(self) -> Sequence[str]:
        of_store = (form for form in self._forms.values() if form.store == self._store and form.is_published)
        taking = [form for form in of_store if PaymentMethod.BANK_TRANSFER in form.content.payment_methods]
        return [form.name for form in sorted(taking, key=lambda form: form.id)]


class MemoryAccountBook:
    """Bank accounts as they are read."""

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database

    def page(self, store: StoreId, listing: Listing, /) -> Listed:
        accounts = _of_store(self._database.read("bank_accounts").values(), store)
        return listed(listing, map(_row, accounts))

    def find(self, store: StoreId, account: BankAccountId, /) -> Mapping[str, Any] | None:
        accounts = _of_store(self._database.read("bank_accounts").values(), store)
        return next((_row(one) for one in accounts if one.id == account), None)

    def active(self, store: StoreId, /) -> Sequence[BankAccount]:
        return _active(self._database.read("bank_accounts").values(), store)


def _row(account: BankAccount) -> dict[str, Any]:
    return {name: value for name, value in asdict(account).items() if name not in _UNSHOWN}


def _of_store(accounts: Iterable[BankAccount], store: StoreId) -> list[BankAccount]:
    return [one for one in accounts if one.store == store and one.archived_at is None]


def _active(accounts: Iterable[BankAccount], store: StoreId) -> list[BankAccount]:
    return sorted((one for one in _of_store(accounts, store) if one.is_active), key=lambda one: one.id)
