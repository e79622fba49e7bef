"""Strict schema fields: what they accept is exactly what the API description says.

JSON bodies are loaded with `Body`, queries with `Query`, whose values are all text. Errors are `Wrong` records, told
in the caller's language when the answer is written.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from marshmallow import INCLUDE, RAISE, Schema, ValidationError, fields, pre_load

from bosonline.adapters.inbound.rest import patterns

MAX_INTEGER = 2**53 - 1
"""The largest whole number that every JSON reader keeps exactly."""

JsonSchema = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a member, by code, with the facts that the message tells."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


def wrong(code: str, **facts: object) -> ValidationError:
    """The error to raise for a member."""
    return ValidationError([Wrong(code, facts)])


class _Strict(fields.Field[Any], ABC):
    """A field that says of itself what JSON it takes."""

    default_error_messages = {  # noqa: RUF012  # marshmallow collects it from the classes
        "required": Wrong("required"),  # type: ignore[dict-item]  # told by problems.py, not by marshmallow
        "null": Wrong("null"),  # type: ignore[dict-item]  # as above
        "validator_failed": Wrong("invalid"),  # type: ignore[dict-item]  # as above
    }

    @abstractmethod
    def json_schema(self) -> JsonSchema:
        """JSON Schema of what is accepted."""

    @property
    def from_text(self) -> bool:
        """Whether values arrive as text, as in a query."""
        return is_a(self.root, Query)


class Text(_Strict):
    """Text without control characters; a newline or tab only where `multiline`.

    With `least` it is not blank either; a `pattern` decides that for itself.
    """

    def __init__(
        self, *, least: int = 0, most: int = 255, multiline: bool = False, pattern: str | None = None, **more: Any
    ) -> None:
        super().__init__(**more)
        self.least, self.most, self.multiline = least, most, multiline
        self.pattern = re.compile(pattern, re.ASCII) if pattern else None
        refused = patterns.CONTROL_BUT_LINES if multiline else patterns.CONTROL
        blank = patterns.BLANK_AND_LINES if multiline else patterns.BLANK
        visible = least > 0 and pattern is None
        self._refused = re.compile(rf"[{refused}\ud800-\udfff]")
        self._visible = re.compile(rf"[^{blank}]") if visible else None
        self._described = rf"^[^{refused}]*[^{refused}{blank}][^{refused}]*$" if visible else rf"^[^{refused}]*$"

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:  # noqa: ARG002
        if not isinstance(value, str):
            raise wrong("not-text")
        if self._refused.search(value):
            raise wrong("bad-characters")
        if len(value) > self.most:
            raise wrong("too-long", most=self.most)
        if len(value) < self.least or (self._visible and not self._visible.search(value)):
            raise wrong("too-short", least=self.least)
        if self.pattern and not self.pattern.fullmatch(value):
            raise wrong("pattern", pattern=self.pattern.pattern)
        return value

    @property
    def takes_anything(self) -> bool:
        """Whether even empty text will do."""
        return self.least == 0 and self.pattern is None

    def json_schema(self) -> JsonSchema:
        schema: JsonSchema = {"type": "string", "minLength": self.least, "maxLength": self.most}
        if self.pattern is None:
            return {**schema, "pattern": self._described}
        schema["pattern"] = patterns.whole(self.pattern.pattern)
        if patterns.admits_control(self.pattern.pattern):
            schema["allOf"] = [{"pattern": self._described}]
        return schema


class WholeNumber(_Strict):
    """A whole number within bounds; 1.0 is one, true is not."""

    def __init__(self, *, least: int = 0, most: int = MAX_INTEGER, **more: Any) -> None:
        super().__init__(**more)
        self.least, self.most = least, most

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:  # noqa: ARG002
        if self.from_text and isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,16}", value, re.ASCII):
            value = int(value)
        if isinstance(value, float) and value.is_integer() and abs(value) <= MAX_INTEGER:
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool):
            raise wrong("not-whole-number")
        if not self.least <= value <= self.most:
            raise wrong("out-of-range", least=self.least, most=self.most)
        return value

    def json_schema(self) -> JsonSchema:
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


class Flag(_Strict):
    """true or false; in a query also 1 and 0."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:  # noqa: ARG002
        if self.from_text and isinstance(value, str):
            value = {"true": True, "1": True, "false": False, "0": False}.get(value, value)
        if not isinstance(value, bool):
            raise wrong("not-boolean")
        return value

    def json_schema(self) -> JsonSchema:
        return {"enum": [True, False, 1, 0]} if self.from_text else {"type": "boolean"}


