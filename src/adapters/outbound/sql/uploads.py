"""What was uploaded, and what nobody names any more."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from itertools import chain
from typing import Any

from sqlalchemy import and_, bindparam, delete, insert, select, update

from bosonline.adapters.outbound.sql.database import Database
from bosonline.adapters.outbound.sql.tables.catalog import products
from bosonline.adapters.outbound.sql.tables.forms import forms
from bosonline.adapters.outbound.sql.tables.images import uploads
from bosonline.adapters.outbound.sql.tables.metadata import Instant
from bosonline.adapters.outbound.sql.tables.stores import stores
from bosonline.domain.identity import StoreId
from bosonline.domain.images import Upload, UploadKind, names_of_files

_store = uploads.c.store_id == bindparam("of_store")
_these = and_(_store, uploads.c.file_name.in_(bindparam("names", expanding=True)))
_not_given_up = uploads.c.given_up_at.is_(None)
_at = bindparam("at", type_=Instant)
_ADD = insert(uploads)
_SETTLE = update(uploads).where(_store, uploads.c.file_name == bindparam("name"), _not_given_up).values(is_there=True)
_SETTLE_NAMED = _SETTLE.values(idle_since=None)
_is_image = uploads.c.kind == UploadKind.IMAGE.value
# In the order of their ids, as whoever clears away takes them: two who want the same ones wait for each other once.
_LOCK = (
    select(uploads.c.file_name, uploads.c.idle_since)
    .where(_these, _is_image, uploads.c.is_there, _not_given_up)
    .order_by(uploads.c.id)
    .with_for_update()
)
_LOCK_ALL = (
    select(uploads.c.file_name, uploads.c.idle_since)
    .where(_store, _is_image, _not_given_up)
    .order_by(uploads.c.id)
    .with_for_update()
)
_HOLD = update(uploads).where(_these, _not_given_up).values(idle_since=None)
_REST = update(uploads).where(_these, _not_given_up).values(idle_since=_at)
_GIVE_UP = update(uploads).where(_these, _not_given_up).values(given_up_at=_at)
_GIVE_UP_KIND = (
    update(uploads).where(_store, uploads.c.kind == bindparam("of_kind"), _not_given_up).values(given_up_at=_at)
)
_GIVE_UP_FORSAKEN = (
    update(uploads)
    .where(_store, uploads.c.kind == UploadKind.PROOF.value, _not_given_up, uploads.c.idle_since < bindparam("before"))
    .values(given_up_at=_at)
)
_GIVEN_UP = (
    select(uploads.c.kind, uploads.c.file_name)
    .where(_store, uploads.c.given_up_at.is_not(None))
    .order_by(uploads.c.id)
    .limit(bindparam("most"))
)
_REMOVE = delete(uploads).where(_these, uploads.c.given_up_at.is_not(None))
_NAMED = (
    select(products.c.images, products.c.description).where(products.c.store_id == bindparam("of_store")),
    select(stores.c.logo).where(stores.c.id == bindparam("of_store")),
    select(forms.c.content).where(forms.c.store_id == bindparam("of_store"), forms.c.deleted_at.is_(None)),
)
_STORES = select(uploads.c.store_id).distinct().order_by(uploads.c.store_id)


class SqlUploads:
    """The uploads of one store, in one transaction."""

    def __init__(self, execute: Callable[..., Any], store: StoreId) -> None:
        self._execute, self._store = execute, store

    def add(self, upload: Upload, /) -> None:
        values = {
            "store_id": self._store,
            "file_name": upload.file_name,
            "kind": upload.kind.value,
            "size": upload.size,
            "width": upload.width,
            "height": upload.height,
            "sha256": upload.sha256,
            "uploaded_at": upload.uploaded_at,
            "uploaded_by": upload.uploaded_by,
            "is_there": False,
            "idle_since": upload.uploaded_at,
            "given_up_at": None,
        }
        self._execute(_ADD, values)

    def settle(self, file_name: str, /, *, named: bool = False) -> bool:
        statement = _SETTLE_NAMED if named else _SETTLE
        return bool(self._execute(statement, {"of_store": self._store, "name": file_name}).rowcount)

    def hold(self, names: Collection[str], /) -> frozenset[str]:
        found = self._execute(_LOCK, self._named(names)).all()
        self._change(_HOLD, [row.file_name for row in found if row.idle_since is not None])
        return frozenset(row.file_name for row in found)

    def give_up_idle(self, *, at: datetime, idle_before: datetime) -> None:
        known = self._execute(_LOCK_ALL, {"of_store": self._store}).all()
        # Read once nobody else holds any of them: whoever did has named them by now, or never will.
        named = self._names_in_use()
        self._change(_HOLD, [row.file_name for row in known if row.idle_since and row.file_name in named])
        idle = [row for row in known if row.file_name not in named]
        self._change(_REST, [row.file_name for row in idle if row.idle_since is None], at=at)
        long_idle = [row.file_name for row in idle if row.idle_since is not None and row.idle_since < idle_before]
        self._change(_GIVE_UP, long_idle, at=at)
        self._execute(_GIVE_UP_FORSAKEN, {"of_store": self._store, "before": idle_before, "at": at})

    def give_up(self, kind: UploadKind, /, *, at: datetime) -> None:
        self._execute(_GIVE_UP_KIND, {"of_store": self._store, "of_kind": kind.value, "at": at})

    def given_up(self, *, limit: int) -> Sequence[tuple[UploadKind, str]]:
        rows = self._execute(_GIVEN_UP, {"of_store": self._store, "most": limit})
        return [(UploadKind(row.kind), row.file_name) for row in rows]

    def remove(self, names: Collection[str], /) -> None:
        self._change(_REMOVE, names)

    def _names_in_use(self) -> frozenset[str]:
        rows = chain.from_iterable(self._execute(statement, {"of_store": self._store}) for statement in _NAMED)
        return names_of_files(tuple(row) for row in rows)

    def _change(self, statement: Any, names: Collection[str], **values: datetime) -> None:
        if names:
            self._execute(statement, {**self._named(names), **values})

    def _named(self, names: Collection[str]) -> dict[str, object]:
        return {"of_store": self._store, "names": list(names)}


class SqlUploadRounds:
    """Uploads of every store, for the rounds that clear away."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def stores(self) -> Sequence[StoreId]:
        with self._database.read() as connection:
            return [StoreId(store) for store in connection.execute(_STORES).scalars()]
