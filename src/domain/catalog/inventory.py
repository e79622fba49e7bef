"""Changing what is on hand: counted anew, or so many more or fewer; many variants at a time, all or none."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bosonline.domain.catalog.ids import VariantId
from bosonline.domain.catalog.measures import MAX_STOCK, Stock, StockOutOfBounds
from bosonline.domain.catalog.sku import Sku
from bosonline.domain.errors import Conflict, Rejected

REASON_LENGTH = 120


class StockReasonInvalid(Rejected):
    """A change of stock says why, briefly."""

    code = "stock-reason-invalid"
    text = "A reason has 1 to 120 characters"
    field = "reason"


class AdjustmentsInvalid(Rejected):
    """Some lines can never be accepted; the fact `lines` tells what is wrong with each line, and nothing changed.

    Each has `line` (from 0), `field`, `sku`, `code`, and the present `stok` and `reserved` where there is such a
    variant.
    """

    code = "adjustments-invalid"
    text = "Nothing was changed; lines tells what is wrong with each"


class StockMoved(Conflict):
    """Stock is not what the seller saw, or would be less than orders have reserved; `lines` as above."""

    code = "stock-moved"
    text = "Nothing was changed, since stock has moved or is reserved; lines tells what there is now"


@dataclass(frozen=True, slots=True, kw_only=True)
class StockCount:
    """So many are on hand. With `seen` that holds only while there are as many as the one who counted saw."""

    sku: Sku
    on_hand: int
    seen: int | None = None
    reason: str

    def __post_init__(self) -> None:
        _demand_reason(self.reason)
        if not 0 <= self.on_hand <= MAX_STOCK:
            raise StockOutOfBounds

    @property
    def field(self) -> str:
        """The member of a line that says how many."""
        return "stok"

    def wrong(self, stock: Stock) -> str | None:
        """Why it cannot be done to this stock, as a code."""
        if self.seen not in (None, stock.on_hand):
            return "stock-moved"
        return _unfit(stock, self.on_hand)

    def becomes(self, stock: Stock) -> Stock:
        """This stock afterwards."""
        return Stock(on_hand=self.on_hand, reserved=stock.reserved)


@dataclass(frozen=True, slots=True, kw_only=True)
class StockChange:
    """So many more, or fewer, are on hand than there are at that moment."""

    sku: Sku
    delta: int
    reason: str

    def __post_init__(self) -> None:
        _demand_reason(self.reason)
        if abs(self.delta) > MAX_STOCK:
            raise StockOutOfBounds(field="delta")

    @property
    def field(self) -> str:
        """The member of a line that says how many."""
        return "delta"

    def wrong(self, stock: Stock) -> str | None:
        """Why it cannot be done to this stock, as a code."""
        return _unfit(stock, stock.on_hand + self.delta)

    def becomes(self, stock: Stock) -> Stock:
        """This stock afterwards."""
        return Stock(on_hand=stock.on_hand + self.delta, reserved=stock.reserved)


Adjustment = StockCount | StockChange
"""One line of what a seller changes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """A variant and its stock at this moment."""

    variant: VariantId
    stock: Stock


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjusted:
    """A variant whose stock was set right: what it was and what it is now."""

    variant: VariantId
    sku: Sku
    was: Stock
    became: Stock
    reason: str

    @property
    def delta(self) -> int:
        """How many more there are on hand."""
        return self.became.on_hand - self.was.on_hand


@dataclass(frozen=True, slots=True, kw_only=True)
class StockAdjusted:
    """A seller set the stock of these variants right."""

    skus: tuple[Sku, ...]
    at: datetime


def adjusted(adjustments: Sequence[Adjustment], present: Mapping[Sku, Present]) -> list[Adjusted]:
    """What becomes of the stock, line by line; `AdjustmentsInvalid` or `StockMoved` with every line at fault."""
    lines = [line for at, one in enumerate(adjustments) if (line := _line(at, one, present.get(one.sku)))]
    lines += _twice(adjustments)
    if any(line["code"] in _NEVER for line in lines):
        raise AdjustmentsInvalid(lines=sorted(lines, key=lambda line: int(line["line"])))
    if lines:
        raise StockMoved(lines=lines)
    return [
        Adjusted(
            variant=present[one.sku].variant,
            sku=one.sku,
            was=present[one.sku].stock,
            became=one.becomes(present[one.sku].stock),
            reason=one.reason.strip(),
        )
        for one in adjustments
    ]


_NEVER = frozenset(("variant-unknown", "twice"))


def _line(at: int, one: Adjustment, found: Present | None) -> dict[str, Any] | None:
    if found is None:
        return {"line": at, "field": f"items.{at}.sku", "sku": one.sku, "code": "variant-unknown"}
    code = one.wrong(found.stock)
    if code is None:
        return None
    now = {"stok": found.stock.on_hand, "reserved": found.stock.reserved}
    return {"line": at, "field": f"items.{at}.{one.field}", "sku": one.sku, "code": code, **now}


def _twice(adjustments: Iterable[Adjustment]) -> list[dict[str, Any]]:
    seen: Counter[Sku] = Counter()
    lines = []
    for at, one in enumerate(adjustments):
        seen[one.sku] += 1
        if seen[one.sku] > 1:
            lines.append({"line": at, "field": f"items.{at}.sku", "sku": one.sku, "code": "twice"})
    return lines


def _unfit(stock: Stock, on_hand: int) -> str | None:
    if on_hand < stock.reserved:
        return "stock-reserved"
    return "stock-too-large" if on_hand > MAX_STOCK else None


def _demand_reason(reason: str) -> None:
    if not 1 <= len(reason.strip()) <= REASON_LENGTH:
        raise StockReasonInvalid