class Choice(_Strict):
    """One of a few words or numbers."""

    def __init__(self, choices: Sequence[str | int], **more: Any) -> None:
        super().__init__(**more)
        self.choices = list(choices)
        self._by_text = {str(choice): choice for choice in self.choices}

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:  # noqa: ARG002
        if self.from_text and isinstance(value, str):
            value = self._by_text.get(value, value)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, str | int) or value not in self.choices:
            raise wrong("not-a-choice", choices=", ".join(self._by_text))
        return value

    def json_schema(self) -> JsonSchema:
        kinds = {"string" if isinstance(choice, str) else "integer" for choice in self.choices}
        return {"type": kinds.pop() if len(kinds) == 1 else sorted(kinds), "enum": self.choices}


class Moment(_Strict):
    """An instant as RFC 3339 text with its zone."""

    _pattern = re.compile(patterns.ISO_DATE + patterns.TIME)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:  # noqa: ARG002
        if not isinstance(value, str) or not self._pattern.fullmatch(value):
            raise wrong("not-an-instant")
        return datetime.fromisoformat(value).astimezone(UTC)

    def json_schema(self) -> JsonSchema:
        return {
            "type": "string",
            "pattern": patterns.whole(self._pattern.pattern),
            "examples": ["2026-01-31T10:00:00+07:00"],
        }


class Day(_Strict):
    """A date, `dd/mm/yyyy` or `yyyy-mm-dd`."""

    _pattern = re.compile(f"(?:{patterns.ISO_DATE}|{patterns.SLASHED_DATE})")

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> date:  # noqa: ARG002
        if not isinstance(value, str) or not self._pattern.fullmatch(value):
            raise wrong("not-a-date")
        return date.fromisoformat("-".join(reversed(value.split("/"))) if "/" in value else value)

    def json_schema(self) -> JsonSchema:
        return {
            "type": "string",
            "pattern": patterns.whole(self._pattern.pattern),
            "examples": ["01/06/2025", "2025-06-01"],
        }


class ListOf(_Strict):
    """A list of one kind of member, not longer than `most`."""

    def __init__(self, inner: "_Strict | Inside", *, least: int = 0, most: int = 100, **more: Any) -> None:
        super().__init__(**more)
        self.inner, self.least, self.most = inner, least, most

    def _bind_to_schema(self, field_name: str, parent: Any) -> None:
        super()._bind_to_schema(field_name, parent)
        self.inner._bind_to_schema(field_name, self)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[Any]:  # noqa: ARG002
        if self.from_text and isinstance(value, str):
            value = value.split(",")
        if not isinstance(value, list):
            raise wrong("not-a-list")
        if not self.least <= len(value) <= self.most:
            raise wrong("list-length", least=self.least, most=self.most)
        loaded, errors = [], {}
        for at, member in enumerate(value):
            try:
                loaded.append(self.inner.deserialize(member))
            except ValidationError as error:
                errors[at] = error.messages
        if errors:
            raise ValidationError(errors)
        return loaded

    def json_schema(self) -> JsonSchema:
        return {"type": "array", "items": described(self.inner), "minItems": self.least, "maxItems": self.most}


class Inside(_Strict):
    """A nested object."""

    def __init__(self, schema: type["Body | Answer"], **more: Any) -> None:
        super().__init__(**more)
        self.schema = schema()

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:  # noqa: ARG002
        if not isinstance(value, dict):
            raise wrong("not-an-object")
        return self.schema.load(value)

    def json_schema(self) -> JsonSchema:
        return object_schema(self.schema)


