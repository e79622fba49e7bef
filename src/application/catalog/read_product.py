"""Products as sellers look at them."""

from dataclasses import dataclass

from bosonline.application.catalog.ports import Place, ProductDesk, ProductFilter, ProductPage, Sales
from bosonline.application.identity.ports import Listing
from bosonline.domain.catalog import Product, ProductNotFound, Sku, Variant
from bosonline.domain.identity import StoreId


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadProduct:
    """One product with its variants."""

    products: ProductDesk

    def __call__(self, *, store: StoreId, sku: Sku) -> Product:
        """The product, or `ProductNotFound`."""
        product = self.products.find(store, sku)
        if product is None:
            raise ProductNotFound
        return product


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadSales:
    """What was sold of one product."""

    products: ProductDesk

    def __call__(self, *, store: StoreId, sku: Sku) -> Sales:
        """Nothing, where there is no such product."""
        return self.products.sales(store, sku)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListProducts:
    """A page of products."""

    products: ProductDesk

    def __call__(
        self, *, store: StoreId, listing: Listing, shown: ProductFilter, after: Place | None = None
    ) -> ProductPage:
        """The rows; counted unless the page follows another."""
        return self.products.page(store, listing, shown, after=after)


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantPage:
    """Some variants of a product, and how many there are in all."""

    variants: tuple[Variant, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ListVariants:
    """The variants of one product, which are few."""

    products: ProductDesk

    def __call__(self, *, store: StoreId, sku: Sku, listing: Listing) -> VariantPage:
        """Variants by `position`, `name` or `sku`; or `ProductNotFound`."""
        product = self.products.find(store, sku)
        if product is None:
            raise ProductNotFound
        found = [variant for variant in product.variants if _mentions(variant, listing)]
        if listing.sort_by != "position":
            found.sort(key=lambda variant: (getattr(variant, listing.sort_by), variant.id))
        if listing.descending:
            found.reverse()
        return VariantPage(variants=tuple(found[listing.start : listing.start + listing.limit]), total=len(found))


def _mentions(variant: Variant, listing: Listing) -> bool:
    searched: str = getattr(variant, listing.category)
    return listing.keyword is None or listing.keyword.lower() in searched.lower()
