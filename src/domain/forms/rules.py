"""What holds for every form, and the refusal that tells it."""

from collections.abc import Iterable
from enum import StrEnum

from bosonline.domain.errors import Rejected


class FormRule(StrEnum):
    """What holds for every form."""

    ITEMS = "A form offers 1 to 100 items"
    ITEMS_ONCE = "An item is offered once"
    PRICE = "A price lies between Rp0 and Rp1.000.000.000"
    MAX_QTY = "The largest quantity of an item lies between 1 and 10000"
    MIN_QTY = "The smallest quantity of an item lies between 1 and its largest"
    DEFAULT_QTY = "The quantity that an item begins with lies between its smallest and its largest"
    BUMPS = "A form has at most 5 order bumps"
    BUMP_TEXT = "The text of an order bump has at most 255 characters"
    METHODS = "A form takes at least one payment method, and names each once"
    COURIERS_ONCE = "A courier is named once"
    FIELDS = "A form asks at most 30 fields of its own"
    FIELD_NAMES = "Fields have different names"
    FIELD_NAME = "A field's name has 1 to 40 lower-case letters, digits and underscores and begins with a letter"
    OPTIONS = "A choice has options, each of them once; no other kind of field has any"
    PATTERN_KIND = "Only a field of kind text has a pattern"
    STAFF_ONCE = "A member of staff is named once"
    WEIGHT = "A weight lies between 1 and 100"
    PIXEL = "A pixel is the id that Meta, TikTok, Google or GTM gave, as it is written there"
    COLOUR = "A colour is written as # and six hexadecimal digits, like #0f766e"
    REDIRECT = "A redirect takes an address"
    ADDRESS = "An address begins with https:// and has at most 2000 characters"
    WHATSAPP_TEXT = (
        "The text of the WhatsApp button has at most 1000 characters and these variables alone: "
        "{nama}, {invoice}, {total}, {produk}, {metode}, {toko}"
    )


class FormContentInvalid(Rejected):
    """A part of the form contradicts a rule, which the fact `why` tells."""

    code = "form-content-invalid"
    text = "{why}"


def demand(holds: bool, field: str, rule: FormRule) -> None:
    """Refuse with `FormContentInvalid` what does not hold, naming the member at fault."""
    if not holds:
        raise FormContentInvalid(field=field, why=rule.value)


def unlike(values: Iterable[object]) -> bool:
    """Whether no two of these are equal."""
    listed = list(values)
    return len(set(listed)) == len(listed)
