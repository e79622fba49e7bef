"""The warehouses of a store as the places where couriers fetch its parcels."""

from dataclasses import dataclass

from bosonline.application.identity.ports import Listed, Listing
from bosonline.application.ports import Once
from bosonline.application.shipping.areas import BOSCOD
from bosonline.application.stores import AddWarehouse, ListWarehouses, WarehouseWritten
from bosonline.application.stores.ports import ProviderAreas
from bosonline.domain.identity import Member, StoreId
from bosonline.domain.shipping import DistrictNotServed
from bosonline.domain.stores import Warehouse


@dataclass(frozen=True, slots=True, kw_only=True)
class Pickup:
    """List a store's warehouses as pickup addresses, and add one where couriers come."""

    warehouses: ListWarehouses
    add_warehouse: AddWarehouse
    mapped: ProviderAreas

    def list(self, *, store: StoreId, listing: Listing) -> Listed:
        """A page of warehouses, and how many there are in all; `area` is the couriers' id of the district, or None."""
        found = self.warehouses(store=store, listing=listing)
        ids = self.mapped.ids(BOSCOD, {str(row["district"]) for row in found.rows})
        rows = [{**row, "area": _number(ids.get(str(row["district"])))} for row in found.rows]
        return Listed(rows=rows, total=found.total)

    def area(self, warehouse: Warehouse) -> int | None:
        """The couriers' id of a warehouse's district, or None where they do not come."""
        return _number(self.mapped.theirs(BOSCOD, warehouse.district))

    def add(self, *, member: Member, written: WarehouseWritten, once: Once | None = None) -> Warehouse:
        """The new warehouse; raises as `AddWarehouse` does, and `DistrictNotServed`.

        As long as the couriers' areas are not known at all, no district is refused for that.
        """
        code = written.district_code
        if self.mapped.version(BOSCOD) is not None and self.mapped.theirs(BOSCOD, code) is None:
            raise DistrictNotServed(region=code)
        return self.add_warehouse(member=member, written=written, once=once)


def _number(area: str | None) -> int | None:
    return None if area is None else int(area)
