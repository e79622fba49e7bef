"""What buyers are to transfer: the open orders by their totals."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, literal, or_, select

from bosonline.adapters.outbound.sql.tables.ordering import IS_DUE_BY_TRANSFER, orders
from bosonline.domain.identity import StoreId
from bosonline.domain.money import Money
from bosonline.domain.ordering import Invoice

_LOCK = select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("codes_of"), literal(0))))
_IN_RANGE: Select[Any] = (
    select(orders.c.total)
    .distinct()
    .where(
        and_(orders.c.store_id == bindparam("store"), orders.c.total.between(bindparam("least"), bindparam("most"))),
        IS_DUE_BY_TRANSFER,
        orders.c.invoice != bindparam("but"),
    )
)
_may_go_there = or_(orders.c.bank_account_id == bindparam("account"), orders.c.bank_account_id.is_(None))
_TO_ACCOUNT = _IN_RANGE.where(_may_go_there)


class SqlTransfers:
    """What buyers of one store are to transfer, in one transaction.

    On PostgreSQL a statement sees what was committed before it began, so that the lock is a statement of its own;
    SQLite has one writer at a time anyway.
    """

    def __init__(self, execute: Callable[..., Any], store: StoreId, *, is_sqlite: bool) -> None:
        self._execute, self._store, self._is_sqlite = execute, store, is_sqlite

    def due(self, least: Money, most: Money, /, *, account: int | None, but: Invoice) -> frozenset[Money]:
        if not self._is_sqlite:
            self._execute(_LOCK, {"codes_of": f"unique codes of store {self._store}"})
        asked = {"store": self._store, "least": least.idr, "most": most.idr, "but": but}
        if account is None:
            found = self._execute(_IN_RANGE, asked)
        else:
            found = self._execute(_TO_ACCOUNT, {**asked, "account": account})
        return frozenset(Money(total) for total in found.scalars())
