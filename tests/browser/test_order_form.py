"""A stranger orders on a phone: in four steps where no script runs, on one page where it does."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from .conftest import Phone, Shop, is_too_wide, new_phone, photograph

STREET = "Jl. Melati 5 RT 02/03"


def fill_in(page: Page, phone: str, *, method: str, voucher: str = "", name: str = "Budi Santoso") -> None:
    """Everything on the one page."""
    page.get_by_label("Nama penerima").fill(name)
    page.get_by_label("Nomor WhatsApp").fill(phone)
    page.get_by_label("Kecamatan, kelurahan, atau kode pos").fill("cibinong bogor")
    page.locator("input[name=district]").first.check()
    page.get_by_label("Alamat lengkap").fill(STREET)
    page.locator(f"input[name=method][value={method}]").check()
    page.get_by_label("Kode voucher").fill(voucher)


def walk(page: Page, phone: str, *, method: str, voucher: str = "") -> None:
    """The first three steps."""
    page.get_by_label("Nama penerima").fill("Budi Santoso")
    page.get_by_label("Nomor WhatsApp").fill(phone)
    page.get_by_label("Kecamatan, kelurahan, atau kode pos").fill("cibinong bogor")
    page.get_by_role("button", name="Lanjut ke alamat").click()
    page.locator("input[name=district]").first.check()
    page.get_by_label("Alamat lengkap").fill(STREET)
    page.get_by_role("button", name="Lanjut ke pembayaran").click()
    page.locator(f"input[name=method][value={method}]").check()
    page.get_by_label("Kode voucher").fill(voucher)
    page.get_by_role("button", name="Periksa pesanan").click()


def invoice_on(page: Page) -> str:
    """The invoice number that the page after the order tells."""
    found = re.search(r"INV\d+", page.get_by_role("status").inner_text())
    assert found
    return found[0]


def order_of(shop: Shop, invoice: str) -> dict[str, Any]:
    return shop.call("GET", f"/store/order/{invoice}")


@pytest.mark.parametrize(("method", "total"), [("cod", 54_848), ("bank_transfer", 53_250)])
@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_a_buyer_orders_on_a_phone(shop: Shop, phone: Phone, javascript: bool, method: str, total: int) -> None:
    page, number = phone.page(javascript=javascript), new_phone()
    mark = f"{method}-{'script' if javascript else 'no-script'}"
    page.goto(f"{shop.form}?utm_source=instagram&utm_campaign=lebaran&fbclid=abc&unknown=1")
    photograph(page, f"form-{mark}")
    if javascript:
        fill_in(page, number, method=method, voucher="KOPI15")
        expect(page.locator("#total")).to_have_text(f"Rp{total:,}".replace(",", "."))
        expect(page.get_by_text("Voucher dipakai.")).to_be_visible()
    else:
        walk(page, number, method=method, voucher="KOPI15")
        assert f"Rp{total:,}".replace(",", ".") in page.locator(".sum").inner_text()
    photograph(page, f"confirm-{mark}")
    page.get_by_role("button", name="Pesan sekarang").click()
    page.wait_for_url("**/done")
    photograph(page, f"done-{mark}")

    made = order_of(shop, invoice_on(page))
    assert made["totals"]["total"] == total
    assert made["totals"]["product_discount"] == 6_750
    assert made["payment_method"] == method
    assert made["address"]["street"] == STREET
    assert made["source"] == {"utm_source": "instagram", "utm_campaign": "lebaran", "fbclid": "abc"}
    assert number not in page.content() + page.url


@pytest.mark.parametrize("width", [320, 390])
def test_nothing_is_wider_than_the_phone(sqlite_shop: Shop, phone: Phone, width: int) -> None:
    page = phone.page(width=width, height=640, dark=width == 320)
    page.goto(sqlite_shop.form)
    fill_in(page, new_phone(), method="cod", name="Raden Mas Suryowinotodiningratkusumo" * 3)
    expect(page.locator("#total")).to_have_text("Rp61.800")

    assert not is_too_wide(page)
    photograph(page, f"form-{width}")
    small = page.evaluate(
        "[...document.querySelectorAll('button, input:not([type=hidden]):not([name=website]), a.go')]"
        ".filter(e => e.checkVisibility()).map(e => e.closest('label') ?? e)"
        ".filter(e => e.getBoundingClientRect().height < 40)"
        ".map(e => e.outerHTML.slice(0, 80))"
    )
    assert small == []


def test_what_is_wrong_is_told_at_its_field_and_nothing_is_lost(sqlite_shop: Shop, phone: Phone) -> None:
    page = phone.page()
    page.goto(sqlite_shop.form)
    fill_in(page, "0813", method="bank_transfer")
    page.get_by_role("button", name="Pesan sekarang").click()
    expect(page.get_by_role("alert")).to_be_focused()
    number = page.get_by_label("Nomor WhatsApp")

    assert number.get_attribute("aria-invalid") == "true"
    assert "e-phone" in (number.get_attribute("aria-describedby") or "")
    assert "Bukan nomor telepon" in page.locator("#e-phone").inner_text()
    assert page.get_by_label("Nama penerima").input_value() == "Budi Santoso"
    assert page.get_by_label("Alamat lengkap").input_value() == STREET
    assert page.locator("input[name=district]:checked").input_value() == "32.01.01"
    assert page.locator("input[name=method]:checked").input_value() == "bank_transfer"
    photograph(page, "wrong-script")
    phone.wrong.clear()  # the browser tells of the answer 422

    number.fill(new_phone())
    expect(page.locator("#total")).to_have_text("Rp60.000")
    page.get_by_role("button", name="Pesan sekarang").click()
    page.wait_for_url("**/done")


def test_two_presses_make_one_order(sqlite_shop: Shop, phone: Phone) -> None:
    page, number = phone.page(javascript=False), new_phone()
    page.goto(sqlite_shop.form)
    walk(page, number, method="cod")
    form = page.locator("form").evaluate("form => [...new FormData(form)]")
    address = page.url
    page.get_by_role("button", name="Pesan sekarang").click()
    first = invoice_on(page)
    again = page.request.post(address, form={**dict(form), "go": "order"})

    assert again.ok
    assert first in again.text()
    listed: Any = sqlite_shop.call("GET", f"/store/order?keyword={number}")
    assert [row["invoice"] for row in listed["data"]] == [first]


def test_it_can_be_ordered_by_the_keyboard_alone(sqlite_shop: Shop, phone: Phone) -> None:
    page, number = phone.page(width=1024), new_phone()
    page.goto(sqlite_shop.form)
    expect(page.locator("#total")).to_have_text("Rp61.800")

    def reach(selector: str) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
        pytest.fail(f"no way to {selector} by the keyboard")

    reach("[name=name]")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    page.keyboard.type("Budi Santoso")
    reach("[name=phone]")
    page.keyboard.type(number)
    reach("[name=place]")
    page.keyboard.type("cibinong bogor")
    expect(page.locator("input[name=district]")).to_have_count(3)
    reach("[name=district]")
    page.keyboard.press("Space")
    reach("[name=street]")
    page.keyboard.type(STREET)
    reach("#go")
    page.keyboard.press("Enter")
    page.wait_for_url("**/done")

    assert outline == "solid"


def test_what_was_typed_is_kept_for_the_seller_before_the_order(sqlite_shop: Shop, phone: Phone) -> None:
    page, number = phone.page(), new_phone()
    page.goto(sqlite_shop.form)
    page.get_by_label("Nama penerima").fill("Wati")
    with page.expect_response("**/store/order/abandoned") as kept:
        page.get_by_label("Nomor WhatsApp").fill(number)
    left = kept.value.json()["data"]["invoice"]
    fill_in(page, number, method="cod")
    expect(page.locator("#total")).to_have_text("Rp61.800")
    page.get_by_role("button", name="Pesan sekarang").click()
    page.wait_for_url("**/done")

    assert invoice_on(page) == left


@pytest.mark.parametrize("breaks", ["aborted", "broken"])
def test_a_script_that_fails_leaves_the_steps(sqlite_shop: Shop, phone: Phone, breaks: str) -> None:
    page, number = phone.page(), new_phone()
    if breaks == "aborted":
        page.route("**/assets/*.js", lambda route: route.abort())
    else:
        page.route("**/assets/*.js", lambda route: route.fulfill(body="throw new Error('broken')"))
    page.goto(sqlite_shop.form)
    walk(page, number, method="cod")
    page.get_by_role("button", name="Pesan sekarang").click()
    page.wait_for_url("**/done")

    assert order_of(sqlite_shop, invoice_on(page))["totals"]["total"] == 61_800
    phone.wrong.clear()


def test_the_page_is_light(sqlite_shop: Shop, phone: Phone, record_property: Any) -> None:
    page = phone.page()
    sizes: dict[str, int] = {}
    page.on("requestfinished", lambda sent: sizes.update({sent.url: sent.sizes()["responseBodySize"]}))
    page.goto(sqlite_shop.form, wait_until="networkidle")
    painted = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime")
    weight = sum(size for url, size in sizes.items() if "/files/" not in url)
    record_property("weight", weight)
    record_property("requests", len(sizes))
    record_property("first_contentful_paint_ms", painted)
    print(f"page {weight} bytes, {len(sizes)} requests, first contentful paint after {painted} ms")  # noqa: T201

    assert weight < 60_000
    assert len(sizes) <= 10
