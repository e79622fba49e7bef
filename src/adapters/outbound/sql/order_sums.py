"""The sums beside the orders: read by recaps, gathered where they lie in parts, and held against the orders."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Select, bindparam, func, literal_column, select, text, union_all

from bosonline.adapters.outbound.sql.database import Database, outages
from bosonline.adapters.outbound.sql.tables.order_sums import EVER, PIECES_BEGIN_AT, counted, order_sums, recount
from bosonline.adapters.outbound.sql.tables.ordering import orders
from bosonline.domain.ordering import Status

AT_A_TIME = 1_000

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_HOUR = timedelta(hours=1)
_ANSWERED_EVER = {"store", "status", "payment_status", "payment_method"}
_ANSWERED = _ANSWERED_EVER | {"created_from", "created_until"}
_EQUAL = ("status", "payment_status", "payment_method")


def sums_for(values: Mapping[str, Any]) -> tuple[Select[Any] | Any, dict[str, Any]] | None:
    """The statement that sums up by status what a list shows, with its values; None where only the orders can tell.

    Whole pieces of time are read from the sums, and what is left of the first and the last one from the orders.
    """
    if not _ANSWERED.issuperset(values):
        return None
    given = dict(values)
    first, last = values.get("created_from"), values.get("created_until")
    if first is not None:
        given["head_until"] = _next_piece(first)
        given["since_from"] = _hours(given["head_until"])
    if last is not None:
        given["tail_from"] = _piece(last)
        given["since_until"] = _hours(given["tail_from"])
    if first is not None and last is not None and given["head_until"] > given["tail_from"]:
        return None
    for edge, of in (("head_until", first), ("tail_from", last)):
        if given.get(edge) == of:
            given.pop(edge, None)
    return _statement(frozenset(given)), given


def sums_ever(values: Mapping[str, Any]) -> Any:
    """The statement that sums up so what is shown of all times; None where the sums cannot tell."""
    return _statement(frozenset(values)) if _ANSWERED_EVER.issuperset(values) else None


def _piece(at: datetime) -> datetime:
    """When the piece began that this moment is in."""
    hour = at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    while hour.hour not in PIECES_BEGIN_AT:
        hour -= _HOUR
    return hour


def _next_piece(at: datetime) -> datetime:
    """When the first piece begins that this moment is not past."""
    piece = _piece(at)
    return piece if piece == at else _piece(piece + (22 if piece.hour == PIECES_BEGIN_AT[-1] else 1) * _HOUR)


def _hours(at: datetime) -> int:
    return (at - _EPOCH) // _HOUR


@cache
def _statement(names: frozenset[str]) -> Any:
    parts = [_whole_pieces(names)]
    if "head_until" in names:
        parts.append(_edge(names, orders.c.created_at >= _at("created_from"), orders.c.created_at < _at("head_until")))
    if "tail_from" in names:
        parts.append(_edge(names, orders.c.created_at >= _at("tail_from"), orders.c.created_at < _at("created_until")))
    every = union_all(*parts).subquery()
    sums = [func.sum(every.c[name]).label(name) for name in ("orders", "total", "paid")]
    return (
        select(every.c.status, *sums).group_by(every.c.status).having(func.sum(every.c.orders) != literal_column("0"))
    )


def _at(name: str) -> Any:
    return bindparam(name, type_=orders.c.created_at.type)


def _whole_pieces(names: frozenset[str]) -> Any:
    since = order_sums.c.since
    if "since_from" in names or "since_until" in names:
        begin = bindparam("since_from", type_=BigInteger) if "since_from" in names else literal_column(str(EVER + 1))
        clauses = [since >= begin]
        if "since_until" in names:
            clauses.append(since < bindparam("since_until", type_=BigInteger))
    else:
        clauses = [since == literal_column(str(EVER))]
    sums = [func.sum(order_sums.c[name]).label(name) for name in ("orders", "total", "paid")]
    shown = _shown(names, order_sums)
    return select(order_sums.c.status, *sums).where(*shown, *clauses).group_by(order_sums.c.status)


def _edge(names: frozenset[str], *dates: Any) -> Any:
    sums = [
        func.count().label("orders"),
        func.sum(orders.c.total).label("total"),
        func.sum(orders.c.paid).label("paid"),
    ]
    return select(orders.c.status, *sums).where(*_shown(names, orders), *dates).group_by(orders.c.status)


def _shown(names: frozenset[str], of: Any) -> list[Any]:
    clauses = [of.c.store_id == bindparam("store")]
    clauses += [of.c[name] == bindparam(name) for name in _EQUAL if name in names]
    if "status" not in names:
        clauses.append(of.c.status != literal_column(f"'{Status.ABANDONED.value}'"))
    return clauses


_GATHER = text(f"""
WITH free AS (
  SELECT store_id, since, status, payment_status, payment_method, part FROM order_sums
  WHERE part <> 0 LIMIT {AT_A_TIME} FOR UPDATE SKIP LOCKED
), gone AS (
  DELETE FROM order_sums USING free
  WHERE order_sums.store_id = free.store_id AND order_sums.since = free.since AND order_sums.status = free.status
    AND order_sums.payment_status = free.payment_status AND order_sums.payment_method = free.payment_method
    AND order_sums.part = free.part
  RETURNING order_sums.*
), gathered AS (
  INSERT INTO order_sums (store_id, since, status, payment_status, payment_method, part, orders, total, paid)
  SELECT store_id, since, status, payment_status, payment_method, 0, sum(orders), sum(total), sum(paid) FROM gone
  GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
  ON CONFLICT (store_id, since, status, payment_status, payment_method, part) DO UPDATE SET
    orders = order_sums.orders + excluded.orders, total = order_sums.total + excluded.total,
    paid = order_sums.paid + excluded.paid
  RETURNING 1
)
SELECT (SELECT count(*) FROM gone), (SELECT count(*) FROM gathered)
""")  # noqa: S608  # nothing of it comes from outside
_DIFFERING = {
    dialect: f"""
