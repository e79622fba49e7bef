"""The ports of categories on memory, SQLite and PostgreSQL."""

from bosonline.testing.contracts.categories import CategoriesContract


class TestCategories(CategoriesContract):
    pass
