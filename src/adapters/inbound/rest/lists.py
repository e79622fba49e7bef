"""What the lists of this API have in common."""

from typing import Any

from bosonline.application.identity.ports import Listing


def listing_of(query: dict[str, Any]) -> Listing:
    """The part and the order that a query asks for; its `sort_by` and `category` are the port's own names."""
    return Listing(
        start=query["start"],
        limit=query["limit"],
        sort_by=query["sort_by"],
        descending=query["sort_dir"] == "desc",
        category=query["category"],
        keyword=query["keyword"],
    )
