"""What the cells of a row say, as details of goods."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bosonline.application.catalog.goods_rows import alike
from bosonline.application.catalog.ports import Sanitizer
from bosonline.domain.catalog import Parcel, Prices, ProductDetails, VariantEdit
from bosonline.domain.money import Money

_SIDES = ("weight", "length", "width", "height")


def details_of(was: ProductDetails, anew: Mapping[str, Any], sanitize: Sanitizer) -> ProductDetails:
    """A product's details with what a row says anew of them."""
    description = was.description
    if "description" in anew:
        description = sanitize(anew["description"] or "")
        description = was.description if alike(description, was.description) else description
    return replace(
        was,
        name=anew.get("name", was.name),
        description=description,
        slug=anew.get("path_url", was.slug),
        category=anew.get("category_id", was.category),
        prices=Prices(
            selling=Money(anew.get("price", was.prices.selling.idr)),
            listed=Money(anew.get("publish_rate", was.prices.listed.idr)),
            cost=Money(anew.get("hpp", was.prices.cost.idr)),
        ),
        parcel=replace(was.parcel, **{side: anew[side] for side in _SIDES if side in anew}),
        images=_images(anew["image"]) if "image" in anew else was.images,
        is_active=bool(anew.get("order_status", was.is_active)),
    )


def new_details(given: Mapping[str, Any], sanitize: Sanitizer) -> ProductDetails:
    """The details of a product that a row names first; weight and price are there."""
    listed = given.get("publish_rate")
    return ProductDetails(
        name=given["name"],
        description=sanitize(given.get("description") or ""),
        slug=given.get("path_url"),
        category=given.get("category_id"),
        prices=Prices(
            selling=Money(given["price"]),
            listed=Money(given["price"] if listed is None else listed),
            cost=Money(given.get("hpp") or 0),
        ),
        parcel=Parcel(weight=given["weight"], **{side: given.get(side) or 0 for side in _SIDES[1:]}),
        on_hand=given.get("stok") or 0,
        images=_images(given.get("image") or ""),
        is_active=given.get("order_status") != 0,
    )


def variant_edit(anew: Mapping[str, Any]) -> VariantEdit:
    """What a row says anew of a variant."""
    selling, listed, cost = (Money(anew[name]) if name in anew else None for name in ("price", "publish_rate", "hpp"))
    return VariantEdit(
        name=anew.get("name"),
        selling=selling,
        listed=listed,
        cost=cost,
        **{side: anew.get(side) for side in _SIDES},
        min_qty=anew.get("min_qty"),
        is_active=bool(anew["status"]) if "status" in anew else None,
    )


def _images(cell: str) -> tuple[str, ...]:
    return tuple(name for one in cell.split(",") if (name := one.strip()))
