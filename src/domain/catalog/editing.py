"""What an edit makes of a product: variants stay themselves, and stock changes by what the editor meant."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bosonline.domain.catalog.ids import ProductId, VariantId
from bosonline.domain.catalog.measures import MAX_STOCK, Stock, StockBelowReserved, StockOutOfBounds
from bosonline.domain.catalog.product import (
    NAME_LENGTH,
    Product,
    ProductDetails,
    ProductInvalid,
    ProductRule,
    SkuTaken,
    Variant,
)
from bosonline.domain.catalog.sku import Sku
from bosonline.domain.catalog.wholesale import Tier
from bosonline.domain.money import Money
from bosonline.domain.names import plain_name


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductChanged:
    """A product is no longer what it was."""

    product: ProductId
    sku: Sku
    changed: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """So many there shall be. With `seen` it means by how many more or fewer than the editor saw.

    `field` is the member that says so.
    """

    on_hand: int
    seen: int | None = None
    field: str = "stok"

    def of(self, variant: Variant) -> Stock:
        """What becomes of the variant's stock; `StockBelowReserved` or `StockOutOfBounds`."""
        stock = variant.stock
        wanted = self.on_hand if self.seen is None else stock.on_hand + self.on_hand - self.seen
        if wanted < stock.reserved:
            known = {"on_hand": stock.on_hand, "reserved": stock.reserved}
            raise StockBelowReserved(field=self.field, sku=variant.sku, wanted=wanted, **known)
        if wanted > MAX_STOCK:
            raise StockOutOfBounds(field=self.field)
        return replace(stock, on_hand=wanted)


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantEdit:
    """What is said anew about one variant; what is None stays as it is."""

    sku: Sku | None = None
    name: str | None = None
    selling: Money | None = None
    listed: Money | None = None
    cost: Money | None = None
    weight: int | None = None
    length: int | None = None
    width: int | None = None
    height: int | None = None
    min_qty: int | None = None
    wholesale: tuple[Tier, ...] | None = None
    is_active: bool | None = None

    def of(self, was: Variant) -> Variant:
        """What becomes of the variant; `ParcelOutOfBounds` or `PriceOutOfBounds`."""
        prices, parcel = was.prices, was.parcel
        return replace(
            was,
            sku=self.sku or was.sku,
            name=was.name if self.name is None else self.name.strip(),
            prices=replace(
                prices,
                selling=prices.selling if self.selling is None else self.selling,
                listed=prices.listed if self.listed is None else self.listed,
                cost=prices.cost if self.cost is None else self.cost,
            ),
            parcel=replace(
                parcel,
                weight=parcel.weight if self.weight is None else self.weight,
                length=parcel.length if self.length is None else self.length,
                width=parcel.width if self.width is None else self.width,
                height=parcel.height if self.height is None else self.height,
            ),
            min_qty=was.min_qty if self.min_qty is None else self.min_qty,
            wholesale=was.wholesale if self.wholesale is None else self.wholesale,
            is_active=was.is_active if self.is_active is None else self.is_active,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A product before and after. Variants that left the range are among the `former` of the latter."""

    was: Product
    became: Product

    @property
    def changes(self) -> bool:
        """Whether there is anything to keep."""
        return self.was != self.became

    @property
    def removed(self) -> tuple[Variant, ...]:
        """The variants that leave the range."""
        left = {one.id for one in self.became.former}
        return tuple(one for one in self.was.variants if one.id in left)

    @property
    def lost(self) -> frozenset[Sku]:
        """The SKUs under which nothing is sold any more."""
        return frozenset(one.sku for one in self.was.variants) - frozenset(one.sku for one in self.became.variants)

    @property
    def claimed(self) -> frozenset[Sku]:
        """The SKUs of variants that none of this product's bore."""
        known = {one.sku for one in (*self.was.variants, *self.was.former)}
        return frozenset(one.sku for one in self.became.variants) - known

    @property
    def moved(self) -> Mapping[Sku, int]:
        """By how much the stock of variants changes that were there before."""
        before = {one.id: one.stock.on_hand for one in (*self.was.variants, *self.was.former)}
        deltas = {one.sku: one.stock.on_hand - before[one.id] for one in self.became.variants if one.id in before}
        return {sku: delta for sku, delta in deltas.items() if delta}

    @property
    def changed(self) -> tuple[str, ...]:
        """What is no longer as it was, by name."""
        names = (
            *("sku", "name", "slug", "description", "category", "prices", "parcel", "attributes"),
            *("images", "attendants", "is_active"),
        )
        own = tuple(name for name in names if getattr(self.was, name) != getattr(self.became, name))
        before, after = (tuple(replace(v, stock=Stock()) for v in one.variants) for one in (self.was, self.became))
        return (*own, *(("variants",) if before != after else ()), *(("stock",) if self.moved else ()))

    def dropping(self, variants: Collection[VariantId]) -> "Edit":
        """The same edit, with these of the variants removed not even kept."""
        kept = tuple(one for one in self.became.former if one.id not in variants)
        return replace(self, became=replace(self.became, former=kept))

    def news(self, *, at: datetime) -> ProductChanged:
        """The news of this edit."""
        return ProductChanged(product=self.was.id, sku=self.became.sku, changed=self.changed, at=at)


def edit(product: Product, details: ProductDetails, *, counts: Mapping[Sku, Count], sku: Sku | None = None) -> Edit:
    """The product with these details, perhaps under another SKU, and with the stock that is counted.

    A variant stays the one that it was where its SKU stays, else where its name does; one that left the range comes
    back under its SKU. Stock that nobody counts stays. Raises `ProductInvalid`, `SkuTaken` (by a variant that left the
    range), `StockBelowReserved` and `StockOutOfBounds`.
    """
    details.check()
    chosen = sku or product.sku
    wanted = details.variants_of(chosen)
    known = _known(product, wanted, is_plain=not (product.attributes or details.attributes))
    variants = tuple(_became(one, known.get(one.sku), counts.get(one.sku)) for one in wanted)
    staying = {one.id for one in known.values()}
    left = tuple(one for one in (*product.former, *product.variants) if one.id not in staying)
    clashing = {one.sku for one in variants} & {one.sku for one in left}
    if clashing:
        raise SkuTaken.of(clashing)
    became = replace(
        product,
        sku=chosen,
        name=details.name.strip(),
        slug=details.slug or plain_name(details.name, most=NAME_LENGTH) or "produk",
        description=details.description,
        category=details.category,
        prices=details.prices,
        parcel=details.parcel,
        attributes=details.attributes,
        images=details.images,
        attendants=details.attendants,
        variants=variants,
        former=tuple(sorted(left, key=lambda one: one.id)),
        is_active=details.is_active,
    )
    return Edit(was=product, became=became)


def edit_variant(product: Product, sku: Sku, said: VariantEdit, *, count: Count | None = None) -> Edit:
    """The product with one variant edited; that of a product without attributes is what the product is.

    Raises `VariantNotFound` and what `edit` does, naming the members of the variant.
    """
    was = product.variant(sku)
    variant = said.of(was)
    variant.check()
    others = [one for one in product.variants if one.id != was.id]
    _demand_unlike(variant, others)
    counts = {} if count is None else {variant.sku: count}
    details = product.details
    if product.attributes:
        variants = tuple(variant if one.id == was.id else one for one in product.variants)
        return edit(product, replace(details, variants=variants), counts=counts)
    whole = replace(
        details,
        name=variant.name,
        prices=variant.prices,
        parcel=variant.parcel,
        min_qty=variant.min_qty,
        wholesale=variant.wholesale,
        is_active=variant.is_active,
    )
    return edit(product, whole, counts=counts, sku=variant.sku)


def edit_variants(product: Product, said: Mapping[Sku, VariantEdit], *, counts: Mapping[Sku, Count]) -> Edit:
    """The product with several variants edited at once, so that they may swap names; they keep their SKUs.

    Raises what `edit_variant` does; what is said is of variants of this product.
    """
    if not product.attributes:
        sku = product.variants[0].sku
        return edit_variant(product, sku, said.get(sku, VariantEdit()), count=counts.get(sku))
    variants = tuple(said[one.sku].of(one) if one.sku in said else one for one in product.variants)
    return edit(product, replace(product.details, variants=variants), counts=counts)


def _known(product: Product, wanted: Sequence[Variant], *, is_plain: bool) -> dict[Sku, Variant]:
    """Which of the product's variants each of those wanted is, by the SKU that it is to have."""
    known: dict[Sku, Variant] = {}
    for key, candidates in (
        ("id", product.variants),
        ("sku", (*product.variants, *product.former)),
        ("name", product.variants),
    ):
        taken = {one.id for one in known.values()}
        free = {getattr(one, key): one for one in candidates if one.id not in taken}
        unknown = [one for one in wanted if one.sku not in known]
        known |= {one.sku: free[getattr(one, key)] for one in unknown if getattr(one, key) in free}
    if is_plain and not known:
        return {wanted[0].sku: product.variants[0]}
    return known


def _became(wanted: Variant, known: Variant | None, count: Count | None) -> Variant:
    if known is None:
        on_hand = wanted.stock.on_hand if count is None else count.on_hand
        return replace(wanted, id=VariantId(0), stock=Stock(on_hand=on_hand))
    return replace(wanted, id=known.id, stock=known.stock if count is None else count.of(known))


def _demand_unlike(variant: Variant, others: Sequence[Variant]) -> None:
    if any(one.sku == variant.sku for one in others):
        raise ProductInvalid(field="sku", why=ProductRule.VARIANT_SKUS.value)
    if any(one.name == variant.name for one in others):
        raise ProductInvalid(field="name", why=ProductRule.VARIANT_NAMES.value)
