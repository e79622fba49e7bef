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
    figures = {"views": 0, "abandoned": 0, "orders": 0, "conversion": None, "revenue": 0}
    told = {name: form[name] for name in ("id", "name", "slug", "url", "created_at")}
    assert row == {**told, "status": "published", **figures}


def test_another_stores_form_does_not_exist(owner: Any, sellers: Sellers) -> None:
    form, budi = create(owner), sellers("budi")

    assert budi("GET", f"/store/forms/{form['id']}").status_code == 404
    assert budi("PATCH", f"/store/forms/{form['id']}/status", {"status": "closed"}).status_code == 404
    assert budi("PUT", f"/store/forms/{form['id']}", EXAMPLE).status_code == 404
    assert budi("GET", f"/store/forms/{form['id']}?version=1").status_code == 404
    assert budi("DELETE", f"/store/forms/{form['id']}").status_code == 404
    assert budi("POST", f"/store/forms/{form['id']}/duplicate").status_code == 404
    (outcome,) = budi("POST", "/store/forms/duplicate", {"ids": [form["id"]]}).json["data"]
    assert (outcome["ok"], outcome["code"]) == (False, "not-found")
    assert budi("PUT", f"/store/forms/{form['id']}/success-page", {}).status_code == 404
    assert budi("GET", "/store/forms").json == {"data": [], "total": 0}
    stolen = budi("POST", "/store/forms", EXAMPLE)
    assert stolen.json["code"] == "sku-not-on-sale"


FULL: dict[str, Any] = {
    "name": "Kopi lengkap",
    "slug": "kopi-lengkap",
    "items": [{"sku": "ESB-006-01", "price": 45000, "min_qty": 2, "max_qty": 10, "default_qty": 3}],
    "built_in": {"email": "required", "note": "hidden", "post_code": "optional"},
    "fields": [
        {
            "name": "plat",
            "label": "Nomor polisi",
            "type": "text",
            "required": True,
            "options": [],
            "pattern": "[A-Z]{1,2} [0-9]{1,4}",
            "help": "Seperti B 1234",
        }
    ],
    "payment_methods": ["cod"],
    "couriers": ["idx"],
    "flat_shipping": 15000,
    "cs": [],
    "bumps": [{"sku": "ESB-006-02", "price": 40000, "text": "Tambah satu?"}],
    "voucher": False,
    "texts": {"headline": "Kopi dari Gayo", "description": "<p>Segar</p>", "button": "Pesan"},
    "theme": {"colour": "#7c2d12", "logo": None},
    "pixels": {"meta": "1234567890", "gtm": "GTM-ABC123"},
    "closes_at": "2030-01-31T03:00:00+00:00",
    "when_sold_out": "close",
    "success_page": {
        "kind": "redirect",
        "title": "",
        "text": "",
        "url": "https://kopi.example/terima-kasih",
        "whatsapp": True,
        "whatsapp_text": "Halo {toko}, saya {nama}: {invoice}",
    },
}


def test_a_form_is_edited_whole(owner: Any) -> None:
    form = create(owner)

    answer = owner("PUT", f"/store/forms/{form['id']}", FULL, If_Match='"1"')

    assert (answer.status_code, answer.headers["ETag"]) == (200, '"2"'), answer.json
    assert {name: answer.json["data"][name] for name in FULL} == FULL
    assert answer.json["data"]["status"] == "draft"
    assert owner("GET", f"/store/forms/{form['id']}").json == answer.json["data"]


@pytest.mark.parametrize("body", [EXAMPLE, FULL])
def test_what_is_read_and_sent_back_changes_nothing(owner: Any, body: dict[str, Any]) -> None:
    path = f"/store/forms/{create(owner, **body)['id']}"
    read = owner("GET", path)

    answer = owner("PUT", path, read.json, If_Match=read.headers["ETag"])

    assert (answer.status_code, answer.headers["ETag"], answer.json["data"]) == (200, '"1"', read.json)


def test_of_two_editors_the_second_is_told(owner: Any) -> None:
    path = f"/store/forms/{create(owner)['id']}"
    owner("PUT", path, {**EXAMPLE, "name": "Pertama"}, If_Match='"1"')

    answer = owner("PUT", path, {**EXAMPLE, "name": "Kedua"}, If_Match='"1"')

    assert (answer.status_code, answer.json["code"]) == (412, "precondition-failed")
    assert owner("GET", path).json["name"] == "Pertama"


def test_what_a_form_said_can_be_read_later(owner: Any) -> None:
    path = f"/store/forms/{create(owner)['id']}"
    owner("PATCH", f"{path}/status", {"status": "published"})
    owner("PUT", path, {**EXAMPLE, "name": "Baru", "flat_shipping": 1})

    said = [owner("GET", f"{path}?version={version}").json for version in (1, 2, 3)]

    assert [(one["name"], one["flat_shipping"], one["version"]) for one in said] == [
        ("Kopi Arabica", 15000, 1),
        ("Kopi Arabica", 15000, 1),
        ("Baru", 1, 3),
    ]


