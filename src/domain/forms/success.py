"""What a buyer sees after ordering."""

import re
from dataclasses import dataclass
from enum import StrEnum

from bosonline.domain.forms.rules import FormRule, demand

WHATSAPP_VARIABLES = ("nama", "invoice", "total", "produk", "metode", "toko")
"""What the text of the WhatsApp button can tell of the order, in braces; templates of messages know them too."""

WHATSAPP_TEXT_LENGTH = 1_000

_ADDRESS = re.compile(r"https://[A-Za-z0-9][^\s<>\"'\\]{0,1990}", re.ASCII)
_TOKEN = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")


class SuccessKind(StrEnum):
    """What a buyer sees after ordering."""

    TEXT = "text"
    REDIRECT = "redirect"


@dataclass(frozen=True, slots=True, kw_only=True)
class SuccessPage:
    """A text or another address, and whether a button leads to the seller's WhatsApp; `""` is the usual text of it."""

    kind: SuccessKind = SuccessKind.TEXT
    title: str = ""
    text: str = ""
    url: str | None = None
    whatsapp: bool = True
    whatsapp_text: str = ""

    def check(self) -> None:
        """Refuse what contradicts the rules, naming the member at fault."""
        redirects = self.kind is SuccessKind.REDIRECT
        demand(self.url is not None or not redirects, "success_page.url", FormRule.REDIRECT)
        demand(self.url is None or bool(_ADDRESS.fullmatch(self.url)), "success_page.url", FormRule.ADDRESS)
        told = len(self.whatsapp_text) <= WHATSAPP_TEXT_LENGTH and all(
            map(_stands, _TOKEN.finditer(self.whatsapp_text))
        )
        demand(told, "success_page.whatsapp_text", FormRule.WHATSAPP_TEXT)


def _stands(token: re.Match[str]) -> bool:
    return token[0] in ("{{", "}}") if token[1] is None else token[1] in WHATSAPP_VARIABLES
