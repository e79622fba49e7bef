"""Setting stock right: what becomes of each line."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bosonline.domain.catalog import (
    Adjustment,
    AdjustmentsInvalid,
    Present,
    Sku,
    Stock,
    StockChange,
    StockCount,
    StockMoved,
    StockOutOfBounds,
    StockReasonInvalid,
    VariantId,
)
from bosonline.domain.catalog.inventory import adjusted
from bosonline.domain.catalog.measures import MAX_STOCK
from bosonline.domain.errors import Refusal

SKUS = [Sku(letter) for letter in "ABCD"]
_pieces = st.sampled_from([0, 1, 2, 3, 7, 8, MAX_STOCK - 1, MAX_STOCK])
_stocks = st.tuples(_pieces, _pieces).map(lambda two: Stock(on_hand=max(two), reserved=min(two)))
_sku = st.sampled_from(SKUS)
_counts = st.builds(StockCount, sku=_sku, on_hand=_pieces, seen=st.none() | _pieces, reason=st.just("opname"))
_changes = st.builds(StockChange, sku=_sku, delta=st.integers(-12, 12), reason=st.just("rusak"))
_lines: st.SearchStrategy[list[Adjustment]] = st.lists(_counts | _changes, max_size=3)


@settings(max_examples=5_000, deadline=None)
@given(stocks=st.lists(_stocks, min_size=2, max_size=3), adjustments=_lines)
def test_stock_stays_between_what_is_reserved_and_the_most(
    stocks: Sequence[Stock], adjustments: Sequence[Adjustment]
) -> None:
    """What is done is what was asked, line by line; what is refused names exactly the lines at fault."""
    kept = dict(zip(SKUS, stocks, strict=False))
    present = {sku: Present(variant=VariantId(at), stock=stock) for at, (sku, stock) in enumerate(kept.items())}
    at_fault = {at for at, one in enumerate(adjustments) if _is_at_fault(one, at, adjustments, kept)}

    refusal: Refusal | None = None
    try:
        done = adjusted(adjustments, present)
    except (AdjustmentsInvalid, StockMoved) as refused:
        refusal = refused
    if refusal is not None:
        told: Any = refusal.facts["lines"]
        never = any(one.sku not in kept or one.sku in _before(adjustments, at) for at, one in enumerate(adjustments))
        assert {line["line"] for line in told} == at_fault
        assert isinstance(refusal, AdjustmentsInvalid) == never
        return
    assert not at_fault
    for one, became in zip(adjustments, done, strict=True):
        assert became.sku == one.sku
        assert became.was == kept[one.sku]
        assert became.became.reserved == became.was.reserved <= became.became.on_hand <= MAX_STOCK
        asked = one.on_hand if isinstance(one, StockCount) else became.was.on_hand + one.delta
        assert became.became.on_hand == asked == became.was.on_hand + became.delta


def _before(adjustments: Sequence[Adjustment], at: int) -> set[Sku]:
    return {one.sku for one in adjustments[:at]}


def _is_at_fault(one: Adjustment, at: int, adjustments: Sequence[Adjustment], kept: dict[Sku, Stock]) -> bool:
    if one.sku not in kept or one.sku in _before(adjustments, at):
        return True
    stock = kept[one.sku]
    if isinstance(one, StockCount):
        return one.on_hand < stock.reserved or one.seen not in (None, stock.on_hand)
    return not stock.reserved <= stock.on_hand + one.delta <= MAX_STOCK


@pytest.mark.parametrize(
    ("make", "refused", "field"),
    [
        (lambda: StockCount(sku=SKUS[0], on_hand=-1, reason="x"), StockOutOfBounds, "stok"),
        (lambda: StockCount(sku=SKUS[0], on_hand=MAX_STOCK + 1, reason="x"), StockOutOfBounds, "stok"),
        (lambda: StockChange(sku=SKUS[0], delta=-MAX_STOCK - 1, reason="x"), StockOutOfBounds, "delta"),
        (lambda: StockChange(sku=SKUS[0], delta=1, reason=" "), StockReasonInvalid, "reason"),
        (lambda: StockCount(sku=SKUS[0], on_hand=1, reason="x" * 121), StockReasonInvalid, "reason"),
    ],
)
def test_a_line_that_can_never_be_is_not_even_written(make: object, refused: type[Refusal], field: str) -> None:
    assert callable(make)
    with pytest.raises(refused) as raised:
        make()
    assert raised.value.facts.get("field", raised.value.field) == field
