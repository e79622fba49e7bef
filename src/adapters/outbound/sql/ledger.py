"""What was paid for orders, and given back."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.exc import IntegrityError

from bosonline.adapters.outbound.sql.tables.ordering import order_payments
from bosonline.adapters.outbound.sql.tables.payments import bank_accounts
from bosonline.domain.errors import ChangedMeanwhile
from bosonline.domain.identity import StoreId
from bosonline.domain.ordering import Invoice, PaymentEntry

_LAST = select(func.max(order_payments.c.number)).where(
    order_payments.c.store_id == bindparam("store"), order_payments.c.invoice == bindparam("of_invoice")
)
_ADD = insert(order_payments)
_KNOWN = select(bank_accounts.c.id).where(
    bank_accounts.c.store_id == bindparam("store"), bank_accounts.c.id == bindparam("of_id")
)


class SqlLedger:
    """What was paid for the orders of one store, in one transaction."""

    def __init__(self, execute: Callable[..., Any], store: StoreId) -> None:
        self._execute, self._store = execute, store

    def next_number(self, invoice: Invoice, /) -> int:
        last = self._execute(_LAST, {"store": self._store, "of_invoice": invoice}).scalar_one()
        return (last or 0) + 1

    def add(self, invoice: Invoice, entry: PaymentEntry, /) -> None:
        values = {
            "store_id": self._store,
            "invoice": invoice,
            "number": entry.number,
            "kind": entry.kind.value,
            "amount": entry.amount.idr,
            "paid_at": entry.paid_at,
            "bank_account_id": entry.bank_account,
            "note": entry.note,
            "staff_id": entry.by.staff,
            "by": entry.by.name,
            "at": entry.at,
        }
        try:
            self._execute(_ADD, values)
        except IntegrityError as error:
            raise ChangedMeanwhile from error

    def knows_account(self, account: int, /) -> bool:
        return self._execute(_KNOWN, {"store": self._store, "of_id": account}).one_or_none() is not None
