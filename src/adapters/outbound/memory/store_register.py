"""Every store, with its owner and how many orders it has had, in memory."""

from collections import Counter
from typing import Any

from bosonline.adapters.outbound.memory.database import MemoryDatabase
from bosonline.adapters.outbound.memory.lists import listed
from bosonline.application.identity.ports import Listed, Listing
from bosonline.domain.identity import User, UserId
from bosonline.domain.ordering import Status
from bosonline.domain.stores import Store, StoreStatus


class MemoryStoreRegister:
    """Every store, for the platform to see."""

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database

    def page(self, listing: Listing, /, *, status: StoreStatus | None) -> Listed:
        read = self._database.read
        counted = Counter(store for (store, _), order in read("orders").items() if order.status != Status.ABANDONED)
        shown = (store for store in read("stores").values() if status in (None, store.status))
        owners: dict[UserId, User] = dict(read("users").items())
        return listed(listing, (_row(store, owners[store.owner], counted[store.id]) for store in shown))


def _row(store: Store, owner: User, orders: int) -> dict[str, Any]:
    return {
        "id": store.id,
        "name": store.name,
        "subdomain": store.subdomain,
        "status": store.status.value,
        "suspended_for": store.suspended_for,
        "owner_name": owner.name,
        "owner_email": owner.email,
        "orders": orders,
        "created_at": store.created_at,
    }
