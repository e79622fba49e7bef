"""E-mail addresses, in the one spelling under which an account is known."""

import re
from typing import NewType

from bosonline.domain.errors import Rejected

Email = NewType("Email", str)

_SHAPE = re.compile(
    r"(?!.*\.\.)[a-z0-9!#$%&'*+/=?^_`{|}~-][a-z0-9.!#$%&'*+/=?^_`{|}~-]{0,62}(?<!\.)"
    r"@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])",
    re.ASCII,
)


class EmailInvalid(Rejected):
    """Not an e-mail address that mail can be sent to."""

    code = "email-invalid"
    text = "Not an e-mail address; write it like siti@example.com"
    field = "email"


def checked_email(text: str, *, field: str = "email") -> Email:
    """The address in lower case and without space around it; `field` names the member that a refusal blames."""
    address = text.strip().lower()
    if len(address) > 254 or not _SHAPE.fullmatch(address):
        raise EmailInvalid(field=field)
    return Email(address)


def masked_email(address: str) -> str:
    """For eyes without the right to see it: the first sign and the domain stay."""
    name, at, domain = address.partition("@")
    return f"{name[:1]}{'*' * max(3, len(name) - 1)}{at}{domain}"
