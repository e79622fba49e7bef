"""Places as people look for them."""

from collections.abc import Sequence
from dataclasses import dataclass

from bosonline.application.stores.ports import RegionSearch
from bosonline.domain.stores import Place, RegionUnknown


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRegions:
    """Find a place by words or by post code."""

    regions: RegionSearch

    def __call__(self, *, keyword: str, limit: int = 10) -> Sequence[Place]:
        """The likeliest first; empty where nothing is like it."""
        return self.regions.search(keyword, limit=limit)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRegions:
    """Go down from a place to those that lie in it."""

    regions: RegionSearch

    def __call__(self, *, parent: str | None) -> Sequence[Place]:
        """The places directly in it, by name; the provinces where None is named. `RegionUnknown`."""
        if parent is not None and self.regions.place(parent) is None:
            raise RegionUnknown(region=parent, field="parent")
        return self.regions.children(parent)
