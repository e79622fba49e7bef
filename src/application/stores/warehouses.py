"""The places that a store sends from: several, of which exactly one is the default."""

from dataclasses import dataclass, replace
from datetime import datetime

from bosonline.application.identity.ports import Listed, Listing, PhoneReader
from bosonline.application.ports import Clock, Once
from bosonline.application.stores.ports import OpenStoresWork, Regions, StoreDesk, Warehouses
from bosonline.domain.errors import PreconditionFailed
from bosonline.domain.identity import AuditEntry, Author, Member, StoreId
from bosonline.domain.stores import (
    Coordinates,
    DefaultWarehouseSet,
    PostCodeInvalid,
    TooManyWarehouses,
    Warehouse,
    WarehouseId,
    WarehouseNotFound,
    WarehouseRemoved,
    known_district,
)
from bosonline.domain.stores.warehouse import MOST_WAREHOUSES


@dataclass(frozen=True, slots=True, kw_only=True)
class WarehouseWritten:
    """A warehouse as its seller typed it."""

    name: str
    contact_name: str
    phone: str
    address: str
    district_code: str
    post_code: str | None = None
    latitude: str | None = None
    longitude: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawUpWarehouse:
    """From what was typed to a warehouse: the number is read, the place is looked up."""

    clock: Clock
    phones: PhoneReader
    regions: Regions

    def __call__(self, written: WarehouseWritten, *, inside: str = "") -> Warehouse:
        """The warehouse, not kept yet; refusals blame members inside of `inside` (`warehouse.`).

        `PhoneInvalid`, `RegionUnknown`, `PostCodeInvalid`, `CoordinatesInvalid`.
        """
        found = self.regions.district(written.district_code)
        district = known_district(found, code=written.district_code, field=f"{inside}district_code")
        phone = self.phones.read(written.phone, field=f"{inside}phone")
        point = Coordinates.read(written.latitude, written.longitude)
        try:
            return Warehouse(
                name=written.name.strip(),
                contact_name=written.contact_name.strip(),
                phone=phone,
                address=written.address.strip(),
                district=district.code,
                post_code=written.post_code,
                coordinates=point,
                created_at=self.clock(),
            )
        except PostCodeInvalid as refusal:
            raise PostCodeInvalid(field=f"{inside}post_code") from refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class ListWarehouses:
    """A page of a store's warehouses."""

    stores: StoreDesk

    def __call__(self, *, store: StoreId, listing: Listing) -> Listed:
        """The rows and how many there are in all."""
        return self.stores.warehouses(store, listing)


@dataclass(frozen=True, slots=True, kw_only=True)
class AddWarehouse:
    """A store sends from one more place; the first becomes the default."""

    work: OpenStoresWork
    draw_up: DrawUpWarehouse

    def __call__(self, *, member: Member, written: WarehouseWritten, once: Once | None = None) -> Warehouse:
        """The warehouse; what is wrong with it, or `TooManyWarehouses`."""
        drawn = self.draw_up(written)
        with self.work(member.store, once) as work:
            present = len(work.warehouses.all())
            if present >= MOST_WAREHOUSES:
                raise TooManyWarehouses(most=MOST_WAREHOUSES)
            added = work.warehouses.add(replace(drawn, is_default=present == 0))
            work.record(added.added(by=member.author))
            work.audit(deed("warehouse-added", added, member.author, added.created_at))
            work.commit(added)
        return added


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeWarehouse:
    """A warehouse is described anew; whether it is the default stays."""

    work: OpenStoresWork
    draw_up: DrawUpWarehouse
    clock: Clock

    def __call__(
        self, *, member: Member, warehouse: WarehouseId, written: WarehouseWritten, seen_version: int | None = None
    ) -> Warehouse:
        """The warehouse; what is wrong with it, `WarehouseNotFound` or `PreconditionFailed`."""
        drawn = self.draw_up(written)
        with self.work(member.store) as work:
            known = _seen(work.warehouses, warehouse, seen_version)
            became, news = known.changed_to(drawn, by=member.author, at=self.clock())
            if news.changed:
                became = work.warehouses.save(became)
                work.record(news)
                work.audit(deed("warehouse-changed", became, member.author, news.at))
                work.commit()
        return became


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveWarehouse:
    """A store no longer sends from a place."""

    work: OpenStoresWork
    clock: Clock

    def __call__(self, *, member: Member, warehouse: WarehouseId, seen_version: int | None = None) -> WarehouseRemoved:
        """What was given up; `WarehouseIsDefault`, `WarehouseNotFound` or `PreconditionFailed`."""
        with self.work(member.store) as work:
            known = _seen(work.warehouses, warehouse, seen_version)
            others = [one.id for one in work.warehouses.all() if one.id != warehouse]
            news = known.removed(others, by=member.author, at=self.clock())
            work.warehouses.remove(known)
            work.record(news)
            work.audit(deed("warehouse-removed", known, member.author, news.at))
            work.commit()
        return news


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeWarehouseDefault:
    """A store sends from this place where none is named."""

    work: OpenStoresWork
    clock: Clock

    def __call__(self, *, member: Member, warehouse: WarehouseId, seen_version: int | None = None) -> Warehouse:
        """The warehouse; `WarehouseNotFound` or `PreconditionFailed`."""
        with self.work(member.store) as work:
            chosen = _seen(work.warehouses, warehouse, seen_version)
            if chosen.is_default:
                return chosen
            was = next((one for one in work.warehouses.all() if one.is_default), None)
            if was is not None:
                work.warehouses.save(replace(was, is_default=False))
            chosen = work.warehouses.save(replace(chosen, is_default=True))
            news = DefaultWarehouseSet(
                warehouse=warehouse, was=None if was is None else was.id, by=member.author, at=self.clock()
            )
            work.record(news)
            work.audit(deed("warehouse-made-default", chosen, member.author, news.at))
            work.commit()
        return chosen


def deed(act: str, warehouse: Warehouse, by: Author, at: datetime) -> AuditEntry:
    """The entry of the audit log about a warehouse."""
    return AuditEntry(act=act, by=by, at=at, about=f"warehouse {warehouse.id}", facts={"name": warehouse.name})


def _seen(warehouses: Warehouses, warehouse: WarehouseId, seen_version: int | None) -> Warehouse:
    for one in warehouses.all():
        if one.id == warehouse:
            if seen_version not in (None, one.version):
                raise PreconditionFailed
            return one
    raise WarehouseNotFound
