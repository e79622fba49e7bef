"""Warehouses over REST."""

import pytest

from bosonline.adapters.inbound.rest.warehouses import EXAMPLE

from .conftest import Callers


def test_warehouses_come_and_go(call: Callers) -> None:
    siti = call("siti")
    first = siti("POST", "/profile/warehouses", EXAMPLE, Idempotency_Key="k")
    again = siti("POST", "/profile/warehouses", EXAMPLE, Idempotency_Key="k")
    assert (first.status_code, first.headers["ETag"]) == (201, '"1"')
    assert again.get_json() == first.get_json()
    bogor = first.get_json()["data"]
    assert {name: bogor[name] for name in EXAMPLE} == {**EXAMPLE, "phone": "+6281234567890"}
    assert (bogor["is_default"], bogor["region"]) == (True, "Cibinong, Kabupaten Bogor, Jawa Barat")
    depok = siti("POST", "/profile/warehouses", {**EXAMPLE, "name": "Gudang Depok"}).get_json()["data"]

    changed = siti("PUT", f"/profile/warehouses/{depok['id']}", {**EXAMPLE, "name": "Gudang Beji"}, If_Match='"1"')
    assert (changed.get_json()["data"]["name"], changed.headers["ETag"]) == ("Gudang Beji", '"2"')
    refused = siti("DELETE", f"/profile/warehouses/{bogor['id']}")
    assert (refused.status_code, refused.get_json()["code"]) == (409, "warehouse-is-default")
    assert refused.get_json()["others"] == [depok["id"]]
    chosen = siti("PATCH", f"/profile/warehouses/{depok['id']}/default", If_Match='"2"')
    assert chosen.get_json()["data"]["is_default"] is True
    for path in ("/store/warehouses", "/profile/warehouses"):
        listed = siti("GET", f"{path}?sort_by=name&sort_dir=asc").get_json()
        assert [(one["name"], one["is_default"]) for one in listed["data"]] == [
            ("Gudang Beji", True),
            ("Gudang Bogor", False),
        ]
        assert listed["total"] == 2
        assert siti("GET", f"{path}?keyword=bog").get_json()["total"] == 1
    gone = siti("DELETE", f"/profile/warehouses/{bogor['id']}")
    assert gone.get_json() == {"message": "Warehouse removed", "data": {"id": bogor["id"], "name": "Gudang Bogor"}}
    assert siti("DELETE", f"/profile/warehouses/{bogor['id']}").status_code == 404


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"district_code": "99.99.99"}, "region-unknown", "district_code"),
        ({"post_code": "00000"}, "post-code-invalid", "post_code"),
        ({"latitude": "80.0"}, "coordinates-invalid", "latitude"),
        ({"latitude": None}, "coordinates-invalid", "latitude"),
        ({"latitude": -6.48}, "validation-failed", "latitude"),
    ],
)
def test_what_is_wrong(call: Callers, change: dict[str, object], code: str, field: str) -> None:
    answer = call("siti")("POST", "/profile/warehouses", {**EXAMPLE, **change})

    assert (answer.status_code, answer.get_json()["code"]) == (422, code)
    assert set(answer.get_json()["errors"]) == {field}


def test_rights_and_other_stores(call: Callers) -> None:
    number = call("siti")("POST", "/profile/warehouses", EXAMPLE).get_json()["data"]["id"]
    changes = (
        ("PUT", f"/profile/warehouses/{number}", EXAMPLE),
        ("DELETE", f"/profile/warehouses/{number}", None),
        ("PATCH", f"/profile/warehouses/{number}/default", None),
    )

    assert call("alice")("GET", "/store/warehouses").get_json()["total"] == 1
    assert call("budi")("GET", "/store/warehouses").get_json()["total"] == 0
    for method, path, body in changes:
        assert call("alice")(method, path, body).status_code == 403
        missing = call("budi")(method, path, body)
        assert (missing.status_code, missing.get_json()["detail"]) == (404, "Record not found")
        assert call("siti")(method, path, body, If_Match='"9"').status_code == 412
    assert call("alice")("POST", "/profile/warehouses", EXAMPLE).status_code == 403
    assert call("siti")("GET", "/store/warehouses").get_json()["data"][0]["version"] == 1
