"""What the orders of a store come to, kept beside them by triggers, so that recaps need not go through the orders.

A sum is that of all times, or of a piece of time. Days of the three zones of Indonesia begin at 17, 16 and 15 hours
UTC: pieces that begin then, of 22, 1 and 1 hours, make up the days of any of them, whichever the store keeps.
"""

from typing import Any

from sqlalchemy import BigInteger, Column, Index, String, Table, event

from bosonline.adapters.outbound.sql.tables.metadata import metadata
from bosonline.adapters.outbound.sql.tables.ordering import orders

EVER = 0
"""The piece that stands for all times."""

PIECES_BEGIN_AT = (15, 16, 17)
"""The hours UTC at which pieces begin: the midnights of Indonesia."""

order_sums = Table(
    "order_sums",
    metadata,
    Column("store_id", BigInteger, primary_key=True),
    Column("since", BigInteger, primary_key=True, autoincrement=False),
    Column("status", String(12), primary_key=True),
    Column("payment_status", String(20), primary_key=True),
    Column("payment_method", String(16), primary_key=True),
    Column("part", BigInteger, primary_key=True, autoincrement=False),
    Column("orders", BigInteger, nullable=False),
    Column("total", BigInteger, nullable=False),
    Column("paid", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
_is_part = order_sums.c.part != 0
# Those that wait to be gathered.
Index("ix_order_sums_part", order_sums.c.part, sqlite_where=_is_part, postgresql_where=_is_part)

_SUMMED = ("status", "payment_status", "payment_method", "total", "paid", "created_at")
_COLUMNS = "store_id, since, status, payment_status, payment_method, part, orders, total, paid"
_KEY = "store_id, since, status, payment_status, payment_method, part"
_HOUR = {
    "sqlite": "({0}.created_at / 3600000000)",
    "postgresql": "floor(extract(epoch FROM {0}.created_at) / 3600)::bigint",
}
_PART = {"sqlite": "0", "postgresql": "pg_backend_pid()"}


def piece_of(row: str, dialect: str) -> str:
    """SQL: the hour (since 1970) at which the piece begins that this order is in."""
    hour = _HOUR[dialect].format(row)
    return f"{hour} - CASE WHEN ({hour} - 17) % 24 < 22 THEN ({hour} - 17) % 24 ELSE 0 END"


def _add(row: str, sign: str, dialect: str) -> str:
    key = f"{row}.status, {row}.payment_status, {row}.payment_method, {_PART[dialect]}"
    facts = f"{sign}1, {sign}{row}.total, {sign}{row}.paid"
    return f"""
  INSERT INTO order_sums ({_COLUMNS}) VALUES
    ({row}.store_id, {EVER}, {key}, {facts}),
    ({row}.store_id, {piece_of(row, dialect)}, {key}, {facts})
  ON CONFLICT ({_KEY}) DO UPDATE SET
    orders = order_sums.orders + excluded.orders,
    total = order_sums.total + excluded.total,
    paid = order_sums.paid + excluded.paid;"""  # noqa: S608  # nothing of it comes from outside


_IS_OTHER = " OR ".join(f"OLD.{name} <> NEW.{name}" for name in _SUMMED)
_STEPS = {"insert": (("NEW", ""),), "update": (("OLD", "-"), ("NEW", "")), "delete": (("OLD", "-"),)}
_SQLITE = [
    f"CREATE TRIGGER order_sums_{step} AFTER {step.upper()} ON orders"
    + (f"\nWHEN {_IS_OTHER}" if step == "update" else "")
    + f"\nBEGIN{''.join(_add(row, sign, 'sqlite') for row, sign in rows)}\nEND"
    for step, rows in _STEPS.items()
]
_POSTGRESQL = [
    f"""CREATE FUNCTION sum_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN{_add("OLD", "-", "postgresql")}
  END IF;
  IF TG_OP <> 'DELETE' THEN{_add("NEW", "", "postgresql")}
  END IF;
  RETURN NULL;
END $$""",
    *(
        f"CREATE TRIGGER order_sums_{step} AFTER {step.upper()} ON orders FOR EACH ROW"
        + (f" WHEN ({_IS_OTHER})" if step == "update" else "")
        + " EXECUTE FUNCTION sum_order()"
        for step in _STEPS
    ),
]
TRIGGERS = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}
"""What keeps the sums, by database."""


def counted(dialect: str) -> str:
    """SQL: the sums of all orders as they stand, by going through them."""
    group = "store_id, status, payment_status, payment_method"
    facts = "count(*), sum(total), sum(paid)"
    return f"""
SELECT store_id, {EVER}, status, payment_status, payment_method, 0, {facts} FROM orders GROUP BY {group}
UNION ALL
SELECT store_id, {piece_of("orders", dialect)} AS since, status, payment_status, payment_method, 0, {facts}
FROM orders GROUP BY since, {group}"""  # noqa: S608  # as above


def recount(dialect: str) -> str:
    """SQL: write the sums of all orders where there are none."""
    return f"INSERT INTO order_sums ({_COLUMNS}){counted(dialect)}"  # as above


@event.listens_for(metadata, "after_create")
def _keep_sums(_metadata: Any, connection: Any, *, tables: Any = (), **_: Any) -> None:
    if orders in tables:
        for statement in TRIGGERS[connection.dialect.name]:
            connection.exec_driver_sql(
                statement.replace("%", "%%") if connection.dialect.name == "postgresql" else statement
            )


@event.listens_for(metadata, "before_drop")
def _forget_sums(_metadata: Any, connection: Any, *, tables: Any = (), **_: Any) -> None:
    if orders in tables and connection.dialect.name == "postgresql":
        connection.exec_driver_sql("DROP FUNCTION IF EXISTS sum_order() CASCADE")
