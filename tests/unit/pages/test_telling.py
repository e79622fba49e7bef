"""How pages tell amounts, instants and colours."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bosonline.adapters.inbound.pages.telling import colours, moment, rupiah
from bosonline.adapters.inbound.pages.words import ACCOUNT, COMMON, ORDER
from bosonline.adapters.inbound.texts.buying import FORM_WORDS
from bosonline.adapters.inbound.texts.orders import ORDER_WORDS
from bosonline.domain.money import Money

AT = datetime(2026, 11, 24, 10, 5, tzinfo=UTC)


def test_amounts() -> None:
    assert (rupiah(Money(1_250_000)), rupiah(0)) == ("Rp1.250.000", "Rp0")


@pytest.mark.parametrize(
    ("zone", "language", "told"),
    [
        ("Asia/Jakarta", "id", "Selasa, 24 November 2026, 17.05 WIB"),
        ("Asia/Makassar", "id", "Selasa, 24 November 2026, 18.05 WITA"),
        ("Asia/Jayapura", "en", "Tuesday, 24 November 2026, 19:05 WIT"),
    ],
)
def test_instants_are_told_on_the_stores_clock(zone: str, language: str, told: str) -> None:
    assert moment(AT.astimezone(ZoneInfo(zone)), language) == told


def luminance(colour: str) -> float:
    parts = [int(part, 16) / 255 for part in re.findall("..", colour[1:])]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@given(st.integers(0, 0xFFFFFF))
def test_text_can_be_read_on_any_accent(number: int) -> None:
    chosen = colours(f"#{number:06x}")

    light, dark = sorted((luminance(chosen.accent), luminance(chosen.ink)), reverse=True)
    assert chosen.accent == f"#{number:06x}"
    assert (light + 0.05) / (dark + 0.05) >= 3.6


@pytest.mark.parametrize("accent", [None, "", "red", "#12345", "#1234567", "#00000g", "#000000;}"])
def test_what_is_no_colour_leaves_ours(accent: str | None) -> None:
    assert colours(accent).accent == "#0b6b53"


@pytest.mark.parametrize("words", [ACCOUNT, COMMON, ORDER, FORM_WORDS, ORDER_WORDS])
def test_both_languages_say_the_same(words: dict[str, dict[str, str]]) -> None:
    """Under names that a template takes for words, and not for what a dict can do."""
    assert [name for name in words["id"] if hasattr(dict, name)] == []
    assert words["id"].keys() == words["en"].keys()
    assert all(text.strip() for said in words.values() for text in said.values())
