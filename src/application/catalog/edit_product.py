"""A seller edits what the store sells."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bosonline.application.catalog.categories import demand_category
from bosonline.application.catalog.ports import CatalogWork, OpenCatalogWork, Sanitizer
from bosonline.application.ports import Clock
from bosonline.application.stores import demand_serving
from bosonline.domain.catalog import (
    Count,
    Edit,
    Product,
    ProductDetails,
    ProductNotFound,
    ProductOnOffer,
    Sku,
    SkuTaken,
    StockChange,
    VariantEdit,
    edit,
    edit_variant,
)
from bosonline.domain.errors import PreconditionFailed
from bosonline.domain.identity import AuditEntry, Author, StoreId
from bosonline.domain.images import demand_known

EDITED = "edited"
"""The reason that a movement of stock bears when it is part of an edit."""

_PRICES_TOLD = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class EditProduct:
    """Say anew what a product is, and count its stock.

    Variants that are left out leave the range; those that orders refer to stay for them. Raises `ProductNotFound`,
    `PreconditionFailed`, `ProductInvalid`, `SkuTaken`, `ProductOnOffer`, `StaffUnknown`, `CategoryUnknown`,
    `ImageUnknown`, `StockBelowReserved`, `StockOutOfBounds`, and `ChangedMeanwhile` where another took a SKU at the
    same instant.
    """

    work: OpenCatalogWork
    clock: Clock
    sanitize: Sanitizer

    def __call__(
        self,
        *,
        store: StoreId,
        by: Author,
        product: Sku,
        details: ProductDetails,
        counts: Mapping[Sku, Count],
        sku: Sku | None = None,
        seen_version: int | None = None,
    ) -> Product:
        """The product as it now stands, under `sku` where that is another one."""
        details = replace(details, description=self.sanitize(details.description))
        with self.work(store) as work:
            known = in_range(work, product, seen_version)
            made = edit(known, details, counts=counts, sku=sku)
            return _kept(work, made, by=by, at=self.clock())


@dataclass(frozen=True, slots=True, kw_only=True)
class EditVariant:
    """Say anew what one variant is, and count its stock; what `EditProduct` refuses, and `VariantNotFound`."""

    work: OpenCatalogWork
    clock: Clock

    def __call__(
        self,
        *,
        store: StoreId,
        by: Author,
        product: Sku,
        variant: Sku,
        said: VariantEdit,
        count: Count | None = None,
        seen_version: int | None = None,
    ) -> Product:
        """The product as it now stands."""
        with self.work(store) as work:
            known = in_range(work, product, seen_version)
            made = edit_variant(known, variant, said, count=count)
            return _kept(work, made, by=by, at=self.clock())


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchProduct:
    """Sell a product, or no longer; `ProductNotFound` or `PreconditionFailed`."""

    work: OpenCatalogWork
    clock: Clock

    def __call__(
        self, *, store: StoreId, by: Author, product: Sku, is_active: bool, seen_version: int | None = None
    ) -> Product:
        """The product as it now stands."""
        with self.work(store) as work:
            known = in_range(work, product, seen_version)
            made = edit(known, replace(known.details, is_active=is_active), counts={})
            return _kept(work, made, by=by, at=self.clock())


def in_range(work: CatalogWork, sku: Sku, seen_version: int | None) -> Product:
    """The product, in the version that the caller saw where one is named; archived ones are not found."""
    product = work.products.get(sku)
    if product.archived_at is not None:
        raise ProductNotFound
    if seen_version not in (None, product.version):
        raise PreconditionFailed
    return product


def demand_off_forms(work: CatalogWork, skus: frozenset[Sku]) -> None:
    """Refuse with `ProductOnOffer` to lose what published forms offer."""
    forms = list(work.offering_forms.offering(skus)) if skus else []
    if forms:
        told = sorted(skus)
        raise ProductOnOffer(forms=forms, skus=told, told_forms=", ".join(forms), told_skus=", ".join(told))


def _kept(work: CatalogWork, made: Edit, *, by: Author, at: datetime) -> Product:
    if not made.changes:
        return made.became
    _demand(work, made)
    removed = {one.id for one in made.removed}
    dropped = removed - work.products.ordered(removed) if removed else removed
    made = made.dropping(dropped)
    # All that compares is done before it is saved: a new variant may then bear the id of one that was dropped.
    news, told = made.news(at=at), told_of(made)
    changes = [StockChange(sku=sku, delta=delta, reason=EDITED) for sku, delta in made.moved.items()]
    work.products.save(made.became, dropped=dropped, by=by, at=at)
    if changes:
        work.inventory.adjust(changes, by=by, at=at)
    work.record(news)
    work.audit(AuditEntry(act="product-changed", by=by, at=at, about=f"product {made.became.sku}", facts=told))
    work.commit()
    return made.became


def _demand(work: CatalogWork, made: Edit) -> None:
    was, became = made.was, made.became
    taken = work.products.taken(product=became.sku if became.sku != was.sku else None, variants=made.claimed)
    if taken:
        raise SkuTaken.of(taken)
    demand_off_forms(work, made.lost)
    # Who left the store since, or a category that is offered no more, may stay: an edit is not about them.
    newly = [staff for staff in became.attendants if staff not in was.attendants]
    demand_serving(work.roster, newly, field="product_cs")
    newly_shown = [name for name in became.images if name not in was.images]
    if newly_shown:
        demand_known(became.images, work.uploads.hold(newly_shown) | set(was.images), field="image.{at}.file_name")
    if became.category != was.category:
        demand_category(work.categories, became.category)


def told_of(made: Edit) -> dict[str, str]:
    """What the audit log tells of an edit."""
    before = {one.id: one.prices.selling.idr for one in made.was.variants}
    prices = [
        f"{one.sku} {before[one.id]} > {one.prices.selling.idr}"
        for one in made.became.variants
        if one.id in before and before[one.id] != one.prices.selling.idr
    ]
    facts = {"changed": ", ".join(made.changed)}
    return {**facts, "prices": ", ".join(prices[:_PRICES_TOLD])} if prices else facts
