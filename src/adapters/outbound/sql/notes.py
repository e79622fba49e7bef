"""The notes on orders."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.exc import IntegrityError

from bosonline.adapters.outbound.sql.tables.ordering import order_notes
from bosonline.domain.errors import ChangedMeanwhile
from bosonline.domain.identity import StoreId
from bosonline.domain.ordering import Invoice, Note

_LAST = select(func.max(order_notes.c.number)).where(
    order_notes.c.store_id == bindparam("store"), order_notes.c.invoice == bindparam("of_invoice")
)
_ADD = insert(order_notes)


class SqlNotes:
    """The notes on the orders of one store, in one transaction."""

    def __init__(self, execute: Callable[..., Any], store: StoreId) -> None:
        self._execute, self._store = execute, store

    def next_number(self, invoice: Invoice, /) -> int:
        return (self._execute(_LAST, {"store": self._store, "of_invoice": invoice}).scalar_one() or 0) + 1

    def add(self, invoice: Invoice, note: Note, /) -> None:
        values = {
            "store_id": self._store,
            "invoice": invoice,
            "number": note.number,
            "text": note.text,
            "staff_id": note.by.staff,
            "by": note.by.name,
            "at": note.at,
        }
        try:
            self._execute(_ADD, values)
        except IntegrityError as error:
            raise ChangedMeanwhile from error
