"""How what is blocked is known again."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from phonenumbers import PhoneNumber, PhoneNumberType, is_valid_number, number_type

from bosonline.domain.ordering.blocklist import BlockedPlace, StreetInvalid, plain_street, street_key
from bosonline.domain.phone import Phone

DISTRICT = "31.71.01"


@pytest.mark.parametrize(
    "written",
    ["Jl. Melati No. 5/A", "jl melati no 5 a", "JL.MELATI, NO.5-A", "  Jl.\n Melati\tno  5_A "],
)
def test_a_street_is_known_again_however_it_is_written(written: str) -> None:
    assert street_key(written, DISTRICT) == street_key("Jl. Melati No. 5/A", DISTRICT)


@pytest.mark.parametrize("other", ["Jl. Melati No. 5", "Jl. Melati No. 5/B", "Jl. Melati No 51 A"])
def test_another_street_is_another(other: str) -> None:
    assert street_key(other, DISTRICT) != street_key("Jl. Melati No. 5/A", DISTRICT)
    assert street_key("Jl. Melati", DISTRICT) != street_key("Jl. Melati", "31.71.02")


@settings(max_examples=200)
@given(st.text(max_size=60))
def test_what_is_plain_stays_so(street: str) -> None:
    plain = plain_street(street)

    assert plain_street(plain) == plain
    assert plain_street(f" {street}. ") == plain


@pytest.mark.parametrize("nothing", ["", " ", "-.,/", "___"])
def test_a_street_has_something_to_be_known_by(nothing: str) -> None:
    with pytest.raises(StreetInvalid):
        _ = BlockedPlace(street=nothing, district_code=DISTRICT, region="Gambir").key


@settings(max_examples=300)
@given(st.from_regex(r"8[0-9]{8,11}|[1-9][0-9]{7,10}", fullmatch=True))
def test_mobile_numbers_are_told_as_the_numbering_plan_tells_them(national: str) -> None:
    number = PhoneNumber(country_code=62, national_number=int(national))
    if is_valid_number(number):
        assert Phone(f"+62{national}").is_mobile == (number_type(number) == PhoneNumberType.MOBILE)
