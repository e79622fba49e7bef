"""The places where couriers fetch a store's parcels."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from bosonline.adapters.inbound.rest.api import Api, Call, Tagged
from bosonline.adapters.inbound.rest.fields import Answer, Inside, ListOf, Text, WholeNumber
from bosonline.adapters.inbound.rest.lists import listing_of
from bosonline.adapters.inbound.rest.warehouses import (
    EXAMPLE,
    ROW_EXAMPLE,
    WRONG,
    WarehouseAnswer,
    WarehouseBody,
    WarehousesQuery,
    warehouse_row,
)
from bosonline.application.identity.ports import Listed
from bosonline.application.shipping.pickup import Pickup
from bosonline.application.stores import WarehouseWritten
from bosonline.application.stores.ports import RegionSearch
from bosonline.domain.shipping import DistrictNotServed
from bosonline.domain.stores import TooManyWarehouses, Warehouse


class PickupBody(WarehouseBody):
    """A warehouse whose address couriers accept: Boscod wants 10 to 500 characters."""

    address = Text(required=True, least=10, most=500, multiline=True)


class PickupAnswer(WarehouseAnswer):
    boscod_id = WholeNumber(required=True, allow_none=True)


class PickupWrittenAnswer(Answer):
    message = Text(required=True)
    data = Inside(PickupAnswer, required=True)


class PickupList(Answer):
    data = ListOf(Inside(PickupAnswer), required=True)
    total = WholeNumber(required=True)


BODY_EXAMPLE = {**EXAMPLE, "address": "Jl. Raya Jakarta-Bogor 1"}
_ROW = {**ROW_EXAMPLE, **BODY_EXAMPLE, "phone": ROW_EXAMPLE["phone"], "boscod_id": 5023}


def pickup(facade: Pickup, regions: RegionSearch) -> Api:
    """The operations of a store's pickup addresses."""
    api = Api("boscod")

    def row(warehouse: Mapping[str, Any], area: object) -> dict[str, Any]:
        return {**warehouse_row(warehouse, regions), "boscod_id": area}

    def listed(found: Listed) -> dict[str, Any]:
        return {"data": [row(one, one["area"]) for one in found.rows], "total": found.total}

    def added(warehouse: Warehouse) -> Tagged:
        shown = row(asdict(warehouse), facade.area(warehouse))
        return Tagged({"message": "Warehouse created", "data": shown}, warehouse.version)

    @api.get(
        "/boscod/warehouses",
        query=WarehousesQuery,
        answer=PickupList,
        render=listed,
        answer_example={"data": [_ROW], "total": 1},
    )
    def pickup_list(call: Call) -> Listed:
        """Warehouse

        The store's warehouses as pickup addresses: `boscod_id` is Boscod's id of the district, null where its couriers
        do not come.
        """
        return facade.list(store=call.member.store, listing=listing_of(call.query))

    @api.post(
        "/boscod/warehouses",
        body=PickupBody,
        answer=PickupWrittenAnswer,
        render=added,
        status=201,
        example=BODY_EXAMPLE,
        answer_example={"message": "Warehouse created", "data": _ROW},
        refusals=(*WRONG, DistrictNotServed, TooManyWarehouses),
    )
    def create_pickup(call: Call) -> Warehouse:
        """Warehouse (create)

        One more warehouse, in a district that Boscod's couriers come to, with an address that Boscod accepts (at least
        10 characters). It is one of the store's warehouses like all others.
        """
        return facade.add(member=call.member, written=WarehouseWritten(**call.body), once=call.once)

    return api
