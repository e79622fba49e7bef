"""Warehouses as the places where couriers fetch parcels."""

from typing import Any

import pytest

from bosonline.adapters.inbound.rest.pickup import BODY_EXAMPLE
from bosonline.adapters.outbound.sql.provider_areas import SqlProviderAreas

from .test_courier_orders import GAMBIR, HOST, Shop, shop  # noqa: F401  # a fixture

IN_GAMBIR = {**BODY_EXAMPLE, "name": "Gudang Gambir", "district_code": GAMBIR, "post_code": None}


def ask(shop: Shop, method: str, body: Any = None, **headers: str) -> Any:  # noqa: F811
    return shop.client.open(f"{HOST}/boscod/warehouses", method=method, json=body, headers={**shop.owner, **headers})


def test_a_pickup_address_is_one_of_the_warehouses_with_boscods_id(shop: Shop) -> None:  # noqa: F811
    districts: Any = shop.client.get(f"{HOST}/boscod/wilayah/search?keyword=gambir", headers=shop.owner).json
    area = next(one["id"] for one in districts["data"] if one["district_code"] == GAMBIR)
    first = ask(shop, "POST", IN_GAMBIR, **{"Idempotency-Key": "gambir"})
    again = ask(shop, "POST", IN_GAMBIR, **{"Idempotency-Key": "gambir"})

    assert (first.status_code, first.json["data"]["boscod_id"]) == (201, area)
    assert again.json == first.json
    listed = ask(shop, "GET").json["data"]
    assert [one["boscod_id"] for one in listed if one["name"] == "Gudang Gambir"] == [area]
    everywhere: Any = shop.client.get(f"{HOST}/store/warehouses", headers=shop.owner).json
    assert [{**one, "boscod_id": None} for one in everywhere["data"]] == [{**one, "boscod_id": None} for one in listed]


def test_where_no_courier_comes_nothing_is_added(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    monkeypatch.setattr(SqlProviderAreas, "theirs", lambda *_: None)
    before = ask(shop, "GET").json["total"]

    refused = ask(shop, "POST", {**IN_GAMBIR, "name": "Gudang Jauh"})

    assert (refused.status_code, refused.json["code"]) == (422, "district-not-served")
    assert list(refused.json["errors"]) == ["district_code"]
    assert ask(shop, "GET").json["total"] == before


def test_an_address_too_short_for_boscod_is_named(shop: Shop) -> None:  # noqa: F811
    refused = ask(shop, "POST", {**IN_GAMBIR, "address": "Jl. 1"})

    assert refused.status_code == 422
    assert list(refused.json["errors"]) == ["address"]
