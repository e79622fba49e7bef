"""What every adapter of the port of the inventory must do."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest

from bosonline.application.catalog.ports import INVENTORY_ORDERS, InventoryFilter, InventoryPage, InventoryPlace
from bosonline.application.identity.ports import Listing
from bosonline.domain.catalog import (
    Adjustment,
    AdjustmentsInvalid,
    Sku,
    Stock,
    StockChange,
    StockCount,
    StockMoved,
    VariantId,
)
from bosonline.domain.errors import Refusal
from bosonline.domain.identity import StoreId
from bosonline.testing.backends import Backend
from bosonline.testing.contracts.catalog import OTHER_STORE, SITI, STORE, add, plain_product, two_variants
from bosonline.testing.inventory import inventory_desk_of, movements_of
from bosonline.testing.shops import product_desk_of

BY_SKU = Listing(sort_by="sku", descending=False, category="sku")
A, B, C = Sku("A"), Sku("B"), Sku("C")


class InventoryContract:
    """Subclass it where a fixture `backend` gives the adapters."""

    def test_stock_is_counted_and_changed_and_leaves_movements(self, backend: Backend) -> None:
        """Each in the order given, with who did it and why; what stays as it was leaves nothing."""
        for sku in (A, B, C):
            add(backend, plain_product(on_hand=7), sku=sku)

        done = adjust(
            backend,
            StockCount(sku=C, on_hand=9, seen=7, reason="stock opname"),
            StockChange(sku=A, delta=-5, reason=" rusak "),
            StockCount(sku=B, on_hand=7, reason="stock opname"),
        )

        assert [(one.sku, one.was.on_hand, one.became.on_hand) for one in done] == [(C, 7, 9), (A, 7, 2), (B, 7, 7)]
        assert [stock(backend, sku).on_hand for sku in (A, B, C)] == [2, 7, 9]
        kept = {sku: movements_of(backend, STORE, variant(backend, sku))[1:] for sku in (A, B, C)}
        assert {sku: [(one.on_hand, one.reserved, one.reason) for one in moved] for sku, moved in kept.items()} == {
            A: [(-5, 0, "rusak")],
            B: [],
            C: [(2, 0, "stock opname")],
        }
        (moved,) = kept[A]
        assert (moved.by, moved.at, moved.invoice) == (SITI, backend.clock(), None)

    def test_each_line_at_fault_is_named_and_nothing_changes(self, backend: Backend) -> None:
        """With what there is now; and with what can never be, the rest is told too."""
        for sku in (A, B):
            add(backend, plain_product(on_hand=7), sku=sku)
        reserve(backend, B, 3)

        moved = refusal(
            backend,
            StockChange(sku=A, delta=1, reason="x"),
            StockCount(sku=B, on_hand=2, reason="x"),
        )
        both = refusal(
            backend,
            StockCount(sku=C, on_hand=2, reason="x"),
            StockCount(sku=A, on_hand=9, seen=8, reason="x"),
            StockChange(sku=B, delta=-5, reason="x"),
            StockChange(sku=B, delta=10_000_000, reason="x"),
        )

        assert isinstance(moved, StockMoved)
        here = {"stok": 7, "reserved": 3}
        assert moved.facts["lines"] == [
            {"line": 1, "field": "items.1.stok", "sku": "B", "code": "stock-reserved", **here}
        ]
        assert isinstance(both, AdjustmentsInvalid)
        assert both.facts["lines"] == [
            {"line": 0, "field": "items.0.sku", "sku": "C", "code": "variant-unknown"},
            {"line": 1, "field": "items.1.stok", "sku": "A", "code": "stock-moved", "stok": 7, "reserved": 0},
            {"line": 2, "field": "items.2.delta", "sku": "B", "code": "stock-reserved", **here},
            {"line": 3, "field": "items.3.delta", "sku": "B", "code": "stock-too-large", **here},
            {"line": 3, "field": "items.3.sku", "sku": "B", "code": "twice"},
        ]
        assert (stock(backend, A), stock(backend, B)) == (Stock(on_hand=7), Stock(on_hand=7, reserved=3))
        assert len(movements_of(backend, STORE, variant(backend, A))) == 1

    def test_down_to_what_is_reserved_and_no_further(self, backend: Backend) -> None:
        """What orders hold stays on hand."""
        add(backend, plain_product(on_hand=7), sku=A)
        reserve(backend, A, 3)

        adjust(backend, StockChange(sku=A, delta=-4, reason="rusak"))
        assert stock(backend, A) == Stock(on_hand=3, reserved=3)
        assert isinstance(refusal(backend, StockChange(sku=A, delta=-1, reason="rusak")), StockMoved)
        assert stock(backend, A) == Stock(on_hand=3, reserved=3)

    def test_another_store_s_variant_is_unknown(self, backend: Backend) -> None:
        """Even where both use the same SKU."""
        add(backend, plain_product(on_hand=7), sku=A, store=OTHER_STORE)

        assert isinstance(refusal(backend, StockChange(sku=A, delta=1, reason="x")), AdjustmentsInvalid)
        adjust(backend, StockChange(sku=A, delta=1, reason="x"), store=OTHER_STORE)
        assert stock(backend, A, OTHER_STORE) == Stock(on_hand=8)

    def test_thousands_of_lines_at_once(self, backend: Backend) -> None:
        """As a spreadsheet brings them: one product has many variants here."""
        skus = [Sku("".join(letters)) for letters in permutations("ABCDE", 3)]
        for sku in skus:
            add(backend, plain_product(on_hand=1), sku=sku)

        adjust(backend, *[StockChange(sku=sku, delta=at, reason="impor") for at, sku in enumerate(skus)])

        assert [stock(backend, sku).on_hand for sku in skus] == [1 + at for at in range(len(skus))]


class InventoryListContract:
    """Subclass it where a fixture `backend` gives the adapters."""

    def test_a_row_tells_the_stock_and_its_last_movement(self, backend: Backend) -> None:
        """With the product that the variant is of, and the default warehouse where there is one."""
        product = add(backend, two_variants("B", "A"))
        reserve(backend, B, 3)

        first, second = inventory(backend).rows
        row = dict(second)
        moved = row.pop("last_movement")
        assert (first["sku"], first["last_movement"], first["available"]) == ("A", None, 0)
        assert row == {
            "id": product.variants[0].id,
            "sku": "B",
            "variant": "B",
            "product_sku": "ESB-006",
            "product": "Biji Kopi",
            "on_hand": 10,
            "reserved": 3,
            "available": 7,
            "is_active": True,
            "warehouse": None,
        }
        assert (moved.reserved, moved.on_hand, moved.reason, moved.invoice, moved.by) == (
            3,
            0,
            "ordered",
            "INV0001",
            SITI,
        )

    @pytest.mark.parametrize("sort_by", INVENTORY_ORDERS)
    @pytest.mark.parametrize("descending", [True, False])
    def test_pages_follow_each_other_without_gap_or_repeat(
        self, backend: Backend, sort_by: str, descending: bool
    ) -> None:
        """By offset and by the place where the last one ended, though values repeat."""
        for number in (3, 1, 4, 2, 5):
            add(backend, plain_product(on_hand=7 * (number % 2)), sku=f"S{number}")
        reserve(backend, Sku("S3"), 2)
        listing = replace(BY_SKU, sort_by=sort_by, descending=descending)
        whole = [row["sku"] for row in inventory(backend, listing).rows]
        assert len(whole) == 5

        by_offset = [
            row["sku"] for start in (0, 2, 4) for row in inventory(backend, listing, start=start, limit=2).rows
        ]
        following = inventory(backend, listing, limit=2)
        assert following.total == 5
        by_place = [row["sku"] for row in following.rows]
        while following.next_after is not None:
            following = inventory(backend, listing, limit=2, after=following.next_after)
            by_place += [row["sku"] for row in following.rows]
            assert following.total is None

        assert (by_offset, by_place) == (whole, whole)

    def test_filters(self, backend: Backend) -> None:
        """By what can be ordered, category, what is left, and keyword; of this store alone, without archived ones."""
        add(backend, replace(plain_product(on_hand=1), is_active=False, category=3), sku="OFF")
        add(backend, replace(plain_product("Teh"), category=3), sku="ON")
        add(backend, two_variants("NONE-1", "NONE-2"), sku="NONE")
        add(backend, plain_product(), sku="ELSE", store=OTHER_STORE)

        def found(shown: InventoryFilter, listing: Listing = BY_SKU) -> list[str]:
            page = inventory(backend, listing, shown=shown)
            assert page.total == len(page.rows)
            return [row["sku"] for row in page.rows]

        assert found(InventoryFilter()) == ["NONE-1", "NONE-2", "OFF", "ON"]
        assert found(InventoryFilter(is_active=True)) == ["NONE-1", "NONE-2", "ON"]
        assert found(InventoryFilter(is_active=False)) == ["OFF"]
        assert found(InventoryFilter(category_id=3)) == ["OFF", "ON"]
        assert found(InventoryFilter(available_most=1)) == ["NONE-2", "OFF"]
        by_product = replace(BY_SKU, category="product", keyword="teh")
        assert found(InventoryFilter(), by_product) == ["ON"]
        by_variant = replace(BY_SKU, category="variant", keyword="none-")
        assert found(InventoryFilter(), by_variant) == ["NONE-1", "NONE-2"]
        assert found(InventoryFilter(), replace(BY_SKU, keyword="_")) == []


def inventory(
    backend: Backend,
    listing: Listing = BY_SKU,
    *,
    start: int = 0,
    limit: int = 10,
    after: InventoryPlace | None = None,
    shown: InventoryFilter | None = None,
) -> InventoryPage:
    """A page of the store's inventory."""
    asked = replace(listing, start=start, limit=limit)
    return inventory_desk_of(backend).page(STORE, asked, shown or InventoryFilter(), after=after)


def adjust(backend: Backend, *adjustments: Adjustment, store: StoreId = STORE) -> Sequence[Any]:
    """Siti sets stock right."""
    with backend.work(store) as work:
        done: Sequence[Any] = work.inventory.adjust(adjustments, by=SITI, at=backend.clock())
        work.commit()
    return done


def refusal(backend: Backend, *adjustments: Adjustment) -> Refusal:
    """Why it is not done."""
    with pytest.raises(Refusal) as raised:
        adjust(backend, *adjustments)
    return raised.value


def stock(backend: Backend, sku: Sku, store: StoreId = STORE) -> Stock:
    """What there is of the only variant of a product."""
    product = product_desk_of(backend).find(store, sku)
    assert product is not None
    return product.variants[0].stock


def variant(backend: Backend, sku: Sku) -> VariantId:
    """The only variant of a product."""
    product = product_desk_of(backend).find(STORE, sku)
    assert product is not None
    return product.variants[0].id


def reserve(backend: Backend, sku: Sku, qty: int) -> None:
    """An order takes some."""
    with backend.work(STORE) as work:
        work.stock.take({sku: qty}, invoice="INV0001", by=SITI, at=backend.clock())
        work.commit()
