"""Stores as the platform sees them over REST, on every backend."""

from typing import Any

import pytest

from bosonline.domain.identity import StoreId
from bosonline.testing.backends import Backend
from bosonline.testing.contracts.forms import add as add_form
from bosonline.testing.contracts.forms import publish
from bosonline.testing.contracts.ordering import add_product, place
from bosonline.testing.shops import store_desk_of, storefronts_of

REASON = {"reason": "Barang palsu"}


def row_of(admin: Any, name: str) -> Any:
    (row,) = admin("GET", f"/admin/stores?keyword={name}").json["data"]
    return row


def test_every_store_is_listed_with_its_owner(admin: Any) -> None:
    listed = admin("GET", "/admin/stores?sort_by=name&sort_dir=asc").json

    assert ([row["name"] for row in listed["data"]], listed["total"]) == (["Toko Budi", "Toko Siti"], 2)
    siti = listed["data"][1]
    assert siti.pop("created_at").startswith("2026-01-05T03:00:00")
    assert siti == {
        "id": siti["id"],
        "name": "Toko Siti",
        "subdomain": siti["subdomain"],
        "status": "open",
        "suspended_for": None,
        "owner": {"name": "siti", "email": "siti@example.com"},
        "orders": 0,
    }
    for query in (f"category=subdomain&keyword={siti['subdomain']}", "category=owner_email&keyword=SITI@"):
        assert [row["id"] for row in admin("GET", f"/admin/stores?{query}").json["data"]] == [siti["id"]]
    assert admin("GET", "/admin/stores?status=suspended").json == {"data": [], "total": 0}


def test_orders_are_counted_by_store(admin: Any, backend: Backend) -> None:
    store = StoreId(row_of(admin, "Siti")["id"])
    add_product(backend, store=store)
    for number in range(2):
        place(backend, store=store, content=f"c{number}")

    assert (row_of(admin, "Siti")["orders"], row_of(admin, "Budi")["orders"]) == (2, 0)


def test_a_suspended_store_is_told_why(admin: Any, siti: Any, call: Any) -> None:
    store = row_of(admin, "Siti")["id"]

    answer = admin("POST", f"/admin/stores/{store}/suspend", REASON)

    assert (answer.status_code, answer.json["message"]) == (200, "Store suspended")
    assert (answer.json["data"]["status"], answer.json["data"]["suspended_for"]) == ("suspended", "Barang palsu")
    for caller in (siti, call("alice")):
        refused = caller("GET", "/store/products", Accept_Language="id")
        assert (refused.status_code, refused.json["code"]) == (403, "store-suspended")
        assert refused.json["detail"] == "Platform menangguhkan toko Anda (Barang palsu); hubungi dukungan platform"
    assert siti("GET", "/store/announcements").json["code"] == "store-suspended"
    assert call("budi")("GET", "/store/products").status_code == 200
    assert row_of(admin, "Siti")["suspended_for"] == "Barang palsu"
    assert admin("GET", "/admin/stores?status=suspended").json["total"] == 1

    restored = admin("POST", f"/admin/stores/{store}/restore")

    assert (restored.status_code, restored.json["data"]["status"]) == (200, "open")
    assert siti("GET", "/store/products").status_code == 200


def test_a_suspended_store_takes_no_orders(admin: Any, backend: Backend) -> None:
    row = row_of(admin, "Siti")
    store = store_desk_of(backend).get(row["id"])
    assert store is not None
    publish(backend, add_form(backend, store))

    def is_selling() -> bool:
        front = storefronts_of(backend).find(subdomain=row["subdomain"], slug="kopi-arabica")
        assert front is not None
        return front.is_selling

    assert is_selling()
    admin("POST", f"/admin/stores/{row['id']}/suspend", REASON)
    assert not is_selling()
    admin("POST", f"/admin/stores/{row['id']}/restore")
    assert is_selling()


def test_what_does_not_fit_is_refused(admin: Any) -> None:
    store = row_of(admin, "Siti")["id"]

    early = admin("POST", f"/admin/stores/{store}/restore")
    assert (early.status_code, early.json["code"], early.json["current_status"]) == (409, "store-status-unfit", "open")
    first = admin("POST", f"/admin/stores/{store}/suspend", REASON, Idempotency_Key="k")
    replayed = admin("POST", f"/admin/stores/{store}/suspend", REASON, Idempotency_Key="k")
    assert replayed.json == first.json
    assert admin("POST", f"/admin/stores/{store}/suspend", REASON).json["code"] == "store-status-unfit"
    assert admin("POST", "/admin/stores/999999/suspend", REASON).status_code == 404
    assert admin("POST", f"/admin/stores/{store}/suspend", {"reason": " "}).status_code == 422


@pytest.mark.parametrize("who", ["siti", "alice"])
def test_only_admins_of_the_platform_oversee(call: Any, who: str) -> None:
    for method, path in (
        ("GET", "/admin/stores"),
        ("POST", "/admin/stores/1/suspend"),
        ("POST", "/admin/stores/1/restore"),
    ):
        assert call(who)(method, path, REASON if "suspend" in path else None).json["code"] == "forbidden"
