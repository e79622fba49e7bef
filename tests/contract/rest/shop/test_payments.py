"""Bank accounts over REST."""

from collections.abc import Callable
from typing import Any

import pytest

from bosonline.adapters.inbound.rest.form_schemas import EXAMPLE as FORM
from bosonline.adapters.inbound.rest.payments import EXAMPLE
from bosonline.adapters.inbound.rest.product_schemas import EXAMPLE as PRODUCT

Sellers = Callable[[str], Any]


def test_an_account_is_added_and_listed(siti: Any) -> None:
    answer = siti("POST", "/store/rekening", {**EXAMPLE, "account_number": "123 456-7890", "account_name": " SITI  R "})

    assert (answer.status_code, answer.json["message"]) == (201, "Rekening created")
    account = answer.json["data"]
    assert (account["bank_name"], account["account_number"], account["account_name"], account["status"]) == (
        "BCA",
        "1234567890",
        "SITI R",
        1,
    )
    assert siti("GET", "/store/rekening").json == {"data": [account], "total": 1}
    assert siti("GET", "/store/rekening?category=bank_name&keyword=mandiri").json == {"data": [], "total": 0}


def test_an_account_is_added_once(siti: Any, sellers: Sellers) -> None:
    first = siti("POST", "/store/rekening", EXAMPLE, Idempotency_Key="k")
    replayed = siti("POST", "/store/rekening", EXAMPLE, Idempotency_Key="k")

    again = siti("POST", "/store/rekening", EXAMPLE)

    assert replayed.json == first.json
    assert (again.status_code, again.json["code"]) == (409, "bank-account-known")
    assert sellers("budi")("POST", "/store/rekening", EXAMPLE).status_code == 201
    assert sellers("budi")("GET", "/store/rekening").json["total"] == 1


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"bank_code": "999"}, "bank-unknown", "bank_code"),
        ({"bank_code": "BCA"}, "validation-failed", "bank_code"),
        ({"account_number": "12 34"}, "account-number-invalid", "account_number"),
        ({"account_number": "1234567890123456789012"}, "account-number-invalid", "account_number"),
        ({"account_number": "12345x"}, "account-number-invalid", "account_number"),
        ({"account_name": "  "}, "validation-failed", "account_name"),
    ],
)
def test_what_is_wrong_is_said_of_its_member(siti: Any, change: dict[str, object], code: str, field: str) -> None:
    answer = siti("POST", "/store/rekening", {**EXAMPLE, **change})

    assert (answer.status_code, answer.json["code"], list(answer.json["errors"])) == (422, code, [field])


def test_the_banks_can_be_searched(siti: Any, sellers: Sellers) -> None:
    assert siti("GET", "/store/banks?keyword=bca&sort_by=code").json == {
        "data": [
            {"code": "014", "name": "BCA", "digits": [10]},
            {"code": "501", "name": "blu by BCA Digital", "digits": []},
            {"code": "536", "name": "BCA Syariah", "digits": [10]},
        ],
        "total": 3,
    }
    page = siti("GET", "/store/banks?start=2&limit=2&sort_dir=desc").json
    assert ([bank["name"] for bank in page["data"]], page["total"] > 40) == (["SMBC Indonesia", "SeaBank"], True)
    assert sellers("alice")("GET", "/store/banks?category=code&keyword=451").json["data"][0]["name"] == "BSI"
    assert sellers("rudi")("GET", "/store/banks").status_code == 403


def test_an_account_is_written_anew(siti: Any) -> None:
    path = f"/store/rekening/{siti('POST', '/store/rekening', EXAMPLE).json['data']['id']}"
    read = siti("GET", path)
    body = {"bank_code": "008", "account_name": "Siti R", "account_number": "123-456-7890-123"}

    answer = siti("PUT", path, body, If_Match=read.headers["ETag"])

    assert (answer.status_code, answer.json["message"]) == (200, "Rekening updated")
    assert answer.json["data"] == {
        **read.json,
        "bank_code": "008",
        "bank_name": "Bank Mandiri",
        "account_name": "Siti R",
        "account_number": "1234567890123",
    }
    again = siti("GET", path)
    assert (again.json, again.headers["ETag"]) == (answer.json["data"], answer.headers["ETag"])
    stale = siti("PUT", path, EXAMPLE, If_Match=read.headers["ETag"])
    assert (stale.status_code, stale.json["code"]) == (412, "precondition-failed")
    assert siti("PUT", path, body).headers["ETag"] == answer.headers["ETag"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"bank_code": "999"}, "bank-unknown"),
        ({"account_number": "123456789"}, "account-number-implausible"),
        ({"account_number": "x"}, "validation-failed"),
    ],
)
def test_an_account_is_not_written_wrong(siti: Any, change: dict[str, object], code: str) -> None:
    path = f"/store/rekening/{siti('POST', '/store/rekening', EXAMPLE).json['data']['id']}"

    answer = siti("PUT", path, {**EXAMPLE, **change})

    assert (answer.status_code, answer.json["code"]) == (422, code)


