"""What a password must be, and how often it may be guessed."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bosonline.adapters.outbound.passwords import Argon2Hasher, ZxcvbnStrength
from bosonline.domain.identity import Email, GuessedTooOften, Guesses, PasswordWeak, check_password
from bosonline.domain.identity.password import FREE_GUESSES, GUESSING_WINDOW

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
EMAIL = Email("sitirahma@example.com")


def reasons(password: str, *, is_easy: bool = False) -> object:
    with pytest.raises(PasswordWeak) as refusal:
        check_password(password, email=EMAIL, is_easy_to_guess=is_easy, field="new_password")
    assert refusal.value.facts["field"] == "new_password"
    return refusal.value.facts["reasons"]


def test_every_broken_rule_is_told_at_once() -> None:
    assert reasons("short") == ["too-short"]
    assert reasons("SitiRahma@Example.com ") == ["is-the-email"]
    assert reasons("SITIRAHMA") == ["is-the-email"]
    assert reasons("password", is_easy=True) == ["easy-to-guess"]
    assert reasons("", is_easy=True) == ["too-short", "easy-to-guess"]


def test_a_good_password_is_taken() -> None:
    check_password("12345678", email=EMAIL, is_easy_to_guess=False)


@pytest.mark.parametrize(
    "password",
    [
        "password",
        "12345678",
        "qwertyuiop",
        "rahasia1",
        "sayangku",
        "bismillah",
        "indonesia1",
        "bosonline",
        "aaaaaaaaaaaa",
    ],
)
def test_common_passwords_are_easy_to_guess(password: str) -> None:
    assert ZxcvbnStrength().is_easy_to_guess(password, [])


def test_what_is_known_about_the_person_is_easy_to_guess() -> None:
    strength = ZxcvbnStrength()

    assert strength.is_easy_to_guess("wiranatakusumah1", ["Raden Wiranatakusumah", "w@example.com"])
    assert not strength.is_easy_to_guess("wiranatakusumah1", ["Siti", "siti@example.com"])


@pytest.mark.parametrize("password", ["kopi-tubruk-di-pagi-hari", "Zk3vX9qLmT", "x" * 40 + "jeruk nipis" * 20])
def test_uncommon_passwords_are_not(password: str) -> None:
    assert not ZxcvbnStrength().is_easy_to_guess(password, ["Siti Rahma", "siti@example.com"])


@given(st.lists(st.tuples(st.integers(0, 120), st.booleans()), max_size=400))
def test_nobody_guesses_more_than_a_hundred_times_an_hour(pauses: list[tuple[int, bool]]) -> None:
    """However the attacker times it, and however often the owner signs in between."""
    at, failed, right_at = NOON, list[datetime](), NOON - GUESSING_WINDOW
    for pause, owner_comes in pauses:
        at += timedelta(seconds=pause)
        within = [instant for instant in failed if instant > at - GUESSING_WINDOW]
        guesses = Guesses(
            failed=len(within),
            in_a_row=sum(instant > right_at for instant in within),
            first_at=within[0] if within else None,
            last_at=within[-1] if within else None,
        )
        if owner_comes:
            right_at = at
        try:
            guesses.admit(at)
        except GuessedTooOften as refusal:
            wait = refusal.facts["retry_after"]
            assert isinstance(wait, int)
            assert 1 <= wait <= GUESSING_WINDOW.total_seconds()
            continue
        failed.append(at)
        assert sum(instant > at - GUESSING_WINDOW for instant in failed) <= 100


def test_the_delay_grows_to_a_minute_and_no_further() -> None:
    def delay(in_a_row: int) -> float:
        guesses = Guesses(failed=in_a_row, in_a_row=in_a_row, first_at=NOON, last_at=NOON)
        for seconds in range(4000):
            try:
                guesses.admit(NOON + timedelta(seconds=seconds))
            except GuessedTooOften:
                continue
            return seconds
        raise AssertionError

    delays = [delay(in_a_row) for in_a_row in range(FREE_GUESSES - 1, FREE_GUESSES + 9)]

    assert delays == [0, 1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert delay(100) == 3600


def test_a_patient_attacker_and_a_busy_owner_meet_the_ceiling() -> None:
    """Each right password lifts the delay, so that only the ceiling is left."""
    full = Guesses(failed=100, in_a_row=0, first_at=NOON, last_at=NOON + timedelta(minutes=30))

    with pytest.raises(GuessedTooOften) as refusal:
        full.admit(NOON + timedelta(minutes=31))
    assert refusal.value.facts["retry_after"] == 29 * 60
    full.admit(NOON + GUESSING_WINDOW)


def test_hashes_are_argon2id_at_the_set_cost() -> None:
    stored = Argon2Hasher().hash("kopi-tubruk")

    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_only_the_password_verifies() -> None:
    hasher = Argon2Hasher(memory_kib=8, passes=1)
    stored = hasher.hash("kopi-tubruk \u00e9")

    assert hasher.verify(stored, "kopi-tubruk \u00e9")
    assert hasher.verify(stored, "kopi-tubruk e\u0301")
    assert not hasher.verify(stored, "kopi-tubruk")
    assert not hasher.verify("no hash at all", "kopi-tubruk")
    assert not hasher.verify(None, "the password of an account that is not there")


def test_a_hash_of_another_cost_is_outdated() -> None:
    cheap, dear = Argon2Hasher(memory_kib=8, passes=1), Argon2Hasher(memory_kib=16, passes=1)

    assert dear.is_outdated(cheap.hash("kopi-tubruk"))
    assert not cheap.is_outdated(cheap.hash("kopi-tubruk"))
