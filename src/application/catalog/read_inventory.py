"""What is on hand, as sellers look at it."""

from dataclasses import dataclass, replace

from bosonline.application.catalog.ports import InventoryDesk, InventoryFilter, InventoryPage, InventoryPlace
from bosonline.application.identity.ports import Listing
from bosonline.application.stores.ports import StoreDesk
from bosonline.domain.errors import NotFound
from bosonline.domain.identity import StoreId


@dataclass(frozen=True, slots=True, kw_only=True)
class InventoryShown:
    """A page of the inventory; at `low_stock` available pieces or fewer a variant runs low."""

    page: InventoryPage
    low_stock: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ListInventory:
    """A page of variants with their stock."""

    inventory: InventoryDesk
    stores: StoreDesk

    def __call__(
        self,
        *,
        store: StoreId,
        listing: Listing,
        shown: InventoryFilter,
        is_low: bool = False,
        after: InventoryPlace | None = None,
    ) -> InventoryShown:
        """The rows, those alone that run low where `is_low`; counted unless the page follows another."""
        found = self.stores.get(store)
        if found is None:
            raise NotFound
        low_stock = found.settings.low_stock
        if is_low:
            shown = replace(shown, available_most=low_stock)
        return InventoryShown(page=self.inventory.page(store, listing, shown, after=after), low_stock=low_stock)
