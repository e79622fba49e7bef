"""Cash on delivery as double entry."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.exc import IntegrityError

from bosonline.adapters.outbound.sql.tables.shipping import cod_entries
from bosonline.domain.errors import ChangedMeanwhile
from bosonline.domain.identity import StoreId
from bosonline.domain.shipping.cod_ledger import CodAccount, CodEntry

_of_store = cod_entries.c.store_id == bindparam("of_store")
_of_order = cod_entries.c.invoice == bindparam("of_invoice")
_LAST = select(func.max(cod_entries.c.number)).where(_of_store, _of_order)
_ADD = insert(cod_entries)
_OF = select(cod_entries).where(_of_store, _of_order).order_by(cod_entries.c.number)
_TOTALS = (
    select(cod_entries.c.account, func.sum(cod_entries.c.amount).label("amount"))
    .where(_of_store)
    .group_by(cod_entries.c.account)
)


class SqlCodLedger:
    """The cash on delivery of one store, in one transaction."""

    def __init__(self, execute: Callable[..., Any], store: StoreId) -> None:
        self._execute, self._store = execute, store

    def post(self, invoice: str, entries: Sequence[CodEntry], /) -> None:
        if not entries:
            return
        last = self._execute(_LAST, {"of_store": self._store, "of_invoice": invoice}).scalar_one() or 0
        rows = [
            {
                "store_id": self._store,
                "invoice": invoice,
                "number": number,
                "what": entry.what,
                "account": entry.account.value,
                "amount": entry.amount,
                "at": entry.at,
            }
            for number, entry in enumerate(entries, last + 1)
        ]
        try:
            self._execute(_ADD, rows)
        except IntegrityError as error:
            raise ChangedMeanwhile from error

    def of(self, invoice: str, /) -> Sequence[CodEntry]:
        rows = self._execute(_OF, {"of_store": self._store, "of_invoice": invoice})
        return [CodEntry(what=row.what, account=CodAccount(row.account), amount=row.amount, at=row.at) for row in rows]

    def totals(self) -> Mapping[CodAccount, int]:
        found = {CodAccount(row.account): int(row.amount) for row in self._execute(_TOTALS, {"of_store": self._store})}
        return {account: found.get(account, 0) for account in CodAccount}
