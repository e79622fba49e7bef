"""Products and their variants: what a store sells, under which SKUs."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from bosonline.domain.catalog.ids import ProductId, VariantId
from bosonline.domain.catalog.measures import Parcel, Prices, Stock
from bosonline.domain.catalog.sku import RESERVED_CODES, Sku
from bosonline.domain.catalog.wholesale import MAX_TIERS, Tier, falls, rises
from bosonline.domain.errors import Conflict, NotFound, Rejected
from bosonline.domain.identity import StaffId, StoreId
from bosonline.domain.names import plain_name

NAME_LENGTH = 255
DESCRIPTION_LENGTH = 10_000
MADE_SKU_LENGTH = 40
MAX_VARIANTS = 200

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,119}", re.ASCII)


class ProductNotFound(NotFound):
    """The store has no product of this SKU."""


class VariantNotFound(NotFound):
    """The product has no variant of this SKU."""


class SkuTaken(Conflict):
    """Another product or variant of the store has a SKU; the fact `skus` names those that are taken."""

    code = "sku-taken"
    text = "Your store already uses: {told}"
    field = "sku"

    @classmethod
    def of(cls, taken: Iterable[Sku]) -> "SkuTaken":
        """The refusal that names these."""
        skus = sorted(taken)
        return cls(skus=skus, told=", ".join(skus))


class ProductRule(StrEnum):
    """What holds for every product."""

    NAME = "A product's name has 1 to 255 characters"
    DESCRIPTION = "A description has at most 10000 characters"
    PATH = "A path has lower-case letters and digits with single dashes between them"
    IMAGE = "This is not the name of an uploaded image"
    STAFF_ONCE = "A member of staff is named once"
    ATTRIBUTE_NAMES = "Attributes have different names"
    ATTRIBUTE_ITEMS = "An attribute has items to choose from, each of them once"
    VARIANTS_OF_ATTRIBUTES = "A product has variants where it has attributes, and only there"
    VARIANTS = "A product has at most 200 variants"
    VARIANT_SKUS = "Variants have different SKUs"
    VARIANT_NAMES = "Variants have different names"
    MIN_QTY = "A minimum quantity is at least 1"
    TIERS = "A variant has at most 10 wholesale tiers"
    TIERS_RISE = "Wholesale tiers begin at rising quantities, the first above the minimum quantity"
    TIERS_FALL = "Wholesale prices fall from tier to tier, the first below the selling price"


class ProductInvalid(Rejected):
    """A part of the product contradicts a rule, which the fact `why` tells."""

    code = "product-invalid"
    text = "{why}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductAdded:
    """A store has a new product."""

    product: ProductId
    sku: Sku
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """A respect in which variants differ, with what there is to choose from; a lower priority is shown first."""

    name: str
    items: tuple[str, ...]
    priority: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """What is really sold, and has a stock; `id` is 0 until it is kept. `wholesale` makes many cheaper."""

    id: VariantId = VariantId(0)  # noqa: RUF009  # a plain number
    sku: Sku
    name: str
    prices: Prices
    parcel: Parcel
    min_qty: int = 1
    wholesale: tuple[Tier, ...] = ()
    stock: Stock = field(default_factory=Stock)
    is_active: bool = True

    def kept(self, variant: VariantId) -> "Variant":
        """This variant with the id under which it is kept from now on."""
        return replace(self, id=variant)

    def check(self, within: str = "") -> None:
        """Refuse what contradicts the rules; `within` is what the names of its members begin with."""
        _demand(self.min_qty >= 1, f"{within}min_qty", ProductRule.MIN_QTY)
        _demand(len(self.wholesale) <= MAX_TIERS, f"{within}wholesale", ProductRule.TIERS)
        _demand(rises(self.wholesale, above=self.min_qty), f"{within}wholesale", ProductRule.TIERS_RISE)
        _demand(falls(self.wholesale, below=self.prices.selling), f"{within}wholesale", ProductRule.TIERS_FALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductDetails:
    """What a seller says about a product, but its SKU.

    `on_hand`, `min_qty` and `wholesale` are those of a product without attributes; the variants of one with attributes
    have their own.
    """

    name: str
    prices: Prices
    parcel: Parcel
    slug: str | None = None
    description: str = ""
    category: int | None = None
    on_hand: int = 0
    min_qty: int = 1
    wholesale: tuple[Tier, ...] = ()
    images: tuple[str, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    variants: tuple[Variant, ...] = ()
    attendants: tuple[StaffId, ...] = ()
    is_active: bool = True

    def variants_of(self, sku: Sku) -> tuple[Variant, ...]:
        """The variants as given, or the one that a product without attributes has: it is what the product is."""
        if self.attributes:
            return self.variants
        only = Variant(
            sku=sku,
            name=self.name.strip(),
            prices=self.prices,
            parcel=self.parcel,
            min_qty=self.min_qty,
            wholesale=self.wholesale,
            stock=Stock(on_hand=self.on_hand),
            is_active=self.is_active,
        )
        return (only,)

    def check(self) -> None:
        """Refuse what contradicts the rules, naming the member at fault."""
        _demand(1 <= len(self.name.strip()) <= NAME_LENGTH, "name", ProductRule.NAME)
        _demand(len(self.description) <= DESCRIPTION_LENGTH, "description", ProductRule.DESCRIPTION)
        fits = self.slug is None or (bool(_SLUG.fullmatch(self.slug)) and len(self.slug) <= NAME_LENGTH)
        _demand(fits, "path_url", ProductRule.PATH)
        for at, image in enumerate(self.images):
            _demand(bool(_FILE_NAME.fullmatch(image)), f"image.{at}.file_name", ProductRule.IMAGE)
        _demand(_unlike(self.attendants), "product_cs", ProductRule.STAFF_ONCE)
        self._check_attributes()
        self._check_variants()

    def _check_attributes(self) -> None:
        _demand(_unlike(one.name for one in self.attributes), "attributes", ProductRule.ATTRIBUTE_NAMES)
        for at, attribute in enumerate(self.attributes):
            choosable = len(attribute.items) > 0 and _unlike(attribute.items)
            _demand(choosable, f"attributes.{at}.items", ProductRule.ATTRIBUTE_ITEMS)

    def _check_variants(self) -> None:
        paired = bool(self.attributes) == bool(self.variants)
        _demand(paired, "varian_items", ProductRule.VARIANTS_OF_ATTRIBUTES)
        _demand(len(self.variants) <= MAX_VARIANTS, "varian_items", ProductRule.VARIANTS)
        _demand(_unlike(one.sku for one in self.variants), "varian_items", ProductRule.VARIANT_SKUS)
        _demand(_unlike(one.name for one in self.variants), "varian_items", ProductRule.VARIANT_NAMES)
        for at, variant in enumerate(self.variants):
            variant.check(f"varian_items.{at}.")
        for only in () if self.attributes else self.variants_of(Sku("")):
            only.check()


@dataclass(slots=True, kw_only=True)
class Product:
    """One product of one store with its variants; `id` is 0 until it is kept.

    `former` are variants that left the range and stay for the orders that refer to them.
    """

    id: ProductId = ProductId(0)  # noqa: RUF009  # a plain number
    store: StoreId
    sku: Sku
    name: str
    slug: str
    description: str
    category: int | None
    prices: Prices
    parcel: Parcel
    attributes: tuple[Attribute, ...]
    images: tuple[str, ...]
    attendants: tuple[StaffId, ...]
    variants: tuple[Variant, ...]
    former: tuple[Variant, ...] = ()
    is_active: bool = True
    created_at: datetime
    archived_at: datetime | None = None
    version: int = 0

    @classmethod
    def create(cls, *, store: StoreId, sku: Sku, details: ProductDetails, at: datetime) -> "Product":
        """A new product; `ProductInvalid` names the member at fault."""
        details.check()
        return cls(
            store=store,
            sku=sku,
            name=details.name.strip(),
            slug=details.slug or plain_name(details.name, most=NAME_LENGTH) or "produk",
            description=details.description,
            category=details.category,
            prices=details.prices,
            parcel=details.parcel,
            attributes=details.attributes,
            images=details.images,
            attendants=details.attendants,
            variants=details.variants_of(sku),
            is_active=details.is_active,
            created_at=at,
        )

    @property
    def details(self) -> ProductDetails:
        """What the seller has said about it."""
        only = None if self.attributes else self.variants[0]
        return ProductDetails(
            name=self.name,
            prices=self.prices,
            parcel=self.parcel,
            slug=self.slug,
            description=self.description,
            category=self.category,
            on_hand=only.stock.on_hand if only else 0,
            min_qty=only.min_qty if only else 1,
            wholesale=only.wholesale if only else (),
            images=self.images,
            attributes=self.attributes,
            variants=self.variants if self.attributes else (),
            attendants=self.attendants,
            is_active=self.is_active,
        )

    def variant(self, sku: Sku) -> Variant:
        """The variant of this SKU, or `VariantNotFound`."""
        for one in self.variants:
            if one.sku == sku:
                return one
        raise VariantNotFound

    def added(self) -> ProductAdded:
        """The news of this product, once it is kept."""
        return ProductAdded(product=self.id, sku=self.sku, at=self.created_at)


def sku_of(name: str) -> Sku:
    """The SKU that a product's name suggests; never a reserved word."""
    plain = plain_name(name, most=MADE_SKU_LENGTH).upper() or "PRODUK"
    return Sku(f"{plain}-1" if plain.lower() in RESERVED_CODES else plain)


def _demand(holds: bool, field: str, rule: ProductRule) -> None:
    if not holds:
        raise ProductInvalid(field=field, why=rule.value)


def _unlike(values: Iterable[object]) -> bool:
    listed = list(values)
    return len(set(listed)) == len(listed)
