"""Order forms over REST."""

from collections.abc import Callable
from typing import Any

import pytest

from bosonline.adapters.inbound.rest.form_schemas import EXAMPLE
from bosonline.adapters.inbound.rest.payments import EXAMPLE as ACCOUNT
from bosonline.adapters.inbound.rest.product_schemas import EXAMPLE as PRODUCT

Sellers = Callable[[str], Any]
TRANSFER = {**EXAMPLE, "payment_methods": ["cod", "bank_transfer"]}


@pytest.fixture
def owner(siti: Any) -> Any:
    """The owner of a store that sells something."""
    assert siti("POST", "/store/products", PRODUCT).status_code == 201
    return siti


def create(seller: Any, **members: object) -> Any:
    answer = seller("POST", "/store/forms", {**EXAMPLE, **members})
    assert answer.status_code == 201, answer.json
    return answer.json["data"]


def test_a_form_is_made_and_read(owner: Any) -> None:
    answer = owner("POST", "/store/forms", EXAMPLE)

    assert (answer.status_code, answer.json["message"]) == (201, "Form created")
    made = answer.json["data"]
    read = owner("GET", f"/store/forms/{made['id']}")
    assert read.json == made
    assert read.headers["ETag"] == '"1"'
    assert {name: made[name] for name in EXAMPLE if name != "success_page"} == {
        name: value for name, value in EXAMPLE.items() if name != "success_page"
    }
    subdomain = owner("GET", "/store").json["subdomain"]
    assert made["url"] == f"https://{subdomain}.example/f/kopi-arabica"


def test_a_repeat_under_the_same_key_is_the_same_form(owner: Any) -> None:
    first = owner("POST", "/store/forms", EXAMPLE, Idempotency_Key="k")

    again = owner("POST", "/store/forms", EXAMPLE, Idempotency_Key="k")

    assert (again.json, again.headers["Idempotency-Replayed"]) == (first.json, "true")
    assert owner("GET", "/store/forms").json["total"] == 1


def test_slugs_are_made_from_names_and_never_collide(owner: Any) -> None:
    made = [create(owner, slug=None, name=name)["slug"] for name in ("Kopi Arabica!", "kopi arabica", "☕")]

    assert made == ["kopi-arabica", "kopi-arabica-2", "form"]


def test_a_slug_that_is_taken_comes_with_one_that_is_free(owner: Any) -> None:
    create(owner)

    answer = owner("POST", "/store/forms", EXAMPLE)

    assert (answer.status_code, answer.json["code"]) == (409, "slug-taken")
    assert answer.json["suggestion"] == "kopi-arabica-2"


def test_a_form_is_published_closed_and_taken_back(owner: Any) -> None:
    path = f"/store/forms/{create(owner)['id']}/status"
    statuses = []
    for status in ("published", "closed", "draft"):
        answer = owner("PATCH", path, {"status": status})
        statuses.append((answer.status_code, answer.json["data"]["status"], answer.headers["ETag"]))

    assert statuses == [(200, "published", '"2"'), (200, "closed", '"3"'), (200, "draft", '"4"')]
    again = owner("PATCH", path, {"status": "draft"})
    assert (again.status_code, again.headers["ETag"]) == (200, '"4"')


def test_who_saw_an_older_version_changes_nothing(owner: Any) -> None:
    path = f"/store/forms/{create(owner)['id']}/status"
    owner("PATCH", path, {"status": "published"}, If_Match='"1"')

    answer = owner("PATCH", path, {"status": "closed"}, If_Match='"1"')

    assert (answer.status_code, answer.json["code"]) == (412, "precondition-failed")
    assert owner("GET", "/store/forms").json["data"][0]["status"] == "published"


def test_bank_transfer_takes_a_bank_account(owner: Any) -> None:
    refused = owner("POST", "/store/forms", {**TRANSFER, "status": "published"})
    assert (refused.status_code, refused.json["code"]) == (409, "bank-account-needed")
    form = owner("POST", "/store/forms", TRANSFER).json["data"]
    path = f"/store/forms/{form['id']}/status"
    assert owner("PATCH", path, {"status": "published"}).json["code"] == "bank-account-needed"

    owner("POST", "/store/rekening", ACCOUNT)

    assert owner("PATCH", path, {"status": "published"}).status_code == 200
    steps = owner("GET", "/store/onboarding").json["steps"]
    assert {step["name"]: step["done"] for step in steps} == {
        "store": True,
        "warehouse": False,
        "rekening": True,
        "product": True,
        "form": True,
    }


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"items": [{"sku": "GONE"}]}, "sku-not-on-sale", "items"),
        ({"bumps": [{"sku": "GONE", "price": 1}]}, "sku-not-on-sale", "items"),
        ({"items": [{"sku": "ESB-006-01"}] * 2}, "form-content-invalid", "items"),
        ({"payment_methods": ["qris"]}, "payment-method-unavailable", "payment_methods"),
        ({"payment_methods": ["cod", "cod"]}, "form-content-invalid", "payment_methods"),
        ({"cs": [{"staff_id": 999_999}]}, "staff-unknown", "cs"),
        (
            {"fields": [{"name": "a", "label": "A", "type": "choice"}]},
            "form-content-invalid",
            "fields.0.options",
        ),
        ({"pixels": {"meta": "1); alert(1"}}, "form-content-invalid", "pixels.meta"),
        ({"pixels": {"myspace": "1"}}, "form-content-invalid", "pixels.myspace"),
        ({"success_page": {"kind": "redirect"}}, "form-content-invalid", "success_page.url"),
        ({"success_page": {"url": "javascript:alert(1)"}}, "form-content-invalid", "success_page.url"),
        ({"slug": "Kopi"}, "validation-failed", "slug"),
        ({"flat_shipping": -1}, "validation-failed", "flat_shipping"),
    ],
)
def test_what_is_wrong_is_said_of_its_member(owner: Any, change: dict[str, object], code: str, field: str) -> None:
    answer = owner("POST", "/store/forms", {**EXAMPLE, **change})

    assert (answer.status_code, answer.json["code"], list(answer.json["errors"])) == (422, code, [field])


def test_the_list(owner: Any) -> None:
    create(owner, slug="a", name="Teh")
    form = create(owner, slug="b", name="Kopi")
    owner("PATCH", f"/store/forms/{form['id']}/status", {"status": "published"})

    def slugs(query: str) -> tuple[list[str], int]:
        answer = owner("GET", f"/store/forms?{query}").json
        return [row["slug"] for row in answer["data"]], answer["total"]

    assert slugs("sort_by=name&sort_dir=desc") == (["a", "b"], 2)
    assert slugs("status=published") == (["b"], 1)
    assert slugs("category=slug&keyword=A") == (["a"], 1)
    (row,) = owner("GET", "/store/forms?status=published").json["data"]
    assert row == {name: form[name] for name in ("id", "name", "slug", "url", "created_at")} | {"status": "published"}


def test_another_stores_form_does_not_exist(owner: Any, sellers: Sellers) -> None:
    form, budi = create(owner), sellers("budi")

    assert budi("GET", f"/store/forms/{form['id']}").status_code == 404
    assert budi("PATCH", f"/store/forms/{form['id']}/status", {"status": "closed"}).status_code == 404
    assert budi("GET", "/store/forms").json == {"data": [], "total": 0}
    stolen = budi("POST", "/store/forms", EXAMPLE)
    assert stolen.json["code"] == "sku-not-on-sale"
