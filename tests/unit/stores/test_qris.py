"""QRIS payloads: what is taken for a static one, and what is made of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bosonline.adapters.inbound.rest.store_settings import EXAMPLE
from bosonline.domain.money import Money
from bosonline.domain.stores import StoreSettings
from bosonline.domain.stores.qris import QrisInvalid, checked_qris, checksum, elements_of, with_amount

STATIC = str(EXAMPLE["qris"])
PLAIN = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=25)


def sealed(elements: list[tuple[str, str]]) -> str:
    """A payload of these elements with a right checksum."""
    text = "".join(f"{tag}{len(value):02}{value}" for tag, value in elements) + "6304"
    return text + checksum(text)


def with_element(tag: str, value: str | None) -> str:
    """The static payload with another value of one element, or without it."""
    kept = [one for one in elements_of(STATIC)[:-1] if one[0] != tag]
    return sealed(sorted([*kept, *([] if value is None else [(tag, value)])]))


@st.composite
def payloads(draw: st.DrawFn) -> str:
    """Static payloads of all kinds of merchants."""
    accounts = draw(st.lists(st.integers(26, 51), min_size=1, max_size=3, unique=True))
    more = draw(st.dictionaries(st.sampled_from(["52", "55", "56", "57", "61", "62", "64", "80"]), PLAIN, max_size=5))
    elements = {
        "00": "01",
        **({"01": "11"} if draw(st.booleans()) else {}),
        **{f"{account}": draw(PLAIN) for account in accounts},
        "53": "360",
        "58": "ID",
        "59": draw(PLAIN),
        "60": draw(PLAIN),
        **more,
    }
    return sealed(sorted(elements.items()))


def test_the_checksum_is_that_of_the_standard() -> None:
    assert checksum("123456789") == "29B1"


@given(payload=payloads(), idr=st.integers(1, 10**12))
def test_what_is_made_asks_the_same_merchant_for_the_amount(payload: str, idr: int) -> None:
    made = with_amount(checked_qris(payload), Money(idr))

    elements = elements_of(made)
    found, given = dict(elements), dict(elements_of(payload))
    assert (found["01"], found["54"], made[-4:]) == ("12", str(idr), checksum(made[:-4]))
    assert [tag for tag, _ in elements] == [*sorted(set(found) - {"63"}), "63"]
    assert not found.keys() & {"55", "56", "57"}
    untouched = given.keys() - {"01", "55", "56", "57", "63"}
    assert {tag: found[tag] for tag in untouched} == {tag: given[tag] for tag in untouched}
    assert found.keys() == untouched | {"01", "54", "63"}
    with pytest.raises(QrisInvalid):
        checked_qris(made)


@given(at=st.integers(0, len(STATIC) - 1), sign=st.characters(min_codepoint=32, max_codepoint=126))
def test_a_slip_of_one_letter_is_seen(at: int, sign: str) -> None:
    slipped = STATIC[:at] + sign + STATIC[at + 1 :]

    if slipped.upper() != STATIC:
        with pytest.raises(QrisInvalid):
            checked_qris(slipped)


@given(st.text(max_size=600))
def test_any_text_is_taken_or_refused(text: str) -> None:
    with pytest.raises(QrisInvalid):
        checked_qris(text)


@pytest.mark.parametrize(
    ("payload", "why"),
    [
        ("", "plain"),
        (STATIC[:-1], "cut short"),
        (STATIC[:-4] + "0000", "checksum"),
        (STATIC + "0000", "checksum"),
        (with_element("58", "SG"), "Indonesia"),
        (with_element("53", "702"), "Indonesia"),
        (with_element("00", "02"), "Indonesia"),
        (with_element("59", None), "merchant"),
        (with_element("01", "12"), "one payment"),
        (with_element("54", "1000"), "one payment"),
        (sealed([*elements_of(STATIC)[:-1], ("59", "LAIN")]), "twice"),
        (STATIC.replace("KOPI", "KÖPI"), "plain"),
    ],
)
def test_what_is_wrong_is_told(payload: str, why: str) -> None:
    with pytest.raises(QrisInvalid, match=why) as refused:
        StoreSettings(qris=payload)

    assert refused.value.field == "qris"


def test_nothing_is_asked_for_by_no_code() -> None:
    with pytest.raises(ValueError, match="more than nothing"):
        with_amount(STATIC, Money(0))
