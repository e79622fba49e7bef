"""Quotes are promises that nobody can change, and that hold for one parcel of one store for a while."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bosonline.adapters.outbound.quotes import SignedQuotes
from bosonline.domain.identity import StoreId
from bosonline.domain.money import Money
from bosonline.domain.shipping import Parcel, QuoteNotMeant, QuoteUnknown, ShippingQuote

NOON = datetime(2026, 1, 5, 5, 0, tzinfo=UTC)
SEALS = SignedQuotes("a secret of tests, 0123456789abcdefghij")
CODES = st.text("abcdefghijklmnopqrstuvwxyzABC0123456789._-", min_size=1, max_size=20)
DISTRICTS = st.from_regex(r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}", fullmatch=True)
QUOTES = st.builds(
    ShippingQuote,
    store=st.integers(1, 10**9).map(StoreId),
    origin=DISTRICTS,
    destination=DISTRICTS,
    weight=st.integers(1, 99).map(lambda kilograms: kilograms * 1000),
    courier_code=CODES,
    service_code=CODES,
    price=st.integers(0, 10**9).map(Money),
    cod=st.booleans(),
    expires_at=st.integers(0, 10**9).map(lambda seconds: NOON + timedelta(seconds=seconds)),
)
QUOTE = ShippingQuote(
    store=StoreId(7),
    origin="32.01.01",
    destination="31.71.01",
    weight=1000,
    courier_code="idx",
    service_code="03",
    price=Money(10_165),
    cod=True,
    expires_at=NOON + timedelta(minutes=30),
)


@given(QUOTES)
def test_a_quote_comes_back_as_it_was_given(quote: ShippingQuote) -> None:
    assert SEALS.open(SEALS.seal(quote)) == quote


@given(QUOTES, st.data())
def test_a_quote_that_was_changed_in_any_letter_says_nothing(quote: ShippingQuote, data: st.DataObject) -> None:
    text = SEALS.seal(quote)
    at = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/ \x00é"))
    changed = text[:at] + letter + text[at + 1 :]

    assert SEALS.open(changed) == (quote if changed == text else None)
    assert SEALS.open(text[:at]) is None
    assert SEALS.open(text + letter) is None


@given(st.text(max_size=700))
def test_any_other_text_is_no_quote(text: str) -> None:
    assert SEALS.open(text) is None


def test_another_secret_seals_otherwise() -> None:
    assert SignedQuotes("another secret, 0123456789abcdefghijkl").open(SEALS.seal(QUOTE)) is None


def test_a_quote_is_of_one_store_and_one_service() -> None:
    QUOTE.demand_meant(store=StoreId(7), courier_code="idx", service_code="03")
    with pytest.raises(QuoteUnknown):
        QUOTE.demand_meant(store=StoreId(8), courier_code="idx", service_code="03")
    for courier, service in (("sap", "03"), ("idx", "04")):
        with pytest.raises(QuoteNotMeant):
            QUOTE.demand_meant(store=StoreId(7), courier_code=courier, service_code=service)


@pytest.mark.parametrize(
    ("destination", "grams", "at", "holds"),
    [
        ("31.71.01", 1000, NOON, True),
        ("31.71.01", 1300, NOON, True),
        ("31.71.01", 1301, NOON, False),
        ("31.71.02", 1000, NOON, False),
        ("31.71.01", 1000, NOON + timedelta(minutes=30), False),
    ],
)
def test_a_quote_holds_for_its_parcel_until_it_expires(destination: str, grams: int, at: datetime, holds: bool) -> None:
    assert QUOTE.holds(destination=destination, parcel=Parcel(weight=grams), at=at) is holds
