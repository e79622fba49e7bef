"""Goods on sale as buyers look at them, in memory."""

from collections.abc import Collection, Mapping

from bosonline.adapters.outbound.memory.database import MemoryDatabase
from bosonline.domain.catalog import Product, Sku, Variant
from bosonline.domain.identity import StoreId
from bosonline.domain.ordering import Goods


class MemoryShopWindow:
    """The shop window on a `MemoryDatabase`."""

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database

    def show(self, store: StoreId, skus: Collection[Sku], /) -> Mapping[Sku, Goods]:
        products = (one for one in self._database.read("products").values() if one.store == store)
        on_sale = (one for one in products if one.is_active and one.archived_at is None)
        pairs = ((product, variant) for product in on_sale for variant in product.variants)
        return {
            variant.sku: _goods(product, variant)
            for product, variant in pairs
            if variant.is_active and variant.sku in skus
        }


def _goods(product: Product, variant: Variant) -> Goods:
    return Goods(
        sku=variant.sku,
        product_sku=product.sku,
        product_name=product.name,
        description=product.description,
        images=product.images,
        name=variant.name,
        price=variant.prices.selling,
        listed=variant.prices.listed,
        weight=variant.parcel.weight,
        min_qty=variant.min_qty,
        wholesale=variant.wholesale,
        available=variant.stock.available,
    )
