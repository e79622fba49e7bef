"""What the use cases of the catalog need from outside."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bosonline.application.identity.ports import Listed, Listing
from bosonline.application.images.ports import Uploads
from bosonline.application.ports import Once, UnitOfWork
from bosonline.application.stores.ports import Roster
from bosonline.domain.catalog import Adjusted, Adjustment, Category, CategoryId, Product, Sku, VariantId
from bosonline.domain.identity import Author, StoreId


class Products(Protocol):
    """The products of the work's store."""

    def add(self, product: Product, /, *, by: Author) -> None:
        """Keep a new product, which gets its ids, and a movement for each initial stock.

        `ChangedMeanwhile` where one of its SKUs is taken by now.
        """
        ...

    def get(self, sku: Sku, /) -> Product:
        """The product with all its variants, which nobody else changes before the work ends; or `ProductNotFound`.

        Archived ones are found too.
        """
        ...

    def several(self, skus: Collection[Sku], /) -> Mapping[Sku, Product]:
        """Those of these that there are, as `get` gives them: read and held by two statements, however many."""
        ...

    def save(self, product: Product, /, *, dropped: Collection[VariantId] = (), by: Author, at: datetime) -> None:
        """Keep a changed product, its new variants with a movement for their stock, but for the stock of the others.

        Those `dropped` are forgotten with their movements. `ChangedMeanwhile` where somebody saved it since it was
        loaded, or took one of its SKUs.
        """
        ...

    def remove(self, product: Product, /) -> None:
        """Forget a product with its variants and their movements."""
        ...

    def ordered(self, variants: Collection[VariantId], /) -> frozenset[VariantId]:
        """Those of these that orders refer to."""
        ...

    def taken(self, *, product: Sku | None, variants: Collection[Sku]) -> frozenset[Sku]:
        """Which of these a product, or a variant, bears already."""
        ...

    def skus_beginning(self, beginning: str, /) -> frozenset[str]:
        """Every SKU of a product or a variant that begins so."""
        ...

    def on_sale(self, skus: Collection[Sku], /) -> frozenset[Sku]:
        """Those of these that are variants and not archived."""
        ...


class OfferingForms(Protocol):
    """The forms of the work's store, as far as they offer goods."""

    def offering(self, skus: Collection[Sku], /) -> Sequence[str]:
        """The names of the published forms that offer any of these."""
        ...


class Sanitizer(Protocol):
    """Makes a rich text safe to show."""

    def __call__(self, text: str, /) -> str:
        """The text without anything that could act; plain text stays as it is, and so does what was made safe."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class StockMovement:
    """One change of a variant's stock, by so much on hand and reserved; `invoice` names the order it was made for."""

    variant: VariantId
    on_hand: int
    reserved: int
    reason: str
    invoice: str | None = None
    by: Author
    at: datetime


class Inventory(Protocol):
    """What is on hand of each variant of the work's store, as the seller sets it right.

    Archived variants count as unknown. Checkouts that meet an adjustment wait for it, or it waits for them.
    """

    def adjust(self, adjustments: Sequence[Adjustment], /, *, by: Author, at: datetime) -> Sequence[Adjusted]:
        """Do all of it, in a fixed number of statements, and keep a movement for each that changes; or none of it.

        `AdjustmentsInvalid` or `StockMoved`, whose fact `lines` tells what is wrong with each line.
        """
        ...


class ProductCategories(Protocol):
    """The categories that the work's store sees; without a store, those of the platform."""

    def add(self, category: Category, /) -> Category:
        """Keep a new category, which comes back with its id; `CategoryKnown` where one of its name is seen already."""
        ...

    def get(self, category: CategoryId, /) -> Category:
        """The category, which nobody removes before the work ends; or `CategoryNotFound`."""
        ...

    def save(self, category: Category, /) -> Category:
        """Keep what changed; it comes back with its new version. `CategoryKnown`, `ChangedMeanwhile`."""
        ...

    def remove(self, category: Category, /) -> None:
        """Forget one of the store's own; `CategoryInUse` where a product is filed under it, or `ChangedMeanwhile`."""
        ...


class CategoriesWork(UnitOfWork, Protocol):
    """A transaction on categories."""

    @property
    def categories(self) -> ProductCategories: ...


class OpenCategoriesWork(Protocol):
    """Begin a transaction on a store, or on the platform, perhaps under a caller's key."""

    def __call__(self, store: StoreId | None, once: Once | None = None, /) -> CategoriesWork: ...


