"""The bodies and answers of the operations that edit products and decide on their life."""

from bosonline.adapters.inbound.rest.fields import Answer, Body, Choice, Flag, Inside, ListOf, Query, Text, WholeNumber
from bosonline.adapters.inbound.rest.patterns import SKU
from bosonline.adapters.inbound.rest.product_schemas import (
    EXAMPLE,
    MAX_QTY,
    PRODUCT_EXAMPLE,
    ImageBody,
    ProductShown,
    TierAnswer,
    TierBody,
    VariantAnswer,
    VariantShown,
)
from bosonline.domain.catalog.measures import MAX_LENGTH, MAX_PRICE, MAX_STOCK, MAX_WEIGHT
from bosonline.domain.catalog.product import MAX_VARIANTS, NAME_LENGTH
from bosonline.domain.catalog.wholesale import MAX_TIERS


class OneVariantBody(Body):
    name = Text(least=1, most=NAME_LENGTH, load_default=None)
    sku = Text(most=64, pattern=SKU, load_default=None)
    stok = WholeNumber(most=MAX_STOCK, load_default=None)
    varian_stok = WholeNumber(most=MAX_STOCK, load_default=None)
    stok_seen = WholeNumber(most=MAX_STOCK, load_default=None)
    min_qty = WholeNumber(least=1, most=MAX_QTY, load_default=None)
    wholesale = ListOf(Inside(TierBody), most=MAX_TIERS, load_default=None)
    weight = WholeNumber(least=1, most=MAX_WEIGHT, load_default=None)
    length = WholeNumber(most=MAX_LENGTH, load_default=None)
    height = WholeNumber(most=MAX_LENGTH, load_default=None)
    width = WholeNumber(most=MAX_LENGTH, load_default=None)
    price = WholeNumber(most=MAX_PRICE.idr, load_default=None)
    publish_rate = WholeNumber(most=MAX_PRICE.idr, load_default=None)
    hpp = WholeNumber(most=MAX_PRICE.idr, load_default=None)
    status = Choice([1, 0], load_default=None)


class StatusBody(Body):
    status = Choice([1, 0], required=True)


class SkuQuery(Query):
    sku = Text(required=True, least=1, most=255)


class SkuAnswer(Answer):
    sku = Text(required=True)
    available = Flag(required=True)
    reason = Text(required=True, allow_none=True)
    message = Text(required=True, most=500, allow_none=True)
    suggestion = Text(required=True)


class VariantWritten(Answer):
    message = Text(required=True)
    data = Inside(VariantAnswer, required=True)


class EditableVariant(VariantShown):
    stok_seen = WholeNumber(required=True)


class EditableProduct(ProductShown):
    stok_seen = WholeNumber(required=True)
    min_qty = WholeNumber(required=True)
    wholesale = ListOf(Inside(TierAnswer), required=True)
    image = ListOf(Inside(ImageBody), required=True)
    varian_items = ListOf(Inside(EditableVariant), required=True, most=MAX_VARIANTS)


class RemovedAnswer(Answer):
    sku = Text(required=True)
    archived = Flag(required=True)


class ProductRemovedAnswer(Answer):
    message = Text(required=True)
    data = Inside(RemovedAnswer, required=True)


EDIT_EXAMPLE = {
    **{name: value for name, value in EXAMPLE.items() if name != "sku"},
    "varian_items": [
        {**item, "stok": 120, "stok_seen": 101}
        for item in EXAMPLE["varian_items"]  # type: ignore[attr-defined]  # examples are plain JSON
    ],
}
EDITABLE_EXAMPLE = {
    **{name: value for name, value in PRODUCT_EXAMPLE.items() if name not in ("id", "created_at")},
    "stok_seen": 202,
    "min_qty": 1,
    "wholesale": [],
    "varian_items": [
        {
            **{name: value for name, value in item.items() if name not in ("reserved", "available")},
            "stok_seen": item["stok"],
        }
        for item in PRODUCT_EXAMPLE["varian_items"]  # type: ignore[attr-defined]  # examples are plain JSON
    ],
}
EDITED_EXAMPLE = {
    **PRODUCT_EXAMPLE,
    "qty": 240,
    "varian_items": [
        {**item, "stok": 120, "available": 120}
        for item in PRODUCT_EXAMPLE["varian_items"]  # type: ignore[attr-defined]  # examples are plain JSON
    ],
}
SAMPLE_EXAMPLE = {**PRODUCT_EXAMPLE, "sku": "CONTOH", "order_status": 0}
CHECK_EXAMPLE = {
    "sku": "ESB-006",
    "available": False,
    "reason": "sku-taken",
    "message": "Your store already uses: ESB-006",
    "suggestion": "ESB-006-2",
}
