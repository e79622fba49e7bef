"""What is charged besides on orders."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import bindparam, delete, insert, select

from bosonline.adapters.outbound.sql.tables.ordering import order_fees
from bosonline.domain.identity import StoreId
from bosonline.domain.money import Money
from bosonline.domain.ordering import Fee, Invoice

_of_order = (order_fees.c.store_id == bindparam("of_store"), order_fees.c.invoice == bindparam("of_invoice"))
_OF = select(order_fees.c.name, order_fees.c.amount).where(*_of_order).order_by(order_fees.c.number)
_REMOVE = delete(order_fees).where(*_of_order)
_ADD = insert(order_fees)


class SqlFees:
    """What is charged besides on the orders of one store, in one transaction."""

    def __init__(self, execute: Callable[..., Any], store: StoreId) -> None:
        self._execute, self._store = execute, store

    def of(self, invoice: Invoice, /) -> Sequence[Fee]:
        rows = self._execute(_OF, {"of_store": self._store, "of_invoice": invoice})
        return tuple(Fee(row.name, Money(row.amount)) for row in rows)

    def replace(self, invoice: Invoice, fees: Sequence[Fee], /) -> None:
        self._execute(_REMOVE, {"of_store": self._store, "of_invoice": invoice})
        if fees:
            rows = [
                {
                    "store_id": self._store,
                    "invoice": invoice,
                    "number": number,
                    "name": fee.name,
                    "amount": fee.amount.idr,
                }
                for number, fee in enumerate(fees, 1)
            ]
            self._execute(_ADD, rows)
