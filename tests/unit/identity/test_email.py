"""E-mail addresses in one spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bosonline.domain.identity import EmailInvalid, checked_email


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("siti@example.com", "siti@example.com"),
        ("  Siti.Rahma+Toko@Example.CO.ID ", "siti.rahma+toko@example.co.id"),
        ("a@b-c.xn--p1ai", "a@b-c.xn--p1ai"),
    ],
)
def test_addresses_are_known_in_lower_case(written: str, known: str) -> None:
    assert checked_email(written) == known


@pytest.mark.parametrize(
    "written",
    [
        *(
            "",
            "siti",
            "siti@",
            "@example.com",
            "siti@example",
            "siti@example.c",
            "siti@@example.com",
            "s iti@example.com",
        ),
        *("siti@exa mple.com", "siti@-example.com", "siti@example-.com", ".siti@example.com", "siti.@example.com"),
        *("si..ti@example.com", "siti@example..com", "siti@example.com\nBcc: x@example.com", "siti@example.123"),
        *("s\u00edti@example.com", "siti@ex\u00e4mple.com", "Siti <siti@example.com>", "a@" + "b" * 64 + ".com"),
        *("a" * 65 + "@example.com", "a@" + "b." * 126 + "com"),
    ],
)
def test_what_is_no_address_is_refused(written: str) -> None:
    with pytest.raises(EmailInvalid):
        checked_email(written)


@given(st.text(max_size=40) | st.from_regex(r"[^@\s]{1,8}@[^@\s]{1,8}\.[a-z]{2}"))
def test_what_was_read_reads_as_itself(written: str) -> None:
    """And holds nothing that could end a line or a header."""
    try:
        address = checked_email(written)
    except EmailInvalid:
        return
    assert checked_email(address) == address
    assert address.isascii()
    assert not set(address) & set(' \r\n\t<>(),;:\\"[]')
    assert address.count("@") == 1
