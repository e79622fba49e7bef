"""The banks of Indonesia, from a table that comes with the product."""

from collections.abc import Sequence

from bosonline.adapters.outbound.banks.table import DIGITS, NAMES
from bosonline.domain.payments import Bank


class TableBanks:
    """The banks that take part in interbank transfers, by their codes."""

    def __init__(self) -> None:
        self._by_code = {code: Bank(code, name, DIGITS.get(code, ())) for code, name in NAMES.items()}
        self._by_name = sorted(self._by_code.values(), key=lambda bank: bank.name.lower())

    def find(self, code: str, /) -> Bank | None:
        """The bank of this code, or None."""
        return self._by_code.get(code)

    def all(self) -> Sequence[Bank]:
        """Every bank, by name."""
        return tuple(self._by_name)
