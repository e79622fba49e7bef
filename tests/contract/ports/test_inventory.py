"""The ports of the inventory on memory, SQLite and PostgreSQL."""

from bosonline.testing.contracts.inventory import InventoryContract


class TestInventory(InventoryContract):
    pass
