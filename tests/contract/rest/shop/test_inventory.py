"""The inventory over REST, and the figures in the list of products."""

from collections.abc import Callable
from typing import Any

import pytest

from bosonline.adapters.inbound.rest.product_schemas import EXAMPLE
from bosonline.domain.identity import SYSTEM
from bosonline.testing.backends import Backend

Sellers = Callable[[str], Any]


@pytest.fixture
def goods(siti: Any) -> Any:
    """Siti, who has coffee in two grinds."""
    assert siti("POST", "/store/products", EXAMPLE).status_code == 201
    return siti


def put(seller: Any, *items: dict[str, object], **headers: str) -> Any:
    return seller("PUT", "/store/inventory", {"items": list(items)}, **headers)


def reserve(seller: Any, backend: Backend, sku: str, qty: int) -> None:
    """An order takes some."""
    with backend.work(seller("GET", "/store").json["id"]) as work:
        work.stock.take({sku: qty}, invoice="INV0821", by=SYSTEM, at=backend.clock())
        work.commit()


def test_stock_is_set_right_and_read(goods: Any, backend: Backend) -> None:
    reserve(goods, backend, "ESB-006-01", 2)
    answer = put(
        goods,
        {"sku": "ESB-006-01", "stok": 90, "seen": 101, "reason": "stock opname"},
        {"sku": "ESB-006-02", "delta": -97, "reason": "rusak"},
    )

    assert (answer.status_code, answer.json["message"]) == (200, "Inventory updated")
    assert answer.json["data"] == [
        {"sku": "ESB-006-01", "stok": 90, "reserved": 2, "available": 88},
        {"sku": "ESB-006-02", "stok": 4, "reserved": 0, "available": 4},
    ]
    read = goods("GET", "/store/inventory").json
    assert read["total"] == 2
    first, second = read["data"]
    assert (first["sku"], first["product"], first["variant"]) == ("ESB-006-01", "Biji Kopi Arabica", "Halus 1000 gr")
    assert (first["stok"], first["reserved"], first["available"], first["low"]) == (90, 2, 88, False)
    assert (second["low"], second["status"]) == (True, 1)
    moved = second["last_movement"]
    assert (moved["reason"], moved["stok"], moved["reserved"], moved["invoice"]) == ("rusak", -97, 0, None)
    assert [row["sku"] for row in goods("GET", "/store/inventory?low=1").json["data"]] == ["ESB-006-02"]


def test_every_line_at_fault_is_told_and_nothing_changes(goods: Any, backend: Backend) -> None:
    reserve(goods, backend, "ESB-006-01", 2)
    moved = put(
        goods,
        {"sku": "ESB-006-01", "stok": 90, "seen": 100, "reason": "stock opname"},
        {"sku": "ESB-006-02", "delta": -102, "reason": "rusak"},
    )
    unknown = put(
        goods,
        {"sku": "ESB-006-01", "stok": 1, "reason": "stock opname"},
        {"sku": "ESB-009", "delta": 1, "reason": "x"},
        Accept_Language="id",
    )

    assert (moved.status_code, moved.json["code"]) == (409, "stock-moved")
    assert [(line["line"], line["sku"], line["code"], line["stok"]) for line in moved.json["lines"]] == [
        (0, "ESB-006-01", "stock-moved", 101),
        (1, "ESB-006-02", "stock-reserved", 101),
    ]
    assert moved.json["errors"]["items.0.stok"] == ["is 101 by now"]
    assert (unknown.status_code, unknown.json["code"]) == (422, "adjustments-invalid")
    assert unknown.json["errors"] == {
        "items.0.stok": ["menyisakan kurang dari 2 yang sudah dipesan"],
        "items.1.sku": ["bukan varian toko Anda"],
    }
    assert [row["stok"] for row in goods("GET", "/store/inventory").json["data"]] == [101, 101]


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ({"stok": 1, "delta": 1}, "items.0"),
        ({}, "items.0"),
        ({"delta": 1, "seen": 1}, "items.0"),
        ({"seen": 1}, "items.0"),
        ({"stok": -1}, "items.0.stok"),
        ({"stok": 1.5}, "items.0.stok"),
        ({"delta": 10_000_001}, "items.0.delta"),
        ({"stok": 1, "reason": " "}, "items.0.reason"),
        ({"stok": 1, "sku": "a b"}, "items.0.sku"),
        ({"stok": 1, "warehouse": 1}, "items.0.warehouse"),
    ],
)
def test_what_is_wrong_with_a_line_is_said_of_its_member(goods: Any, line: dict[str, object], field: str) -> None:
    answer = put(goods, {"sku": "ESB-006-01", "reason": "x", **line})

    assert (answer.status_code, list(answer.json["errors"])) == (422, [field])


