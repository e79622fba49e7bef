"""Fields accept exactly what their JSON Schema says: no value is taken by one and refused by the other."""

from collections.abc import Callable
from typing import Any

import jsonschema_rs
import orjson
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from marshmallow import ValidationError

from bosonline.adapters.inbound.rest import patterns
from bosonline.adapters.inbound.rest.cursors import Cursor
from bosonline.adapters.inbound.rest.fields import (
    Body,
    Choice,
    Day,
    Flag,
    Inside,
    ListOf,
    MapOf,
    Moment,
    Query,
    Text,
    WholeNumber,
    object_schema,
)


class Inner(Body):
    name = Text(required=True, least=1, most=5)
    count = WholeNumber(most=9, load_default=None)


FIELDS: dict[str, Callable[[], Any]] = {
    "text": lambda: Text(most=5),
    "named": lambda: Text(least=1, most=5),
    "long": lambda: Text(least=2, most=8, multiline=True),
    "code": lambda: Text(most=6, pattern="[A-Z]{1,3}[0-9]{0,3}"),
    "loose": lambda: Text(least=1, most=6, pattern=".*a.*"),
    "sku": lambda: Text(pattern=patterns.SKU),
    "number": lambda: WholeNumber(most=10),
    "any_number": lambda: WholeNumber(least=-(2**53) + 1),
    "flag": Flag,
    "word": lambda: Choice(["a", "b", "null"]),
    "grade": lambda: Choice([1, 2, 0]),
    "mixed": lambda: Choice(["a", 1]),
    "at": Moment,
    "day": Day,
    "maybe": lambda: Day(allow_none=True),
    "list": lambda: ListOf(WholeNumber(most=3, allow_none=True), least=1, most=3),
    "inner": lambda: Inside(Inner),
    "inners": lambda: ListOf(Inside(Inner), most=2),
    "map": lambda: MapOf(Text(least=1, most=3), most=2),
    "cursor": lambda: Cursor([int, str]),
}

ODD_TEXTS = st.sampled_from(
    [
        "", " ", "\n", "a\n", "\x00", "\x7f", "\u00a0", "\ufeff", "null", "0", "1", "1.0", "true", "AB1", "AB1\n", "١",
        "2024-02-29", "2023-02-29", "29/02/2024", "29/02/2100", "31/04/2024", "2024-02-29\n", "0001-01-01",
        "2026-01-31T10:00:00+07:00", "2026-01-31T10:00:00Z", "2026-01-31T10:00:00", "2026-01-31T24:00:00Z",
        "2026-01-31T23:59:60Z", "2026-01-31t10:00:00z", "2026-02-30T10:00:00Z", "9999-12-31T23:59:59-12:00",
        "n5.7", "tYWJj.7", "tY.7", "t.7", "m5.7", "n-5.7", "n5.", "xa", "a\u2028", "\U0001f600" * 5,
    ]
)  # fmt: skip
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.integers(-2, 12)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from([1.0, 0.0, -0.0, 2.0**53, 1e300, 1.5])
    | ODD_TEXTS
    | st.text(max_size=9)
    | st.text(alphabet="aAB1 \n\t", max_size=9)
    | st.dates().map(str)
    | st.datetimes(timezones=st.timezones()).map(lambda at: at.isoformat())
    | st.from_regex(r"[0-3][0-9]/[01][0-9]/[0-9]{4}\Z")
)
MEMBERS = st.dictionaries(st.sampled_from(["name", "count", "a", "", "\x00", "x" * 65]) | st.text(max_size=3), SCALARS)
VALUES = SCALARS | st.lists(SCALARS | MEMBERS, max_size=4) | MEMBERS


def accepts(field: Any, value: Any) -> bool:
    try:
        field.deserialize(value)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize("name", FIELDS)
@given(value=VALUES)
@example(value="a" * 6)
@example(value={"name": "ok", "count": 1.0})
@example(value=[{"name": "ok"}, {"name": " "}])
def test_a_field_takes_what_its_schema_takes(name: str, value: Any) -> None:
    schema = type("Probe", (Body,), {"member": FIELDS[name]()})()
    field = schema.fields["member"]
    shape = object_schema(schema)["properties"]["member"]
    value = orjson.loads(orjson.dumps(value))  # what a body can bring

    assert accepts(field, value) == jsonschema_rs.is_valid(shape, value)


@pytest.mark.parametrize("name", ["text", "named", "long", "code", "loose", "sku", "at", "day", "cursor"])
@given(data=st.data())
def test_what_the_schema_promises_is_taken(name: str, data: st.DataObject) -> None:
    field = FIELDS[name]()
    shape = field.json_schema()
    value = data.draw(st.from_regex(shape["pattern"].replace("$", r"\Z")))
    assume(jsonschema_rs.is_valid(shape, value))

    assert accepts(field, value)


class Filter(Query):
    limit = WholeNumber(least=1, most=100, load_default=10)
    loud = Flag(load_default=None)
    grade = Choice([1, 2], load_default=None)
    words = ListOf(Choice(["a", "b"]), most=2, load_default=None)


@pytest.mark.parametrize(
    ("query", "loaded"),
    [
        ({"limit": "7"}, {"limit": 7}),
        ({"limit": ""}, {"limit": 10}),
        ({"limit": "null"}, {"limit": 10}),
        ({"loud": "1"}, {"loud": True}),
        ({"loud": "false"}, {"loud": False}),
        ({"grade": "2"}, {"grade": 2}),
        ({"words": "a,b"}, {"words": ["a", "b"]}),
    ],
)
def test_a_query_is_text(query: dict[str, str], loaded: dict[str, Any]) -> None:
    assert loaded.items() <= Filter().load(query).items()


@pytest.mark.parametrize(
    "query",
    [
        {"limit": "0"}, {"limit": "101"}, {"limit": "1.0"}, {"limit": "١"}, {"limit": " 7"}, {"limit": "9" * 17},
        {"loud": "yes"}, {"grade": "02"}, {"grade": "3"}, {"words": "a,c"}, {"words": "a,b,a"}, {"other": "1"},
    ],
)  # fmt: skip
def test_what_a_query_refuses(query: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Filter().load(query)


@pytest.mark.parametrize(("pattern", "admits"), [("[A-Z.]{2}", False), (r"a\.b", False), (".", True), ("[^a]", True)])
def test_a_pattern_that_admits_control_characters_is_known(pattern: str, admits: bool) -> None:
    assert patterns.admits_control(pattern) is admits
