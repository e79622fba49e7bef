"""Opening a store over REST."""

from collections.abc import Callable
from typing import Any

import pytest

from bosonline.adapters.inbound.rest.stores import EXAMPLE

Sellers = Callable[[str], Any]


def test_a_user_opens_a_store(sellers: Sellers) -> None:
    rudi = sellers("rudi")
    before = rudi("GET", "/store/onboarding").json
    assert rudi("GET", "/store").status_code == 403

    answer = rudi("POST", "/store/onboarding", EXAMPLE)

    assert answer.status_code == 201
    assert answer.json["message"] == "Store created"
    assert answer.json["data"]["url"] == "https://kopisiti.example"
    assert answer.json["data"]["phone"] == "+6281234567890"
    read = rudi("GET", "/store")
    assert read.json == answer.json["data"]
    assert read.headers["ETag"] == '"1"'
    after = rudi("GET", "/store/onboarding").json
    assert before == {
        "complete": False,
        "steps": [{"name": name, "done": False} for name in ("store", "warehouse", "rekening", "product", "form")],
    }
    assert [step["done"] for step in after["steps"]] == [True, True, False, False, False]


def test_a_repeat_under_the_same_key_opens_nothing(sellers: Sellers) -> None:
    rudi = sellers("rudi")
    first = rudi("POST", "/store/onboarding", EXAMPLE, Idempotency_Key="k")

    again = rudi("POST", "/store/onboarding", EXAMPLE, Idempotency_Key="k")

    assert (again.status_code, again.json) == (201, first.json)
    assert again.headers["Idempotency-Replayed"] == "true"


@pytest.mark.parametrize("name", ["siti", "alice"])
def test_who_owns_or_serves_a_store_opens_no_other(sellers: Sellers, name: str) -> None:
    answer = sellers(name)("POST", "/store/onboarding", EXAMPLE)

    assert (answer.status_code, answer.json["code"]) == (409, "serves-already")


def test_a_name_that_is_taken_comes_with_one_that_is_free(sellers: Sellers) -> None:
    taken = sellers("siti")("GET", "/store").json["subdomain"]

    answer = sellers("rudi")("POST", "/store/onboarding", {**EXAMPLE, "subdomain": taken})

    assert (answer.status_code, answer.json["code"]) == (409, "subdomain-taken")
    assert answer.json["suggestion"] == f"{taken}-2"
    repeated = sellers("rudi")("POST", "/store/onboarding", {**EXAMPLE, "subdomain": answer.json["suggestion"]})
    assert repeated.status_code == 201


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"subdomain": "-kopi"}, "subdomain-invalid", "subdomain"),
        ({"subdomain": "kopi_siti"}, "subdomain-invalid", "subdomain"),
        ({"phone": "12"}, "phone-invalid", "phone"),
        ({"warehouse": {**EXAMPLE["warehouse"], "phone": "12"}}, "phone-invalid", "warehouse.phone"),  # type: ignore[dict-item]
        (
            {"warehouse": {**EXAMPLE["warehouse"], "district_code": "99.99.99"}},  # type: ignore[dict-item]
            "region-unknown",
            "warehouse.district_code",
        ),
        (
            {"warehouse": {**EXAMPLE["warehouse"], "post_code": "00000"}},  # type: ignore[dict-item]
            "post-code-invalid",
            "warehouse.post_code",
        ),
        ({"timezone": "Europe/Berlin"}, "validation-failed", "timezone"),
    ],
)
def test_what_is_wrong_is_said_of_its_member(
    sellers: Sellers, change: dict[str, object], code: str, field: str
) -> None:
    rudi = sellers("rudi")

    answer = rudi("POST", "/store/onboarding", {**EXAMPLE, **change})

    assert (answer.status_code, answer.json["code"], list(answer.json["errors"])) == (422, code, [field])
    assert rudi("GET", "/store").status_code == 403
