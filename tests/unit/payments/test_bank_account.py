"""Bank accounts and the table of banks."""

import re
import string
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bosonline.adapters.outbound.banks import TableBanks
from bosonline.adapters.outbound.codec import plain, revive
from bosonline.domain.identity import StoreId
from bosonline.domain.payments import (
    AccountNameInvalid,
    AccountNumberImplausible,
    AccountNumberInvalid,
    Bank,
    BankAccount,
    masked_number,
)

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


def account(number: str, name: str = "SITI RAHMA") -> BankAccount:
    return BankAccount.of(
        Bank("014", "BCA"), store=StoreId(1), account_name=name, account_number=number, created_at=NOON
    )


@given(st.text(string.digits, min_size=5, max_size=20), st.data())
def test_a_number_may_be_written_with_spaces_dots_and_dashes(digits: str, data: st.DataObject) -> None:
    written = "".join(sign + data.draw(st.sampled_from(["", " ", ".", "-", " - "])) for sign in digits)

    made = account(written)

    assert made.account_number == digits
    assert revive(plain(made), BankAccount) == made


@pytest.mark.parametrize("number", ["", "1234", "1" * 21, "12345a", "１２３４５", "12345+"])
def test_what_is_no_number(number: str) -> None:
    with pytest.raises(AccountNumberInvalid):
        account(number)


@pytest.mark.parametrize(
    ("code", "digits"), [("014", 10), ("008", 13), ("002", 15), ("009", 10), ("451", 10), ("022", 0)]
)
def test_a_number_is_as_long_as_the_numbers_of_its_bank(code: str, digits: int) -> None:
    bank = TableBanks().find(code)
    assert bank is not None

    def of_length(length: int) -> BankAccount:
        return BankAccount.of(bank, store=StoreId(1), account_name="SITI", account_number="1" * length, created_at=NOON)

    for length in range(5, 21):
        if digits in (0, length):
            assert of_length(length).account_number == "1" * length
        else:
            with pytest.raises(AccountNumberImplausible) as refused:
                of_length(length)
            assert refused.value.facts == {"bank": bank.name, "digits": str(digits), "given": length}


@given(st.from_regex("[0-9]{5,20}", fullmatch=True))
def test_a_masked_number_shows_four_digits(number: str) -> None:
    assert masked_number(number)[-4:] == number[-4:]
    assert masked_number(number)[:-4] == "*" * (len(number) - 4)


@pytest.mark.parametrize("name", ["", "  ", "x" * 121])
def test_an_account_is_somebodys(name: str) -> None:
    with pytest.raises(AccountNameInvalid):
        account("1234567890", name)


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("014", "BCA"), ("008", "Bank Mandiri"), ("002", "BRI"), ("009", "BNI"), ("451", "BSI"), ("022", "CIMB Niaga"),
        ("013", "Bank Permata"), ("011", "Bank Danamon"), ("200", "BTN"), ("542", "Bank Jago"), ("535", "SeaBank"),
    ],
)  # fmt: skip
def test_banks_are_found_by_their_codes(code: str, name: str) -> None:
    found = TableBanks().find(code)
    assert found is not None
    assert (found.code, found.name) == (code, name)


def test_the_table_of_banks() -> None:
    banks = TableBanks().all()

    assert len(banks) > 40
    assert all(re.fullmatch("[0-9]{3}", bank.code) for bank in banks)
    assert len({bank.name for bank in banks}) == len({bank.code for bank in banks}) == len(banks)
    assert [bank.name.lower() for bank in banks] == sorted(bank.name.lower() for bank in banks)
    assert TableBanks().find("999") is None
