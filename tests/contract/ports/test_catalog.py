"""The ports of the catalog on memory, SQLite and PostgreSQL."""

from bosonline.testing.contracts.catalog import ProductEditsContract, ProductListContract, ProductsContract


class TestProducts(ProductsContract):
    pass


class TestProductEdits(ProductEditsContract):
    pass


class TestProductList(ProductListContract):
    pass
