"""Parcels on their way, and what was told of them."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from bosonline.adapters.outbound.sql.database import Database
from bosonline.adapters.outbound.sql.tables.shipping import shipment_events, shipments
from bosonline.application.shipping.booking_ports import DueParcel
from bosonline.domain.errors import ChangedMeanwhile
from bosonline.domain.identity import Author, StaffId, StoreId
from bosonline.domain.shipping.shipment import ParcelEvent, Shipment, ShipmentState

_of_store = shipments.c.store_id == bindparam("of_store")
_OF = (
    select(shipments)
    .where(_of_store, shipments.c.invoice == bindparam("of_invoice"))
    .order_by(shipments.c.number.desc())
    .limit(1)
)
_BY_NO = select(shipments).where(_of_store, shipments.c.order_no == bindparam("wanted")).limit(1)
_BY_CODE = select(shipments).where(_of_store, shipments.c.order_code == bindparam("wanted"))
_ADD = insert(shipments)
_FIXED = ("store_id", "invoice", "number", "order_code", "claimed_at", "staff_id", "by")
_SAVE = (
    update(shipments)
    .where(
        _of_store,
        shipments.c.invoice == bindparam("of_invoice"),
        shipments.c.number == bindparam("of_number"),
        shipments.c.version == bindparam("was"),
    )
    .values({column.name: bindparam(column.name) for column in shipments.c if column.name not in _FIXED})
)
_TELL = {
    True: sqlite.insert(shipment_events).on_conflict_do_nothing(),
    False: postgresql.insert(shipment_events).on_conflict_do_nothing(),
}
_TOLD = (
    select(shipment_events)
    .where(
        and_(shipment_events.c.store_id == bindparam("of_store"), shipment_events.c.invoice == bindparam("of_invoice")),
        shipment_events.c.number == bindparam("of_number"),
    )
    .order_by(shipment_events.c.at.desc(), shipment_events.c.code.desc(), shipment_events.c.mark)
)
TOLD_OF_LAST = (
    select(shipment_events)
    .where(
        and_(shipment_events.c.store_id == bindparam("of_store"), shipment_events.c.invoice == bindparam("of_invoice")),
        shipment_events.c.number
        == select(func.max(shipments.c.number))
        .where(_of_store, shipments.c.invoice == bindparam("of_invoice"))
        .scalar_subquery(),
    )
    .order_by(shipment_events.c.at.desc(), shipment_events.c.code.desc(), shipment_events.c.mark)
)
"""All that was told of the last parcel of an order, the newest first."""

_DUE = (
    select(shipments.c.store_id, shipments.c.order_code)
    .where(shipments.c.due_at <= bindparam("now"))
    .order_by(shipments.c.due_at, shipments.c.store_id, shipments.c.order_code)
    .limit(bindparam("at_most"))
)


class SqlShipments:
    """The parcels of one store, in one transaction."""

    def __init__(self, execute: Callable[..., Any], store: StoreId, *, is_sqlite: bool) -> None:
        self._execute, self._store, self._is_sqlite = execute, store, is_sqlite

    def of(self, invoice: str, /) -> Shipment | None:
        return _shipment(self._execute(_OF, {"of_store": self._store, "of_invoice": invoice}).one_or_none())

    def find(self, *, order_no: str | None = None, order_code: str | None = None) -> Shipment | None:
        found = None
        if order_no is not None:
            found = self._execute(_BY_NO, {"of_store": self._store, "wanted": order_no}).one_or_none()
        if found is None and order_code is not None:
            found = self._execute(_BY_CODE, {"of_store": self._store, "wanted": order_code}).one_or_none()
        return _shipment(found)

    def add(self, shipment: Shipment, /) -> None:
        shipment.version = 1
        fixed = {
            "store_id": self._store,
            "invoice": shipment.invoice,
            "number": shipment.number,
            "order_code": shipment.order_code,
            "claimed_at": shipment.claimed_at,
            "staff_id": shipment.by.staff,
            "by": shipment.by.name,
        }
        try:
            self._execute(_ADD, {**fixed, **_changeable(shipment)})
        except IntegrityError as error:
            raise ChangedMeanwhile from error

    def save(self, shipment: Shipment, /) -> None:
        was, shipment.version = shipment.version, shipment.version + 1
        found = {**self._key(shipment), "was": was}
        if not self._execute(_SAVE, {**found, **_changeable(shipment)}).rowcount:
            raise ChangedMeanwhile

    def tell(self, shipment: Shipment, events: Sequence[ParcelEvent], /, *, by_way_of: str, at: datetime) -> int:
        heard = {
            "store_id": self._store,
            "invoice": shipment.invoice,
            "number": shipment.number,
            "by_way_of": by_way_of,
            "heard_at": at,
        }
        return sum(self._execute(_TELL[self._is_sqlite], {**heard, **_told(event)}).rowcount for event in events)

    def told(self, shipment: Shipment, /) -> Sequence[ParcelEvent]:
        return [event_of(row) for row in self._execute(_TOLD, self._key(shipment))]

    def _key(self, shipment: Shipment) -> dict[str, object]:
        return {"of_store": self._store, "of_invoice": shipment.invoice, "of_number": shipment.number}


class SqlDueParcels:
    """Which parcels have to be looked after, of all stores."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def due(self, at: datetime, /, *, limit: int) -> Sequence[DueParcel]:
        with self._database.read() as connection:
            rows = connection.execute(_DUE, {"now": at, "at_most": limit}).all()
        return [DueParcel(StoreId(row.store_id), row.order_code) for row in rows]


def _changeable(shipment: Shipment) -> dict[str, object]:
    return {
        "order_no": shipment.order_no,
        "courier_code": shipment.courier_code,
        "service_code": shipment.service_code,
        "by_pickup": shipment.by_pickup,
        "vehicle": shipment.vehicle,
        "pickup_at": shipment.pickup_at,
        "state": shipment.state.value,
        "state_at": shipment.state_at,
        "awb": shipment.awb,
        "code": shipment.code,
        "note": shipment.note,
        "told_at": shipment.told_at,
        "problem": shipment.problem,
        "due_at": shipment.due_at,
        "checked_at": shipment.checked_at,
        "version": shipment.version,
    }


def _shipment(row: Any) -> Shipment | None:
    if row is None:
        return None
    return Shipment(
        invoice=row.invoice,
        number=row.number,
        order_code=row.order_code,
        courier_code=row.courier_code,
        service_code=row.service_code,
        by_pickup=bool(row.by_pickup),
        vehicle=row.vehicle,
        pickup_at=row.pickup_at,
        state=ShipmentState(row.state),
        state_at=row.state_at,
        order_no=row.order_no,
        awb=row.awb,
        code=row.code,
        note=row.note,
        told_at=row.told_at,
        problem=row.problem,
        due_at=row.due_at,
        checked_at=row.checked_at,
        claimed_at=row.claimed_at,
        by=Author(None if row.staff_id is None else StaffId(row.staff_id), row.by),
        version=row.version,
    )


def _told(event: ParcelEvent) -> dict[str, object]:
    return {
        "mark": event.mark,
        "at": event.at,
        "code": event.code,
        "state": event.state and event.state.value,
        "note": event.note,
        "description": event.description,
        "branch": event.branch,
    }


def event_of(row: Any) -> ParcelEvent:
    """What a row tells of a parcel."""
    return ParcelEvent(
        at=row.at,
        code=row.code,
        state=row.state and ShipmentState(row.state),
        note=row.note,
        description=row.description,
        branch=row.branch,
    )
