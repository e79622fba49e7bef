"""Parcels on their way, in memory."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from bosonline.adapters.outbound.memory.database import MemoryDatabase, Shelf
from bosonline.application.shipping.booking_ports import DueParcel
from bosonline.domain.errors import ChangedMeanwhile
from bosonline.domain.identity import StoreId
from bosonline.domain.shipping.shipment import ParcelEvent, Shipment


class MemoryShipments:
    """The parcels of one store, in one transaction."""

    def __init__(self, shelf: Callable[[str], Shelf[Any, Any]], store: StoreId) -> None:
        self._shipments, self._events, self._store = shelf("shipments"), shelf("shipment_events"), store

    def of(self, invoice: str, /) -> Shipment | None:
        mine = [one for one in self._mine() if one.invoice == invoice]
        return max(mine, key=lambda one: one.number, default=None)

    def find(self, *, order_no: str | None = None, order_code: str | None = None) -> Shipment | None:
        mine = self._mine()
        by_no = (one for one in mine if order_no is not None and one.order_no == order_no)
        by_code = (one for one in mine if one.order_code == order_code)
        return next(by_no, None) or next(by_code, None)

    def add(self, shipment: Shipment, /) -> None:
        if self._shipments.get(self._key(shipment)) is not None:
            raise ChangedMeanwhile
        shipment.version = 1
        self._shipments.put(self._key(shipment), shipment)

    def save(self, shipment: Shipment, /) -> None:
        kept = self._shipments.get(self._key(shipment))
        if kept is None or kept.version != shipment.version:
            raise ChangedMeanwhile
        shipment.version += 1
        self._shipments.put(self._key(shipment), shipment)

    def tell(self, shipment: Shipment, events: Sequence[ParcelEvent], /, *, by_way_of: str, at: datetime) -> int:  # noqa: ARG002  # as the port has it
        known = self._events.get(self._key(shipment)) or {}
        fresh = {event.mark: event for event in reversed(events) if event.mark not in known}
        self._events.put(self._key(shipment), {**known, **fresh})
        return len(fresh)

    def told(self, shipment: Shipment, /) -> Sequence[ParcelEvent]:
        events = (self._events.get(self._key(shipment)) or {}).values()
        by_mark = sorted(events, key=lambda event: event.mark)
        return sorted(by_mark, key=lambda event: (event.at, event.code), reverse=True)

    def _mine(self) -> list[Shipment]:
        return [one for (store, _, _), one in self._shipments.items() if store == self._store]

    def _key(self, shipment: Shipment) -> tuple[StoreId, str, int]:
        return self._store, shipment.invoice, shipment.number


class MemoryDueParcels:
    """Which parcels have to be looked after, of all stores."""

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database

    def due(self, at: datetime, /, *, limit: int) -> Sequence[DueParcel]:
        found = [
            (one.due_at, store, one.order_code)
            for (store, _, _), one in self._database.read("shipments").items()
            if one.due_at is not None and one.due_at <= at
        ]
        return [DueParcel(store, code) for _, store, code in sorted(found)[:limit]]
