"""Where a page ended survives the way to the client and back; every text of the grammar is a position."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError

from bosonline.adapters.inbound.rest.cursors import Cursor, CursorOfAnotherOrder, Position, decode, encode

IDS = st.integers(0, 10**18 - 1)
INSTANTS = st.datetimes(datetime(1970, 1, 1), datetime(2286, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
VALUES = (
    INSTANTS
    | st.integers(-(10**18) + 1, 10**18 - 1)
    | st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=80)
)


@given(VALUES, IDS)
def test_a_position_comes_back_as_it_was(value: datetime | int | str, number: int) -> None:
    cursor = encode(value, number)

    assert decode(cursor) == Position(value, number)
    assert Cursor([datetime, int, str]).deserialize(cursor) == Position(value, number)


@given(st.text(max_size=2000), IDS)
def test_even_an_endless_text_makes_a_cursor(value: str, number: int) -> None:
    field = Cursor([str])

    assert isinstance(field.deserialize(encode(value.encode(errors="replace").decode(), number)), Position)


@given(st.from_regex(Cursor([datetime, int, str]).json_schema()["pattern"].replace("$", r"\Z")))
def test_what_keeps_to_the_grammar_is_a_position(cursor: str) -> None:
    position = Cursor([datetime, int, str]).deserialize(cursor)

    assert "\x00" not in str(position.value)


@pytest.mark.parametrize(
    "text", ["", "5", "n5", "n5.x", "n5.7 ", "m-1.7", "t%.7", "t====.7", "n5.7.8", "x5.7", "n" + "9" * 19 + ".1"]
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        Cursor([datetime, int, str]).deserialize(text)


def test_only_the_kinds_of_the_list_are_taken() -> None:
    with pytest.raises(ValidationError):
        Cursor([datetime]).deserialize(encode(5, 7))


def test_a_cursor_of_another_order_is_told_as_such() -> None:
    position = decode(encode("Budi", 7))

    assert position.expect(str) is position
    with pytest.raises(CursorOfAnotherOrder):
        position.expect(int)
