"""A store takes something new into its range."""

from dataclasses import dataclass, replace

from bosonline.application.catalog.categories import demand_category
from bosonline.application.catalog.ports import OpenCatalogWork, Products, Sanitizer
from bosonline.application.images import demand_uploaded
from bosonline.application.ports import Clock, Once
from bosonline.application.stores import demand_serving
from bosonline.domain.catalog import Product, ProductDetails, Sku, SkuTaken, sku_of
from bosonline.domain.catalog.product import MADE_SKU_LENGTH
from bosonline.domain.errors import ChangedMeanwhile
from bosonline.domain.identity import Author, StoreId
from bosonline.domain.names import free_name, stem_of


@dataclass(frozen=True, slots=True, kw_only=True)
class AddProduct:
    """Add a product with its variants and what is on hand of them."""

    work: OpenCatalogWork
    clock: Clock
    sanitize: Sanitizer

    def __call__(
        self,
        *,
        store: StoreId,
        by: Author,
        details: ProductDetails,
        sku: Sku | None = None,
        once: Once | None = None,
    ) -> Product:
        """The product, its SKU made from the name where none is given.

        `ProductInvalid`, `SkuTaken`, `StaffUnknown`, `CategoryUnknown`, `ImageUnknown`; `ChangedMeanwhile` where
        another took a SKU at the same instant.
        """
        details = replace(details, description=self.sanitize(details.description))
        with self.work(store, once) as work:
            chosen = sku or _free_sku(work.products, details.name)
            product = Product.create(store=store, sku=chosen, details=details, at=self.clock())
            _demand_free(work.products, product, is_made_up=sku is None)
            demand_serving(work.roster, product.attendants, field="product_cs")
            demand_category(work.categories, product.category)
            demand_uploaded(work, product.images)
            work.products.add(product, by=by)
            work.record(product.added())
            work.commit(product)
        return product


def _free_sku(products: Products, name: str) -> Sku:
    made = sku_of(name)
    known = products.skus_beginning(stem_of(made, most=MADE_SKU_LENGTH))
    return Sku(free_name(made, known, most=MADE_SKU_LENGTH))


def _demand_free(products: Products, product: Product, *, is_made_up: bool) -> None:
    taken = products.taken(product=product.sku, variants=[variant.sku for variant in product.variants])
    if is_made_up and product.sku in taken:
        raise ChangedMeanwhile
    if taken:
        raise SkuTaken.of(taken)
