"""Products and their variants."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from bosonline.adapters.inbound.rest.api import Api, Call, Tagged
from bosonline.adapters.inbound.rest.cursors import encode
from bosonline.adapters.inbound.rest.images import image_of
from bosonline.adapters.inbound.rest.lists import listing_of
from bosonline.adapters.inbound.rest.product_members import details_of, product_of, variant_of
from bosonline.adapters.inbound.rest.product_schemas import (
    DETAIL_EXAMPLE,
    EXAMPLE,
    PRODUCT_COLUMNS,
    PRODUCT_EXAMPLE,
    ROW_EXAMPLE,
    ProductBody,
    ProductDetail,
    ProductList,
    ProductsQuery,
    ProductWritten,
    VariantList,
    VariantsQuery,
)
from bosonline.application.catalog import Catalog, VariantPage
from bosonline.application.catalog.ports import ProductFilter, ProductPage, Sales
from bosonline.domain.catalog import (
    CategoryUnknown,
    ParcelOutOfBounds,
    PriceOutOfBounds,
    Product,
    ProductInvalid,
    ProductNotFound,
    Sku,
    SkuInvalid,
    SkuTaken,
    StockOutOfBounds,
    checked_sku,
)
from bosonline.domain.images import ImageUnknown
from bosonline.domain.stores import StaffUnknown

_KINDS: Mapping[str, type] = {"created_at": datetime, "name": str, "sku": str}
_REFUSALS = (
    CategoryUnknown,
    ImageUnknown,
    ParcelOutOfBounds,
    PriceOutOfBounds,
    ProductInvalid,
    SkuInvalid,
    SkuTaken,
    StaffUnknown,
    StockOutOfBounds,
)


def catalog(facade: Catalog, base_url: str = "") -> Api:
    """The operations of the catalog; `base_url` is how this installation is reached."""
    api = Api("product")
    shown = partial(product_of, base_url=base_url)

    def _added(product: Product) -> Tagged:
        return Tagged({"message": "Product created", "data": shown(product)}, product.version)

    @api.post(
        "/store/products",
        body=ProductBody,
        answer=ProductWritten,
        render=_added,
        status=201,
        example=EXAMPLE,
        answer_example={"message": "Product created", "data": PRODUCT_EXAMPLE},
        refusals=_REFUSALS,
    )
    def product(call: Call) -> Product:
        """product

        Add a product; its SKU is made from the name where none is given. `publish_rate` is the list price (that of
        `price` where left out), `price` the selling price, `hpp` the cost. A product without `attributes` has one
        variant, which bears its SKU, and `qty` on hand; one with `attributes` has `varian_items`, each with a stock of
        its own as `stok` (or `varian_stok`), and what a variant leaves out is the product's. `wholesale` makes a piece
        cheaper from a quantity on. A `description` in HTML is kept with its harmless tags alone.
        """
        sku = call.body["sku"]
        return facade.add(
            store=call.member.store,
            by=call.member.author,
            sku=None if sku is None else checked_sku(sku),
            details=details_of(call.body),
            once=call.once,
        )

    @api.get(
        "/store/products",
        query=ProductsQuery,
        answer=ProductList,
        answer_example={"data": [ROW_EXAMPLE], "total": 1, "next_cursor": None},
    )
    def product_list(call: Call) -> dict[str, Any]:
        """Product List

        The products of the store; archived ones are left out, or shown alone with `archived=1`. `stok` is what is on
        hand of all variants. `sold` and `revenue` count the pieces that left the warehouse and did not come back, at
        the prices of their orders after discounts: those of orders that are shipped, delivered or returning.
        `category` names the column that `keyword` searches. `total` is exact up to 10,000; above that `total_capped`
        is true. With `cursor` nothing is counted, and no product is repeated or skipped while others are added.
        """
        query, place = call.query, call.query["cursor"]
        after = None
        if place is not None:
            expected = place.expect(_KINDS.get(query["sort_by"], int))
            after = (expected.value, expected.id)
        wanted = ProductFilter(
            is_active=None if query["status"] is None else bool(query["status"]),
            category_id=query["category_id"],
            is_archived=query["archived"],
        )
        store, listing = call.member.store, listing_of(query)
        listing = replace(listing, sort_by=PRODUCT_COLUMNS[listing.sort_by])
        page = facade.list(store=store, listing=listing, shown=wanted, after=after)
        return _page(page, partial(image_of, store, base_url=base_url))

    @api.get(
        "/store/products/<code:id>",
        answer=ProductDetail,
        answer_example=DETAIL_EXAMPLE,
        refusals=(ProductNotFound,),
    )
    def product_detail(call: Call, sku: str) -> Tagged:
        """Product Detail

        One product by its SKU, with its variants, what is on hand and reserved of all of them, and what was sold as
        in the list of products.
        """
        found = facade.read(store=call.member.store, sku=Sku(sku))
        sales = facade.read_sales(store=call.member.store, sku=found.sku)
        return Tagged({**shown(found), **_figures(found, sales)}, found.version)

    @api.get(
        "/store/products/<code:id>/variants",
        query=VariantsQuery,
        answer=VariantList,
        render=_variants,
        answer_example={"data": PRODUCT_EXAMPLE["varian_items"], "total": 2},
        refusals=(ProductNotFound,),
    )
    def product_variant(call: Call, sku: str) -> VariantPage:
        """Product Variant

        The variants of one product.
        """
        return facade.list_variants(store=call.member.store, sku=Sku(sku), listing=listing_of(call.query))

    return api


def _figures(product: Product, sales: Sales) -> dict[str, int]:
    return {
        "reserved": sum(variant.stock.reserved for variant in product.variants),
        "available": sum(variant.stock.available for variant in product.variants),
        "sold": sales.sold,
        "revenue": sales.revenue,
    }


def _page(page: ProductPage, image: Callable[[str], dict[str, str]]) -> dict[str, Any]:
    after = page.next_after
    answer: dict[str, Any] = {
        "data": [_row(row, image) for row in page.rows],
        "next_cursor": None if after is None else encode(*after),
    }
    if page.total is not None:
        answer["total"] = page.total
    if page.is_capped:
        answer["total_capped"] = True
    return answer


def _row(row: Any, image: Callable[[str], dict[str, str]]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "sku": row["sku"],
        "name": row["name"],
        "path_url": row["slug"],
        "category_id": row["category_id"],
        "status": int(row["is_active"]),
        "image": image(row["images"][0]) if row["images"] else None,
        "min_price": row["min_price"],
        "max_price": row["max_price"],
        "variants": row["variants"],
        "stok": row["on_hand"],
        "reserved": row["reserved"],
        "available": row["on_hand"] - row["reserved"],
        "sold": row["sold"],
        "revenue": row["revenue"],
        "created_at": row["created_at"],
        "archived_at": row["archived_at"],
    }


def _variants(page: VariantPage) -> dict[str, Any]:
    return {"data": [variant_of(variant) for variant in page.variants], "total": page.total}
