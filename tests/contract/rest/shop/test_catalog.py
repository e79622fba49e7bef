"""Products over REST."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bosonline.adapters.inbound.rest.product_schemas import EXAMPLE
from bosonline.domain.identity import UserId
from bosonline.testing.backends import Backend
from bosonline.testing.platform import categories_on
from bosonline.testing.uploads import DOCUMENTED, keep_uploads, upload_rounds_of

Sellers = Callable[[str], Any]
PLAIN = {"name": "Kopi Bubuk", "weight": 250, "price": 20_000, "qty": 7}


def add(seller: Any, **members: object) -> Any:
    answer = seller("POST", "/store/products", {**PLAIN, **members})
    assert answer.status_code == 201, answer.json
    return answer.json["data"]


def a_category(backend: Backend) -> int:
    """A category that every store sees."""
    return categories_on(backend).add(store=None, by=UserId(1), name="Kopi").id


def test_a_product_with_variants_is_added_and_read(siti: Any, backend: Backend) -> None:
    answer = siti("POST", "/store/products", EXAMPLE)

    assert (answer.status_code, answer.json["message"]) == (201, "Product created")
    read = siti("GET", "/store/products/ESB-006")
    figures = {"reserved": 0, "available": 202, "sold": 0, "revenue": 0}
    assert read.json == {**answer.json["data"], **figures}
    assert read.headers["ETag"] == '"1"'
    answered_with_more = ("varian_items", "image")
    assert {name: read.json[name] for name in EXAMPLE if name not in answered_with_more} == {
        name: value for name, value in EXAMPLE.items() if name not in answered_with_more
    }
    (image,), (store,) = read.json["image"], upload_rounds_of(backend).stores()
    assert image == {
        "file_name": DOCUMENTED,
        "url": f"/files/{store}/images/{DOCUMENTED}",
        "thumbnail_url": f"/files/{store}/thumbs/{DOCUMENTED}",
    }
    assert [item["available"] for item in read.json["varian_items"]] == [101, 101]
    variants = siti("GET", "/store/products/ESB-006/variants").json
    assert variants == {"data": read.json["varian_items"], "total": 2}


def test_the_published_body_is_accepted(siti: Any, backend: Backend) -> None:
    body = json.loads((Path(__file__).parent.parent / "documented" / "product-edit.json").read_text())["request"][
        "body"
    ]

    given = {**body, "sku": "ESB-006", "product_cs": [], "category_id": a_category(backend)}
    answer = siti("POST", "/store/products", given)

    assert answer.status_code == 201
    first, second = answer.json["data"]["varian_items"]
    assert (first["stok"], first["min_qty"], first["status"]) == (101, 100, 1)
    assert (second["stok"], second["status"]) == (101, 0)


def test_images_are_uploads_of_the_same_store(siti: Any, sellers: Sellers, backend: Backend) -> None:
    (store,) = upload_rounds_of(backend).stores()
    keep_uploads(backend.work, store, backend.clock(), "another.png")
    named = [{"file_name": "another.png"}, {"file_name": DOCUMENTED}]

    answer = sellers("budi")("POST", "/store/products", {**PLAIN, "image": named})
    assert (answer.status_code, answer.json["code"]) == (422, "image-unknown")
    assert list(answer.json["errors"]) == ["image.0.file_name"]
    assert sellers("budi")("GET", "/store/products").json["total"] == 0

    answer = siti("POST", "/store/products", {**PLAIN, "image": [*named, {"file_name": "none.png"}]})
    assert list(answer.json["errors"]) == ["image.2.file_name"]
    assert [image["file_name"] for image in add(siti, image=named)["image"]] == ["another.png", DOCUMENTED]


def test_a_product_without_attributes_has_one_variant_with_its_sku(siti: Any) -> None:
    product = add(siti)

    (variant,) = product["varian_items"]
    assert (product["sku"], variant["sku"], variant["stok"], product["qty"]) == ("KOPI-BUBUK", "KOPI-BUBUK", 7, 7)
    assert (product["path_url"], product["publish_rate"], variant["price"]) == ("kopi-bubuk", 20_000, 20_000)


def test_skus_that_are_made_up_never_collide(siti: Any) -> None:
    made = [add(siti)["sku"] for _ in range(3)]
    reserved = add(siti, name="Download")["sku"]

    assert made == ["KOPI-BUBUK", "KOPI-BUBUK-2", "KOPI-BUBUK-3"]
    assert reserved == "DOWNLOAD-1"
    assert siti("GET", f"/store/products/{reserved}").status_code == 200


@pytest.mark.parametrize(
    ("sku", "variants", "taken"),
    [
        ("ESB-006", ["X-1"], ["ESB-006"]),
        ("ESB-007", ["ESB-006-01", "ESB-006-02"], ["ESB-006-01", "ESB-006-02"]),
    ],
)
def test_skus_that_are_taken_are_named(siti: Any, sku: str, variants: list[str], taken: list[str]) -> None:
    siti("POST", "/store/products", EXAMPLE)

    items = [{"name": sku, "sku": sku} for sku in variants]
    answer = siti("POST", "/store/products", {**EXAMPLE, "sku": sku, "varian_items": items})

    assert (answer.status_code, answer.json["code"], answer.json["skus"]) == (409, "sku-taken", taken)


def test_another_store_has_skus_of_its_own(sellers: Sellers) -> None:
    add(sellers("siti"), sku="A")

    assert sellers("budi")("GET", "/store/products/A").status_code == 404
    assert sellers("budi")("GET", "/store/products/A/variants").status_code == 404
    assert add(sellers("budi"), sku="A")["sku"] == "A"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"attributes": []}, "varian_items"),
        ({"varian_items": []}, "varian_items"),
        ({"varian_items": [{"name": "A", "sku": "A"}, {"name": "B", "sku": "A"}]}, "varian_items"),
        ({"varian_items": [{"name": "A", "sku": "A"}, {"name": "A", "sku": "B"}]}, "varian_items"),
        ({"varian_items": [{"name": "A", "sku": "checkout"}]}, "varian_items.0.sku"),
        ({"sku": "Images"}, "sku"),
        ({"attributes": [{"name": "A", "items": ["x", "x"]}]}, "attributes.0.items"),
        ({"product_cs": [{"cs_id": 999_999}]}, "product_cs"),
        ({"price": 1.5}, "price"),
        ({"weight": 0}, "weight"),
        ({"path_url": "-a"}, "path_url"),
    ],
)
def test_what_is_wrong_is_said_of_its_member(siti: Any, change: dict[str, object], field: str) -> None:
    answer = siti("POST", "/store/products", {**EXAMPLE, **change})

    assert (answer.status_code, list(answer.json["errors"])) == (422, [field])


def test_rules_are_told_in_indonesian(siti: Any) -> None:
    answer = siti("POST", "/store/products", {**EXAMPLE, "attributes": []}, Accept_Language="id")

    assert answer.json["message"] == "Produk memiliki varian bila memiliki atribut, dan hanya bila demikian"


def test_the_list_pages_by_cursor(siti: Any) -> None:
    for number in range(5):
        add(siti, sku=f"S{number}", name=f"Kopi {number}")

    first = siti("GET", "/store/products?limit=2&sort_by=name&sort_dir=asc").json
    found, cursor = [row["sku"] for row in first["data"]], first["next_cursor"]
    while cursor:
        page = siti("GET", f"/store/products?limit=2&sort_by=name&sort_dir=asc&cursor={cursor}").json
        assert "total" not in page
        found, cursor = found + [row["sku"] for row in page["data"]], page["next_cursor"]

    assert (found, first["total"]) == (["S0", "S1", "S2", "S3", "S4"], 5)
    wrong = siti("GET", f"/store/products?sort_by=created_at&cursor={first['next_cursor']}")
    assert (wrong.status_code, wrong.json["code"]) == (409, "cursor-of-another-order")


def test_the_list_is_filtered_and_shows_what_a_seller_looks_for(siti: Any, backend: Backend) -> None:
    category = a_category(backend)
    add(siti, sku="OFF", order_status=0, category_id=category)
    siti("POST", "/store/products", EXAMPLE)

    (row,) = siti("GET", "/store/products?status=1&keyword=arabica&category=name").json["data"]
    assert (
        row["sku"],
        row["min_price"],
        row["max_price"],
        row["stok"],
        row["image"]["file_name"],
        row["variants"],
    ) == (
        "ESB-006",
        45_000,
        45_000,
        202,
        "1750661540-444.png",
        2,
    )
    assert siti("GET", f"/store/products?category_id={category}&status=").json["total"] == 1
    assert siti("GET", "/store/products?category=sku&keyword=esb").json["total"] == 1


def test_variants_are_sorted_and_searched(siti: Any) -> None:
    siti("POST", "/store/products", EXAMPLE)

    def skus(query: str) -> list[str]:
        return [row["sku"] for row in siti("GET", f"/store/products/ESB-006/variants?{query}").json["data"]]

    assert skus("sort_dir=desc") == ["ESB-006-02", "ESB-006-01"]
    assert skus("sort_by=name&sort_dir=asc&start=1") == ["ESB-006-02"]
    assert skus("keyword=kasar") == ["ESB-006-02"]
    assert skus("category=sku&keyword=kasar") == []


def test_rights_are_asked_for(sellers: Sellers) -> None:
    alice = sellers("alice")

    assert alice("GET", "/store/products").status_code == 200
    assert alice("POST", "/store/products", PLAIN).status_code == 403
    assert alice("GET", "/store/forms").status_code == 403
    assert sellers("nobody")("GET", "/store/products").status_code == 401
