"""The ports of the inventory on memory, SQLite and PostgreSQL."""

from bosonline.testing.contracts.inventory import InventoryContract, InventoryListContract


class TestInventory(InventoryContract):
    pass


class TestInventoryList(InventoryListContract):
    pass
