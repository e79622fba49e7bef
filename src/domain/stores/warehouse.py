"""Where a store sends its parcels from."""

import re
from collections.abc import Collection
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import NewType

from bosonline.domain.errors import Conflict, NotFound, Rejected
from bosonline.domain.identity import Author
from bosonline.domain.phone import Phone
from bosonline.domain.stores.coordinates import Coordinates
from bosonline.domain.stores.region import District, DistrictCode, RegionUnknown

WarehouseId = NewType("WarehouseId", int)

MOST_WAREHOUSES = 50
_POST_CODE = re.compile(r"[1-9][0-9]{4}", re.ASCII)


class PostCodeInvalid(Rejected):
    """An Indonesian post code has five digits."""

    code = "post-code-invalid"
    text = "A post code has five digits"
    field = "post_code"


class WarehouseNotFound(NotFound):
    """The store has no such warehouse."""

    code = "warehouse-not-found"


class WarehouseIsDefault(Conflict):
    """The default warehouse stays; the fact `others` lists those that could take its place."""

    code = "warehouse-is-default"
    text = "This is the default warehouse: make another one the default first (PATCH /profile/warehouses/ID/default)"


class TooManyWarehouses(Conflict):
    """A store has so many warehouses at most."""

    code = "too-many-warehouses"
    text = "A store has at most {most} warehouses"


@dataclass(frozen=True, slots=True, kw_only=True)
class WarehouseAdded:
    """A store sends from one more place."""

    warehouse: WarehouseId
    name: str
    by: Author
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WarehouseChanged:
    """A warehouse is not as it was; `changed` says in what."""

    warehouse: WarehouseId
    changed: tuple[str, ...]
    by: Author
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WarehouseRemoved:
    """A store no longer sends from a place."""

    warehouse: WarehouseId
    name: str
    by: Author
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DefaultWarehouseSet:
    """A store sends from another place where none is named."""

    warehouse: WarehouseId
    was: WarehouseId | None
    by: Author
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Warehouse:
    """The origin of shipments; the default one serves where none is named. `id` is 0 until it is kept."""

    id: WarehouseId = WarehouseId(0)
    name: str
    contact_name: str
    phone: Phone
    address: str
    district: DistrictCode
    post_code: str | None = None
    coordinates: Coordinates | None = None
    is_default: bool = False
    created_at: datetime
    version: int = 0

    def __post_init__(self) -> None:
        if self.post_code is not None and not _POST_CODE.fullmatch(self.post_code):
            raise PostCodeInvalid

    def kept(self, warehouse: WarehouseId) -> "Warehouse":
        """This warehouse with the id under which it is kept from now on."""
        return replace(self, id=warehouse, version=1)

    def added(self, *, by: Author) -> WarehouseAdded:
        """The news of this warehouse, once it is kept."""
        return WarehouseAdded(warehouse=self.id, name=self.name, by=by, at=self.created_at)

    def changed_to(self, other: "Warehouse", *, by: Author, at: datetime) -> tuple["Warehouse", WarehouseChanged]:
        """This warehouse with what the other says of place and people, and the news of it."""
        became = replace(
            other, id=self.id, is_default=self.is_default, created_at=self.created_at, version=self.version
        )
        names = (part.name for part in fields(self))
        changed = tuple(name for name in names if getattr(self, name) != getattr(became, name))
        return became, WarehouseChanged(warehouse=self.id, changed=changed, by=by, at=at)

    def removed(self, others: Collection[WarehouseId], *, by: Author, at: datetime) -> WarehouseRemoved:
        """The news that this warehouse is given up; `WarehouseIsDefault`."""
        if self.is_default:
            raise WarehouseIsDefault(others=sorted(others))
        return WarehouseRemoved(warehouse=self.id, name=self.name, by=by, at=at)


def known_district(district: District | None, *, code: str, field: str) -> District:
    """The district that was looked up; `field` names the member that a refusal blames."""
    if district is None:
        raise RegionUnknown(region=code, field=field)
    return district
