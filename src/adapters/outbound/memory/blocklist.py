"""Whom stores want no orders from, in memory."""

from collections.abc import Callable
from typing import Any

from bosonline.adapters.outbound.memory.database import MemoryDatabase, Shelf
from bosonline.adapters.outbound.memory.lists import listed
from bosonline.application.identity.ports import Listed, Listing
from bosonline.application.ordering.blocklist import NumberFile
from bosonline.domain.identity import StoreId
from bosonline.domain.ordering import Status
from bosonline.domain.ordering.blocklist import Blocked, BlockedAlready, BlockedId
from bosonline.domain.phone import Phone


class MemoryBlocklist:
    """Whom one store wants no orders from, in one transaction."""

    def __init__(
        self, shelf: Shelf[tuple[StoreId, BlockedId], Blocked], next_id: Callable[[], int], store: StoreId
    ) -> None:
        self._shelf, self._next_id, self._store = shelf, next_id, store

    def add(self, entry: Blocked, /) -> Blocked:
        if any(store == self._store and one.key == entry.key for (store, _), one in self._shelf.items()):
            raise BlockedAlready
        kept = entry.kept(BlockedId(self._next_id()))
        self._shelf.put((self._store, kept.id), kept)
        return kept

    def remove(self, entry: BlockedId, /) -> bool:
        was = self._shelf.get((self._store, entry)) is not None
        self._shelf.remove((self._store, entry))
        return was


class MemoryBlocklistDesk:
    """Blocklists as they are read."""

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database

    def page(self, store: StoreId, listing: Listing, /) -> Listed:
        entries = (one for (of, _), one in self._database.read("blocklist").items() if of == store)
        rows = [_row(one) for one in entries]
        if listing.keyword is not None:
            rows = [row for row in rows if row[listing.category] is not None]
        return listed(listing, rows)

    def number(self, store: StoreId, phone: Phone, *, key: str) -> NumberFile:
        blocked = any(of == store and one.key == key for (of, _), one in self._database.read("blocklist").items())
        orders = [order for (of, _), order in self._database.read("orders").items() if of == store]
        theirs = [order for order in orders if order.customer.phone == phone and order.status is not Status.ABANDONED]
        opted_out = self._database.read("opt_outs").get((store, phone)) is not None
        return NumberFile(is_blocked=blocked, opted_out=opted_out, orders=len(theirs))


def _row(entry: Blocked) -> dict[str, Any]:
    place = entry.place
    return {
        "kind": "phone" if place is None else "address",
        "id": entry.id,
        "phone": entry.phone and entry.phone.e164,
        "street": place and place.street,
        "district_code": place and place.district_code,
        "region": place and place.region,
        "reason": entry.reason,
        "staff_id": entry.by.staff,
        "by": entry.by.name,
        "at": entry.at,
    }
