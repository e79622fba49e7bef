"""Products and variants as rows, and back."""

from collections.abc import Iterable, Sequence
from typing import Any

from bosonline.adapters.outbound.codec import plain, revive
from bosonline.domain.catalog import (
    Attribute,
    Parcel,
    Prices,
    Product,
    ProductId,
    Sku,
    Stock,
    Tier,
    Variant,
    VariantId,
)
from bosonline.domain.identity import StaffId, StoreId
from bosonline.domain.money import Money


def product_row(product: Product) -> dict[str, object]:
    """What is kept of a product in its own table, but for its id."""
    return {
        "store_id": product.store,
        "sku": product.sku,
        "name": product.name,
        "slug": product.slug,
        "description": product.description,
        "category_id": product.category,
        **_measures(product.prices, product.parcel),
        "attributes": plain(product.attributes),
        "images": list(product.images),
        "served_by": list(product.attendants),
        "is_active": int(product.is_active),
        "version": product.version,
        "created_at": product.created_at,
        "archived_at": product.archived_at,
    }


def variant_row(product: Product, variant: Variant, position: int) -> dict[str, object]:
    """What is kept of a variant in the range, but for its id."""
    return {
        "store_id": product.store,
        "product_id": product.id,
        "position": position,
        "sku": variant.sku,
        "name": variant.name,
        **_measures(variant.prices, variant.parcel),
        "min_qty": variant.min_qty,
        "wholesale": [[tier.min_qty, tier.price.idr] for tier in variant.wholesale],
        "on_hand": variant.stock.on_hand,
        "reserved": variant.stock.reserved,
        "is_active": int(variant.is_active),
        "archived_at": None,
    }


def product_of(row: Any, variants: Sequence[Variant], former: Sequence[Variant] = ()) -> Product:
    """A product from its row and its variants."""
    return Product(
        id=ProductId(row.id),
        store=StoreId(row.store_id),
        sku=Sku(row.sku),
        name=row.name,
        slug=row.slug,
        description=row.description,
        category=row.category_id,
        prices=Prices(selling=Money(row.price), listed=Money(row.publish_rate), cost=Money(row.cost_price)),
        parcel=Parcel(weight=row.weight, length=row.length, width=row.width, height=row.height),
        attributes=revive(row.attributes, tuple[Attribute, ...]),
        images=tuple(row.images),
        attendants=tuple(StaffId(staff) for staff in row.served_by),
        variants=tuple(variants),
        former=tuple(former),
        is_active=bool(row.is_active),
        created_at=row.created_at,
        archived_at=row.archived_at,
        version=row.version,
    )


def variant_of(row: Any, prefix: str = "") -> Variant:
    """A variant from a row by the names of its columns, which may bear a prefix."""
    return Variant(
        id=VariantId(row[f"{prefix}id"]),
        sku=Sku(row[f"{prefix}sku"]),
        name=row[f"{prefix}name"],
        prices=Prices(
            selling=Money(row[f"{prefix}price"]),
            listed=Money(row[f"{prefix}publish_rate"]),
            cost=Money(row[f"{prefix}cost_price"]),
        ),
        parcel=Parcel(
            weight=row[f"{prefix}weight"],
            length=row[f"{prefix}length"],
            width=row[f"{prefix}width"],
            height=row[f"{prefix}height"],
        ),
        min_qty=row[f"{prefix}min_qty"],
        wholesale=tiers_of(row[f"{prefix}wholesale"]),
        stock=Stock(on_hand=row[f"{prefix}on_hand"], reserved=row[f"{prefix}reserved"]),
        is_active=bool(row[f"{prefix}is_active"]),
    )


def tiers_of(kept: Iterable[Sequence[int]]) -> tuple[Tier, ...]:
    """Wholesale tiers from pairs of a quantity and a price in rupiah."""
    return tuple(Tier(min_qty=qty, price=Money(idr)) for qty, idr in kept)


def _measures(prices: Prices, parcel: Parcel) -> dict[str, object]:
    return {
        "price": prices.selling.idr,
        "publish_rate": prices.listed.idr,
        "cost_price": prices.cost.idr,
        "weight": parcel.weight,
        "length": parcel.length,
        "width": parcel.width,
        "height": parcel.height,
    }
