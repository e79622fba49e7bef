"""The places that a store sends from."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from bosonline.adapters.inbound.rest.api import Api, Call, Tagged
from bosonline.adapters.inbound.rest.fields import Answer, Body, Choice, Flag, Inside, ListOf, Page, Text, WholeNumber
from bosonline.adapters.inbound.rest.lists import listing_of
from bosonline.adapters.inbound.rest.patterns import DISTRICT_CODE, POST_CODE
from bosonline.application.identity.ports import Listed
from bosonline.application.stores import Places, WarehouseWritten
from bosonline.application.stores.ports import RegionSearch
from bosonline.domain.phone import PhoneInvalid
from bosonline.domain.stores import (
    DECIMAL_DEGREES,
    Coordinates,
    CoordinatesInvalid,
    PostCodeInvalid,
    RegionUnknown,
    TooManyWarehouses,
    Warehouse,
    WarehouseId,
    WarehouseIsDefault,
    WarehouseNotFound,
)


class WarehouseBody(Body):
    name = Text(required=True, least=1, most=120)
    contact_name = Text(required=True, least=1, most=120)
    phone = Text(required=True, least=1, most=60)
    address = Text(required=True, least=3, most=500, multiline=True)
    district_code = Text(required=True, most=8, pattern=DISTRICT_CODE)
    post_code = Text(most=5, pattern=POST_CODE, allow_none=True, load_default=None)
    latitude = Text(most=12, pattern=DECIMAL_DEGREES, allow_none=True, load_default=None)
    longitude = Text(most=12, pattern=DECIMAL_DEGREES, allow_none=True, load_default=None)


class WarehousesQuery(Page):
    sort_by = Choice(["created_at", "name"], load_default="created_at")
    category = Choice(["name", "contact_name"], load_default="name")


class WarehouseAnswer(Answer):
    id = WholeNumber(required=True)
    name = Text(required=True)
    contact_name = Text(required=True)
    phone = Text(required=True)
    address = Text(required=True, most=500, multiline=True)
    district_code = Text(required=True)
    region = Text(required=True)
    post_code = Text(required=True, allow_none=True)
    latitude = Text(required=True, allow_none=True)
    longitude = Text(required=True, allow_none=True)
    is_default = Flag(required=True)
    version = WholeNumber(required=True)
    created_at = Text(required=True)


class WarehouseWrittenAnswer(Answer):
    message = Text(required=True)
    data = Inside(WarehouseAnswer, required=True)


class WarehouseList(Answer):
    data = ListOf(Inside(WarehouseAnswer), required=True)
    total = WholeNumber(required=True)


class RemovedRow(Answer):
    id = WholeNumber(required=True)
    name = Text(required=True)


class RemovedAnswer(Answer):
    message = Text(required=True)
    data = Inside(RemovedRow, required=True)


EXAMPLE = {
    "name": "Gudang Bogor",
    "contact_name": "Siti",
    "phone": "081234567890",
    "address": "Jl. Raya 1",
    "district_code": "32.01.01",
    "post_code": "16911",
    "latitude": "-6.481560",
    "longitude": "106.854240",
}
ROW_EXAMPLE = {
    "id": 3,
    **EXAMPLE,
    "phone": "+6281234567890",
    "region": "Cibinong, Kabupaten Bogor, Jawa Barat",
    "is_default": True,
    "version": 1,
    "created_at": "2026-01-01T03:00:00+00:00",
}
WRONG = (CoordinatesInvalid, PhoneInvalid, PostCodeInvalid, RegionUnknown)


def warehouses(places: Places, regions: RegionSearch) -> Api:
    """The operations of a store's warehouses."""
    api = Api("profile")

    _declare_lists(api, places, regions)
    _declare_changes(api, places, regions)
    return api


def _declare_lists(api: Api, places: Places, regions: RegionSearch) -> None:
    def listed(found: Listed) -> dict[str, Any]:
        return {"data": [warehouse_row(one, regions) for one in found.rows], "total": found.total}

    def warehouse_list(call: Call) -> Listed:
        """Warehouse

        The places that the store sends from; exactly one is the default. `version` is what `If-Match` takes.
        """
        return places.warehouses(store=call.member.store, listing=listing_of(call.query))

    for section in ("store", "profile"):
        api.get(
            f"/{section}/warehouses",
            query=WarehousesQuery,
            answer=WarehouseList,
            render=listed,
            answer_example={"data": [ROW_EXAMPLE], "total": 1},
        )(warehouse_list)


