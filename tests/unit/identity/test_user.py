"""What an account's address and number are worth."""

from datetime import UTC, datetime, timedelta

import pytest

from bosonline.domain.identity import Email, EmailChangeAsked, EmailVerified, User, UserId, UserNameInvalid
from bosonline.domain.phone import Phone

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


def verified_user() -> User:
    user = User(
        id=UserId(1),
        name="Siti",
        email=Email("siti@example.com"),
        phone=Phone("+6281234567890"),
        password_hash="-",
        created_at=NOON,
    )
    user.verify_email(at=NOON)
    user.verify_phone(at=NOON)
    return user


def test_proof_is_given_once() -> None:
    user = verified_user()
    later = NOON + timedelta(hours=1)
    user.verify_phone(at=later)

    assert user.verify_email(at=later) is None
    assert (user.email_verified_at, user.phone_verified_at) == (NOON, NOON)


def test_another_address_counts_once_it_is_proved() -> None:
    user = verified_user()
    later = NOON + timedelta(hours=1)
    rahma = Email("rahma@example.com")

    assert user.want_email(rahma, token="t", at=later) == EmailChangeAsked(user=UserId(1), token="t", at=later)

    assert (user.email, user.email_verified_at, user.new_email) == ("siti@example.com", NOON, rahma)
    assert user.prove_email(rahma, at=later) == EmailVerified(user=UserId(1), at=later)
    assert (user.email, user.email_verified_at, user.new_email) == (rahma, later, None)


def test_only_the_last_wish_can_be_proved() -> None:
    user = verified_user()
    first, second = Email("rahma@example.com"), Email("budi@example.com")
    user.want_email(first, token="t", at=NOON)
    user.want_email(second, token="u", at=NOON)

    assert user.want_email(second, token="v", at=NOON) is None
    assert user.prove_email(first, at=NOON) is None
    assert user.email == "siti@example.com"
    assert user.want_email(user.email, token="w", at=NOON) is None
    assert user.prove_email(second, at=NOON) is None
    assert (user.email, user.new_email) == ("siti@example.com", None)


@pytest.mark.parametrize("name", ["", " \t", "S" * 121])
def test_a_name_has_some_length(name: str) -> None:
    user = verified_user()

    with pytest.raises(UserNameInvalid):
        user.rename(name)
    user.rename("  Siti \n Rahma ")

    assert user.name == "Siti Rahma"


def test_another_number_is_to_be_proved_anew() -> None:
    user = verified_user()
    user.change_phone(Phone("+6281234567890"))
    assert user.phone_verified_at == NOON

    user.change_phone(Phone("+6281111111111"))

    assert user.phone == Phone("+6281111111111")
    assert not user.phone_verified_at
