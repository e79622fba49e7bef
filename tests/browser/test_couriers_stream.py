"""Couriers appear on the form's page while others have not answered yet."""

import re
import time

import pytest
import requests
from playwright.sync_api import Page, expect

from .conftest import Phone, Shop, new_phone, photograph
from .test_order_form import STREET, invoice_on, order_of

SKU = "ESB-006-01"
GAMBIR = "/boscod/wilayah/search?keyword=gambir"
SLUG = "kopi-kurir"


@pytest.fixture
def couriers(sqlite_shop: Shop) -> str:
    """The address of a form whose parcels couriers carry."""
    deadline = time.monotonic() + 60
    while not any(one["id"] for one in sqlite_shop.call("GET", GAMBIR)["data"]):  # type: ignore[attr-defined]
        assert time.monotonic() < deadline, "the couriers' areas are not known"
        time.sleep(0.2)
    listed: list[dict[str, str]] = sqlite_shop.call("GET", "/store/forms")["data"]  # type: ignore[assignment]
    if SLUG not in {form["slug"] for form in listed}:
        body = {
            "name": "Kopi dengan kurir",
            "slug": SLUG,
            "status": "published",
            "items": [{"sku": SKU}],
            "payment_methods": ["cod", "bank_transfer"],
        }
        sqlite_shop.call("POST", "/store/forms", body)
    return f"{sqlite_shop.served.url}/s/kopisiti/f/{SLUG}"


def twin(shop: Shop) -> str:
    found = re.search(r"boscod is played by a twin at (\S+)", shop.served.log.read_text())
    assert found
    return found[1]


def choose_place(page: Page) -> None:
    page.get_by_label("Nama penerima").fill("Budi Santoso")
    page.get_by_label("Nomor WhatsApp").fill(new_phone())
    page.get_by_label("Alamat lengkap").fill(STREET)
    page.locator("input[name=method][value=cod]").check()
    page.get_by_label("Kecamatan, kelurahan, atau kode pos").fill("gambir")
    page.locator("input[name=district]").first.check()


def test_who_answers_first_is_shown_first(sqlite_shop: Shop, phone: Phone, couriers: str) -> None:
    faults = f"{twin(sqlite_shop)}/sandbox/faults"
    slow = {"kind": "courier", "courier": "idx", "form": "slow", "seconds": 4}
    page = phone.page()
    page.goto(couriers)
    assert requests.put(faults, json={"faults": [slow]}, timeout=60).ok
    try:
        # A parcel whose prices nobody has asked for, and that are not remembered therefore.
        page.locator(f"input[name='qty.{SKU}']").fill("3")
        choose_place(page)
        offered = page.locator("#couriers input")
        expect(offered.first).to_be_visible()
        assert page.locator(".sumup.wait").count() == 1
        early = {radio.get_attribute("value") or "" for radio in offered.all()}
        assert early
        assert not {value for value in early if value.startswith("idx/")}
        expect(page.locator("#couriers input[value^='idx/']").first).to_be_visible()
    finally:
        requests.delete(faults, timeout=60)
    expect(page.locator(".sumup.wait")).to_have_count(0)
    photograph(page, "couriers")

    wanted = page.locator("#couriers input[value^='idx/']").first
    key = wanted.get_attribute("value") or ""
    wanted.check()
    expect(page.locator(f"#couriers input[value='{key}']")).to_be_checked()
    expect(page.locator(".sumup.wait")).to_have_count(0)
    page.get_by_role("button", name="Pesan sekarang").click()
    page.wait_for_url("**/done")
    made = order_of(sqlite_shop, invoice_on(page))
    assert f"{made['courier_code']}/{made['service_code']}" == key


def test_where_the_stream_fails_couriers_come_with_the_total(sqlite_shop: Shop, phone: Phone, couriers: str) -> None:
    page = phone.page()
    page.route("**/rates/stream*", lambda route: route.abort())
    page.goto(couriers)
    choose_place(page)

    expect(page.locator("#couriers input").first).to_be_visible()
    expect(page.locator("#total")).to_have_text(re.compile(r"Rp[\d.]+"))
    phone.wrong.clear()  # the browser tells of the broken stream
