"""Settings and the subdomain over REST."""

from typing import Any

import pytest

from bosonline.adapters.inbound.rest.store_settings import EXAMPLE

from .conftest import Callers

SENT = {**EXAMPLE, "name": "Kopi Siti Bogor", "timezone": "Asia/Jayapura", "cod_fee_basis_points": 250}


def test_everything_is_set_and_told(call: Callers) -> None:
    siti = call("siti")
    before = siti("GET", "/store")

    answer = siti("PUT", "/store", SENT, If_Match=before.headers["ETag"])

    assert (answer.status_code, answer.headers["ETag"]) == (200, '"2"')
    told: dict[str, Any] = answer.get_json()
    assert {name: told["data"][name] for name in SENT} == {**SENT, "phone": "+6281234567890"}
    assert siti("GET", "/store").get_json() == told["data"]


def test_what_was_read_can_be_sent_back(call: Callers) -> None:
    siti = call("siti")
    siti("PUT", "/store", SENT)
    read = siti("GET", "/store").get_json()

    answer = siti("PUT", "/store", {name: read[name] for name in EXAMPLE})

    assert answer.get_json()["data"] == read
    assert answer.headers["ETag"] == '"2"'


def test_what_is_wrong_is_told_all_at_once(call: Callers) -> None:
    siti = call("siti")
    wrong = {
        **SENT,
        "timezone": "Europe/Berlin",
        "payment_deadline_minutes": 0,
        "quiet_from": "24:00",
        "flat_rates": [{"area": "3", "price": -1}],
        "quarantine": {"orders_per_phone": 0},
        "owner": 1,
    }

    answer = siti("PUT", "/store", wrong)

    assert answer.status_code == 422
    assert set(answer.get_json()["errors"]) == {
        "timezone",
        "payment_deadline_minutes",
        "quiet_from",
        "flat_rates.0.area",
        "flat_rates.0.price",
        "quarantine.orders_per_phone",
        "quarantine.orders_per_address",
        "quarantine.shortest_name",
        "owner",
    }
    assert siti("GET", "/store").headers["ETag"] == '"1"'


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"flat_rates": [{"area": "99", "price": 1}]}, "region-unknown", "flat_rates.0.area"),
        ({"flat_rates": [{"price": 1}, {"area": None, "price": 2}]}, "flat-rate-twice", "flat_rates"),
        ({"phone": "x"}, "phone-invalid", "phone"),
    ],
)
def test_what_the_rules_refuse(call: Callers, change: dict[str, Any], code: str, field: str) -> None:
    answer = call("siti")("PUT", "/store", {**SENT, **change})

    assert (answer.status_code, answer.get_json()["code"]) == (422, code)
    assert set(answer.get_json()["errors"]) == {field}


def test_who_saw_an_older_version_changes_nothing(call: Callers) -> None:
    siti = call("siti")
    siti("PUT", "/store", SENT)

    for path, body in (("/store", SENT), ("/store/subdomain", {"subdomain": "kopi-bogor"})):
        answer = siti("PUT", path, body, If_Match='"1"')
        assert (answer.status_code, answer.get_json()["code"]) == (412, "precondition-failed")


def test_rights(call: Callers) -> None:
    alice, rudi = call("alice"), call("rudi")

    assert alice("GET", "/store").status_code == 200
    assert alice("PUT", "/store", SENT).get_json()["code"] == "forbidden"
    assert alice("PUT", "/store/subdomain", {"subdomain": "kopi-alice"}).get_json()["code"] == "forbidden"
    assert rudi("PUT", "/store", SENT).get_json()["code"] == "no-store"
    assert rudi("GET", "/store/check-subdomain?subdomain=kopirudi").get_json()["available"] is True
    assert call()("GET", "/store/check-subdomain?subdomain=kopirudi").status_code == 401


def test_a_name_is_looked_up(call: Callers) -> None:
    siti = call("siti")

    taken = siti("GET", "/store/check-subdomain?subdomain=tehbudi", Accept_Language="id").get_json()
    reserved = siti("GET", "/store/check-subdomain?subdomain=admin").get_json()

    assert taken == {
        "subdomain": "tehbudi",
        "available": False,
        "reason": "subdomain-taken",
        "message": "Subdomain ini sudah dipakai; tehbudi-2 masih tersedia",
        "suggestion": "tehbudi-2",
    }
    assert (reserved["available"], reserved["reason"]) == (False, "subdomain-reserved")
    assert siti("GET", "/store/check-subdomain").status_code == 422


def test_a_name_is_changed(call: Callers) -> None:
    siti = call("siti")

    answer = siti("PUT", "/store/subdomain", {"subdomain": "kopi-bogor"})

    assert (answer.status_code, answer.get_json()["data"]["subdomain"]) == (200, "kopi-bogor")
    assert answer.get_json()["data"] == siti("GET", "/store").get_json()
    refused = call("budi")("PUT", "/store/subdomain", {"subdomain": "kopisiti"})
    assert (refused.status_code, refused.get_json()["suggestion"]) == (409, "kopisiti-2")