def _declare_changes(api: Api, places: Places, regions: RegionSearch) -> None:
    def saved(warehouse: Warehouse, message: str) -> Tagged:
        return Tagged({"message": message, "data": warehouse_row(asdict(warehouse), regions)}, warehouse.version)

    def added(warehouse: Warehouse) -> Tagged:
        return saved(warehouse, "Warehouse created")

    @api.post(
        "/profile/warehouses",
        body=WarehouseBody,
        answer=WarehouseWrittenAnswer,
        render=added,
        status=201,
        example=EXAMPLE,
        answer_example={"message": "Warehouse created", "data": ROW_EXAMPLE},
        refusals=(*WRONG, TooManyWarehouses),
    )
    def create_warehouse(call: Call) -> Warehouse:
        """Warehouse (create)

        One more place to send from. The first becomes the default. `latitude` and `longitude` are decimal degrees as
        text, both or neither.
        """
        return places.add_warehouse(member=call.member, written=WarehouseWritten(**call.body), once=call.once)

    @api.put(
        "/profile/warehouses/<id:id>",
        body=WarehouseBody,
        answer=WarehouseWrittenAnswer,
        example=EXAMPLE,
        answer_example={"message": "Warehouse saved", "data": {**ROW_EXAMPLE, "version": 2}},
        refusals=(*WRONG, WarehouseNotFound),
        versioned=True,
    )
    def edit_warehouse(call: Call, warehouse: int) -> Tagged:
        """Edit Warehouse

        Describes the place anew; what is left out is emptied. Whether it is the default stays.
        """
        became = places.change_warehouse(
            member=call.member,
            warehouse=WarehouseId(warehouse),
            written=WarehouseWritten(**call.body),
            seen_version=call.seen_version,
        )
        return saved(became, "Warehouse saved")

    @api.delete(
        "/profile/warehouses/<id:id>",
        answer=RemovedAnswer,
        answer_example={"message": "Warehouse removed", "data": {"id": 3, "name": "Gudang Bogor"}},
        refusals=(WarehouseIsDefault, WarehouseNotFound),
        versioned=True,
    )
    def remove_warehouse(call: Call, warehouse: int) -> dict[str, Any]:
        """Warehouse (delete)

        The default one stays: make another the default first. The refusal lists the `others`.
        """
        gone = places.remove_warehouse(
            member=call.member, warehouse=WarehouseId(warehouse), seen_version=call.seen_version
        )
        return {"message": "Warehouse removed", "data": {"id": gone.warehouse, "name": gone.name}}

    @api.patch(
        "/profile/warehouses/<id:id>/default",
        answer=WarehouseWrittenAnswer,
        answer_example={"message": "Default warehouse set", "data": ROW_EXAMPLE},
        refusals=(WarehouseNotFound,),
        versioned=True,
    )
    def set_default_warehouse(call: Call, warehouse: int) -> Tagged:
        """Default Warehouse

        Parcels are sent from here where no warehouse is named.
        """
        chosen = places.make_warehouse_default(
            member=call.member, warehouse=WarehouseId(warehouse), seen_version=call.seen_version
        )
        return saved(chosen, "Default warehouse set")


def warehouse_row(warehouse: Mapping[str, Any], regions: RegionSearch) -> dict[str, Any]:
    """A warehouse as it is shown; `warehouse` has the members of `Warehouse`."""
    names = ("id", "name", "contact_name", "address", "post_code", "is_default", "version", "created_at")
    place = regions.place(warehouse["district"])
    point = warehouse["coordinates"]
    latitude, longitude = Coordinates(**point).texts if point else (None, None)
    return {
        **{name: warehouse[name] for name in names},
        "phone": warehouse["phone"]["e164"],
        "district_code": warehouse["district"],
        "region": "" if place is None else place.path,
        "latitude": latitude,
        "longitude": longitude,
    }
