"""Categories over REST, on every backend."""

from typing import Any

import pytest

PRODUCT = {"name": "Kopi Bubuk", "weight": 250, "price": 20_000}


def add(caller: Any, name: str = "Kopi", path: str = "/store/categories") -> Any:
    answer = caller("POST", path, {"name": name})
    assert answer.status_code == 201, answer.json
    return answer.json["data"]


def test_a_store_sees_its_own_and_the_platforms(admin: Any, siti: Any, call: Any) -> None:
    own, common = add(siti), add(admin, "Minuman", "/admin/categories")

    assert own == {"id": own["id"], "name": "Kopi", "status": 1, "own": True}
    assert common == {"id": common["id"], "name": "Minuman", "status": 1, "own": False}
    assert siti("GET", "/store/categories").json == {"data": [own, common], "total": 2}
    assert call("budi")("GET", "/store/categories").json == {"data": [common], "total": 1}
    assert siti("GET", "/store/categories?keyword=min&status=1&sort_dir=desc").json["data"] == [common]


def test_products_are_filed_under_what_the_store_sees(admin: Any, siti: Any, call: Any) -> None:
    own, common = add(siti), add(admin, "Minuman", "/admin/categories")
    others = add(call("budi"), "Teh")

    for category in (own, common):
        added = siti("POST", "/store/products", {**PRODUCT, "category_id": category["id"]})
        assert (added.status_code, added.json["data"]["category_id"]) == (201, category["id"])
    for category in (others["id"], 999_999):
        answer = siti("POST", "/store/products", {**PRODUCT, "category_id": category})
        assert (answer.status_code, answer.json["code"]) == (422, "category-unknown")
        assert list(answer.json["errors"]) == ["category_id"]
    assert siti("GET", f"/store/products?category_id={own['id']}").json["total"] == 1


def test_a_category_is_changed_as_long_as_nobody_else_did(siti: Any) -> None:
    path = f"/store/categories/{add(siti)['id']}"

    changed = siti("PUT", path, {"name": " Kopi  Bubuk ", "status": 0}, If_Match='"1"')

    assert (changed.json["data"]["name"], changed.json["data"]["status"]) == ("Kopi Bubuk", 0)
    assert changed.headers["ETag"] == '"2"'
    assert siti("PUT", path, {"name": "Kopi"}, If_Match='"1"').status_code == 412
    assert siti("PUT", path, {"name": "Kopi"}).json["data"]["status"] == 0
    assert siti("PUT", path, {"name": "Kopi"}).headers["ETag"] == '"3"'
    add(siti, "Teh")
    taken = siti("PUT", path, {"name": "TEH"})
    assert (taken.status_code, taken.json["code"], list(taken.json["errors"])) == (409, "category-known", ["name"])


def test_only_what_is_not_in_use_is_deleted(siti: Any) -> None:
    category = add(siti)
    path = f"/store/categories/{category['id']}"
    siti("POST", "/store/products", {**PRODUCT, "category_id": category["id"]})
    free = add(siti, "Teh")

    used = siti("DELETE", path, Accept_Language="id")
    assert (used.status_code, used.json["code"]) == (409, "category-in-use")
    deleted = siti("DELETE", f"/store/categories/{free['id']}")
    assert deleted.json == {"message": "Category deleted", "data": {"id": free["id"], "name": "Teh"}}
    assert siti("DELETE", f"/store/categories/{free['id']}").status_code == 404
    assert siti("GET", "/store/categories").json["data"] == [category]


def test_the_platforms_are_not_changed_by_stores(admin: Any, siti: Any, call: Any) -> None:
    common, own = add(admin, "Minuman", "/admin/categories"), add(siti)

    for method, body in (("PUT", {"name": "Lain"}), ("DELETE", None)):
        answer = siti(method, f"/store/categories/{common['id']}", body)
        assert (answer.status_code, answer.json["code"]) == (403, "category-of-platform")
        assert call("budi")(method, f"/store/categories/{own['id']}", body).status_code == 404
    assert siti("POST", "/store/categories", {"name": "MINUMAN"}).json["code"] == "category-known"
    assert siti("POST", "/admin/categories", {"name": "Teh"}).status_code == 403


def test_it_takes_rights_to_products(call: Any) -> None:
    alice = call("alice")

    for method, path, body in (
        ("GET", "/store/categories", None),
        ("POST", "/store/categories", {"name": "Teh"}),
        ("PUT", "/store/categories/1", {"name": "Teh"}),
        ("DELETE", "/store/categories/1", None),
    ):
        assert alice(method, path, body).json["code"] == "forbidden"


@pytest.mark.parametrize("body", [{"name": " "}, {"name": "x" * 81}, {"name": "Teh", "status": 2}, {}])
def test_what_is_wrong_is_said(siti: Any, body: dict[str, object]) -> None:
    answer = siti("POST", "/store/categories", body)

    assert (answer.status_code, answer.json["code"]) == (422, "validation-failed")
