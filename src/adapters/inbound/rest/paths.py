"""The identifiers that stand in paths; a word that is itself a path is never one.

Each converter says what it takes twice, as the router needs it and as JSON Schema, with a sample. What does not match
is an unknown address (404), or a known one that does not take the method (405).
"""

from typing import Any, ClassVar

from werkzeug.routing import BaseConverter

from bosonline.adapters.inbound.rest.patterns import INVOICE, TOKEN, whole
from bosonline.domain.catalog import RESERVED_CODES

# A name of dots alone is never sent as it stands: clients take it for steps within the path.


class PathConverter(BaseConverter):
    """A member of a path."""

    knows_reserved_words: ClassVar[bool] = False
    json_schema: ClassVar[dict[str, Any]]
    sample: ClassVar[str]


class WordConverter(PathConverter):
    """Any text; the default."""

    regex = r"(?!\.+(?:/|$))[^/\x00-\x1f\x7f\ufffd]{1,200}"
    json_schema: ClassVar = {
        "type": "string",
        "pattern": r"^[^/\u0000-\u001f\u007f\ufffd]*[^./\u0000-\u001f\u007f\ufffd][^/\u0000-\u001f\u007f\ufffd]*$",
        "maxLength": 200,
    }
    sample = "word"


class InvoiceConverter(PathConverter):
    """An invoice number."""

    regex = INVOICE
    json_schema: ClassVar = {"type": "string", "pattern": whole(INVOICE)}
    sample = "INV0821"


class IdConverter(PathConverter):
    """A number that the database gave."""

    regex = r"[1-9][0-9]{0,17}"
    json_schema: ClassVar = {"type": "integer", "minimum": 1, "maximum": 10**18 - 1}
    sample = "7"

    def to_python(self, value: str) -> int:
        """The number."""
        return int(value)


class CodeConverter(PathConverter):
    """A SKU or a voucher code."""

    regex = rf"(?!(?:{'|'.join(sorted(RESERVED_CODES))}|\.+)(?:/|$))[A-Za-z0-9._-]{{1,64}}"
    json_schema: ClassVar = {
        "type": "string",
        "pattern": r"^\.*[A-Za-z0-9_-][A-Za-z0-9._-]*$",
        "maxLength": 64,
        "description": f"Not one of the words that are addresses here: {', '.join(sorted(RESERVED_CODES))}",
    }
    knows_reserved_words = True
    sample = "ESB-006-01"


class SlugConverter(PathConverter):
    """A name that is part of a link: a form's, a store's."""

    regex = "[a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?"
    json_schema: ClassVar = {"type": "string", "pattern": whole(regex)}
    sample = "kopi-arabica"


class SecretConverter(PathConverter):
    """A made-up text that nobody guesses: long enough never to be a word."""

    regex = TOKEN
    json_schema: ClassVar = {"type": "string", "pattern": whole(regex)}
    sample = "Zk3vX9qLmT1wRb7cYd5e"


class UuidConverter(PathConverter):
    """An identifier in the form of a UUID."""

    regex = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    json_schema: ClassVar = {"type": "string", "format": "uuid", "pattern": whole(regex)}
    sample = "0199c1f2-3a4b-7c5d-8e6f-0123456789ab"


CONVERTERS: dict[str, type[PathConverter]] = {
    "default": WordConverter,
    "invoice": InvoiceConverter,
    "id": IdConverter,
    "code": CodeConverter,
    "slug": SlugConverter,
    "secret": SecretConverter,
    "uuid": UuidConverter,
}
