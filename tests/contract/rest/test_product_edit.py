"""Edit Product Detail on every backend: the documented operation to the letter, and those who edit at the same time."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bosonline.adapters.inbound.rest.application import RestOptions, create_rest
from bosonline.adapters.inbound.rest.catalog import catalog
from bosonline.adapters.inbound.rest.product_edit_schemas import EditableProduct
from bosonline.adapters.inbound.rest.product_editing import product_editing
from bosonline.adapters.inbound.rest.product_life import product_life
from bosonline.adapters.inbound.rest.product_members import counts_of, details_of, editable_of
from bosonline.adapters.inbound.rest.product_schemas import ProductBody
from bosonline.adapters.outbound.rich_text import sanitize
from bosonline.application.identity.ports import Listing
from bosonline.application.ordering import OutOfStock
from bosonline.domain.catalog import (
    Attribute,
    Parcel,
    Prices,
    Product,
    ProductDetails,
    Sku,
    Stock,
    Tier,
    Variant,
)
from bosonline.domain.forms import FormId, FormStatus
from bosonline.domain.identity import SYSTEM, Account, SessionId, StaffId, StoreId, UserId
from bosonline.domain.money import Money
from bosonline.domain.ordering import Status
from bosonline.testing.backends import Backend, memory_backend
from bosonline.testing.identity import add_user, hire
from bosonline.testing.inventory import movements_of
from bosonline.testing.platform import categories_on
from bosonline.testing.selling import COFFEE, Stall, a_checkout, coffee_stall
from bosonline.testing.shops import Shop, product_desk_of, shop_on
from bosonline.testing.strategies import product_details
from bosonline.testing.uploads import DOCUMENTED, keep_uploads
from bosonline.testing.web import at_once

PUBLISHED = json.loads((Path(__file__).parent / "documented" / "product-edit.json").read_text())
REQUEST = PUBLISHED["request"]
SNIPPETS = ("<p>", "</p>", "<b>", "</i>", "<script>", "<a href='https://a.example'>k", "&lt;", "a & b", "<", "\n")
WORDS = ("Kopi", "Teh & Co", "<b>Gula</b>", "é", "  Susu", "=1+1", "'", "😀")
RICH = st.lists(st.sampled_from(SNIPPETS)).map("".join)
_stores = count(1000)
PATH = REQUEST["path"].replace("{id}", REQUEST["path_example"]["id"])


@dataclass(frozen=True, slots=True)
class Editor:
    """The owner of a stall at its API."""

    app: Flask
    stall: Stall

    def __call__(self, method: str, path: str, body: object = None, **headers: str) -> Any:
        """Call an operation; header names are written with underscores."""
        sent = {"Authorization": "Bearer siti"} | {name.replace("_", "-"): value for name, value in headers.items()}
        return self.app.test_client().open(path, method=method, json=body, headers=sent)


@pytest.fixture
def editor(backend: Backend) -> Editor:
    """A stall that sells coffee, ten pieces of it."""
    stall = coffee_stall(backend)
    apis = [made(stall.shop.catalog) for made in (catalog, product_editing, product_life)]
    account = Account(user=stall.member.user, session=SessionId("s"), name="Siti", member=stall.member)

    def authenticate(*, access_token: str) -> Account:  # whoever calls is the owner
        return account

    app = create_rest(apis, authenticate=authenticate, options=RestOptions(propagate_bugs=True, access_log=False))
    return Editor(app, stall)


@pytest.fixture
def published(backend: Backend, editor: Editor) -> dict[str, Any]:
    """The published body; its category and its member of staff are those that the store has."""
    store = editor.stall.member.store
    keep_uploads(backend.work, store, backend.clock(), DOCUMENTED)
    hired = hire(backend, store, add_user(backend, email="cs@example.com"))
    category = categories_on(backend).add(store=None, by=UserId(1), name="Kopi")
    return {**REQUEST["body"], "category_id": category.id, "product_cs": [{"cs_id": hired}]}


def test_the_published_request_is_answered_as_published(editor: Editor, published: dict[str, Any]) -> None:
    made = editor("POST", "/store/products", {"sku": "ESB-006", "name": "Kopi", "weight": 1, "price": 1})
    assert made.status_code == 201

    answer = editor(REQUEST["method"], PATH, published)

    assert (answer.status_code, {"message": answer.json["message"]}) == (200, PUBLISHED["responses"]["200"]["example"])
    said = {name: value for name, value in published.items() if name not in ("varian_items", "image", "qty")}
    assert {name: answer.json["data"][name] for name in said} == said
    assert [one["file_name"] for one in answer.json["data"]["image"]] == [DOCUMENTED]
    assert [one["stok"] for one in answer.json["data"]["varian_items"]] == [101, 101]
    for told, given_ in zip(answer.json["data"]["varian_items"], published["varian_items"], strict=True):
        assert {name: told[name] for name in given_ if name != "varian_stok"} == {
            name: value for name, value in given_.items() if name != "varian_stok"
        }


def test_a_product_can_be_made_of_the_published_body_too(editor: Editor, published: dict[str, Any]) -> None:
    made = editor("POST", "/store/products", {**published, "sku": "ESB-006"})
    again = editor(REQUEST["method"], PATH, published, If_Match='"1"')

    assert (made.status_code, again.status_code, again.headers["ETag"]) == (201, 200, '"1"')
    assert again.json["data"] == made.json["data"]


def test_a_product_that_is_not_there_is_the_404_of_every_operation(editor: Editor, published: dict[str, Any]) -> None:
    answer = editor("PUT", PATH, published)

    assert (answer.status_code, answer.json["title"]) == (404, "Record not found")


def test_what_buyers_did_meanwhile_is_not_undone(backend: Backend, editor: Editor) -> None:
    body = editor("GET", f"/store/products/{COFFEE}/edit").json
    stall = editor.stall
    invoice = stall.check_out(a_checkout()).invoice
    for step in (Status.PROCESSING, Status.READY, Status.SHIPPED):
        stall.move(invoice, step)
    body["varian_items"][0]["stok"] += 5

    assert editor("PUT", f"/store/products/{COFFEE}", body).status_code == 200

    assert (stall.stock(COFFEE).on_hand, stall.stock(COFFEE).reserved) == (14, 0)
    product = product_desk_of(backend).find(stall.member.store, COFFEE)
    assert product is not None
    moved = movements_of(backend, stall.member.store, product.variants[0].id)
    assert [(one.on_hand, one.reserved, one.reason) for one in moved] == [
        (10, 0, "initial"),
        (0, 1, "ordered"),
        (-1, -1, "shipped"),
        (5, 0, "edited"),
    ]
    assert moved[-1].by == stall.member.author


def test_orders_keep_a_variant_that_leaves_the_range(editor: Editor) -> None:
    stall = editor.stall
    invoice = stall.check_out(a_checkout()).invoice
    body = editor("GET", f"/store/products/{COFFEE}/edit").json
    other = {**body["varian_items"][0], "sku": "LAIN", "name": "Lain", "stok": 3, "stok_seen": None}

    refused = editor("PUT", f"/store/products/{COFFEE}", {**body, "varian_items": [other]})
    assert (refused.status_code, refused.json["code"], refused.json["skus"]) == (409, "product-on-offer", [COFFEE])

    close_forms(stall)
    assert editor("PUT", f"/store/products/{COFFEE}", {**body, "varian_items": [other]}).status_code == 200
    assert [one["sku"] for one in editor("GET", f"/store/products/{COFFEE}").json["varian_items"]] == ["LAIN"]
    stall.move(invoice, Status.CANCELLED)
    again = editor("PUT", f"/store/products/{COFFEE}", {**body, "varian_items": [body["varian_items"][0], other]})
    first = again.json["data"]["varian_items"][0]
    assert (first["sku"], first["stok"], first["reserved"]) == (COFFEE, 10, 0)


def test_of_two_editors_who_saw_the_same_one_wins(editor: Editor) -> None:
    body = editor("GET", f"/store/products/{COFFEE}/edit").json
    version = editor("GET", f"/store/products/{COFFEE}").headers["ETag"]
    rivals = [
        partial(editor, "PUT", f"/store/products/{COFFEE}", {**body, "name": f"Kopi {number}"}, If_Match=version)
        for number in range(8)
    ]

    answers = at_once(rivals, threads=8)

    told = Counter(answer.status_code for answer in answers)
    assert (told[200], told[409] + told[412]) == (1, 7), told
    (won,) = [answer.json["data"]["name"] for answer in answers if answer.status_code == 200]
    assert editor("GET", f"/store/products/{COFFEE}").json["name"] == won


def test_edits_and_checkouts_at_the_same_time_count_each_piece_once(editor: Editor) -> None:
    """Every edit adds two pieces to what its editor saw, while buyers take one each."""
    stall = editor.stall
    body = editor("GET", f"/store/products/{COFFEE}/edit").json
    body["varian_items"][0]["stok"] += 2

    def edit() -> str:
        return str(editor("PUT", f"/store/products/{COFFEE}", body).status_code)

    def buy(buyer: int) -> str:
        return str(bool(stall.check_out(a_checkout(phone=f"08131111{buyer:04d}")).invoice))

    calls: list[Callable[[], str]] = []
    for number in range(10):
        calls += [edit, partial(buy, number)]
    told = Counter(at_once(calls, threads=8))

    assert told == {"200": 10, "True": 10}
    assert (stall.stock(COFFEE).on_hand, stall.stock(COFFEE).reserved) == (30, 10)
    row = next(one for one in editor("GET", "/store/products").json["data"] if one["sku"] == COFFEE)
    assert (row["stok"], row["reserved"]) == (30, 10)


def test_an_edit_that_would_leave_too_little_loses_against_the_checkouts(editor: Editor) -> None:
    """Stock set to five, whoever comes first: never less than what is reserved."""
    stall = editor.stall
    body = editor("GET", f"/store/products/{COFFEE}/edit").json
    item = body["varian_items"][0]
    item["stok"], item["stok_seen"] = 5, None

    def edit() -> int:
        answer = editor("PUT", f"/store/products/{COFFEE}", body)
        assert answer.status_code == 200 or answer.json["code"] == "stock-below-reserved", answer.json
        return int(answer.status_code)

    def buy(buyer: int) -> int:
        try:
            stall.check_out(a_checkout((COFFEE, 2), phone=f"08131111{buyer:04d}"))
        except OutOfStock:
            return 0
        return 1

    calls: list[Callable[[], int]] = []
    for number in range(6):
        calls += [partial(buy, number), edit]
    bought = sum(one for one in at_once(calls, threads=8) if one == 1)

    stock = stall.stock(COFFEE)
    assert stock.reserved == 2 * bought
    assert stock.on_hand in (5, 10)
    assert stock.available >= 0


def test_of_two_who_take_a_sku_at_the_same_instant_one_has_it(editor: Editor) -> None:
    for number in range(5):
        body = {"sku": f"BARU-{number}", "name": "Baru", "weight": 1, "price": 1}
        assert editor("GET", f"/store/products/check-sku?sku=BARU-{number}").json["available"] is True
        answers = at_once([partial(editor, "POST", "/store/products", body)] * 4, threads=4)
        told = Counter((answer.status_code, answer.json.get("code")) for answer in answers)
        assert told == {(201, None): 1, (409, "sku-taken"): 3}


def test_what_orders_refer_to_is_archived_and_comes_back(editor: Editor) -> None:
    """Meanwhile its orders go their way."""
    stall = editor.stall
    refused = editor("DELETE", f"/store/products/{COFFEE}")
    assert (refused.json["code"], refused.json["forms"]) == ("product-on-offer", ["Form kopi"])
    invoice = stall.check_out(a_checkout()).invoice
    close_forms(stall)

    gone = editor("DELETE", f"/store/products/{COFFEE}")

    assert gone.json == {"message": "Product deleted", "data": {"sku": COFFEE, "archived": True}}
    assert editor("GET", f"/store/products/{COFFEE}").status_code == 404
    assert [one["sku"] for one in editor("GET", "/store/products?archived=true").json["data"]] == [COFFEE]
    for step in (Status.PROCESSING, Status.READY, Status.SHIPPED):
        stall.move(invoice, step)
    back = editor("POST", f"/store/products/{COFFEE}/restore")
    assert (back.status_code, back.json["data"]["qty"]) == (200, 9)
    assert editor("GET", f"/store/products/{COFFEE}").status_code == 200


def test_wholesale_is_what_a_buyer_of_many_pays(editor: Editor) -> None:
    stall = editor.stall
    tiers = [{"min_qty": 3, "price": 40_000}, {"min_qty": 5, "price": 35_000}]
    changed = editor("PUT", f"/store/products/{COFFEE}/variants/{COFFEE}", {"wholesale": tiers})
    assert (changed.status_code, changed.json["data"]["wholesale"]) == (200, tiers)

    goods = [stall.check_out(a_checkout((COFFEE, qty), phone=f"081311110{qty:03d}")).totals.goods.idr for qty in (2, 3)]
    assert goods == [2 * 45_000, 3 * 40_000]
    assert stall.check_out(a_checkout((COFFEE, 5), phone="081311119999")).totals.goods.idr == 5 * 35_000


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_what_is_sent_back_unchanged_changes_nothing_on_a_database(backend: Backend) -> None:
    shop = shop_on(backend)

    @settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
    @given(details=product_details(), description=RICH)
    def check(details: ProductDetails, description: str) -> None:
        send_back_unchanged(backend, shop, replace(details, description=description or details.description))

    check()


def test_what_is_sent_back_unchanged_changes_nothing() -> None:
    """Of each of six thousand products, each made of a number that a failure tells."""
    backend = memory_backend()
    shop = shop_on(backend)

    @settings(max_examples=6_000, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(number=st.integers(0, 2**60))
    def check(number: int) -> None:
        for shelf in backend.database.shelves.values():
            shelf.clear()
        send_back_unchanged(backend, shop, a_product(Random(number)))

    check()


def a_product(chance: Random) -> ProductDetails:
    """A product that somebody may sell, by chance."""
    differing = range(chance.randrange(3))
    return ProductDetails(
        name=f"{chance.choice(WORDS)} {chance.randrange(10**6)}",
        prices=some_prices(chance),
        parcel=some_parcel(chance),
        slug=chance.choice((None, f"kopi-{chance.randrange(100)}")),
        description="".join(chance.choices(SNIPPETS, k=chance.randrange(8))),
        category=chance.choice((None, chance.randrange(1, 10**6))),
        on_hand=chance.randrange(10**7),
        min_qty=1 if differing else chance.randrange(1, 9),
        images=tuple(f"{number}.png" for number in range(chance.randrange(3))),
        attributes=tuple(
            Attribute(name=f"{chance.choice(WORDS)} {at}", items=("S", "M", "é"), priority=chance.randrange(1, 100))
            for at in differing
        ),
        variants=tuple(a_variant(chance, at) for at in range(chance.randrange(1, 6) if differing else 0)),
        attendants=tuple(map(StaffId, range(1, chance.randrange(1, 4)))),
        is_active=chance.random() < 0.5,
    )


def a_variant(chance: Random, at: int) -> Variant:
    """One of its variants, perhaps cheaper for many."""
    prices, least = some_prices(chance), chance.randrange(1, 100)
    tiers = range(1, min(chance.randrange(4), prices.selling.idr) + 1)
    return Variant(
        sku=Sku(f"{chance.choice(('A', 'a.b', 'X_-'))}{at}"),
        name=f"{chance.choice(WORDS)} {at}",
        prices=prices,
        parcel=some_parcel(chance),
        min_qty=least,
        wholesale=tuple(Tier(min_qty=least + one, price=Money(prices.selling.idr - one)) for one in tiers),
        stock=Stock(on_hand=chance.randrange(10**7)),
        is_active=chance.random() < 0.5,
    )


def some_prices(chance: Random) -> Prices:
    """Prices in any relation."""
    selling, listed, cost = (Money(chance.choice((0, 1, chance.randrange(10**9)))) for _ in range(3))
    return Prices(selling=selling, listed=listed, cost=cost)


def some_parcel(chance: Random) -> Parcel:
    """A weight, and sides that may not be known."""
    length, width, height = (chance.choice((0, chance.randrange(1_001))) for _ in range(3))
    return Parcel(weight=chance.randrange(1, 500_001), length=length, width=width, height=height)


def send_back_unchanged(backend: Backend, shop: Shop, details: ProductDetails) -> None:
    """Keep such a product, get what its editor gets, and send it back: nothing is changed, noted or told."""
    store, sku = StoreId(next(_stores)), Sku("A")
    kept = replace(details, description=sanitize(details.description))
    product = Product.create(store=store, sku=sku, details=kept, at=backend.clock())
    with backend.work(store) as work:
        work.products.add(product, by=SYSTEM)
        work.commit()
    found = shop.catalog.read(store=store, sku=sku)
    told = json.loads(json.dumps(editable_of(found)))
    assert set(told) == set(EditableProduct().fields)

    body = ProductBody().load(told)
    edited = shop.catalog.edit(
        store=store, by=SYSTEM, product=sku, details=details_of(body), counts=counts_of(body, sku), sku=Sku(body["sku"])
    )

    assert edited == found == product
    assert shop.catalog.read(store=store, sku=sku) == found
    for variant in found.variants:
        assert len(movements_of(backend, store, variant.id)) == bool(variant.stock.on_hand)


def close_forms(stall: Stall) -> None:
    """Nobody can order any more."""
    store, by = stall.member.store, stall.member.author
    for row in stall.shop.forms.list(store=store, listing=Listing(sort_by="name", category="name")).rows:
        stall.shop.forms.change_status(store=store, by=by, form=FormId(int(str(row["id"]))), status=FormStatus.CLOSED)
