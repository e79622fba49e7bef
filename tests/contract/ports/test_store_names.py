"""The names of stores and the areas of providers on memory, SQLite and PostgreSQL."""

from bosonline.testing.contracts.store_names import ProviderAreasContract, StoreNamesContract


class TestStoreNames(StoreNamesContract):
    pass


class TestProviderAreas(ProviderAreasContract):
    pass
