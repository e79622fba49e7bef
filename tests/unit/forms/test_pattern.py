"""What an answer has to look like, in a language that cannot be made slow."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bosonline.domain.forms import Pattern, PatternInvalid
from bosonline.domain.forms.pattern import MOST_PLACES

ATOMS = st.sampled_from(["a", "B", "7", " ", "-", r"\d", r"\.", ".", "[a-c]", "[A-Z0-9]", r"[\d.-]", "[-x]"])
COUNTS = st.sampled_from(["", "", "?", "*", "+", "{2}", "{0,3}", "{1,2}"])
ROWS = st.lists(st.tuples(ATOMS, COUNTS).map("".join), min_size=1, max_size=5).map("".join)


@given(ROWS, st.text("abcB7 -.xZ09", max_size=8))
def test_it_means_what_a_regular_expression_means(pattern: str, answer: str) -> None:
    assert Pattern(pattern).fits(answer) == bool(re.fullmatch(pattern, answer, re.ASCII))


@given(ROWS.flatmap(lambda row: st.tuples(st.just(row), st.from_regex(row, fullmatch=True, alphabet="aBbc7 -.xZ09"))))
def test_it_takes_what_was_made_to_fit(made: tuple[str, str]) -> None:
    pattern, answer = made

    assert Pattern(pattern).fits(answer)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "(a)",
        "a|b",
        "^a",
        "a$",
        "[^a]",
        "a{2,1}",
        "[z-a]",
        "a**",
        r"\w",
        r"\b",
        "a{999}",
        "x" * 121,
        "[]",
        "a{",
        "\\",
    ],
)
def test_what_is_no_pattern(text: str) -> None:
    with pytest.raises(PatternInvalid):
        Pattern(text)


def test_an_evil_pattern_takes_no_time() -> None:
    evil = Pattern("a*" * 60)
    began = time.process_time()

    assert not evil.fits("a" * 2_000 + "b")
    assert time.process_time() - began < 2
    assert Pattern("a{100}" * (MOST_PLACES // 100)).fits("a" * MOST_PLACES)
    with pytest.raises(PatternInvalid):
        Pattern("a{100}a{101}")
