"""Wholesale: who buys more of a variant pays less for each piece."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bosonline.domain.money import Money

MAX_TIERS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """What a piece costs those who take at least so many."""

    min_qty: int
    price: Money


def price_at(qty: int, *, selling: Money, tiers: Sequence[Tier]) -> Money:
    """What a piece costs who takes so many: the price of the highest tier reached, else the selling price."""
    reached = [tier for tier in tiers if qty >= tier.min_qty]
    return max(reached, key=lambda tier: tier.min_qty).price if reached else selling


def rises(tiers: Sequence[Tier], *, above: int) -> bool:
    """Whether each tier begins above the one before it, and the first above this quantity."""
    begins = [above, *(tier.min_qty for tier in tiers)]
    return all(lower < higher for lower, higher in pairwise(begins))


def falls(tiers: Sequence[Tier], *, below: Money) -> bool:
    """Whether each tier is cheaper than the one before it, and the first cheaper than this price."""
    prices = [below, *(tier.price for tier in tiers)]
    return all(cheaper < dearer for dearer, cheaper in pairwise(prices))
