"""What a form asks: the fields that every form knows, and the seller's own."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bosonline.domain.forms.pattern import Pattern, PatternInvalid
from bosonline.domain.forms.rules import FormRule, demand, unlike

HELP_LENGTH = 255

_FIELD_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)


class FieldKind(StrEnum):
    """How a field of the seller's own is filled in."""

    TEXT = "text"
    TEXTAREA = "textarea"
    NUMBER = "number"
    CHOICE = "choice"
    CHECKBOX = "checkbox"
    DATE = "date"


class FieldUse(StrEnum):
    """Whether a form asks something, and whether it must be answered."""

    HIDDEN = "hidden"
    OPTIONAL = "optional"
    REQUIRED = "required"


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltInFields:
    """What every form can ask beside name, phone, street and district, which it always does."""

    email: FieldUse = FieldUse.OPTIONAL
    note: FieldUse = FieldUse.OPTIONAL
    post_code: FieldUse = FieldUse.OPTIONAL


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """Something that the seller asks besides; a `pattern` (as in `Pattern`, "" for none) is for kind text alone."""

    name: str
    label: str
    kind: FieldKind = FieldKind.TEXT
    is_required: bool = False
    options: tuple[str, ...] = ()
    pattern: str = ""
    help: str = ""

    def fits(self, answer: str) -> bool:
        """Whether the answer looks as the pattern wants it."""
        return not self.pattern or Pattern(self.pattern).fits(answer)


def check_fields(fields: Sequence[FormField]) -> None:
    """Refuse fields that contradict the rules with `FormContentInvalid` or `PatternInvalid`."""
    demand(len(fields) <= 30, "fields", FormRule.FIELDS)
    demand(unlike(asked.name for asked in fields), "fields", FormRule.FIELD_NAMES)
    for at, asked in enumerate(fields):
        demand(bool(_FIELD_NAME.fullmatch(asked.name)), f"fields.{at}.name", FormRule.FIELD_NAME)
        paired = (asked.kind is FieldKind.CHOICE) == bool(asked.options)
        demand(paired and unlike(asked.options), f"fields.{at}.options", FormRule.OPTIONS)
        if asked.pattern:
            _check_pattern(asked, f"fields.{at}.pattern")


def _check_pattern(asked: FormField, field: str) -> None:
    demand(asked.kind is FieldKind.TEXT, field, FormRule.PATTERN_KIND)
    try:
        Pattern(asked.pattern)
    except PatternInvalid as refusal:
        raise PatternInvalid(field=field) from refusal
