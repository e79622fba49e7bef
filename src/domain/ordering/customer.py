"""Who ordered and where it goes."""

from dataclasses import dataclass

from bosonline.domain.ordering.blocklist import plain_street, street_key
from bosonline.domain.phone import ERASED_PHONE, Phone


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """The buyer, who has no account: the phone is who they are.

    Of one whose personal data were erased nothing is left: the name is empty, and `ERASED_PHONE` stands for the phone.
    """

    name: str
    phone: Phone
    email: str | None = None

    @property
    def is_erased(self) -> bool:
        """Whether the personal data were erased, so that nobody can be reached."""
        return self.phone == ERASED_PHONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a parcel goes; `region` names the district and all above it, for people to read."""

    street: str
    district_code: str
    region: str
    village_code: str | None = None
    post_code: str | None = None

    @property
    def key(self) -> str | None:
        """By what the address is known again, however it is written; None where nothing of a street is there."""
        return street_key(self.street, self.district_code) if plain_street(self.street) else None
