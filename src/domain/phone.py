"""A checked Indonesian phone number. Reading what people type stands behind a port, since it takes a library."""

import re
from dataclasses import dataclass

from bosonline.domain.errors import Rejected

_E164 = re.compile(r"\+62[1-9][0-9]{6,12}", re.ASCII)


class PhoneInvalid(Rejected):
    """Not an Indonesian phone number, too short or too long."""

    code = "phone-invalid"
    text = "Not an Indonesian phone number; write it like 0812 3456 7890"
    field = "phone"


@dataclass(frozen=True, slots=True, order=True)
class Phone:
    """A phone number as E.164 text, `+62...`."""

    e164: str

    def __post_init__(self) -> None:
        if not _E164.fullmatch(self.e164):
            raise PhoneInvalid

    def __str__(self) -> str:
        return self.e164

    @property
    def local(self) -> str:
        """As couriers take it: `08...`."""
        return "0" + self.e164[3:]

    @property
    def whatsapp(self) -> str:
        """As WhatsApp takes it: `62...`."""
        return self.e164[1:]

    @property
    def is_mobile(self) -> bool:
        """Whether it is a mobile phone's, as WhatsApp wants it: neither a landline nor a service number."""
        return self.e164[3] == "8" and self.e164[4] != "0"

    @property
    def masked(self) -> str:
        """For eyes without the right to see it: the last three digits stay."""
        return self.e164[:5] + "*" * (len(self.e164) - 8) + self.e164[-3:]


ERASED_PHONE = Phone("+6210000000")
"""Stands where a number was erased. It is nobody's: no number in Indonesia begins so, and none is read so."""
