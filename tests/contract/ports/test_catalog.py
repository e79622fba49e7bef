"""The ports of the catalog on memory, SQLite and PostgreSQL."""

from bosonline.testing.contracts.catalog import ProductListContract, ProductsContract


class TestProducts(ProductsContract):
    pass


class TestProductList(ProductListContract):
    pass
