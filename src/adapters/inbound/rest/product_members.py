"""Products and variants in the words of the API, read and told."""

from collections.abc import Sequence
from typing import Any

from bosonline.adapters.inbound.rest.images import image_of
from bosonline.domain.catalog import (
    Attribute,
    Count,
    Parcel,
    Prices,
    Product,
    ProductDetails,
    Sku,
    Stock,
    Tier,
    Variant,
    VariantEdit,
    checked_sku,
)
from bosonline.domain.catalog.measures import MAX_STOCK
from bosonline.domain.identity import StaffId
from bosonline.domain.money import Money

_SIDES = ("length", "width", "height")
_SHARED = frozenset(("weight", *_SIDES, "price", "publish_rate", "hpp"))


def details_of(body: dict[str, Any]) -> ProductDetails:
    """What a body says about a product."""
    return ProductDetails(
        name=body["name"],
        description=body["description"],
        slug=body["path_url"],
        category=body["category_id"],
        prices=_prices(body),
        parcel=Parcel(weight=body["weight"], **{side: body[side] or 0 for side in _SIDES}),
        on_hand=body["qty"] or 0,
        min_qty=body["min_qty"],
        wholesale=_tiers(body["wholesale"]),
        images=tuple(image["file_name"] for image in body["image"]),
        attributes=tuple(
            Attribute(name=one["name"], items=tuple(one["items"]), priority=one["priority"])
            for one in body["attributes"]
        ),
        variants=tuple(_variant(one, at, body) for at, one in enumerate(body["varian_items"])),
        attendants=tuple(StaffId(one["cs_id"]) for one in body["product_cs"]),
        is_active=bool(body["order_status"]),
    )


def counts_of(body: dict[str, Any], sku: Sku) -> dict[Sku, Count]:
    """The stock that a body counts; `sku` is the product's, and that of the one variant that some have."""
    if not body["attributes"]:
        given = body["qty"]
        return {} if given is None else {sku: Count(on_hand=given, seen=body["stok_seen"], field="qty")}
    counts = {}
    for at, one in enumerate(body["varian_items"]):
        count = count_of(one, within=f"varian_items.{at}.")
        if count is not None:
            counts[Sku(one["sku"])] = count
    return counts


def count_of(given: dict[str, Any], *, within: str = "") -> Count | None:
    """The stock that is counted of a variant, under either spelling; None where it is not."""
    for name in ("stok", "varian_stok"):
        if given[name] is not None:
            return Count(on_hand=given[name], seen=given["stok_seen"], field=f"{within}{name}")
    return None


def variant_edit_of(body: dict[str, Any]) -> VariantEdit:
    """What a body says anew about a variant."""
    price, listed, cost = (
        None if body[name] is None else Money(body[name]) for name in ("price", "publish_rate", "hpp")
    )
    return VariantEdit(
        sku=None if body["sku"] is None else checked_sku(body["sku"]),
        name=body["name"],
        selling=price,
        listed=listed,
        cost=cost,
        weight=body["weight"],
        **{side: body[side] for side in _SIDES},
        min_qty=body["min_qty"],
        wholesale=None if body["wholesale"] is None else _tiers(body["wholesale"]),
        is_active=None if body["status"] is None else bool(body["status"]),
    )


def product_of(product: Product, base_url: str) -> dict[str, Any]:
    """A product in the words of the API."""
    return {
        "id": product.id,
        **_said(product),
        "image": [image_of(product.store, name, base_url) for name in product.images],
        "varian_items": [variant_of(variant) for variant in product.variants],
        "created_at": product.created_at,
    }


def editable_of(product: Product) -> dict[str, Any]:
    """All that an edit of the product takes, with the stock that its editor sees."""
    only = product.details
    shown = min(_on_hand(product), MAX_STOCK)  # of many variants it may be more than an edit takes, and says nothing
    return {
        **_said(product),
        "qty": shown,
        "stok_seen": shown,
        "min_qty": only.min_qty,
        "wholesale": _told(only.wholesale),
        "varian_items": [
            {**_own(variant), "stok": variant.stock.on_hand, "stok_seen": variant.stock.on_hand}
            for variant in (product.variants if product.attributes else ())
        ],
    }


def variant_of(variant: Variant) -> dict[str, Any]:
    """A variant in the words of the API."""
    return {
        **_own(variant),
        "stok": variant.stock.on_hand,
        "reserved": variant.stock.reserved,
        "available": variant.stock.available,
    }


def _said(product: Product) -> dict[str, Any]:
    return {
        "sku": product.sku,
        "name": product.name,
        "description": product.description,
        "path_url": product.slug,
        "category_id": product.category,
        **_measures(product.prices, product.parcel),
        "qty": _on_hand(product),
        "image": [{"file_name": name} for name in product.images],
        "attributes": [
            {"name": one.name, "items": list(one.items), "priority": one.priority} for one in product.attributes
        ],
        "product_cs": [{"cs_id": staff} for staff in product.attendants],
        "order_status": int(product.is_active),
    }


def _own(variant: Variant) -> dict[str, Any]:
    return {
        "name": variant.name,
        "sku": variant.sku,
        "min_qty": variant.min_qty,
        "wholesale": _told(variant.wholesale),
        **_measures(variant.prices, variant.parcel),
        "status": int(variant.is_active),
    }


def _on_hand(product: Product) -> int:
    return sum(variant.stock.on_hand for variant in product.variants)


def _variant(given: dict[str, Any], at: int, product: dict[str, Any]) -> Variant:
    whole = {name: product[name] if value is None else value for name, value in given.items() if name in _SHARED}
    on_hand = next((given[name] for name in ("stok", "varian_stok") if given[name] is not None), 0)
    return Variant(
        sku=checked_sku(given["sku"], field=f"varian_items.{at}.sku"),
        name=given["name"],
        prices=_prices(whole),
        parcel=Parcel(weight=whole["weight"], **{side: whole[side] or 0 for side in _SIDES}),
        min_qty=given["min_qty"],
        wholesale=_tiers(given["wholesale"]),
        stock=Stock(on_hand=on_hand),
        is_active=bool(given["status"]),
    )


def _prices(given: dict[str, Any]) -> Prices:
    listed = given["price"] if given["publish_rate"] is None else given["publish_rate"]
    return Prices(selling=Money(given["price"]), listed=Money(listed), cost=Money(given["hpp"] or 0))


def _tiers(given: Sequence[dict[str, int]]) -> tuple[Tier, ...]:
    return tuple(Tier(min_qty=one["min_qty"], price=Money(one["price"])) for one in given)


def _told(tiers: Sequence[Tier]) -> list[dict[str, int]]:
    return [{"min_qty": tier.min_qty, "price": tier.price.idr} for tier in tiers]


def _measures(prices: Prices, parcel: Parcel) -> dict[str, int]:
    return {
        "weight": parcel.weight,
        "length": parcel.length,
        "height": parcel.height,
        "width": parcel.width,
        "publish_rate": prices.listed.idr,
        "price": prices.selling.idr,
        "hpp": prices.cost.idr,
    }
