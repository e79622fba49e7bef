"""Products are edited over REST: stock by the difference, variants that stay themselves, versions."""

from collections.abc import Callable
from typing import Any

import pytest

from bosonline.adapters.inbound.rest.product_schemas import EXAMPLE
from bosonline.domain.catalog import Sku
from bosonline.domain.identity import SYSTEM, StoreId
from bosonline.domain.ordering import Invoice
from bosonline.testing.backends import Backend

Sellers = Callable[[str], Any]
PLAIN = {"sku": "KOPI", "name": "Kopi Bubuk", "weight": 250, "price": 20_000, "qty": 7}


@pytest.fixture
def coffee(siti: Any) -> Any:
    """The product of the example, as its editor gets it."""
    assert siti("POST", "/store/products", EXAMPLE).status_code == 201
    return siti("GET", "/store/products/ESB-006/edit").json


@pytest.fixture
def powder(siti: Any) -> Any:
    """A product without attributes, as its editor gets it."""
    assert siti("POST", "/store/products", PLAIN).status_code == 201
    return siti("GET", "/store/products/KOPI/edit").json


def store_of(backend: Backend) -> StoreId:
    """Siti's store, which was opened first."""
    return StoreId(min(store.id for store in backend.database.read("stores").values()))


def take(backend: Backend, sku: str, qty: int) -> None:
    """A checkout reserves some."""
    with backend.work(store_of(backend)) as work:
        work.stock.take({Sku(sku): qty}, invoice=Invoice("INV0001"), by=SYSTEM, at=backend.clock())
        work.commit()


def stock(siti: Any, sku: str, product: str = "ESB-006") -> tuple[int, int]:
    """What is on hand, and reserved."""
    items = siti("GET", f"/store/products/{product}").json["varian_items"]
    return next((item["stok"], item["reserved"]) for item in items if item["sku"] == sku)


def test_what_is_sent_back_unchanged_changes_nothing(siti: Any, coffee: Any) -> None:
    before = siti("GET", "/store/products/ESB-006")

    answer = siti("PUT", "/store/products/ESB-006", coffee)

    assert (answer.status_code, answer.json["message"]) == (200, "Product Updated")
    after = siti("GET", "/store/products/ESB-006")
    assert (after.json, after.headers["ETag"]) == (before.json, before.headers["ETag"])
    assert answer.json["data"].items() <= before.json.items()
    assert siti("GET", "/store/products/ESB-006/edit").headers["ETag"] == before.headers["ETag"]


def test_what_was_sold_meanwhile_stays_sold(siti: Any, backend: Backend, coffee: Any) -> None:
    take(backend, "ESB-006-01", 1)
    gone = {"items": [{"sku": "ESB-006-01", "delta": -4, "reason": "rusak"}]}
    assert siti("PUT", "/store/inventory", gone).status_code == 200

    coffee["varian_items"][0]["stok"] += 20
    answer = siti("PUT", "/store/products/ESB-006", coffee)

    assert answer.status_code == 200
    assert stock(siti, "ESB-006-01") == (117, 1)


def test_without_what_was_seen_the_stock_is_set_and_a_movement_says_so(
    siti: Any, backend: Backend, coffee: Any
) -> None:
    for item in coffee["varian_items"]:
        del item["stok_seen"]
    coffee["varian_items"][0]["stok"] = 55
    coffee["varian_items"][1]["varian_stok"] = 44
    del coffee["varian_items"][1]["stok"]

    assert siti("PUT", "/store/products/ESB-006", coffee).status_code == 200

    assert [stock(siti, sku)[0] for sku in ("ESB-006-01", "ESB-006-02")] == [55, 44]
    moved = list(backend.database.read("stock_movements").values())
    assert [(one.on_hand, one.reason) for one in moved] == [
        (101, "initial"),
        (101, "initial"),
        (-46, "edited"),
        (-57, "edited"),
    ]
    assert len({one.by for one in moved}) == 1


def test_stock_that_nobody_counts_stays(siti: Any, coffee: Any, powder: Any) -> None:
    for item in coffee["varian_items"]:
        del item["stok"], item["stok_seen"]
    del powder["qty"], powder["stok_seen"]

    assert siti("PUT", "/store/products/ESB-006", {**coffee, "name": "Lain"}).status_code == 200
    assert siti("PUT", "/store/products/KOPI", {**powder, "name": "Lain"}).status_code == 200

    assert stock(siti, "ESB-006-01") == (101, 0)
    assert stock(siti, "KOPI", "KOPI") == (7, 0)


@pytest.mark.parametrize(
    ("given", "field", "status"),
    [
        ({"stok": 2}, "varian_items.0.stok", 409),
        ({"varian_stok": 2}, "varian_items.0.varian_stok", 409),
        ({"stok": 5, "stok_seen": 104}, "varian_items.0.stok", 409),
        ({"stok": 10_000_000, "stok_seen": 1}, "varian_items.0.stok", 422),
    ],
)
def test_stock_never_falls_below_what_is_reserved(
    siti: Any, backend: Backend, given: dict[str, int], field: str, status: int
) -> None:
    siti("POST", "/store/products", EXAMPLE)
    coffee = siti("GET", "/store/products/ESB-006/edit").json
    take(backend, "ESB-006-01", 3)
    item = coffee["varian_items"][0]
    del item["stok"], item["stok_seen"]
    item.update(given)

    answer = siti("PUT", "/store/products/ESB-006", coffee)

    assert (answer.status_code, list(answer.json["errors"])) == (status, [field])
    assert stock(siti, "ESB-006-01") == (101, 3)


def test_the_stock_of_a_product_without_attributes_is_its_qty(siti: Any, backend: Backend, powder: Any) -> None:
    take(backend, "KOPI", 3)

    assert powder["varian_items"] == []
    assert siti("PUT", "/store/products/KOPI", {**powder, "qty": 17}).status_code == 200
    assert stock(siti, "KOPI", "KOPI") == (17, 3)
    refused = siti("PUT", "/store/products/KOPI", {**powder, "qty": 2, "stok_seen": None})
    assert (refused.status_code, refused.json["code"], list(refused.json["errors"])) == (
        409,
        "stock-below-reserved",
        ["qty"],
    )