def test_a_list_of_lines_has_an_end(goods: Any) -> None:
    assert put(goods).json["errors"].keys() == {"items"}
    many = [{"sku": f"S{number}", "delta": 1, "reason": "x"} for number in range(1001)]
    assert put(goods, *many).json["errors"].keys() == {"items"}
    unknown = put(goods, *many[:1000]).json
    assert len(unknown["lines"]) == 1000
    assert len(unknown["errors"]) == 51


def test_the_threshold_is_the_store_s_own_and_the_warehouse_its_default(goods: Any) -> None:
    store = {"name": "Kopi Siti", "phone": "081234567890", "low_stock": 101}
    assert goods("PUT", "/store", store).status_code == 200

    rows = goods("GET", "/store/inventory?low=true&sort_by=stok&sort_dir=desc").json["data"]

    assert [(row["sku"], row["low"]) for row in rows] == [("ESB-006-02", True), ("ESB-006-01", True)]


def test_the_inventory_pages_by_cursor(goods: Any) -> None:
    first = goods("GET", "/store/inventory?limit=1&sort_by=stok").json
    second = goods("GET", f"/store/inventory?limit=1&sort_by=stok&cursor={first['next_cursor']}").json

    assert [row["sku"] for row in first["data"] + second["data"]] == ["ESB-006-01", "ESB-006-02"]
    assert ("total" in second, second["next_cursor"]) == (False, None)
    wrong = goods("GET", f"/store/inventory?cursor={first['next_cursor']}")
    assert (wrong.status_code, wrong.json["code"]) == (409, "cursor-of-another-order")


def test_another_store_s_variants_are_not_there(goods: Any, sellers: Sellers) -> None:
    budi = sellers("budi")

    assert budi("GET", "/store/inventory").json == {"data": [], "total": 0, "next_cursor": None}
    assert put(budi, {"sku": "ESB-006-01", "delta": 1, "reason": "x"}).status_code == 422
    assert sellers("alice")("GET", "/store/inventory").status_code == 200
    assert put(sellers("alice"), {"sku": "ESB-006-01", "delta": 1, "reason": "x"}).status_code == 403


def test_products_are_sorted_by_their_figures_and_found_by_their_description(goods: Any) -> None:
    plain = {"name": "Kopi Bubuk", "weight": 250, "price": 20_000, "qty": 7}
    assert goods("POST", "/store/products", plain).status_code == 201

    for column in ("min_price", "max_price", "stok", "sold", "revenue"):
        page = goods("GET", f"/store/products?limit=1&sort_dir=asc&sort_by={column}").json
        rest = goods("GET", f"/store/products?sort_dir=asc&sort_by={column}&cursor={page['next_cursor']}").json
        found = [row[column] for row in page["data"] + rest["data"]]
        assert (len(found), found) == (2, sorted(found))
    (row,) = goods("GET", "/store/products?category=description&keyword=gayo").json["data"]
    assert (row["sku"], row["sold"], row["revenue"], row["archived_at"]) == ("ESB-006", 0, 0, None)
    assert goods("GET", "/store/products?archived=1").json["total"] == 0
    detail = goods("GET", "/store/products/ESB-006").json
    assert (detail["reserved"], detail["available"], detail["sold"], detail["revenue"]) == (0, 202, 0, 0)
