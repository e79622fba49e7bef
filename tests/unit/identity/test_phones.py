"""Phone numbers as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bosonline.adapters.outbound.phones import PhonenumbersReader
from bosonline.domain.phone import PhoneInvalid

read = PhonenumbersReader().read

MOBILE = st.from_regex(r"8(?:1[1-9]|2[1-3]|5[2-9]|7[78]|9[5-9])[1-9][0-9]{6,7}", fullmatch=True)
PREFIXES = ("0", "", "62", "+62", "+62 ", "0062", "00 62 ", "(+62) ", "62-", "+62 0", "62(0)", "+62-(0)")
LINKS = (
    "https://wa.me/62{}",
    "wa.me/62{}",
    "http://www.wa.me/+62{}/",
    "HTTPS://WA.ME/62{}?text=Halo%20kak,%20ada%2081111111111?",
    "https://api.whatsapp.com/send?phone=62{}&text=Halo",
    "https://api.whatsapp.com/send/?text=x&phone=%2B62{}",
    "api.whatsapp.com/send?phone=0{}",
)
BETWEEN = st.sampled_from(["", " ", "-", ".", " - ", ") ", "\u00a0", "\u2011", "\u2013", "\u2009", "\u200b"])


@given(MOBILE, st.sampled_from(PREFIXES), st.data())
def test_every_way_to_write_a_number_reads_the_same(number: str, prefix: str, data: st.DataObject) -> None:
    spread = "".join(digit + data.draw(BETWEEN) for digit in number)

    assert read(f" {prefix}{spread}").e164 == f"+62{number}"


@given(MOBILE, st.sampled_from(LINKS))
def test_pasted_links_read_as_their_number(number: str, link: str) -> None:
    assert read(link.format(number)).e164 == f"+62{number}"


@given(MOBILE)
def test_what_was_read_reads_as_itself(number: str) -> None:
    phone = read(number)

    assert read(phone.e164) == read(phone.local) == read(phone.whatsapp) == phone


@given(MOBILE.map(lambda number: number.translate({ord("0") + digit: 0xFF10 + digit for digit in range(10)})))
def test_wide_digits_are_digits(number: str) -> None:
    assert read(f"0{number}").e164.isascii()


@given(MOBILE, st.integers(1, 999), st.sampled_from(["+", "00"]))
def test_other_countries_are_refused(number: str, country: int, prefix: str) -> None:
    if str(country).startswith("62"):
        country = 60
    with pytest.raises(PhoneInvalid):
        read(f"{prefix}{country}{number}" if country != 6 else f"{prefix}7{number}")


@given(MOBILE, st.integers(1, 5), st.booleans())
def test_too_short_and_too_long_are_refused(number: str, by: int, longer: bool) -> None:
    wrong = f"0{number}{'1' * (by + 3)}" if longer else f"0{number[: 8 - by]}"

    with pytest.raises(PhoneInvalid):
        read(wrong)


@given(st.text(max_size=60))
def test_anything_is_read_or_refused(text: str) -> None:
    try:
        phone = read(text)
    except PhoneInvalid:
        return
    assert read(phone.e164) == phone


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "+", "0", "62", "+62", "abc", "0812345678x", "x0812345678", "++6281234567890", "+62+81234567890"),
        *("0812345678 0812345679", "wa.me/", "wa.me/message/ABCDEFG", "https://evil.example/6281234567890"),
        *("http://[wa.me/6281234567890", "api.whatsapp.com/send", "0812\n34567890\n0813", "1.5e10", "-81234567890"),
        "\u0660\u0668\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668\u0669\u0660",
        *("14155550123", "215550123", "00812345678901", "+812345678901", "0" * 5000),
    ],
)
def test_what_is_no_number_is_refused_by_the_field_that_it_came_in(text: str) -> None:
    with pytest.raises(PhoneInvalid) as refusal:
        read(text, field="customer.phone")
    assert refusal.value.facts["field"] == "customer.phone"


def test_landlines_are_numbers_too() -> None:
    assert read("(0251) 831-1111").e164 == "+622518311111"
    assert read("021 5550123").local == "0215550123"
