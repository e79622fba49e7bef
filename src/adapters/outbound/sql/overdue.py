"""The orders of every store that nobody paid for in time."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, literal_column, select, tuple_

from bosonline.adapters.outbound.sql.database import Database
from bosonline.adapters.outbound.sql.tables.ordering import orders
from bosonline.application.ordering.expire import Overdue
from bosonline.domain.identity import StoreId
from bosonline.domain.ordering import Invoice

_place = (orders.c.due_at, orders.c.store_id, orders.c.invoice)
_DUE = (
    select(*_place)
    .where(
        # Literally as in the index, which a database takes only where it can tell that the conditions are the same.
        orders.c.status == literal_column("'pending'"),
        orders.c.payment_status == literal_column("'unpaid'"),
        orders.c.due_at.is_not(None),
        orders.c.due_at <= bindparam("now"),
    )
    .order_by(*_place)
    .limit(bindparam("most"))
)
_DUE_AFTER = _DUE.where(
    tuple_(*_place)
    > tuple_(bindparam("after_at", type_=orders.c.due_at.type), bindparam("after_store"), bindparam("after_invoice"))
)


class SqlOverdueOrders:
    """What waits in vain, as it is read."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def due(self, at: datetime, /, *, after: Overdue | None, limit: int) -> Sequence[Overdue]:
        values: dict[str, object] = {"now": at, "most": limit}
        if after is not None:
            values.update(after_at=after.due_at, after_store=after.store, after_invoice=after.invoice)
        with self._database.read() as connection:
            rows = connection.execute(_DUE if after is None else _DUE_AFTER, values).all()
        return [Overdue(row.due_at, StoreId(row.store_id), Invoice(row.invoice)) for row in rows]
