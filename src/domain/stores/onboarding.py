"""How far a new seller has come."""

from dataclasses import dataclass
from enum import StrEnum


class Step(StrEnum):
    """What a store takes before it can sell, in the order in which it is asked for; the words are those of the API."""

    STORE = "store"
    WAREHOUSE = "warehouse"
    BANK_ACCOUNT = "rekening"
    PRODUCT = "product"
    FORM = "form"


@dataclass(frozen=True, slots=True)
class Onboarding:
    """The steps that are done."""

    done: frozenset[Step] = frozenset()

    @property
    def is_complete(self) -> bool:
        """Whether nothing is missing."""
        return self.done == frozenset(Step)