WITH counted(store_id, since, status, payment_status, payment_method, part, orders, total, paid) AS (
{counted(dialect)}
), both_ways AS (
  SELECT store_id, since, status, payment_status, payment_method, orders, total, paid FROM counted
  UNION ALL
  SELECT store_id, since, status, payment_status, payment_method, -orders, -total, -paid FROM order_sums
)
SELECT DISTINCT store_id FROM (
  SELECT store_id FROM both_ways GROUP BY store_id, since, status, payment_status, payment_method
  HAVING sum(orders) <> 0 OR sum(total) <> 0 OR sum(paid) <> 0
) AS wrong ORDER BY store_id
"""  # noqa: S608  # as above
    for dialect in ("sqlite", "postgresql")
}


class SqlOrderSums:
    """The sums of all stores, for those who run the installation."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def gather(self) -> int:
        """Put parts together; how many there were.

        On PostgreSQL every connection adds to a part of its own, so that nobody waits for anybody else. Whoever gathers
        takes no part that somebody is just adding to, and waits for nobody either.
        """
        gathered = 0
        while not self._database.is_sqlite:
            with outages(), self._database.writing.begin() as connection:
                parts: int = connection.execute(_GATHER).one()[0]
            gathered += parts
            if parts < AT_A_TIME:
                break
        return gathered

    def differing(self) -> Sequence[int]:
        """The stores whose sums are not what their orders come to; it goes through all orders."""
        with self._database.read() as connection:
            return [row[0] for row in connection.execute(text(_DIFFERING[self._database.url.get_backend_name()]))]

    def recount(self) -> None:
        """Sum up all orders anew, while nobody changes any."""
        with outages(), self._database.writing.begin() as connection:
            if not self._database.is_sqlite:
                connection.execute(text("LOCK TABLE orders IN SHARE ROW EXCLUSIVE MODE"))
            connection.execute(order_sums.delete())
            connection.execute(text(recount(self._database.url.get_backend_name())))
