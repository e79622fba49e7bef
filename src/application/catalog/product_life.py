"""Products are given up, restored, and copied."""

from dataclasses import dataclass, replace
from datetime import datetime

from bosonline.application.catalog.categories import demand_category
from bosonline.application.catalog.edit_product import demand_off_forms, in_range
from bosonline.application.catalog.ports import CatalogWork, OpenCatalogWork, Products
from bosonline.application.ports import Clock, Once
from bosonline.domain.catalog import (
    CategoryUnknown,
    Product,
    ProductDetails,
    ProductRemoved,
    Sku,
    archived,
    copy_of,
    restored,
    sample,
)
from bosonline.domain.catalog.sku import SKU_LENGTH
from bosonline.domain.errors import PreconditionFailed
from bosonline.domain.identity import AuditEntry, Author, StoreId
from bosonline.domain.names import free_name, stem_of


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveProduct:
    """Give a product up: it is forgotten, or archived where orders refer to it.

    Raises `ProductNotFound`, `PreconditionFailed`, and `ProductOnOffer` while published forms offer it.
    """

    work: OpenCatalogWork
    clock: Clock

    def __call__(self, *, store: StoreId, by: Author, product: Sku, seen_version: int | None = None) -> ProductRemoved:
        with self.work(store) as work:
            found, at = in_range(work, product, seen_version), self.clock()
            demand_off_forms(work, frozenset(one.sku for one in found.variants))
            variants = [one.id for one in (*found.variants, *found.former)]
            gone, news = archived(found, is_referred_to=bool(work.products.ordered(variants)), at=at)
            if news.is_kept:
                work.products.save(gone, by=by, at=at)
            else:
                work.products.remove(found)
            work.record(news)
            kept = {"archived": "yes" if news.is_kept else "no"}
            work.audit(AuditEntry(act="product-removed", by=by, at=at, about=f"product {product}", facts=kept))
            work.commit()
        return news


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreProduct:
    """Take an archived product back into the range, as it was; one that is there stays as it is.

    Its category may have been given up meanwhile. Raises `ProductNotFound` and `PreconditionFailed`.
    """

    work: OpenCatalogWork
    clock: Clock

    def __call__(
        self,
        *,
        store: StoreId,
        by: Author,
        product: Sku,
        seen_version: int | None = None,
        once: Once | None = None,
    ) -> Product:
        with self.work(store, once) as work:
            found, at = work.products.get(product), self.clock()
            if seen_version not in (None, found.version):
                raise PreconditionFailed
            if found.archived_at is not None:
                found, news = restored(_with_known_category(work, found), at=at)
                work.products.save(found, by=by, at=at)
                work.record(news)
                work.audit(AuditEntry(act="product-restored", by=by, at=at, about=f"product {product}"))
            work.commit(found)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateProduct:
    """Make a copy of a product under SKUs of its own, with nothing on hand and switched off; or `ProductNotFound`."""

    work: OpenCatalogWork
    clock: Clock

    def __call__(self, *, store: StoreId, by: Author, product: Sku, once: Once | None = None) -> Product:
        with self.work(store, once) as work:
            found = in_range(work, product, None)
            sku, details = copy_of(found, FreeSkus(work.products))
            serving = work.roster.serving(details.attendants) if details.attendants else frozenset()
            shown = work.uploads.hold(details.images) if details.images else frozenset()
            details = replace(
                details,
                attendants=tuple(one for one in details.attendants if one in serving),
                images=tuple(one for one in details.images if one in shown),
            )
            return _added(work, store, sku, details, by=by, at=self.clock())


@dataclass(frozen=True, slots=True, kw_only=True)
class AddSampleProduct:
    """Add a product to start from, with two variants, switched off."""

    work: OpenCatalogWork
    clock: Clock

    def __call__(self, *, store: StoreId, by: Author, once: Once | None = None) -> Product:
        with self.work(store, once) as work:
            sku, details = sample(FreeSkus(work.products))
            return _added(work, store, sku, details, by=by, at=self.clock())


class FreeSkus:
    """Gives SKUs that are free in both name spaces, near those wanted and never the same twice."""

    def __init__(self, products: Products) -> None:
        self._products = products
        self._given: set[str] = set()

    def __call__(self, wanted: Sku) -> Sku:
        """A free one."""
        known = self._products.skus_beginning(stem_of(wanted, most=SKU_LENGTH))
        free = Sku(free_name(wanted, known | self._given, most=SKU_LENGTH))
        self._given.add(free)
        return free


def _added(
    work: CatalogWork, store: StoreId, sku: Sku, details: ProductDetails, *, by: Author, at: datetime
) -> Product:
    product = Product.create(store=store, sku=sku, details=details, at=at)
    work.products.add(product, by=by)
    work.record(product.added())
    work.commit(product)
    return product


def _with_known_category(work: CatalogWork, product: Product) -> Product:
    try:
        demand_category(work.categories, product.category)
    except CategoryUnknown:
        return replace(product, category=None)
    return product
