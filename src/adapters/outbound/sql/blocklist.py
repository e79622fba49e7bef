"""Whom stores want no orders from."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import and_, bindparam, case, delete, exists, func, select
from sqlalchemy.dialects import postgresql, sqlite

from bosonline.adapters.outbound.sql.database import Database
from bosonline.adapters.outbound.sql.lists import ListStatements
from bosonline.adapters.outbound.sql.tables.ordering import blocklist, opt_outs, orders
from bosonline.application.identity.ports import Listed, Listing
from bosonline.application.ordering.blocklist import NumberFile
from bosonline.domain.identity import StoreId
from bosonline.domain.ordering import Status
from bosonline.domain.ordering.blocklist import Blocked, BlockedAlready, BlockedId
from bosonline.domain.phone import Phone


def _add(dialect: Any) -> Any:
    known = [blocklist.c.store_id, blocklist.c.key]
    return dialect.insert(blocklist).on_conflict_do_nothing(index_elements=known).returning(blocklist.c.id)


_ADD = {True: _add(sqlite), False: _add(postgresql)}
_REMOVE = delete(blocklist).where(blocklist.c.store_id == bindparam("of_store"), blocklist.c.id == bindparam("of_id"))
_kind = case((blocklist.c.district_code.is_(None), "phone"), else_="address").label("kind")
_SHOWN = ("id", "phone", "street", "district_code", "region", "reason", "staff_id", "by", "at")
_LIST = ListStatements(
    select(_kind, *(blocklist.c[name] for name in _SHOWN)).where(blocklist.c.store_id == bindparam("store")),
    {name: blocklist.c[name] for name in ("at", "phone", "street", "reason")},
    blocklist.c.id,
)
_theirs = and_(
    orders.c.store_id == bindparam("store"),
    orders.c.customer_phone == bindparam("of_phone"),
    orders.c.status != Status.ABANDONED.value,
)
_NUMBER = select(
    exists().where(blocklist.c.store_id == bindparam("store"), blocklist.c.key == bindparam("of_key")).label("blocked"),
    exists()
    .where(opt_outs.c.store_id == bindparam("store"), opt_outs.c.phone == bindparam("of_phone"))
    .label("opted_out"),
    select(func.count()).select_from(orders).where(_theirs).scalar_subquery().label("orders"),
)


class SqlBlocklist:
    """Whom one store wants no orders from, in one transaction."""

    def __init__(self, execute: Callable[..., Any], store: StoreId, *, is_sqlite: bool) -> None:
        self._execute, self._store, self._is_sqlite = execute, store, is_sqlite

    def add(self, entry: Blocked, /) -> Blocked:
        place = entry.place
        values = {
            "store_id": self._store,
            "key": entry.key,
            "phone": entry.phone and entry.phone.e164,
            "street": place and place.street,
            "district_code": place and place.district_code,
            "region": place and place.region,
            "reason": entry.reason,
            "staff_id": entry.by.staff,
            "by": entry.by.name,
            "at": entry.at,
        }
        added = self._execute(_ADD[self._is_sqlite], values).scalar_one_or_none()
        if added is None:
            raise BlockedAlready
        return entry.kept(BlockedId(added))

    def remove(self, entry: BlockedId, /) -> bool:
        return bool(self._execute(_REMOVE, {"of_store": self._store, "of_id": entry}).rowcount)


class SqlBlocklistDesk:
    """Blocklists as they are read."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(self, store: StoreId, listing: Listing, /) -> Listed:
        return _LIST.read(self._database, listing, {"store": store})

    def number(self, store: StoreId, phone: Phone, *, key: str) -> NumberFile:
        with self._database.read() as connection:
            row = connection.execute(_NUMBER, {"store": store, "of_phone": phone.e164, "of_key": key}).one()
        return NumberFile(is_blocked=bool(row.blocked), opted_out=bool(row.opted_out), orders=row.orders)
