"""Who was told of which orders."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from bosonline.adapters.outbound.sql.tables.ordering import order_news
from bosonline.domain.identity import StoreId
from bosonline.domain.ordering import Invoice

_CLAIM = {
    True: sqlite.insert(order_news).on_conflict_do_nothing().returning(order_news.c.invoice),
    False: postgresql.insert(order_news).on_conflict_do_nothing().returning(order_news.c.invoice),
}
_OF = (order_news.c.store_id == bindparam("of_store"), order_news.c.recipient == bindparam("to"))
_RELEASE = delete(order_news).where(*_OF, order_news.c.invoice == bindparam("of_invoice"))
_COUNT = select(func.count()).select_from(order_news).where(*_OF, order_news.c.at > bindparam("since"))


class SqlNews:
    """Who was told of which orders of one store, in one transaction."""

    def __init__(self, execute: Callable[..., Any], store: StoreId, *, is_sqlite: bool) -> None:
        self._execute, self._store, self._is_sqlite = execute, store, is_sqlite

    def claim(self, invoice: Invoice, recipient: str, /, *, at: datetime) -> bool:
        values = {"store_id": self._store, "invoice": invoice, "recipient": recipient, "at": at}
        return self._execute(_CLAIM[self._is_sqlite], values).scalar_one_or_none() is not None

    def release(self, invoice: Invoice, recipient: str, /) -> None:
        self._execute(_RELEASE, {"of_store": self._store, "to": recipient, "of_invoice": invoice})

    def count(self, recipient: str, /, *, since: datetime) -> int:
        found: int = self._execute(_COUNT, {"of_store": self._store, "to": recipient, "since": since}).scalar_one()
        return found