class MapOf(_Strict):
    """An object whose members are named by the caller and all of one kind."""

    def __init__(self, inner: _Strict, *, most: int = 50, **more: Any) -> None:
        super().__init__(**more)
        self.inner, self.most = inner, most
        self._name = Text(least=1, most=64)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> dict[str, Any]:  # noqa: ARG002
        if not isinstance(value, dict):
            raise wrong("not-an-object")
        if len(value) > self.most:
            raise wrong("list-length", least=0, most=self.most)
        loaded: dict[str, Any] = {}
        errors: dict[str, Any] = {}
        for key, member in value.items():
            try:
                loaded[str(self._name.deserialize(key))] = self.inner.deserialize(member)
            except ValidationError as error:
                errors[key] = error.messages
        if errors:
            raise ValidationError(errors)
        return loaded

    def json_schema(self) -> JsonSchema:
        return {
            "type": "object",
            "additionalProperties": described(self.inner),
            "propertyNames": self._name.json_schema(),
            "maxProperties": self.most,
        }


class Body(Schema):
    """A JSON object; a member that it does not name is refused."""

    class Meta:
        unknown = RAISE

    error_messages = {  # noqa: RUF012  # marshmallow reads it from the class
        "unknown": Wrong("unknown"),  # type: ignore[dict-item]  # told by problems.py
        "type": Wrong("not-an-object"),  # type: ignore[dict-item]  # as above
    }


class Answer(Schema):
    """The shape of an answer: it describes, and loads nothing."""


class Query(Body):
    """The members of a query string; empty and the word `null` count as absent."""

    @pre_load
    def drop_absent(self, data: Mapping[str, str], **_: Any) -> dict[str, str]:
        """Leave out what counts as not given."""
        return {name: value for name, value in data.items() if value not in ("", "null")}


class Form(Query):
    """The members of a form that come beside files; empty counts as absent."""

    @pre_load
    def drop_absent(self, data: Mapping[str, str], **_: Any) -> dict[str, str]:
        """Leave out what counts as not given."""
        return {name: value for name, value in data.items() if value}


class Page(Query):
    """What every list takes; a list adds `sort_by` and `category`, each a `Choice` of its own columns."""

    start = WholeNumber(load_default=0, most=1_000_000_000)
    limit = WholeNumber(load_default=10, least=1, most=100)
    sort_dir = Choice(["asc", "desc"], load_default="desc")
    keyword = Text(most=100, load_default=None)


def is_a(schema: Schema | None, kind: type[Schema]) -> bool:
    """Whether a schema is of this kind.

    Schemas are abstract base classes: `isinstance` would ask each of the hundreds below `kind`, and every one of them
    would remember its answer (8 MiB for all schemas of the API).
    """
    return kind in type(schema).__mro__


def object_schema(schema: Schema) -> JsonSchema:
    """JSON Schema of a body, query or answer."""
    members = {member.data_key or name: member for name, member in schema.fields.items()}
    describe = _as_text if is_a(schema, Query) else described
    shape: JsonSchema = {"type": "object", "properties": {name: describe(member) for name, member in members.items()}}
    required = [name for name, member in members.items() if member.required]
    if required:
        shape["required"] = required
    if is_a(schema, Body) and schema.unknown != INCLUDE:
        shape["additionalProperties"] = False
    return shape


def _as_text(member: fields.Field[Any]) -> JsonSchema:
    assert isinstance(member, _Strict)  # noqa: S101  # as in `described`
    schema = member.json_schema()
    if schema.get("type") == "string" and any(re.search(schema.get("pattern", ""), text) for text in ("0", "true")):
        # A form writes numbers and truth as text.
        schema["type"] = ["string", "number", "boolean"]
    if member.required or (isinstance(member, Text) and member.takes_anything):
        return schema
    return {"anyOf": [schema, {"const": ""}]}


def described(member: fields.Field[Any]) -> JsonSchema:
    """JSON Schema of one member, null where that is allowed."""
    assert isinstance(member, _Strict)  # noqa: S101  # schemas of this API are made of these fields alone
    schema = member.json_schema()
    if member.allow_none:
        schema = {"anyOf": [schema, {"type": "null"}]}
    if member.metadata.get("description"):
        schema["description"] = member.metadata["description"]
    return schema
