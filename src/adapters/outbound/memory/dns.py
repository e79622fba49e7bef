"""DNS that says what it was told to say."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from bosonline.application.stores.ports import DnsUnavailable


def _nothing() -> defaultdict[str, list[str]]:
    return defaultdict(list)


@dataclass(slots=True)
class MemoryDomainRecords:
    """Records by name; with `is_down` no name server answers."""

    txt: dict[str, list[str]] = field(default_factory=_nothing)
    cname: dict[str, str] = field(default_factory=dict)
    address: dict[str, list[str]] = field(default_factory=_nothing)
    is_down: bool = False

    def texts(self, name: str, /) -> Sequence[str]:
        """The texts (TXT) under a name."""
        self._demand_up()
        return list(self.txt.get(name, ()))

    def aliases(self, name: str, /) -> Sequence[str]:
        """The names that a name stands for (CNAME), one after the other."""
        self._demand_up()
        found: list[str] = []
        while (following := self.cname.get(found[-1] if found else name)) is not None and following not in found:
            found.append(following)
        return found

    def addresses(self, name: str, /) -> Sequence[str]:
        """The addresses (A, AAAA) that a name leads to."""
        self._demand_up()
        return sorted(self.address.get([name, *self.aliases(name)][-1], ()))

    def _demand_up(self) -> None:
        if self.is_down:
            raise DnsUnavailable(retry_after=30)
