"""Stock keeping units: what a product or a variant is called."""

import re
from typing import NewType

from bosonline.domain.errors import Rejected

Sku = NewType("Sku", str)

SKU_LENGTH = 64

RESERVED_CODES = frozenset(
    ("apply", "check-sku", "checkout", "download", "dummy", "duplicate", "images", "import", "variants")
)
"""Words that are paths of the API and therefore name no product, variant or voucher."""

_SKU = re.compile(r"(?!\.+\Z)[A-Za-z0-9._-]{1,64}", re.ASCII)


class SkuInvalid(Rejected):
    """Not a SKU, or a word that is reserved."""

    code = "sku-invalid"
    text = "A SKU has 1 to 64 letters, digits, dots, dashes or underscores, and is not a reserved word"
    field = "sku"


def checked_sku(text: str, *, field: str = "sku") -> Sku:
    """The text as a SKU; `field` names the member that a refusal blames."""
    if not _SKU.fullmatch(text) or text.lower() in RESERVED_CODES:
        raise SkuInvalid(field=field)
    return Sku(text)
