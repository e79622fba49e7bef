"""What is asked with every request and seldom changes, remembered for a moment."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from bosonline.application.ports import Clock
from bosonline.application.stores.ports import StoreAddress, StoreAddresses
from bosonline.domain.identity import StoreId

Name = TypeVar("Name", str, StoreId)

MOMENT = timedelta(seconds=5)
MOST = 10_000


class RememberedAddresses:
    """Stores by their names, as they were a moment ago: also that there is none, which strangers ask about."""

    def __init__(
        self, addresses: StoreAddresses, clock: Clock, *, moment: timedelta = MOMENT, most: int = MOST
    ) -> None:
        self._addresses, self._clock, self._moment, self._most = addresses, clock, moment, most
        self._known: OrderedDict[tuple[str, object], tuple[datetime, StoreAddress | None]] = OrderedDict()
        self._turn = threading.Lock()

    def of_subdomain(self, name: str, /) -> StoreAddress | None:
        """The store that has this subdomain, or had it and holds it still."""
        return self._remembered("subdomain", name, self._addresses.of_subdomain)

    def of_domain(self, name: str, /) -> StoreAddress | None:
        """The store that has verified this domain."""
        return self._remembered("domain", name, self._addresses.of_domain)

    def of_store(self, store: StoreId, /) -> StoreAddress | None:
        """The store of this id."""
        return self._remembered("store", store, self._addresses.of_store)

    def _remembered(self, kind: str, name: Name, ask: Callable[[Name], StoreAddress | None]) -> StoreAddress | None:
        now = self._clock()
        known = self._known.get((kind, name))
        if known is not None and now - known[0] < self._moment:
            return known[1]
        found = ask(name)
        with self._turn:
            self._known[kind, name] = now, found
            self._known.move_to_end((kind, name))
            while len(self._known) > self._most:
                self._known.popitem(last=False)
        return found
