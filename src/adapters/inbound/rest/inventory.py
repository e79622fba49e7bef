"""What is on hand of each variant: looked through, and set right."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bosonline.adapters.inbound.rest.api import Api, Call
from bosonline.adapters.inbound.rest.cursors import Cursor, encode
from bosonline.adapters.inbound.rest.fields import (
    Answer,
    Body,
    Choice,
    Flag,
    Inside,
    ListOf,
    Page,
    Text,
    WholeNumber,
)
from bosonline.adapters.inbound.rest.lists import listing_of
from bosonline.adapters.inbound.rest.patterns import SKU
from bosonline.application.catalog import Catalog, InventoryShown
from bosonline.application.catalog.ports import InventoryFilter, StockMovement
from bosonline.domain.catalog import (
    Adjusted,
    Adjustment,
    AdjustmentsInvalid,
    Sku,
    StockChange,
    StockCount,
    StockMoved,
    StockReasonInvalid,
)
from bosonline.domain.catalog.inventory import REASON_LENGTH
from bosonline.domain.catalog.measures import MAX_STOCK

MOST_LINES = 1_000
_MAX_ID = 2**53 - 1
_ORDERS = {"sku": "sku", "stok": "on_hand"}


class InventoryQuery(Page):
    sort_by = Choice(list(_ORDERS), load_default="sku")
    sort_dir = Choice(["asc", "desc"], load_default="asc")
    category = Choice(["sku", "product", "variant"], load_default="product")
    status = Choice([1, 0], load_default=None)
    category_id = WholeNumber(least=1, most=_MAX_ID, load_default=None)
    low = Flag(load_default=False)
    cursor = Cursor([str, int])


class LineBody(Body):
    sku = Text(required=True, most=64, pattern=SKU)
    stok = WholeNumber(most=MAX_STOCK, load_default=None, allow_none=True)
    seen = WholeNumber(most=MAX_STOCK, load_default=None, allow_none=True)
    delta = WholeNumber(least=-MAX_STOCK, most=MAX_STOCK, load_default=None, allow_none=True)
    reason = Text(required=True, least=1, most=REASON_LENGTH)


class InventoryBody(Body):
    items = ListOf(Inside(LineBody), required=True, least=1, most=MOST_LINES)


class MovementAnswer(Answer):
    at = Text(required=True)
    by = Text(required=True)
    reason = Text(required=True)
    stok = WholeNumber(required=True, least=-MAX_STOCK, most=MAX_STOCK)
    reserved = WholeNumber(required=True, least=-MAX_STOCK, most=MAX_STOCK)
    invoice = Text(required=True, allow_none=True)


class InventoryRow(Answer):
    sku = Text(required=True)
    variant = Text(required=True)
    product_sku = Text(required=True)
    product = Text(required=True)
    stok = WholeNumber(required=True)
    reserved = WholeNumber(required=True)
    available = WholeNumber(required=True)
    low = Flag(required=True)
    status = Choice([1, 0], required=True)
    warehouse = Text(required=True, allow_none=True)
    last_movement = Inside(MovementAnswer, required=True, allow_none=True)


class InventoryAnswer(Answer):
    data = ListOf(Inside(InventoryRow), required=True)
    total = WholeNumber()
    total_capped = Flag()
    next_cursor = Text(required=True, allow_none=True, most=1200)


class StockAnswer(Answer):
    sku = Text(required=True)
    stok = WholeNumber(required=True)
    reserved = WholeNumber(required=True)
    available = WholeNumber(required=True)


class InventoryWritten(Answer):
    message = Text(required=True)
    data = ListOf(Inside(StockAnswer), most=MOST_LINES, required=True)


_EXAMPLE = {
    "items": [
        {"sku": "ESB-006-01", "stok": 90, "seen": 101, "reason": "stock opname"},
        {"sku": "ESB-006-02", "delta": -5, "reason": "rusak"},
    ]
}
_WRITTEN_EXAMPLE = {
    "message": "Inventory updated",
    "data": [
        {"sku": "ESB-006-01", "stok": 90, "reserved": 2, "available": 88},
        {"sku": "ESB-006-02", "stok": 96, "reserved": 0, "available": 96},
    ],
}
_ROW_EXAMPLE = {
    "sku": "ESB-006-01",
    "variant": "Halus 1000 gr",
    "product_sku": "ESB-006",
    "product": "Biji Kopi Arabica",
    "stok": 90,
    "reserved": 2,
    "available": 88,
    "low": False,
    "status": 1,
    "warehouse": "Gudang Bogor",
    "last_movement": {
        "at": "2026-01-01T03:00:00+00:00",
        "by": "Siti Rahma",
        "reason": "stock opname",
        "stok": -11,
        "reserved": 0,
        "invoice": None,
    },
}


def inventory(facade: Catalog) -> Api:
    """The operations of the inventory."""
    api = Api("product")

    @api.get(
        "/store/inventory",
        query=InventoryQuery,
        answer=InventoryAnswer,
        render=_shown,
        answer_example={"data": [_ROW_EXAMPLE], "total": 1, "next_cursor": None},
    )
    def read_inventory(call: Call) -> InventoryShown:
        """Inventory

        The stock of each variant, archived ones left out: `stok` is what is on hand, `reserved` what orders hold of
        it, `available` what can still be ordered. `low` is true where no more than the store's `low_stock` are
        available, and `low=1` shows those alone. `status` 1 asks for what can be ordered: the product and the variant
        are both switched on. `warehouse` is the default warehouse. `total` is exact up to 10,000; above that
        `total_capped` is true. With `cursor` nothing is counted, and no variant is repeated or skipped while others
        are added.
        """
        query, place = call.query, call.query["cursor"]
        after = None
        if place is not None:
            expected = place.expect(str if query["sort_by"] == "sku" else int)
            after = (expected.value, expected.id)
        is_active = None if query["status"] is None else bool(query["status"])
        listing = listing_of(query)
        return facade.list_inventory(
            store=call.member.store,
            listing=replace(listing, sort_by=_ORDERS[listing.sort_by]),
            shown=InventoryFilter(is_active=is_active, category_id=query["category_id"]),
            is_low=query["low"],
            after=after,
        )

    @api.put(
        "/store/inventory",
        body=InventoryBody,
        answer=InventoryWritten,
        render=_written,
        example=_EXAMPLE,
        answer_example=_WRITTEN_EXAMPLE,
        refusals=(AdjustmentsInvalid, StockMoved, StockReasonInvalid),
    )
    def update_inventory(call: Call) -> Sequence[Adjusted]:
        """Update Inventory

        Set right what is on hand of up to 1,000 variants, all of them or none. A line says what there is now (`stok`;
        with `seen`, the number that you saw, only as long as it still is that) or by how much it changes (`delta`,
        below zero where pieces are gone), and why. Stock never falls below what orders have reserved. Where lines are
        at fault, `lines` tells which and why, with the present `stok` and `reserved`. Every change is kept as a
        movement with its reason and who made it.
        """
        return facade.adjust_inventory(
            store=call.member.store, by=call.member.author, adjustments=adjustments_of(call.body["items"])
        )

    return api


def adjustments_of(lines: Sequence[Mapping[str, Any]]) -> list[Adjustment]:
    """What lines say, each `stok` (perhaps with `seen`) or `delta`; else `AdjustmentsInvalid`."""
    unclear = [
        {"line": at, "field": f"items.{at}", "sku": line["sku"], "code": "stok-or-delta"}
        for at, line in enumerate(lines)
        if (line["stok"] is None) == (line["delta"] is None) or (line["seen"] is not None and line["stok"] is None)
    ]
    if unclear:
        raise AdjustmentsInvalid(lines=unclear)
    return [_adjustment(line) for line in lines]


def _adjustment(line: Mapping[str, Any]) -> Adjustment:
    sku, reason = Sku(line["sku"]), line["reason"]
    if line["delta"] is not None:
        return StockChange(sku=sku, delta=line["delta"], reason=reason)
    return StockCount(sku=sku, on_hand=line["stok"], seen=line["seen"], reason=reason)


def _shown(shown: InventoryShown) -> dict[str, Any]:
    page = shown.page
    answer: dict[str, Any] = {
        "data": [_row(row, shown.low_stock) for row in page.rows],
        "next_cursor": None if page.next_after is None else encode(*page.next_after),
    }
    if page.total is not None:
        answer["total"] = page.total
    if page.is_capped:
        answer["total_capped"] = True
    return answer


def _row(row: Mapping[str, Any], low_stock: int) -> dict[str, Any]:
    moved = row["last_movement"]
    return {
        "sku": row["sku"],
        "variant": row["variant"],
        "product_sku": row["product_sku"],
        "product": row["product"],
        "stok": row["on_hand"],
        "reserved": row["reserved"],
        "available": row["available"],
        "low": row["available"] <= low_stock,
        "status": int(row["is_active"]),
        "warehouse": row["warehouse"],
        "last_movement": None if moved is None else _movement(moved),
    }


def _movement(moved: StockMovement) -> dict[str, Any]:
    return {
        "at": moved.at,
        "by": moved.by.name,
        "reason": moved.reason,
        "stok": moved.on_hand,
        "reserved": moved.reserved,
        "invoice": moved.invoice,
    }


def _written(done: Sequence[Adjusted]) -> dict[str, Any]:
    return {"message": "Inventory updated", "data": [_stock(one) for one in done]}


def _stock(one: Adjusted) -> dict[str, Any]:
    stock = one.became
    return {"sku": one.sku, "stok": stock.on_hand, "reserved": stock.reserved, "available": stock.available}
