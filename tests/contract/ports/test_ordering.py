"""The ports of ordering on memory, SQLite and PostgreSQL."""

from bosonline.adapters.outbound.memory.order_desk import MemoryOrderDesk
from bosonline.adapters.outbound.sql.order_desk import SqlOrderDesk
from bosonline.application.ordering.ports import OrderDesk
from bosonline.testing.backends import Backend
from bosonline.testing.contracts.ordering import OrderDeskContract, OrdersContract, StockContract


class TestOrders(OrdersContract):
    pass


class TestStock(StockContract):
    pass


class TestOrderDesk(OrderDeskContract):
    def desk(self, backend: Backend) -> OrderDesk:
        if backend.name == "memory":
            return MemoryOrderDesk(backend.database)
        return SqlOrderDesk(backend.database)
