"""The bank accounts that buyers transfer to."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import and_, bindparam, delete, exists, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from bosonline.adapters.outbound.sql.database import Database
from bosonline.adapters.outbound.sql.lists import ListStatements
from bosonline.adapters.outbound.sql.tables.forms import forms
from bosonline.adapters.outbound.sql.tables.ordering import orders
from bosonline.adapters.outbound.sql.tables.payments import bank_accounts
from bosonline.application.identity.ports import Listed, Listing
from bosonline.domain.errors import ChangedMeanwhile
from bosonline.domain.forms import FormStatus
from bosonline.domain.identity import StoreId
from bosonline.domain.payments import BankAccount, BankAccountId, BankAccountKnown
from bosonline.domain.stores import PaymentMethod

_in_use = and_(bank_accounts.c.store_id == bindparam("store"), bank_accounts.c.archived_at.is_(None))
_ALL = select(bank_accounts).where(_in_use).order_by(bank_accounts.c.id).with_for_update()
_ACTIVE = select(bank_accounts).where(_in_use, bank_accounts.c.is_active).order_by(bank_accounts.c.id)
_ACTIVE_FOR_NOW = _ACTIVE.with_for_update(read=True)
_rows = select(*(column for column in bank_accounts.c if column.name not in ("store_id", "archived_at"))).where(_in_use)
_FIND = _rows.where(bank_accounts.c.id == bindparam("of_id"))
_LIST = ListStatements(
    _rows,
    {name: bank_accounts.c[name] for name in ("created_at", "bank_name", "account_name", "account_number")},
    bank_accounts.c.id,
)
_this = and_(bank_accounts.c.store_id == bindparam("of_store"), bank_accounts.c.id == bindparam("of_id"))
_CHANGED = ("bank_code", "bank_name", "account_name", "account_number", "is_active", "archived_at", "version")
_SAVE = (
    update(bank_accounts)
    .where(_this, bank_accounts.c.version == bindparam("was"))
    .values({name: bindparam(name) for name in _CHANGED})
)
_REMOVE = delete(bank_accounts).where(_this)
_is_among = and_(
    # An order that left the choice to its buyer keeps what it showed, and shows every account that was active then.
    orders.c.bank_account_id.is_(None),
    orders.c.payment_method == PaymentMethod.BANK_TRANSFER.value,
    orders.c.created_at >= select(bank_accounts.c.created_at).where(_this).scalar_subquery(),
)
_REFERRED_TO = select(
    exists().where(
        orders.c.store_id == bindparam("of_store"), or_(orders.c.bank_account_id == bindparam("of_id"), _is_among)
    )
)
_PUBLISHED = (
    select(forms.c.name, forms.c.content)
    .where(forms.c.store_id == bindparam("store"), forms.c.status == FormStatus.PUBLISHED.value)
    .order_by(forms.c.id)
)


def _add(dialect: Any) -> Any:
    new = dialect.insert(bank_accounts)
    known = [bank_accounts.c.store_id, bank_accounts.c.bank_code, bank_accounts.c.account_number]
    unarchived = bank_accounts.c.archived_at.is_(None)
    return new.on_conflict_do_nothing(index_elements=known, index_where=unarchived).returning(bank_accounts.c.id)


_ADD = {True: _add(sqlite), False: _add(postgresql)}


class SqlBankAccounts:
    """The bank accounts of one store, in one transaction."""

    def __init__(self, execute: Callable[..., Any], store: StoreId, *, is_sqlite: bool) -> None:
        self._execute, self._store, self._is_sqlite = execute, store, is_sqlite

    def add(self, account: BankAccount, /) -> BankAccount:
        values = {"store_id": self._store, "created_at": account.created_at, **_changeable(account), "version": 1}
        added = self._execute(_ADD[self._is_sqlite], values).scalar_one_or_none()
        if added is None:
            raise BankAccountKnown
        return account.kept(BankAccountId(added))

    def active(self) -> Sequence[BankAccount]:
        return [_account(row) for row in self._execute(_ACTIVE_FOR_NOW, {"store": self._store})]

    def all(self) -> Sequence[BankAccount]:
        return [_account(row) for row in self._execute(_ALL, {"store": self._store})]

    def save(self, account: BankAccount, /) -> BankAccount:
        found = {**self._key(account.id), "was": account.version}
        values = {**_changeable(account), "version": account.version + 1}
        try:
            saved = self._execute(_SAVE, {**found, **values})
        except IntegrityError as error:
            raise BankAccountKnown from error
        if not saved.rowcount:
            raise ChangedMeanwhile
        return replace(account, version=account.version + 1)

    def remove(self, account: BankAccountId, /) -> None:
        self._execute(_REMOVE, self._key(account))

    def is_referred_to(self, account: BankAccountId, /) -> bool:
        return bool(self._execute(_REFERRED_TO, self._key(account)).scalar_one())

    def _key(self, account: BankAccountId) -> dict[str, object]:
        return {"of_store": self._store, "of_id": account}


class SqlTransferForms:
    """The forms that send buyers to the bank accounts of one store, in one transaction."""

    def __init__(self, execute: Callable[..., Any], store: StoreId) -> None:
        self._execute, self._store = execute, store

    def published(self) -> Sequence[str]:
        found = self._execute(_PUBLISHED, {"store": self._store})
        return [row.name for row in found if PaymentMethod.BANK_TRANSFER.value in row.content["payment_methods"]]


class SqlAccountBook:
    """Bank accounts as they are read."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(self, store: StoreId, listing: Listing, /) -> Listed:
        return _LIST.read(self._database, listing, {"store": store})

    def find(self, store: StoreId, account: BankAccountId, /) -> Mapping[str, Any] | None:
        with self._database.read() as connection:
            row = connection.execute(_FIND, {"store": store, "of_id": account}).one_or_none()
        return None if row is None else dict(row._mapping)

    def active(self, store: StoreId, /) -> Sequence[BankAccount]:
        with self._database.read() as connection:
            return [_account(row) for row in connection.execute(_ACTIVE, {"store": store})]


def _changeable(account: BankAccount) -> dict[str, object]:
    return {name: getattr(account, name) for name in _CHANGED}


def _account(row: Any) -> BankAccount:
    return BankAccount(
        id=BankAccountId(row.id),
        store=StoreId(row.store_id),
        bank_code=row.bank_code,
        bank_name=row.bank_name,
        account_name=row.account_name,
        account_number=row.account_number,
        is_active=row.is_active,
        created_at=row.created_at,
        archived_at=row.archived_at,
        version=row.version,
    )
