"""The ports of stores on memory, SQLite and PostgreSQL."""

from bosonline.testing.contracts.stores import StoresContract


class TestStores(StoresContract):
    pass
