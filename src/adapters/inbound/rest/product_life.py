"""Products are given up, restored and copied; SKUs are looked up."""

from typing import Any

from bosonline.adapters.inbound.rest.api import Api, Call, Tagged
from bosonline.adapters.inbound.rest.problems import language
from bosonline.adapters.inbound.rest.product_edit_schemas import (
    CHECK_EXAMPLE,
    SAMPLE_EXAMPLE,
    ProductRemovedAnswer,
    SkuAnswer,
    SkuQuery,
)
from bosonline.adapters.inbound.rest.product_editing import product_written
from bosonline.adapters.inbound.rest.product_schemas import PRODUCT_EXAMPLE, ProductWritten
from bosonline.adapters.inbound.texts import tell_refusal
from bosonline.application.catalog import Catalog, SkuCheck
from bosonline.domain.catalog import Product, ProductNotFound, ProductOnOffer, ProductRemoved, Sku
from bosonline.domain.errors import PreconditionFailed

_COPY_EXAMPLE = {**PRODUCT_EXAMPLE, "id": 13, "sku": "ESB-006-2", "qty": 0, "order_status": 0}


def product_life(facade: Catalog, base_url: str = "") -> Api:
    """The operations that begin and end the life of products; `base_url` is how this installation is reached."""
    api = Api("product")
    _of_skus(api, facade)
    _of_copies(api, facade, base_url)

    def _restored(product: Product) -> Tagged:
        return product_written("Product restored", product, base_url)

    @api.delete(
        "/store/products/<code:id>",
        answer=ProductRemovedAnswer,
        render=_removed,
        versioned=True,
        answer_example={"message": "Product deleted", "data": {"sku": "ESB-006", "archived": True}},
        refusals=(ProductNotFound, ProductOnOffer, PreconditionFailed),
    )
    def delete_product(call: Call, sku: str) -> ProductRemoved:
        """Delete Product

        Give a product up. One that orders refer to is `archived`: its orders keep it, its SKUs stay taken, and it can
        be restored. While published forms offer it, the refusal names these in `forms`; to stop selling at once, switch
        it off.
        """
        return facade.remove(
            store=call.member.store, by=call.member.author, product=Sku(sku), seen_version=call.seen_version
        )

    @api.post(
        "/store/products/<code:id>/restore",
        answer=ProductWritten,
        render=_restored,
        versioned=True,
        answer_example={"message": "Product restored", "data": PRODUCT_EXAMPLE},
        refusals=(ProductNotFound, PreconditionFailed),
    )
    def restore(call: Call, sku: str) -> Product:
        """Restore

        Take an archived product back into the range, as it was when it was deleted; one that is there stays as it is.
        """
        return facade.restore(
            store=call.member.store,
            by=call.member.author,
            product=Sku(sku),
            seen_version=call.seen_version,
            once=call.once,
        )

    return api


def _of_copies(api: Api, facade: Catalog, base_url: str) -> None:
    def _duplicated(product: Product) -> Tagged:
        return product_written("Product duplicated", product, base_url)

    def _sampled(product: Product) -> Tagged:
        return product_written("Sample product created", product, base_url)

    @api.post(
        "/store/products/<code:id>/duplicate",
        answer=ProductWritten,
        render=_duplicated,
        status=201,
        answer_example={"message": "Product duplicated", "data": _COPY_EXAMPLE},
        refusals=(ProductNotFound,),
    )
    def duplicate_product(call: Call, sku: str) -> Product:
        """Duplicate Product

        Make a copy under SKUs that are free, with nothing on hand and switched off.
        """
        return facade.duplicate(store=call.member.store, by=call.member.author, product=Sku(sku), once=call.once)

    @api.post(
        "/store/products/dummy",
        answer=ProductWritten,
        render=_sampled,
        status=201,
        answer_example={"message": "Sample product created", "data": SAMPLE_EXAMPLE},
    )
    def create_product_dummy(call: Call) -> Product:
        """Create Product Dummy

        Add a sample product to start from: with two variants, nothing on hand, and switched off.
        """
        return facade.add_sample(store=call.member.store, by=call.member.author, once=call.once)


def _of_skus(api: Api, facade: Catalog) -> None:
    @api.get(
        "/store/products/check-sku",
        query=SkuQuery,
        answer=SkuAnswer,
        render=_checked,
        answer_example=CHECK_EXAMPLE,
    )
    def cek_sku(call: Call) -> SkuCheck:
        """Cek SKU

        Whether a product can have a SKU; where it cannot, the code and text of the reason, and one that is free. A
        product without attributes bears its SKU among the variants too, so it must be free there as well.
        """
        return facade.check_sku(store=call.member.store, sku=call.query["sku"], of_variant=False)

    @api.get(
        "/store/products/variants/check-sku",
        query=SkuQuery,
        answer=SkuAnswer,
        render=_checked,
        answer_example={**CHECK_EXAMPLE, "sku": "ESB-006-01", "suggestion": "ESB-006-01-2"},
    )
    def cek_sku_variant(call: Call) -> SkuCheck:
        """Cek SKU Variant

        Whether a variant can have a SKU; where it cannot, the code and text of the reason, and one that is free.
        """
        return facade.check_sku(store=call.member.store, sku=call.query["sku"], of_variant=True)


def _removed(removed: ProductRemoved) -> dict[str, Any]:
    return {"message": "Product deleted", "data": {"sku": removed.sku, "archived": removed.is_kept}}


def _checked(check: SkuCheck) -> dict[str, Any]:
    reason = check.reason
    return {
        "sku": check.sku,
        "available": check.available,
        "reason": reason and reason.code,
        "message": reason and tell_refusal(reason, language()),
        "suggestion": check.suggestion,
    }
