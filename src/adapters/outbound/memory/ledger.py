"""What was paid for orders, and given back, in memory."""

from collections.abc import Callable
from typing import Any

from bosonline.adapters.outbound.memory.database import Shelf
from bosonline.domain.errors import ChangedMeanwhile
from bosonline.domain.identity import StoreId
from bosonline.domain.ordering import Invoice, PaymentEntry


class MemoryLedger:
    """What was paid for the orders of one store, in one transaction."""

    def __init__(self, shelf: Callable[[str], Shelf[Any, Any]], store: StoreId) -> None:
        self._shelf, self._store = shelf, store

    def next_number(self, invoice: Invoice, /) -> int:
        return len(self._of(invoice)) + 1

    def add(self, invoice: Invoice, entry: PaymentEntry, /) -> None:
        entries = self._of(invoice)
        if entry.number != len(entries) + 1:
            raise ChangedMeanwhile
        self._shelf("order_payments").put((self._store, invoice), [*entries, entry])

    def knows_account(self, account: int, /) -> bool:
        found = self._shelf("bank_accounts").get(account)
        return found is not None and found.store == self._store

    def _of(self, invoice: Invoice) -> list[PaymentEntry]:
        return self._shelf("order_payments").get((self._store, invoice)) or []
