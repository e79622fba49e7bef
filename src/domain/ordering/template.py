"""Texts for buyers with named variables: `Halo Kak {nama}, pesanan {invoice} sudah kami terima`.

`{word}` stands for a variable; `{{` and `}}` are the braces themselves. A template is checked when it is saved, so
that rendering never fails.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bosonline.domain.errors import Rejected

TEMPLATE_LENGTH = 2000
"""The most characters that a template may have."""

MESSAGE_LENGTH = 4096
"""The most characters that WhatsApp takes in one message."""

NOTHING = "-"
"""What stands for a variable that this order has no value for."""

VARIABLES = (
    "nama",
    "invoice",
    "total",
    "sisa",
    "rekening",
    "link",
    "toko",
    "produk",
    "batas_bayar",
    "kurir",
    "resi",
    "cs",
    "metode",
    "tanggal",
)
"""Every variable that a template may name: the buyer's name, the invoice number, the total, what is left to pay, the
bank accounts, the link to the order's page, the store, what was ordered, the payment deadline, courier, waybill, the
member of customer service, the payment method, and the day of the order."""

_TOKEN = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")


class TemplateVariableUnknown(Rejected):
    """The template names a variable that does not exist."""

    code = "template-variable-unknown"
    text = "There is no variable {{{variable}}}; these exist: {known}"
    field = "text"


class TemplateMalformed(Rejected):
    """A brace belongs to no variable."""

    code = "template-malformed"
    text = "The brace at character {position} belongs to no variable; write it twice to have it in the text"
    field = "text"


class TemplateLengthInvalid(Rejected):
    """The template says nothing, or too much."""

    code = "template-length-invalid"
    text = "A template has 1 to {most} characters"
    field = "text"


@dataclass(frozen=True, slots=True)
class Template:
    """A checked text with variables."""

    text: str

    def __post_init__(self) -> None:
        if not self.text.strip() or len(self.text) > TEMPLATE_LENGTH:
            raise TemplateLengthInvalid(most=TEMPLATE_LENGTH)
        for token in _TOKEN.finditer(self.text):
            name = token[1]
            if name is None and token[0] in ("{", "}"):
                raise TemplateMalformed(position=token.start() + 1)
            if name is not None and name not in VARIABLES:
                raise TemplateVariableUnknown(variable=name[:40], known=", ".join(VARIABLES))

    def render(self, values: Mapping[str, str]) -> str:
        """The text with these values; a variable without a value becomes a dash, and what is too long is cut."""
        filled = _TOKEN.sub(
            lambda token: token[0][0] if token[1] is None else values.get(token[1]) or NOTHING, self.text
        )
        return shortened(filled, MESSAGE_LENGTH)


def literal(text: str) -> str:
    """The text as a template that renders to it."""
    return text.replace("{", "{{").replace("}", "}}")


def shortened(text: str, most: int) -> str:
    """At most this many characters, with an ellipsis where something is left out."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
