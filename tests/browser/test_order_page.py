"""An order's own page on a phone: what to pay, and how it moves on, with scripts and without."""

from pathlib import Path
from typing import Any

import pytest

from bosonline.testing.uploads import drawn

from .conftest import Phone, Shop, is_too_wide, new_phone, photograph

FORM = {"form": "kopi-arabica", "subdomain": "kopisiti"}


def ordered(shop: Shop, method: str) -> Any:
    """A receipt."""
    loaded = shop.served.get("/store/order/checkout/kopi-arabica?subdomain=kopisiti").json()
    body = {
        **FORM,
        "customer": {"name": "Budi Santoso", "phone": new_phone()},
        "address": {"street": "Jl. Melati 5 RT 02/03", "district_code": "31.71.01", "post_code": "10110"},
        "items": [{"sku": loaded["items"][0]["sku"], "qty": 2}],
        "payment_method": method,
    }
    answer = shop.served.post("/store/order/checkout", body)
    assert answer.status_code == 201, answer.text
    return answer.json()["data"]


def path_of(receipt: Any) -> str:
    return "/o/" + str(receipt["order_url"]).rpartition("/")[2]


@pytest.mark.parametrize("width", [320, 390, 1024])
def test_a_buyer_sees_what_to_pay_and_where(sqlite_shop: Shop, phone: Phone, width: int) -> None:
    receipt = ordered(sqlite_shop, "bank_transfer")
    page = phone.page(width=width)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(sqlite_shop.served.url + path_of(receipt))

    (account, *_) = receipt["pay"]["bank_accounts"]
    total = f"Rp{receipt['totals']['total']:,}".replace(",", ".")
    assert total in page.get_by_role("region", name="Bayar sekarang").inner_text()
    assert account["account_number"] in page.get_by_role("region", name="Bayar sekarang").inner_text()
    page.get_by_role("button", name=f"Salin: {account['bank']}").first.click()
    page.get_by_role("button", name=f"Salin: {account['bank']}").first.get_by_text("Tersalin").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == account["account_number"]
    assert not is_too_wide(page)
    photograph(page, f"order-transfer-{width}")


@pytest.mark.parametrize("dark", [False, True])
def test_it_is_whole_without_scripts(sqlite_shop: Shop, phone: Phone, dark: bool) -> None:
    receipt = ordered(sqlite_shop, "cod")
    page = phone.page(width=320, javascript=False, dark=dark, language="en-US")
    page.goto(sqlite_shop.served.url + path_of(receipt))

    assert "Have Rp" in page.locator("main").inner_text()
    assert page.get_by_role("link", name="Ask on WhatsApp").get_attribute("href").startswith("https://wa.me/62")  # type: ignore[union-attr]
    assert page.get_by_role("button").count() == 0
    photograph(page, f"order-cod-{'dark' if dark else 'light'}")


def test_it_moves_on_by_itself(shop: Shop, phone: Phone) -> None:
    receipt = ordered(shop, "bank_transfer")
    page = phone.page()
    page.clock.install()
    page.goto(shop.served.url + path_of(receipt))
    assert page.get_by_role("heading", level=1).inner_text() == "Menunggu pembayaran"

    invoice, total = receipt["invoice"], receipt["totals"]["total"]
    shop.call("POST", "/store/order/confirm-payment", {"invoice": invoice, "amount": total})
    for status in ("ready", "shipped"):
        shop.call("PATCH", "/store/order/status", {"invoice": invoice, "status": status})
    page.clock.run_for(16_000)
    page.get_by_role("heading", level=1).get_by_text("Dalam perjalanan").wait_for()

    assert page.get_by_role("region", name="Bayar sekarang").count() == 0
    assert page.locator("[aria-current=step]").inner_text().startswith("Dikirim")
    photograph(page, "order-shipped")


@pytest.mark.parametrize("javascript", [True, False])
def test_a_buyer_shows_that_they_paid(shop: Shop, phone: Phone, tmp_path: Path, javascript: bool) -> None:
    receipt = ordered(shop, "bank_transfer")
    picture = tmp_path / "bukti.jpg"
    picture.write_bytes(drawn("JPEG", (720, 1280)))
    page = phone.page(width=320, javascript=javascript)
    page.goto(shop.served.url + path_of(receipt))

    page.get_by_label("Foto atau tangkapan layar bukti transfer").set_input_files(picture)
    page.get_by_role("button", name="Kirim bukti transfer").click()

    page.get_by_role("status").get_by_text("Bukti transfer sudah diterima").wait_for()
    assert not is_too_wide(page)
    seen: Any = shop.call("GET", f"/store/order/{receipt['invoice']}")
    assert [proof["number"] for proof in seen["proofs"]] == [1]
    photograph(page, f"order-proof-{'scripted' if javascript else 'plain'}")


def test_nobody_finds_an_order_by_guessing(sqlite_shop: Shop, phone: Phone) -> None:
    page = phone.page(width=320)
    page.goto(f"{sqlite_shop.served.url}/o/a-secret-that-nobody-has")

    assert page.get_by_role("heading").inner_text() == "Halaman tidak ditemukan"
    assert len(phone.wrong) == 1
    phone.wrong.clear()
    photograph(page, "order-not-found")