def test_a_whole_product_is_offered_by_its_variants(owner: Any) -> None:
    items = [{"sku": "ESB-006-02", "price": 1}]
    form = create(owner, items=items, products=[{"sku": PRODUCT["sku"], "price": 5, "max_qty": 3}], bumps=[])

    offered = {one["sku"]: (one["price"], one["max_qty"]) for one in form["items"]}
    assert offered["ESB-006-02"] == (1, None)
    assert {offered[one["sku"]] for one in form["items"][1:]} == {(5, 3)}
    refused = owner("POST", "/store/forms", {**EXAMPLE, "slug": None, "products": [{"sku": "GONE"}]})
    assert (refused.status_code, refused.json["code"]) == (422, "sku-not-on-sale")


def test_a_description_is_made_safe(owner: Any) -> None:
    form = create(owner, texts={"description": "<p>Segar</p><script>alert(1)</script>"})

    assert form["texts"]["description"] == "<p>Segar</p>"


def test_a_logo_is_an_image_that_was_uploaded(owner: Any) -> None:
    answer = owner("POST", "/store/forms", {**EXAMPLE, "theme": {"logo": "elsewhere.png"}})

    assert (answer.status_code, answer.json["code"], list(answer.json["errors"])) == (
        422,
        "image-unknown",
        ["theme.logo"],
    )


def test_the_success_page(owner: Any) -> None:
    path = f"/store/forms/{create(owner)['id']}/success-page"
    page = {"kind": "text", "title": "Mantap", "text": "Ya", "url": None, "whatsapp": False, "whatsapp_text": ""}

    made = owner("POST", path, page)
    again = owner("PUT", path, {**page, "title": "Hebat"}, If_Match='"2"')
    stale = owner("PUT", path, page, If_Match='"2"')

    assert (made.status_code, made.json["data"], made.headers["ETag"]) == (201, page, '"2"')
    assert (again.status_code, again.json["data"]["title"], again.headers["ETag"]) == (200, "Hebat", '"3"')
    assert stale.status_code == 412
    assert owner("GET", path).json == {**page, "title": "Hebat"}
    wrong = owner("PUT", path, {"kind": "redirect", "url": "http://a.example"})
    assert (wrong.status_code, list(wrong.json["errors"])) == (422, ["success_page.url"])


def test_a_deleted_form_is_gone_and_its_slug_is_free(owner: Any) -> None:
    form = create(owner, status="published")
    path = f"/store/forms/{form['id']}"

    stale = owner("DELETE", path, If_Match='"7"')
    answer = owner("DELETE", path, If_Match='"1"')

    assert stale.status_code == 412
    assert (answer.status_code, answer.json["data"]) == (200, {"id": form["id"]})
    assert [owner("GET", path).status_code, owner("DELETE", path).status_code] == [404, 404]
    assert owner("PATCH", f"{path}/status", {"status": "published"}).status_code == 404
    assert owner("GET", "/store/forms").json["total"] == 0
    again = create(owner)
    assert (again["slug"], again["id"] > form["id"]) == ("kopi-arabica", True)


@pytest.mark.parametrize("body", [EXAMPLE, FULL])
def test_a_copy_says_the_same_at_another_address(owner: Any, body: dict[str, Any]) -> None:
    form = create(owner, **body)

    answer = owner("POST", f"/store/forms/{form['id']}/duplicate", Idempotency_Key="k")

    assert answer.status_code == 201
    copy = answer.json["data"]
    own = ("id", "slug", "url", "created_at", "status", "version")
    assert {name: copy[name] for name in copy if name not in own} == {
        name: form[name] for name in form if name not in own
    }
    assert (copy["slug"], copy["status"], copy["version"]) == (f"{form['slug']}-2", "draft", 1)
    assert owner("GET", f"/store/forms/{copy['id']}").json == copy
    again = owner("POST", f"/store/forms/{form['id']}/duplicate", Idempotency_Key="k")
    assert again.json == answer.json
    assert owner("GET", "/store/forms").json["total"] == 2


def test_several_are_copied_and_each_is_told_of(owner: Any) -> None:
    first, second = create(owner, slug="a"), create(owner, slug="b")
    wanted = {"ids": [first["id"], 999_999, second["id"], first["id"]]}

    answer = owner("POST", "/store/forms/duplicate", wanted, Idempotency_Key="k")

    told = [(one["id"], one["ok"], one.get("form", {}).get("slug")) for one in answer.json["data"]]
    assert told == [(first["id"], True, "a-2"), (999_999, False, None), (second["id"], True, "b-2")]
    assert owner("POST", "/store/forms/duplicate", wanted, Idempotency_Key="k").json == answer.json
    assert owner("GET", "/store/forms").json["total"] == 4
    assert owner("POST", "/store/forms/duplicate", {"ids": []}).status_code == 422