def test_an_implausible_number_is_explained(siti: Any) -> None:
    answer = siti("POST", "/store/rekening", {**EXAMPLE, "account_number": "123456789"}, Accept_Language="id")

    assert answer.json["detail"] == "Nomor rekening BCA terdiri dari 10 angka, bukan 9; periksa lagi nomornya"


def test_an_account_is_switched_and_deleted(siti: Any) -> None:
    path = f"/store/rekening/{siti('POST', '/store/rekening', EXAMPLE).json['data']['id']}"

    off = siti("PATCH", f"{path}/status", {"status": 0})

    assert (off.status_code, off.json["message"], off.json["data"]["status"]) == (200, "Rekening status updated", 0)
    assert siti("PATCH", f"{path}/status", {"status": 0}).headers["ETag"] == off.headers["ETag"]
    assert siti("PATCH", f"{path}/status", {"status": 1}, If_Match='"1"').status_code == 412
    assert siti("DELETE", path, If_Match='"1"').status_code == 412
    assert siti("DELETE", path, If_Match=off.headers["ETag"]).json == {"message": "Rekening deleted"}
    assert siti("GET", path).status_code == siti("DELETE", path).status_code == 404
    assert siti("GET", "/store/rekening").json == {"data": [], "total": 0}


@pytest.mark.parametrize(
    ("method", "more", "body"),
    [("GET", "", None), ("PUT", "", EXAMPLE), ("DELETE", "", None), ("PATCH", "/status", {"status": 0})],
)
def test_other_stores_accounts_do_not_exist(siti: Any, sellers: Sellers, method: str, more: str, body: Any) -> None:
    path = f"/store/rekening/{siti('POST', '/store/rekening', EXAMPLE).json['data']['id']}"

    answers = [sellers("budi")(method, where + more, body) for where in (path, "/store/rekening/999999")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert siti("GET", path).json["status"] == 1


def test_numbers_are_masked_for_those_who_may_only_look(siti: Any, sellers: Sellers) -> None:
    path = f"/store/rekening/{siti('POST', '/store/rekening', EXAMPLE).json['data']['id']}"
    clerk, editor = sellers("clerk"), sellers("editor")

    assert clerk("GET", path).json["account_number"] == "******7890"
    assert clerk("GET", "/store/rekening").json["data"][0]["account_number"] == "******7890"
    assert clerk("GET", "/store/rekening?category=account_number&keyword=123").status_code == 403
    assert clerk("GET", "/store/rekening?category=bank_name&keyword=bca").json["total"] == 1
    assert editor("GET", path).json["account_number"] == "1234567890"
    assert editor("GET", "/store/rekening?category=account_number&keyword=123").json["total"] == 1
    assert clerk("PUT", path, EXAMPLE).status_code == clerk("DELETE", path).status_code == 403
    assert editor("DELETE", path).status_code == 403


def test_the_last_account_of_a_form_stays_on(siti: Any) -> None:
    first = f"/store/rekening/{siti('POST', '/store/rekening', EXAMPLE).json['data']['id']}"
    siti("POST", "/store/products", PRODUCT)
    form = {**FORM, "status": "published", "payment_methods": ["bank_transfer"]}
    number = siti("POST", "/store/forms", form).json["data"]["id"]

    refused = [siti("PATCH", f"{first}/status", {"status": 0}), siti("DELETE", first)]

    assert [(one.status_code, one.json["code"], one.json["forms"]) for one in refused] == [
        (409, "last-bank-account", ["Kopi Arabica"])
    ] * 2
    second = siti("POST", "/store/rekening", {**EXAMPLE, "account_number": "1234567899"}).json["data"]["id"]
    assert siti("PATCH", f"{first}/status", {"status": 0}).status_code == 200
    assert siti("DELETE", first).status_code == 200
    assert siti("DELETE", f"/store/rekening/{second}").status_code == 409
    siti("PATCH", f"/store/forms/{number}/status", {"status": "closed"})
    assert siti("DELETE", f"/store/rekening/{second}").status_code == 200
