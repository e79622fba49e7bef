"""The orders of every store that nobody paid for in time, in memory."""

from collections.abc import Sequence
from datetime import datetime

from bosonline.adapters.outbound.memory.database import MemoryDatabase
from bosonline.application.ordering.expire import Overdue


class MemoryOverdueOrders:
    """What waits in vain, as it is read."""

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database

    def due(self, at: datetime, /, *, after: Overdue | None, limit: int) -> Sequence[Overdue]:
        orders = self._database.read("orders").items()
        found = [Overdue(order.due_at, store, order.invoice) for (store, _), order in orders if order.is_overdue(at)]
        found.sort(key=_place)
        return [one for one in found if after is None or _place(one) > _place(after)][:limit]


def _place(one: Overdue) -> tuple[datetime, int, str]:
    return one.due_at, one.store, one.invoice
