"""Who looks after which orders."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import bindparam, select

from bosonline.adapters.outbound.sql.tables.ordering import orders
from bosonline.domain.identity import StaffId, StoreId
from bosonline.domain.ordering import OPEN, Invoice

_OPEN_OF = (
    select(orders.c.invoice)
    .where(
        orders.c.store_id == bindparam("store"),
        orders.c.status.in_([status.value for status in OPEN]),
        orders.c.cs_staff_id == bindparam("of_staff"),
    )
    .order_by(orders.c.created_at, orders.c.invoice)
    .limit(bindparam("at_most"))
)


class SqlAssignments:
    """Who looks after which orders of one store, in one transaction."""

    def __init__(self, execute: Callable[..., Any], store: StoreId) -> None:
        self._execute, self._store = execute, store

    def open_of(self, staff: StaffId, *, limit: int) -> Sequence[Invoice]:
        found = self._execute(_OPEN_OF, {"store": self._store, "of_staff": staff, "at_most": limit})
        return [Invoice(invoice) for (invoice,) in found.all()]
