"""Every store, with its owner and how many orders it has had."""

from functools import cache

from sqlalchemy import bindparam, func, select

from bosonline.adapters.outbound.sql.database import Database
from bosonline.adapters.outbound.sql.lists import ListStatements
from bosonline.adapters.outbound.sql.tables.identity import users
from bosonline.adapters.outbound.sql.tables.ordering import orders
from bosonline.adapters.outbound.sql.tables.stores import stores
from bosonline.application.identity.ports import Listed, Listing
from bosonline.domain.stores import StoreStatus

_ORDERS = (
    select(orders.c.store_id, func.count().label("orders"))
    .where(orders.c.store_id.in_(bindparam("stores", expanding=True)), orders.c.status != "abandoned")
    .group_by(orders.c.store_id)
)


@cache
def _list(*, by_status: bool) -> ListStatements:
    shown = select(
        stores.c.id,
        stores.c.name,
        stores.c.subdomain,
        stores.c.status,
        stores.c.suspended_for,
        users.c.name.label("owner_name"),
        users.c.email.label("owner_email"),
        stores.c.created_at,
    ).join_from(stores, users, users.c.id == stores.c.owner_id)
    if by_status:
        shown = shown.where(stores.c.status == bindparam("of_status"))
    columns = {name: stores.c[name] for name in ("created_at", "name", "subdomain")}
    return ListStatements(shown, {**columns, "owner_email": users.c.email}, stores.c.id)


class SqlStoreRegister:
    """Every store, for the platform to see."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(self, listing: Listing, /, *, status: StoreStatus | None) -> Listed:
        found = _list(by_status=status is not None).read(
            self._database, listing, {"of_status": None if status is None else status.value}
        )
        counted = self._counted([row["id"] for row in found.rows])
        return Listed(rows=[{**row, "orders": counted.get(row["id"], 0)} for row in found.rows], total=found.total)

    def _counted(self, shown: list[object]) -> dict[object, int]:
        with self._database.read() as connection:
            return {row.store_id: row.orders for row in connection.execute(_ORDERS, {"stores": shown})}
