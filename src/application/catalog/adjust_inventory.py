"""A seller sets right what is on hand."""

from collections.abc import Sequence
from dataclasses import dataclass

from bosonline.application.catalog.ports import OpenCatalogWork
from bosonline.application.ports import Clock, Once
from bosonline.domain.catalog import Adjusted, Adjustment, StockAdjusted
from bosonline.domain.identity import Author, StoreId


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustInventory:
    """Change the stock of many variants, all or none of them."""

    work: OpenCatalogWork
    clock: Clock

    def __call__(
        self, *, store: StoreId, by: Author, adjustments: Sequence[Adjustment], once: Once | None = None
    ) -> Sequence[Adjusted]:
        """What each was and became; `AdjustmentsInvalid` or `StockMoved` tell what is wrong with each line."""
        now = self.clock()
        with self.work(store, once) as work:
            changed = work.inventory.adjust(adjustments, by=by, at=now)
            work.record(StockAdjusted(skus=tuple(one.sku for one in changed if one.delta), at=now))
            work.commit()
        return changed
