"""Products, their variants and their stock: the use cases."""

from dataclasses import dataclass

from bosonline.application.catalog.add_product import AddProduct
from bosonline.application.catalog.adjust_inventory import AdjustInventory
from bosonline.application.catalog.categories import (
    AddCategory,
    Categories,
    ChangeCategory,
    ListCategories,
    RemoveCategory,
    demand_category,
)
from bosonline.application.catalog.check_sku import CheckSku, SkuCheck
from bosonline.application.catalog.download_goods import Download, DownloadGoods, WriteGoods
from bosonline.application.catalog.edit_product import EditProduct, EditVariant, SwitchProduct
from bosonline.application.catalog.goods_sheets import GoodsAsked, GoodsSheet
from bosonline.application.catalog.import_goods import ImportAside, ImportGoods
from bosonline.application.catalog.imported import CellChanged, Imported
from bosonline.application.catalog.product_life import AddSampleProduct, DuplicateProduct, RemoveProduct, RestoreProduct
from bosonline.application.catalog.read_inventory import InventoryShown, ListInventory
from bosonline.application.catalog.read_product import ListProducts, ListVariants, ReadProduct, ReadSales, VariantPage

__all__ = [
    "AddCategory",
    "AddProduct",
    "AddSampleProduct",
    "AdjustInventory",
    "Catalog",
    "Categories",
    "CellChanged",
    "ChangeCategory",
    "CheckSku",
    "Download",
    "DownloadGoods",
    "DuplicateProduct",
    "EditProduct",
    "EditVariant",
    "GoodsAsked",
    "GoodsSheet",
    "ImportAside",
    "ImportGoods",
    "Imported",
    "InventoryShown",
    "ListCategories",
    "ListInventory",
    "ListProducts",
    "ListVariants",
    "ReadProduct",
    "ReadSales",
    "RemoveCategory",
    "RemoveProduct",
    "RestoreProduct",
    "SkuCheck",
    "SwitchProduct",
    "VariantPage",
    "WriteGoods",
    "demand_category",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """Everything that can be done with products."""

    add: AddProduct
    read: ReadProduct
    read_sales: ReadSales
    list: ListProducts
    list_variants: ListVariants
    list_inventory: ListInventory
    adjust_inventory: AdjustInventory
    download: DownloadGoods
    check_sku: CheckSku
    edit: EditProduct
    edit_variant: EditVariant
    switch: SwitchProduct
    remove: RemoveProduct
    restore: RestoreProduct
    duplicate: DuplicateProduct
    add_sample: AddSampleProduct
    import_goods: ImportGoods
