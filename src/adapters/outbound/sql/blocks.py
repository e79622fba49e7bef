"""Numbers reserved in blocks by one process, so that nobody waits for the transaction that took the one before."""

import threading
from collections.abc import Callable, Iterator

from bosonline.domain.identity import StoreId


class Blocks:
    """The numbers that this process holds of each store. What is left when it ends becomes a gap."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._held: dict[StoreId, Iterator[int]] = {}

    def next(self, store: StoreId, reserve: Callable[[], range]) -> int:
        """The next number; `reserve` is asked for more when the block is used up."""
        with self._guard:
            number = next(self._held.get(store, iter(())), None)
            if number is None:
                self._held[store] = iter(reserve())
                number = next(self._held[store])
            return number
