"""Lists in memory, sorted and searched as the databases do it."""

from collections.abc import Iterable, Mapping
from typing import Any

from bosonline.application.identity.ports import Listed, Listing

Row = Mapping[str, Any]


def found_and_sorted(listing: Listing, rows: Iterable[Row]) -> list[Row]:
    """The rows that mention the keyword, in the order asked for; ids break ties."""
    keyword = (listing.keyword or "").lower()
    found = [row for row in rows if not keyword or keyword in str(row[listing.category]).lower()]
    return sorted(found, key=lambda row: (row[listing.sort_by], row["id"]), reverse=listing.descending)


def listed(listing: Listing, rows: Iterable[Row]) -> Listed:
    """The part of them that was asked for, and how many there are."""
    found = found_and_sorted(listing, rows)
    return Listed(rows=found[listing.start : listing.start + listing.limit], total=len(found))
