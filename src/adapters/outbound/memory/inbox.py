"""Webhooks as they came, in memory."""

from collections.abc import Callable
from datetime import datetime

from bosonline.adapters.outbound.memory.database import Shelf
from bosonline.application.ordering.parcel_news import Webhook
from bosonline.domain.identity import StoreId


class MemoryInbox:
    """The webhooks of one store, in one transaction."""

    def __init__(
        self, shelf: Shelf[tuple[StoreId, int], tuple[Webhook, str | None]], next_id: Callable[[], int], store: StoreId
    ) -> None:
        self._shelf, self._next_id, self._store = shelf, next_id, store

    def add(self, webhook: Webhook, /) -> int:
        number = self._next_id()
        self._shelf.put((self._store, number), (webhook, None))
        return number

    def get(self, number: int, /) -> Webhook | None:
        webhook, outcome = self._shelf.get((self._store, number)) or (None, None)
        return webhook if outcome is None else None

    def done(self, number: int, outcome: str, /, *, at: datetime) -> None:  # noqa: ARG002  # as the port has it
        kept = self._shelf.get((self._store, number))
        if kept is not None:
            self._shelf.put((self._store, number), (kept[0], outcome))
