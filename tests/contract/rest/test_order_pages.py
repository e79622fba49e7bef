"""The order form's pages over HTTP, as browsers without scripts and people who mean no good see them."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from bosonline.adapters.inbound.pages import form_guard
from bosonline.adapters.inbound.pages.form_state import source_of
from bosonline.adapters.inbound.pages.words import ORDER_FORM
from bosonline.application.forms.ports import Storefront
from bosonline.cli import sample_data
from bosonline.domain.catalog import Parcel, Prices, ProductDetails, Sku
from bosonline.domain.forms import FieldKind, FormContent, FormField, FormItem, FormStatus, SuccessPage
from bosonline.domain.identity import SYSTEM
from bosonline.domain.money import Money
from bosonline.domain.ordering import Assignment, Invoice, PaymentMethod
from bosonline.domain.stores import Subdomain

from .conftest import Product

FORM = "/s/kopisiti/f/kopi-arabica"
HOSTILE = """"><script>alert(1)</script>'{{7*7}}<img src=x onerror=alert(1)>"""


class Shown(HTMLParser):
    """What a browser without scripts would send, and what it would run."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.fields: list[tuple[str, str]] = []
        self.scripts: list[dict[str, str | None]] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._inert = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._inert += tag == "template"
        self.tags.append((tag, given))
        if tag == "script":
            self.scripts.append(given)
        is_sent = given.get("type") not in ("checkbox", "radio") or "checked" in given
        if tag in ("input", "textarea", "select") and not self._inert and is_sent:
            self.fields.append((given.get("name") or "", given.get("value") or ""))

    def handle_endtag(self, tag: str) -> None:
        self._inert -= tag == "template"


@pytest.fixture
def browser(product: Product) -> FlaskClient:
    return product.app.test_client()


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Buyers who take their time: what they typed is kept, whatever the clock says of this test."""
    monkeypatch.setattr(form_guard, "LEAST_SECONDS", 0)


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Senders who are faster than anybody can be, however slow the machine is."""
    monkeypatch.setattr(form_guard, "LEAST_SECONDS", 3_600)


def press(browser: FlaskClient, page: TestResponse, go: str, path: str = FORM, **typed: str) -> TestResponse:
    """Fill in what is shown, and press a button."""
    fields = [(name, value) for name, value in Shown(page.text).fields if name not in typed]
    data: dict[str, Any] = {}
    for name, value in [*fields, *typed.items(), ("go", go)]:
        data.setdefault(name, []).append(value)
    return browser.post(path, data=data, headers={"Sec-Fetch-Site": "same-origin"})


def to_confirmation(browser: FlaskClient, phone: str = "081355559001", path: str = FORM, **typed: str) -> TestResponse:
    page = browser.get(f"{path}?utm_source=ig")
    page = press(browser, page, "place", path, name="Budi Santoso", phone=phone, place="cibinong bogor")
    page = press(browser, page, "pay", path, district="32.01.01", street="Jl. Melati 5")
    return press(browser, page, "confirm", path, method="cod", **typed)


def orders(product: Product, phone: str) -> list[Any]:
    with product.container.database().read() as connection:
        found = connection.execute(
            text("SELECT invoice, status, total, is_quarantined FROM orders WHERE customer_phone = :phone"),
            {"phone": f"+62{phone[1:]}"},
        )
        return list(found.all())


def content_of(**changes: Any) -> FormContent:
    content = FormContent(
        items=(FormItem(sku=Sku("ESB-006-01")),),
        payment_methods=(PaymentMethod.COD,),
        flat_shipping=Money(15_000),
    )
    return replace(content, **changes)


def front_of(product: Product, slug: str) -> Storefront:
    found = product.container.storefronts().find(subdomain="kopisiti", slug=slug)
    assert found is not None
    return found


def publish(product: Product, slug: str, **changes: Any) -> str:
    container = product.container
    store = front_of(product, "kopi-arabica").store
    container.forms().create(
        store=store,
        name=changes.pop("name", slug),
        slug=slug,
        status=FormStatus.PUBLISHED,
        content=content_of(**changes),
    )
    return f"/s/kopisiti/f/{slug}"


def test_both_languages_say_the_same() -> None:
    assert ORDER_FORM["id"].keys() == ORDER_FORM["en"].keys()
    for name, said in ORDER_FORM["id"].items():
        assert re.findall(r"\{\w+\}", said) == re.findall(r"\{\w+\}", ORDER_FORM["en"][name])


def test_an_order_is_made_in_four_steps_and_once(product: Product, browser: FlaskClient) -> None:
    page = to_confirmation(browser)
    assert "Rp61.800" in page.text
    made = press(browser, page, "order")
    again = press(browser, page, "order")

    assert (made.status_code, again.status_code) == (303, 303)
    assert made.headers["Location"] == f"{FORM}/done"
    ((_, status, total, _),) = orders(product, "081355559001")
    assert (status, total) == ("pending", 61_800)


def test_a_refused_step_keeps_every_input(browser: FlaskClient) -> None:
    page = press(browser, browser.get(FORM), "place", name=HOSTILE, phone="12", email="x@", place="bogor")
    assert page.status_code == 422
    fields = dict(Shown(page.text).fields)

    assert (fields["name"], fields["phone"], fields["email"], fields["place"]) == (HOSTILE, "12", "x@", "bogor")
    assert "<script>alert" not in page.text
    for name in ("phone", "email"):
        assert f'id="e-{name}"' in page.text
        assert f"e-{name} " in page.text


def test_a_price_that_changed_is_shown_before_anything_is_ordered(product: Product, browser: FlaskClient) -> None:
    page = to_confirmation(browser, "081355559002")
    with product.container.database().writing.begin() as connection:
        connection.execute(text("UPDATE variants SET price = 50000 WHERE sku = 'ESB-006-01'"))
    told = press(browser, page, "order")

    assert told.status_code == 409
    assert "Harga berubah" in told.text
    assert "Rp66.950" in told.text
    assert press(browser, told, "order").status_code == 303


def test_what_is_sold_out_meanwhile_is_told_at_its_field(product: Product, browser: FlaskClient) -> None:
    page = to_confirmation(browser, "081355559003")
    with product.container.database().writing.begin() as connection:
        connection.execute(text("UPDATE variants SET on_hand = reserved WHERE sku = 'ESB-006-01'"))
    told = press(browser, page, "order")

    assert told.status_code in (409, 422)
    assert "Sudah habis" in told.text


@pytest.mark.usefixtures("unhurried")
def test_a_state_that_was_tampered_with_or_is_of_another_form_counts_for_nothing(
    product: Product, browser: FlaskClient
) -> None:
    other = publish(product, "lain")
    page = to_confirmation(browser, "081355559004")
    state = dict(Shown(page.text).fields)["state"]
    for forged in (state[:-3] + "abc", state + "x", "", "." * 50, "A" * 30_000):
        assert press(browser, page, "order", state=forged).status_code == 422
    assert press(browser, page, "order", other).status_code == 422

    assert [status for _, status, *_ in orders(product, "081355559004")] == ["abandoned"]


@pytest.mark.parametrize(
    ("headers", "status", "became"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403, "abandoned"),
        ({"Sec-Fetch-Site": "same-site"}, 403, "abandoned"),
        ({"Origin": "https://evil.example"}, 403, "abandoned"),
        ({"Origin": "http://localhost"}, 303, "pending"),
        ({}, 303, "pending"),
    ],
)
@pytest.mark.usefixtures("unhurried")
def test_a_form_that_another_site_sends_orders_nothing(
    product: Product, browser: FlaskClient, headers: dict[str, str], status: int, became: str
) -> None:
    page = to_confirmation(browser, "081355559005")
    answer = browser.post(FORM, data={**dict(Shown(page.text).fields), "go": "order"}, headers=headers)

    assert answer.status_code == status
    assert status != 403 or "situs lain" in answer.text
    assert [(status, bool(odd)) for _, status, _, odd in orders(product, "081355559005")] == [(became, False)]


def test_a_programs_order_waits_apart_and_is_not_lost(product: Product, browser: FlaskClient) -> None:
    page = to_confirmation(browser, "081355559006")
    assert press(browser, page, "order", website="https://spam.example").status_code == 303

    ((_, status, _, quarantined),) = orders(product, "081355559006")
    assert (status, bool(quarantined)) == ("pending", True)


@pytest.mark.usefixtures("hurried")
def test_who_types_too_fast_leaves_no_record_and_orders_into_quarantine(product: Product, browser: FlaskClient) -> None:
    page = to_confirmation(browser, "081355559024")
    assert orders(product, "081355559024") == []
    assert press(browser, page, "order").status_code == 303

    ((_, status, _, quarantined),) = orders(product, "081355559024")
    assert (status, bool(quarantined)) == ("pending", True)


@pytest.mark.usefixtures("unhurried")
def test_who_takes_their_time_has_one_record_that_becomes_the_order(product: Product, browser: FlaskClient) -> None:
    page = to_confirmation(browser, "081355559025")
    ((left, was, *_),) = orders(product, "081355559025")
    assert press(browser, page, "order").status_code == 303

    ((invoice, status, _, quarantined),) = orders(product, "081355559025")
    assert (was, invoice, status, bool(quarantined)) == ("abandoned", left, "pending", False)


def test_nothing_that_a_seller_or_a_link_says_becomes_markup(product: Product, browser: FlaskClient) -> None:
    container = product.container
    store = front_of(product, "kopi-arabica").store
    prices = Prices(selling=Money(1_000), listed=Money(2_000), cost=Money(500))
    details = ProductDetails(name=f"Kopi {HOSTILE}", prices=prices, parcel=Parcel(weight=100), on_hand=5)
    container.catalog().add(store=store, by=SYSTEM, sku=Sku("XSS-1"), details=details)
    asked = tuple(
        FormField(
            name=f"f{at}",
            label=HOSTILE,
            kind=kind,
            options=(HOSTILE,) if kind is FieldKind.CHOICE else (),
            help=HOSTILE,
        )
        for at, kind in enumerate(FieldKind)
    )
    form = publish(product, "jahat", name=f"A {HOSTILE}", items=(FormItem(sku=Sku("XSS-1")),), fields=asked)
    page = browser.get(form, query_string={"utm_source": HOSTILE, HOSTILE: "1", "fbclid": "x" * 5_000})

    assert page.status_code == 200
    nonce = re.search(r"'nonce-([^']+)'", page.headers["Content-Security-Policy"])
    assert nonce
    for text_ in (page.text, press(browser, page, "place", form, name=HOSTILE, phone=HOSTILE, place=HOSTILE).text):
        assert "alert(1)</script>" not in text_
        assert not any("onerror" in given for _, given in Shown(text_).tags)
        assert all(given.get("src") for given in Shown(text_).scripts)
    assert all(script["nonce"] == nonce[1] for script in Shown(page.text).scripts)


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"go": "order", "has": "goods", "qty.ESB-006-01": "99999999999999999999999"},
        {"go": "confirm", "has": ["goods", "place", "pay"], "district": "99.99.99", "phone": "\U0001f600" * 50},
        {"go": "\x00", "at": "\x00", "has": "\x00"},
        {"go": "search", "has": "place", "place": "\x00\n%" * 100},
        {"go": "total", "has": ["goods", "place"], "district": "x", "qty.ESB-006-01": "-1"},
        {"go": "total", "has": "goods", "bump.0": "1", "qty.ESB-006-01": "3", "expected_total": "٣"},
        {"go": "back-pay"},
        {"go": "order", "abandoned": "x" * 30},
    ],
)
def test_whatever_is_sent_is_answered(browser: FlaskClient, data: dict[str, Any]) -> None:
    assert browser.post(FORM, data=data).status_code in (200, 422)


def test_pixels_hear_of_a_purchase_once_and_learn_nothing_of_the_buyer(product: Product, browser: FlaskClient) -> None:
    form = publish(product, "piksel", pixels={"meta": "123456", "tiktok": "ABCDEF"})
    first = browser.get(form)
    policy = first.headers["Content-Security-Policy"]
    assert "https://www.facebook.com" in policy
    assert "https://analytics.tiktok.com" in policy
    assert "google" not in policy
    assert "google" not in browser.get(FORM).headers["Content-Security-Policy"]
    assert 'data-meta="123456"' in first.text

    page = to_confirmation(browser, "081355559007", form)
    assert "data-meta" not in page.text
    assert "facebook" not in page.headers["Content-Security-Policy"]
    assert press(browser, page, "order", form).status_code == 303
    done, reloaded = browser.get(f"{form}/done"), browser.get(f"{form}/done")
    press(browser, page, "order", form)
    sent_again = browser.get(f"{form}/done")

    assert done.text.count('data-event="Purchase"') == 1
    assert 'data-value="61800"' in done.text
    assert "Purchase" not in reloaded.text + sent_again.text
    secret = browser.get(f"{form}/done/order").headers["Location"].removeprefix("/o/")
    for told in ("081355559007", "81355559007", "Budi", "Melati", secret):
        assert told not in done.text


def test_the_order_is_reached_by_its_browser_alone(product: Product, browser: FlaskClient) -> None:
    press(browser, to_confirmation(browser, "081355559008"), "order")
    order, chat = browser.get(f"{FORM}/done/order"), browser.get(f"{FORM}/done/whatsapp")
    stranger = product.app.test_client()

    assert order.headers["Location"].startswith("/o/")
    assert chat.headers["Location"].startswith("https://wa.me/6281234567890?text=")
    assert stranger.get(f"{FORM}/done/order").status_code == 404
    assert stranger.get(f"{FORM}/done/whatsapp").status_code == 404
    assert "INV" not in stranger.get(f"{FORM}/done").text


def chat_of(browser: FlaskClient, path: str, language: str = "id") -> tuple[str, str]:
    """Whom the button after ordering leads to, and with what text."""
    done = browser.get(f"{path}/done")
    assert f"{path}/done/whatsapp" in [given.get("href") for _, given in Shown(done.text).tags]
    link = urlsplit(browser.get(f"{path}/done/whatsapp", headers={"Accept-Language": language}).headers["Location"])
    return link.path, parse_qs(link.query)["text"][0]


def test_the_chat_after_ordering_says_what_the_form_lets_the_buyer_say(product: Product, browser: FlaskClient) -> None:
    told = "{toko}|{nama}|{invoice}|{total}|{produk}|{metode}|{{x}} & #1?"
    form = publish(product, "obrolan", success_page=SuccessPage(whatsapp_text=told))
    press(browser, to_confirmation(browser, "081355559021", form), "order", form)
    ((invoice, *_),) = orders(product, "081355559021")

    to, text_ = chat_of(browser, form)
    assert to == "/6281234567890"
    goods = "1x Biji Kopi Arabica (Halus)"
    name, asked, method = "Kopi Siti", "Budi Santoso", "bayar di tempat (COD)"
    assert text_ == f"{name}|{asked}|{invoice}|Rp61.800|{goods}|{method}|{{x}} & #1?"


@pytest.mark.parametrize(
    ("language", "says"),
    [("id", "saya sudah memesan {}, total Rp61.800."), ("en", "I have ordered {}, Rp61.800 in all.")],
)
def test_the_chat_after_ordering_tells_invoice_and_total_by_itself(
    product: Product, browser: FlaskClient, language: str, says: str
) -> None:
    form = publish(product, "polos", success_page=SuccessPage(whatsapp_text=" \n"))
    press(browser, to_confirmation(browser, "081355559022", form), "order", form)
    ((invoice, *_),) = orders(product, "081355559022")

    assert chat_of(browser, form, language)[1].endswith(says.format(invoice))


def test_the_chat_after_ordering_is_with_whoever_looks_after_the_order(product: Product, browser: FlaskClient) -> None:
    container = product.container
    store = front_of(product, "kopi-arabica").store
    with container.database().read() as connection:
        found = connection.execute(
            text(
                "SELECT staff.id, users.name, users.phone FROM staff JOIN users ON users.id = staff.user_id"
                " WHERE staff.store_id = :store AND users.email = :email"
            ),
            {"store": store, "email": sample_data.CS[1]},
        ).one()
    press(browser, to_confirmation(browser, "081355559023"), "order")
    ((invoice, *_),) = orders(product, "081355559023")
    with container.work(store) as work:
        order = work.orders.get(Invoice(invoice))
        order.cs = Assignment(staff=found.id, name=found.name)
        work.orders.save(order)
        work.commit()

    assert chat_of(browser, FORM)[0] == f"/{found.phone.removeprefix('+')}"


def test_pages_say_why_there_is_nothing_to_order(product: Product, browser: FlaskClient) -> None:
    form = publish(product, "tutup")
    container = product.container
    front = front_of(product, "tutup")
    container.forms().change_status(store=front.store, by=SYSTEM, form=front.form, status=FormStatus.CLOSED)

    closed, missing = browser.get(form), browser.get("/s/kopisiti/f/tidak-ada")
    assert "sedang ditutup" in closed.text
    assert "wa.me" in closed.text
    assert (missing.status_code, browser.get("/s/tidak-ada/f/x").status_code) == (404, 404)
    with container.database().writing.begin() as connection:
        connection.execute(text("UPDATE variants SET on_hand = reserved"))
    assert "habis" in browser.get(FORM).text


def test_a_store_has_its_forms_on_its_own_host(browser: FlaskClient) -> None:
    own = {"Host": f"{Subdomain('kopisiti')}.localhost"}
    assert browser.get("/f/kopi-arabica", headers=own).status_code == 200
    assert browser.get("/f/kopi-arabica", headers={"Host": "tehtono.localhost"}).status_code == 404
    assert browser.get("/s/kopisiti/f/kopi-arabica", headers={"Host": "tehtono.localhost"}).status_code == 404
    assert browser.get("/f/kopi-arabica").status_code == 404


def test_files_are_kept_by_their_name_and_sent_compressed(browser: FlaskClient) -> None:
    page = browser.get(FORM)
    css = next(given["href"] for tag, given in Shown(page.text).tags if tag == "link" and given["rel"] == "stylesheet")
    answer = browser.get(str(css))
    assert "immutable" in answer.headers["Cache-Control"]
    again = browser.get(str(css), headers={"If-None-Match": answer.headers["ETag"]})
    packed = browser.get(FORM, headers={"Accept-Encoding": "gzip"})

    assert again.status_code == 304
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.data) < 12_000
    assert browser.get("/assets/order.css").status_code == 404


def test_where_a_buyer_came_from_is_told_without_what_is_not_asked_for() -> None:
    query = [("utm_source", "ig\n"), ("UTM_X", "1"), ("q", "1"), ("gclid", ""), ("ttclid", "\x00t")]
    assert source_of(query, "https://l.instagram.com/?u=secret", own_host="toko.example") == {
        "utm_source": "ig",
        "ttclid": "t",
        "referrer": "https://l.instagram.com/",
    }
    assert source_of([], "https://toko.example/f/x", own_host="toko.example") == {}
