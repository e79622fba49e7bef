"""Products are switched, deleted and copied over REST; SKUs are looked up, and versions are honoured."""

from typing import Any

import pytest

from bosonline.adapters.inbound.rest.product_schemas import EXAMPLE

STALE = '"7"'


@pytest.fixture(autouse=True)
def coffee(siti: Any) -> None:
    """The product of the example."""
    assert siti("POST", "/store/products", EXAMPLE).status_code == 201


def test_a_product_and_a_variant_are_switched(siti: Any) -> None:
    off = siti("PATCH", "/store/products/ESB-006/status", {"status": 0})
    variant = siti("PATCH", "/store/products/ESB-006/variants/ESB-006-02/status", {"status": 0})

    assert (off.json["data"]["order_status"], off.headers["ETag"]) == (0, '"2"')
    assert (variant.json["data"]["status"], variant.headers["ETag"]) == (0, '"3"')
    again = siti("PATCH", "/store/products/ESB-006/status", {"status": 0})
    assert again.headers["ETag"] == '"3"'


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "", {**EXAMPLE, "name": "Lain"}),
        ("DELETE", "", None),
        ("PATCH", "/status", {"status": 0}),
        ("PUT", "/variants/ESB-006-01", {"price": 1}),
        ("PATCH", "/variants/ESB-006-01/status", {"status": 0}),
        ("POST", "/restore", None),
    ],
)
def test_who_saw_another_version_changes_nothing(siti: Any, method: str, path: str, body: Any) -> None:
    answer = siti(method, f"/store/products/ESB-006{path}", body, If_Match=STALE)

    assert answer.status_code == 412
    assert siti("GET", "/store/products/ESB-006").headers["ETag"] == '"1"'


def test_what_nobody_ordered_is_gone_for_good(siti: Any) -> None:
    gone = siti("DELETE", "/store/products/ESB-006", If_Match='"1"')

    assert gone.json["data"] == {"sku": "ESB-006", "archived": False}
    assert siti("POST", "/store/products/ESB-006/restore").status_code == 404
    assert siti("POST", "/store/products", EXAMPLE).status_code == 201


def test_a_copy_has_free_skus_and_is_switched_off(siti: Any) -> None:
    first, second = (siti("POST", "/store/products/ESB-006/duplicate").json["data"] for _ in range(2))

    assert [first["sku"], second["sku"]] == ["ESB-006-2", "ESB-006-3"]
    assert [one["sku"] for one in first["varian_items"]] == ["ESB-006-01-2", "ESB-006-02-2"]
    assert (first["order_status"], first["qty"], first["name"]) == (0, 0, EXAMPLE["name"])
    assert first["varian_items"][0]["wholesale"] == [{"min_qty": 10, "price": 43000}]


def test_a_sample_can_be_had_more_than_once(siti: Any) -> None:
    made = [siti("POST", "/store/products/dummy", Idempotency_Key=key) for key in ("a", "a", "b")]

    assert [one.status_code for one in made] == [201, 201, 201]
    assert [one.json["data"]["sku"] for one in made] == ["CONTOH", "CONTOH", "CONTOH-2"]
    assert made[0].json["data"]["order_status"] == 0


@pytest.mark.parametrize(
    ("path", "sku", "available", "suggestion"),
    [
        ("check-sku", "ESB-006", False, "ESB-006-2"),
        ("check-sku", "ESB-006-01", False, "ESB-006-01-2"),
        ("check-sku", "BARU", True, "BARU"),
        ("check-sku", "images", False, "IMAGES-1"),
        ("check-sku", "Kopi Gayo", False, "KOPI-GAYO"),
        ("variants/check-sku", "ESB-006", True, "ESB-006"),
        ("variants/check-sku", "ESB-006-01", False, "ESB-006-01-2"),
    ],
)
def test_skus_are_looked_up(siti: Any, path: str, sku: str, available: bool, suggestion: str) -> None:
    answer = siti("GET", f"/store/products/{path}?sku={sku}")

    assert (answer.status_code, answer.json["available"], answer.json["suggestion"]) == (200, available, suggestion)
    assert (answer.json["reason"] is None) == available


def test_descriptions_are_kept_harmless(siti: Any) -> None:
    rich = {**EXAMPLE, "description": "<b>Enak</b><script>alert(1)</script><img src=x onerror=alert(1)>"}

    assert siti("PUT", "/store/products/ESB-006", rich).json["data"]["description"] == "<b>Enak</b>"
    plain = {**EXAMPLE, "description": "harga < 50rb & enak"}
    assert siti("PUT", "/store/products/ESB-006", plain).json["data"]["description"] == plain["description"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"wholesale": [{"min_qty": 10, "price": 43000}, {"min_qty": 10, "price": 42000}]}, "wholesale"),
        ({"wholesale": [{"min_qty": 10, "price": 45000}]}, "wholesale"),
        ({"min_qty": 11}, "wholesale"),
        ({"name": "Kasar 1000 gr"}, "name"),
        ({"sku": "dummy"}, "sku"),
        ({"weight": 0}, "weight"),
    ],
)
def test_what_is_wrong_with_a_variant_is_said_of_its_member(siti: Any, change: dict[str, object], field: str) -> None:
    answer = siti("PUT", "/store/products/ESB-006/variants/ESB-006-01", change)

    assert (answer.status_code, list(answer.json["errors"])) == (422, [field])


def test_a_variant_takes_no_sku_that_is_taken(siti: Any) -> None:
    siti("POST", "/store/products", {"sku": "KOPI", "name": "Kopi", "weight": 1, "price": 1})

    taken = siti("PUT", "/store/products/ESB-006/variants/ESB-006-01", {"sku": "KOPI"})
    renamed = siti("PUT", "/store/products/ESB-006/variants/ESB-006-01", {"sku": "ESB-006-X"})

    assert (taken.status_code, taken.json["code"]) == (409, "sku-taken")
    assert (renamed.status_code, renamed.json["data"]["sku"], renamed.json["data"]["stok"]) == (200, "ESB-006-X", 101)
    assert siti("PUT", "/store/products/ESB-006/variants/NONE", {"price": 1}).status_code == 404
