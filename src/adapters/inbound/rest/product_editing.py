"""Products and variants are edited."""

from typing import Any

from bosonline.adapters.inbound.rest.api import Api, Call, Tagged
from bosonline.adapters.inbound.rest.product_edit_schemas import (
    EDIT_EXAMPLE,
    EDITABLE_EXAMPLE,
    EDITED_EXAMPLE,
    EditableProduct,
    OneVariantBody,
    StatusBody,
    VariantWritten,
)
from bosonline.adapters.inbound.rest.product_members import (
    count_of,
    counts_of,
    details_of,
    editable_of,
    product_of,
    variant_edit_of,
    variant_of,
)
from bosonline.adapters.inbound.rest.product_schemas import PRODUCT_EXAMPLE, ProductBody, ProductWritten
from bosonline.application.catalog import Catalog
from bosonline.domain.catalog import (
    CategoryUnknown,
    ParcelOutOfBounds,
    PriceOutOfBounds,
    Product,
    ProductInvalid,
    ProductNotFound,
    ProductOnOffer,
    Sku,
    SkuInvalid,
    SkuTaken,
    StockBelowReserved,
    StockOutOfBounds,
    VariantEdit,
    VariantNotFound,
    checked_sku,
)
from bosonline.domain.errors import PreconditionFailed
from bosonline.domain.images import ImageUnknown
from bosonline.domain.stores import StaffUnknown

_EDITING = (
    ParcelOutOfBounds,
    PriceOutOfBounds,
    ProductInvalid,
    ProductNotFound,
    ProductOnOffer,
    SkuInvalid,
    SkuTaken,
    StockBelowReserved,
    StockOutOfBounds,
    PreconditionFailed,
)
_VARIANT_EXAMPLE: dict[str, Any] = PRODUCT_EXAMPLE["varian_items"][0]  # type: ignore[index]  # examples are plain JSON


def product_editing(facade: Catalog, base_url: str = "") -> Api:
    """The operations by which products are edited; `base_url` is how this installation is reached."""
    api = Api("product")
    _of_products(api, facade, base_url)
    _of_variants(api, facade)
    return api


def _of_products(api: Api, facade: Catalog, base_url: str) -> None:
    @api.get(
        "/store/products/<code:id>/edit",
        answer=EditableProduct,
        answer_example=EDITABLE_EXAMPLE,
        refusals=(ProductNotFound,),
    )
    def get_edit_product(call: Call, sku: str) -> Tagged:
        """Get Edit Product

        All that Edit Product Detail takes, ready to be changed and sent back: as it stands it changes nothing.
        `stok_seen` is the stock that the editor sees.
        """
        found = facade.read(store=call.member.store, sku=Sku(sku))
        return Tagged(editable_of(found), found.version)

    @api.put(
        "/store/products/<code:id>",
        body=ProductBody,
        answer=ProductWritten,
        versioned=True,
        example=EDIT_EXAMPLE,
        answer_example={"message": "Product Updated", "data": EDITED_EXAMPLE},
        refusals=(*_EDITING, CategoryUnknown, ImageUnknown, StaffUnknown),
    )
    def edit_product_detail(call: Call, sku: str) -> Tagged:
        """Edit Product Detail

        Say anew what a product is; `sku`, where it is given, becomes its SKU. With `stok_seen` the stock changes by the
        difference to it, so that what was sold meanwhile stays sold; without it, it is set to `stok`; what has neither
        keeps its stock. It never falls below what orders have reserved. A variant stays the same one under its SKU,
        else under its name. One that is left out goes, and stays on the orders that have it; under its SKU it comes
        back. What a published form offers cannot go.
        """
        given = call.body["sku"]
        wanted = None if given is None else checked_sku(given)
        edited = facade.edit(
            store=call.member.store,
            by=call.member.author,
            product=Sku(sku),
            details=details_of(call.body),
            counts=counts_of(call.body, wanted or Sku(sku)),
            sku=wanted,
            seen_version=call.seen_version,
        )
        return product_written("Product Updated", edited, base_url)

    @api.patch(
        "/store/products/<code:id>/status",
        body=StatusBody,
        answer=ProductWritten,
        versioned=True,
        example={"status": 0},
        answer_example={"message": "Product status updated", "data": {**PRODUCT_EXAMPLE, "order_status": 0}},
        refusals=(ProductNotFound, PreconditionFailed),
    )
    def edit_status_product(call: Call, sku: str) -> Tagged:
        """Edit Status Product

        Sell a product (1), or no longer (0): forms that offer it then answer that it is out of stock.
        """
        switched = facade.switch(
            store=call.member.store,
            by=call.member.author,
            product=Sku(sku),
            is_active=bool(call.body["status"]),
            seen_version=call.seen_version,
        )
        return product_written("Product status updated", switched, base_url)


def _of_variants(api: Api, facade: Catalog) -> None:
    @api.put(
        "/store/products/<code:id>/variants/<code:sku>",
        body=OneVariantBody,
        answer=VariantWritten,
        versioned=True,
        example={"price": 44000, "stok": 120, "stok_seen": 101},
        answer_example={
            "message": "Variant updated",
            "data": {**_VARIANT_EXAMPLE, "price": 44000, "stok": 120, "available": 120},
        },
        refusals=(*_EDITING, VariantNotFound),
    )
    def update_variant(call: Call, product: str, sku: str) -> Tagged:
        """Update Variant

        Say anew what one variant is; what is left out stays as it is, and `stok` counts as in Edit Product Detail. The
        variant of a product without attributes is the product: its name, SKU, prices and measures change with it. The
        version is the product's.
        """
        edited = facade.edit_variant(
            store=call.member.store,
            by=call.member.author,
            product=Sku(product),
            variant=Sku(sku),
            said=variant_edit_of(call.body),
            count=count_of(call.body),
            seen_version=call.seen_version,
        )
        return _variant_written("Variant updated", edited, Sku(call.body["sku"] or sku))

    @api.patch(
        "/store/products/<code:id>/variants/<code:sku>/status",
        body=StatusBody,
        answer=VariantWritten,
        versioned=True,
        example={"status": 0},
        answer_example={"message": "Variant status updated", "data": {**_VARIANT_EXAMPLE, "status": 0}},
        refusals=(ProductNotFound, VariantNotFound, PreconditionFailed),
    )
    def edit_status_variant(call: Call, product: str, sku: str) -> Tagged:
        """Edit Status Variant

        Sell a variant (1), or no longer (0). The variant of a product without attributes is the product.
        """
        switched = facade.edit_variant(
            store=call.member.store,
            by=call.member.author,
            product=Sku(product),
            variant=Sku(sku),
            said=VariantEdit(is_active=bool(call.body["status"])),
            seen_version=call.seen_version,
        )
        return _variant_written("Variant status updated", switched, Sku(sku))


def product_written(message: str, product: Product, base_url: str) -> Tagged:
    """The answer of a write, with the product as it now stands."""
    return Tagged({"message": message, "data": product_of(product, base_url)}, product.version)


def _variant_written(message: str, product: Product, sku: Sku) -> Tagged:
    return Tagged({"message": message, "data": variant_of(product.variant(sku))}, product.version)
