"""The pages of an account on a phone, with scripts and without."""

import pytest

from .conftest import Phone, Shop, is_too_wide, photograph


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_a_new_password_can_be_asked_for_on_a_small_phone(sqlite_shop: Shop, phone: Phone, javascript: bool) -> None:
    page = phone.page(width=320, height=640, javascript=javascript)
    page.goto(f"{sqlite_shop.served.url}/reset-password")
    page.get_by_label("Alamat email").fill("siti@example.com")
    if javascript:
        assert not is_too_wide(page)
    page.get_by_role("button").click()

    assert "sedang dikirim" in page.get_by_role("status").inner_text()
    photograph(page, f"reset-password-{'script' if javascript else 'no-script'}")
