"""Webhooks as they came."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from bosonline.adapters.outbound.sql.tables.shipping import webhook_inbox
from bosonline.application.ordering.parcel_news import Webhook
from bosonline.domain.identity import StoreId

_this = (webhook_inbox.c.store_id == bindparam("of_store"), webhook_inbox.c.id == bindparam("of_id"))
_ADD = insert(webhook_inbox).returning(webhook_inbox.c.id)
_WAITING = select(webhook_inbox).where(*_this, webhook_inbox.c.done_at.is_(None)).with_for_update()
_DONE = update(webhook_inbox).where(*_this).values(done_at=bindparam("now"), outcome=bindparam("how"))


class SqlInbox:
    """The webhooks of one store, in one transaction."""

    def __init__(self, execute: Callable[..., Any], store: StoreId) -> None:
        self._execute, self._store = execute, store

    def add(self, webhook: Webhook, /) -> int:
        values = {"store_id": self._store, "body": webhook.body, "at": webhook.at}
        return int(self._execute(_ADD, values).scalar_one())

    def get(self, number: int, /) -> Webhook | None:
        row = self._execute(_WAITING, {"of_store": self._store, "of_id": number}).one_or_none()
        return None if row is None else Webhook(body=row.body, at=row.at)

    def done(self, number: int, outcome: str, /, *, at: datetime) -> None:
        self._execute(_DONE, {"of_store": self._store, "of_id": number, "now": at, "how": outcome})
