"""Indonesian phone numbers as people write them, checked against Google's numbering plan."""

import re
import unicodedata
from urllib.parse import parse_qs, urlsplit

from phonenumbers import PhoneNumber, is_valid_number

from bosonline.domain.phone import Phone, PhoneInvalid

_COUNTRY = 62
_LONGEST = 2_000
_LINK = re.compile(r"(?:https?://)?(?:www\.)?((?:wa\.me|api\.whatsapp\.com|whatsapp\.com)/.*)", re.IGNORECASE)
_WRITTEN = re.compile(r"[( ]*\+?[0-9(][0-9 .()/-]*", re.ASCII)
_DIALLED = re.compile(r"(?:(?:\+|00)62|62)0?(?P<abroad>[1-9]\d{6,12})|(?:0|(?=8))(?P<home>[1-9]\d{6,12})", re.ASCII)


class PhonenumbersReader:
    """Takes `08..`, `8..`, `62..`, `+62 812-..`, `0062..`, with spaces, dots and brackets, and WhatsApp links."""

    def read(self, text: str, *, field: str = "phone") -> Phone:
        number = _national(_plain(text[:_LONGEST]))
        if number is None or not is_valid_number(PhoneNumber(country_code=_COUNTRY, national_number=int(number))):
            raise PhoneInvalid(field=field)
        return Phone(f"+{_COUNTRY}{number}")


def _plain(text: str) -> str:
    """The text with every kind of digit, space and dash as the ASCII one, and without what cannot be seen."""
    signs = []
    for sign in unicodedata.normalize("NFKC", text):
        category = unicodedata.category(sign)
        if category == "Pd":
            signs.append("-")
        elif category == "Zs":
            signs.append(" ")
        elif category != "Cf":
            signs.append(sign)
    return "".join(signs).strip()


def _national(text: str) -> str | None:
    """The digits after country code and trunk prefix; None where the text is no number of this country."""
    link = _LINK.fullmatch(text)
    if link:
        text = _linked(link[1])
    if not _WRITTEN.fullmatch(text):
        return None
    dialled = _DIALLED.fullmatch(re.sub(r"[^0-9+]", "", text))
    return dialled and (dialled["abroad"] or dialled["home"])


def _linked(link: str) -> str:
    """The number in a link to a WhatsApp chat."""
    try:
        parts = urlsplit(f"https://{link}")
    except ValueError:
        return ""
    return parse_qs(parts.query).get("phone", [parts.path.strip("/")])[0].strip()
