"""A buyer has to do with others than the seller: couriers with their prices, and rules that hold an order back."""

import time
from itertools import count

import pytest
import requests
from playwright.sync_api import Page, expect

from bosonline.testing.command_line import PATIENCE

from .conftest import Phone, Shop, new_phone, photograph
from .test_order_form import STREET, fill_in, invoice_on, order_of, walk

SERVICES = "input[name=courier]"
REASONS = {"trap": "hidden-field-filled", "blocklist": "phone-blocked"}
_slugs = count(1)


@pytest.fixture
def courier_form(sqlite_shop: Shop) -> str:
    """The address of a form whose seller leaves the price of sending to couriers, who know the districts by now."""
    slug = f"kurir-{next(_slugs)}"
    sku = sqlite_shop.served.get("/store/order/checkout/kopi-arabica?subdomain=kopisiti").json()["items"][0]["sku"]
    sqlite_shop.call(
        "POST",
        "/store/forms",
        {
            "name": "Dengan kurir",
            "slug": slug,
            "status": "published",
            "items": [{"sku": sku}],
            "payment_methods": ["cod", "bank_transfer"],
        },
    )
    form = f"{sqlite_shop.served.url}/s/kopisiti/f/{slug}"
    cart = {"go": "total", "has": ["goods", "place"], f"qty.{sku}": "1", "district": "32.01.01"}
    deadline = time.monotonic() + PATIENCE
    while not requests.post(form, data=cart, timeout=PATIENCE).json().get("couriers"):
        assert time.monotonic() < deadline, "the couriers do not know the district"
        time.sleep(0.5)
    return form


def choose_last(page: Page) -> tuple[str, str]:
    """Take the dearest service; what it is known by, and its price."""
    page.locator(SERVICES).first.wait_for()
    expect(page.locator(".sumup.wait")).to_have_count(0)  # all have answered: no other comes between
    last = page.locator("label.pick", has=page.locator(SERVICES)).last
    key, price = last.locator("input").get_attribute("value"), last.locator("b").inner_text()
    assert key
    assert page.locator(SERVICES).count() > 1
    last.click()
    return key, price


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_a_buyer_chooses_a_courier(sqlite_shop: Shop, phone: Phone, courier_form: str, javascript: bool) -> None:
    page, number = phone.page(javascript=javascript), new_phone()
    page.goto(courier_form)
    if javascript:
        fill_in(page, number, method="bank_transfer")
        key, price = choose_last(page)
        expect(page.locator("#rows")).to_contain_text(price)
    else:
        page.get_by_label("Nama penerima").fill("Budi Santoso")
        page.get_by_label("Nomor WhatsApp").fill(number)
        page.get_by_label("Kecamatan, kelurahan, atau kode pos").fill("cibinong bogor")
        page.get_by_role("button", name="Lanjut ke alamat").click()
        page.locator("input[name=district]").first.check()
        page.get_by_label("Alamat lengkap").fill(STREET)
        page.get_by_role("button", name="Lanjut ke pembayaran").click()
        page.locator("input[name=method][value=bank_transfer]").check()
        key, price = choose_last(page)
        page.get_by_role("button", name="Periksa pesanan").click()
        assert price in page.locator("main").inner_text()
    photograph(page, f"courier-{'script' if javascript else 'no-script'}")
    page.get_by_role("button", name="Pesan sekarang").click()
    page.wait_for_url("**/done")

    made = order_of(sqlite_shop, invoice_on(page))
    assert f"Rp{made['totals']['shipping']:,}".replace(",", ".") == price
    assert made["courier_code"] == key.partition("/")[0]


def fill_trap(page: Page) -> None:
    """What a program does that fills in all that there is."""
    page.locator("input[name=website]").evaluate("field => { field.value = 'https://spam.example' }")


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("odd", ["trap", "blocklist"])
def test_a_suspicious_order_succeeds_for_the_buyer_and_waits_for_the_seller(
    sqlite_shop: Shop, phone: Phone, odd: str, javascript: bool
) -> None:
    page, number = phone.page(javascript=javascript), new_phone()
    if odd == "blocklist":
        sqlite_shop.call("POST", "/store/blocklist", {"phone": number, "reason": "Menolak paket"})
    page.goto(sqlite_shop.form)
    (fill_in if javascript else walk)(page, number, method="cod")
    if odd == "trap":
        fill_trap(page)
    page.get_by_role("button", name="Pesan sekarang").click()
    page.wait_for_url("**/done")
    told = page.locator("main").inner_text()

    made = order_of(sqlite_shop, invoice_on(page))
    assert made["status"] == "pending"
    assert made["quarantined"] is True
    assert REASONS[odd] in [reason["code"] for reason in made["quarantine_reasons"]]
    for word in ("karantina", "curiga", "blokir", "Menolak"):
        assert word not in told
    page.get_by_role("link", name="Lihat pesanan").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Pesanan diterima"
