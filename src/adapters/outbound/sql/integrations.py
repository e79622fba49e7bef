"""What stores set for outside parties; credentials come and go sealed."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from bosonline.adapters.outbound.sql.database import Database
from bosonline.adapters.outbound.sql.tables.shipping import integrations
from bosonline.domain.errors import ChangedMeanwhile
from bosonline.domain.identity import Author, StaffId, StoreId
from bosonline.domain.shipping.integration import Integration, Party

_this = (integrations.c.store_id == bindparam("of_store"), integrations.c.party == bindparam("of_party"))
_FIND = select(integrations).where(*_this)
_FIND_ALONE = _FIND.with_for_update()
_CHANGE = (
    update(integrations)
    .where(*_this)
    .values({column.name: bindparam(column.name) for column in integrations.c if not column.primary_key})
)
_ADD = insert(integrations)


class SqlIntegrations:
    """What one store set for outside parties, in one transaction."""

    def __init__(self, execute: Callable[..., Any], store: StoreId) -> None:
        self._execute, self._store = execute, store

    def get(self, party: Party, /) -> Integration | None:
        return _integration(self._execute(_FIND_ALONE, self._key(party)).one_or_none())

    def put(self, integration: Integration, /) -> None:
        values = {
            "token": integration.token,
            "webhook_key": integration.webhook_key,
            "hint": integration.hint,
            "webhook_round": integration.webhook_round,
            "set_at": integration.set_at,
            "staff_id": integration.by.staff,
            "by": integration.by.name,
        }
        if self._execute(_CHANGE, {**self._key(integration.party), **values}).rowcount:
            return
        try:
            self._execute(_ADD, {"store_id": self._store, "party": integration.party.value, **values})
        except IntegrityError as error:
            raise ChangedMeanwhile from error

    def _key(self, party: Party) -> dict[str, object]:
        return {"of_store": self._store, "of_party": party.value}


class SqlIntegrationDesk:
    """What stores set for outside parties, as it is read."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, store: StoreId, party: Party, /) -> Integration | None:
        with self._database.read() as connection:
            return _integration(connection.execute(_FIND, {"of_store": store, "of_party": party.value}).one_or_none())


def _integration(row: Any) -> Integration | None:
    if row is None:
        return None
    return Integration(
        party=Party(row.party),
        token=row.token,
        webhook_key=row.webhook_key,
        hint=row.hint,
        webhook_round=row.webhook_round,
        set_at=row.set_at,
        by=Author(None if row.staff_id is None else StaffId(row.staff_id), row.by),
    )