class CategoryDesk(Protocol):
    """Categories as they are read."""

    def page(self, store: StoreId, listing: Listing, /, *, is_active: bool | None) -> Listed:
        """Those that the store sees, by `name` or `created_at`; a row has `id, name, is_active, is_own`."""
        ...


class CatalogWork(UnitOfWork, Protocol):
    """A transaction on the catalog of one store."""

    @property
    def products(self) -> Products: ...

    @property
    def inventory(self) -> Inventory: ...

    @property
    def offering_forms(self) -> OfferingForms: ...

    @property
    def categories(self) -> ProductCategories: ...

    @property
    def roster(self) -> Roster: ...

    @property
    def uploads(self) -> Uploads: ...


class OpenCatalogWork(Protocol):
    """Begin a transaction on one store, perhaps under a caller's key."""

    def __call__(self, store: StoreId, once: Once | None = None, /) -> CatalogWork: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductFilter:
    """Which products a list shows; None asks for all. Archived ones are shown where they are asked for, and alone."""

    is_active: bool | None = None
    category_id: int | None = None
    is_archived: bool = False


Place = tuple[datetime | str | int, int]
"""Where a page ended: the value that the list is sorted by, and the product's id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductPage:
    """A page of products as rows, how many there are in all (None: not counted), and where the next page begins.

    A row has `id, sku, name, slug, category_id, is_active, images, created_at, archived_at, version` and, over its
    variants, `min_price, max_price, on_hand, reserved, variants`; and `sold, revenue` as in `Sales`. Of more than
    `COUNTED_UP_TO` it is only said that there are as many (`is_capped`).
    """

    rows: Sequence[Mapping[str, Any]]
    total: int | None
    is_capped: bool = False
    next_after: Place | None = None


COUNTED_UP_TO = 10_000
"""Longer lists of products or variants are said to have at least so many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sales:
    """The pieces that left the warehouse and did not come back, and what they came to after discounts (rupiah).

    These are the lines of the orders that are shipped, delivered or returning.
    """

    sold: int
    revenue: int


PRODUCT_ORDERS = ("created_at", "name", "sku", "min_price", "max_price", "on_hand", "sold", "revenue")
"""What a list of products can be sorted by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SkusInUse:
    """What products, and what variants, are called."""

    products: frozenset[str]
    variants: frozenset[str]


class ProductDesk(Protocol):
    """Products as they are read."""

    def find(self, store: StoreId, sku: Sku, /) -> Product | None:
        """One product with its variants; None where there is none or it is archived."""
        ...

    def skus(self, store: StoreId, beginning: str, /) -> SkusInUse:
        """The SKUs of the store that begin so, those of archived products among them."""
        ...

    def page(self, store: StoreId, listing: Listing, shown: ProductFilter, /, *, after: Place | None) -> ProductPage:
        """Products by any of `PRODUCT_ORDERS`; with `after` the page that follows, uncounted.

        A keyword is searched in `name`, `sku` or `description`.
        """
        ...

    def sales(self, store: StoreId, sku: Sku, /) -> Sales:
        """What was sold of one product, nothing where there is none."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class InventoryFilter:
    """Which variants an inventory shows; None asks for all. Archived ones are never shown.

    `is_active` asks for those that can be ordered (or not), `available_most` for those of which no more can be.
    """

    is_active: bool | None = None
    category_id: int | None = None
    available_most: int | None = None


InventoryPlace = tuple[str | int, int]
"""Where a page ended: the value that the inventory is sorted by, and the variant's id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InventoryPage:
    """A page of variants as rows, how many there are in all (None: not counted), and where the next page begins.

    A row has `id, sku, variant, product_sku, product, on_hand, reserved, available, is_active`, the name of the default
    `warehouse` (or None), and the `last_movement` (or None). Of more than `COUNTED_UP_TO` it is only said that there
    are as many.
    """

    rows: Sequence[Mapping[str, Any]]
    total: int | None
    is_capped: bool = False
    next_after: InventoryPlace | None = None


INVENTORY_ORDERS = ("sku", "on_hand")
"""What an inventory can be sorted by."""


class InventoryDesk(Protocol):
    """What is on hand, as it is read."""

    def page(
        self, store: StoreId, listing: Listing, shown: InventoryFilter, /, *, after: InventoryPlace | None
    ) -> InventoryPage:
        """Variants by any of `INVENTORY_ORDERS`; with `after` the page that follows, uncounted.

        A keyword is searched in `sku`, `variant` or `product`.
        """
        ...

    def movements(self, store: StoreId, variant: VariantId, /) -> Sequence[StockMovement]:
        """Every movement of a variant, the oldest first: they add up to its stock."""
        ...
