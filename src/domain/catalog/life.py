"""What becomes of a product besides edits: switched, given up, restored, copied."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bosonline.domain.catalog.ids import ProductId
from bosonline.domain.catalog.measures import Parcel, Prices
from bosonline.domain.catalog.product import Attribute, Product, ProductDetails, Variant
from bosonline.domain.catalog.sku import Sku
from bosonline.domain.errors import Conflict
from bosonline.domain.money import Money


class ProductOnOffer(Conflict):
    """Published forms offer what is to go; the facts `forms` and `skus` name them."""

    code = "product-on-offer"
    text = "Published forms still offer {told_skus}: {told_forms}. Take it off them or close them first"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductRemoved:
    """A store has given a product up; `is_kept` where orders refer to it."""

    product: ProductId
    sku: Sku
    is_kept: bool
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductRestored:
    """A product that was given up is sold again."""

    product: ProductId
    sku: Sku
    at: datetime


def archived(product: Product, *, is_referred_to: bool, at: datetime) -> tuple[Product, ProductRemoved]:
    """The product given up, which stays for the orders that refer to it."""
    news = ProductRemoved(product=product.id, sku=product.sku, is_kept=is_referred_to, at=at)
    return replace(product, archived_at=at), news


def restored(product: Product, *, at: datetime) -> tuple[Product, ProductRestored]:
    """The product as it was before it was given up."""
    return replace(product, archived_at=None), ProductRestored(product=product.id, sku=product.sku, at=at)


NewSku = Callable[[Sku], Sku]
"""A SKU near the given one that nothing bears yet; never the same one twice."""


def copy_of(product: Product, new_sku: NewSku) -> tuple[Sku, ProductDetails]:
    """What a copy of the product starts from: SKUs of its own, nothing on hand, and switched off."""
    details = replace(product.details, on_hand=0, is_active=False)
    return new_sku(product.sku), replace(details, variants=_under_new_skus(details.variants, new_sku))


def sample(new_sku: NewSku) -> tuple[Sku, ProductDetails]:
    """A product that shows what products have, to start from: switched off."""
    return new_sku(_SAMPLE_SKU), replace(_SAMPLE, variants=_under_new_skus(_SAMPLE.variants, new_sku))


def _under_new_skus(variants: tuple[Variant, ...], new_sku: NewSku) -> tuple[Variant, ...]:
    return tuple(
        Variant(
            sku=new_sku(one.sku),
            name=one.name,
            prices=one.prices,
            parcel=one.parcel,
            min_qty=one.min_qty,
            wholesale=one.wholesale,
            is_active=one.is_active,
        )
        for one in variants
    )


def _sample_variant(name: str, sku: str, price: int, weight: int) -> Variant:
    prices = Prices(selling=Money(price), listed=Money(price + 10_000), cost=Money(price - 20_000))
    return Variant(sku=Sku(sku), name=name, prices=prices, parcel=Parcel(weight=weight, length=20, width=12, height=6))


_SAMPLE_SKU = Sku("CONTOH")
_SAMPLE = ProductDetails(
    name="Contoh: Kopi Gayo",
    description="<p>Produk contoh. Ganti nama, harga, berat, dan stoknya, lalu aktifkan.</p>",
    prices=Prices(selling=Money(59_000), listed=Money(69_000), cost=Money(39_000)),
    parcel=Parcel(weight=300, length=20, width=12, height=6),
    attributes=(Attribute(name="Ukuran", items=("250 gram", "500 gram")),),
    variants=(
        _sample_variant("250 gram", "CONTOH-250", 59_000, 300),
        _sample_variant("500 gram", "CONTOH-500", 109_000, 550),
    ),
    is_active=False,
)
