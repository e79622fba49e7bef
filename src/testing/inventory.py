"""The inventory as it is read, on a backend."""

from collections.abc import Sequence

from bosonline.adapters.outbound.memory.inventory import MemoryInventoryDesk
from bosonline.adapters.outbound.sql.inventory_list import SqlInventoryDesk
from bosonline.application.catalog.ports import InventoryDesk, StockMovement
from bosonline.domain.catalog import VariantId
from bosonline.domain.identity import StoreId
from bosonline.testing.backends import Backend


def inventory_desk_of(backend: Backend) -> InventoryDesk:
    """What is on hand, as it is read on this backend."""
    return MemoryInventoryDesk(backend.database) if backend.name == "memory" else SqlInventoryDesk(backend.database)


def movements_of(backend: Backend, store: StoreId, variant: VariantId) -> Sequence[StockMovement]:
    """Every movement of a variant, the oldest first."""
    return inventory_desk_of(backend).movements(store, variant)
