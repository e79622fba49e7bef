"""orders are summed up beside them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_TRIGGERS = {
    "sqlite": [
        """CREATE TRIGGER order_sums_insert AFTER INSERT ON orders
BEGIN
  INSERT INTO order_sums (store_id, since, status, payment_status, payment_method, part, orders, total, paid) VALUES
    (NEW.store_id, 0, NEW.status, NEW.payment_status, NEW.payment_method, 0, 1, NEW.total, NEW.paid),
    (NEW.store_id, (NEW.created_at / 3600000000) - CASE WHEN ((NEW.created_at / 3600000000) - 17) % 24 < 22 THEN ((NEW.created_at / 3600000000) - 17) % 24 ELSE 0 END, NEW.status, NEW.payment_status, NEW.payment_method, 0, 1, NEW.total, NEW.paid)
  ON CONFLICT (store_id, since, status, payment_status, payment_method, part) DO UPDATE SET
    orders = order_sums.orders + excluded.orders,
    total = order_sums.total + excluded.total,
    paid = order_sums.paid + excluded.paid;
END""",
        """CREATE TRIGGER order_sums_update AFTER UPDATE ON orders
WHEN OLD.status <> NEW.status OR OLD.payment_status <> NEW.payment_status OR OLD.payment_method <> NEW.payment_method OR OLD.total <> NEW.total OR OLD.paid <> NEW.paid OR OLD.created_at <> NEW.created_at
BEGIN
  INSERT INTO order_sums (store_id, since, status, payment_status, payment_method, part, orders, total, paid) VALUES
    (OLD.store_id, 0, OLD.status, OLD.payment_status, OLD.payment_method, 0, -1, -OLD.total, -OLD.paid),
    (OLD.store_id, (OLD.created_at / 3600000000) - CASE WHEN ((OLD.created_at / 3600000000) - 17) % 24 < 22 THEN ((OLD.created_at / 3600000000) - 17) % 24 ELSE 0 END, OLD.status, OLD.payment_status, OLD.payment_method, 0, -1, -OLD.total, -OLD.paid)
  ON CONFLICT (store_id, since, status, payment_status, payment_method, part) DO UPDATE SET
    orders = order_sums.orders + excluded.orders,
    total = order_sums.total + excluded.total,
    paid = order_sums.paid + excluded.paid;
  INSERT INTO order_sums (store_id, since, status, payment_status, payment_method, part, orders, total, paid) VALUES
    (NEW.store_id, 0, NEW.status, NEW.payment_status, NEW.payment_method, 0, 1, NEW.total, NEW.paid),
    (NEW.store_id, (NEW.created_at / 3600000000) - CASE WHEN ((NEW.created_at / 3600000000) - 17) % 24 < 22 THEN ((NEW.created_at / 3600000000) - 17) % 24 ELSE 0 END, NEW.status, NEW.payment_status, NEW.payment_method, 0, 1, NEW.total, NEW.paid)
  ON CONFLICT (store_id, since, status, payment_status, payment_method, part) DO UPDATE SET
    orders = order_sums.orders + excluded.orders,
    total = order_sums.total + excluded.total,
    paid = order_sums.paid + excluded.paid;
END""",
        """CREATE TRIGGER order_sums_delete AFTER DELETE ON orders
BEGIN
  INSERT INTO order_sums (store_id, since, status, payment_status, payment_method, part, orders, total, paid) VALUES
    (OLD.store_id, 0, OLD.status, OLD.payment_status, OLD.payment_method, 0, -1, -OLD.total, -OLD.paid),
    (OLD.store_id, (OLD.created_at / 3600000000) - CASE WHEN ((OLD.created_at / 3600000000) - 17) % 24 < 22 THEN ((OLD.created_at / 3600000000) - 17) % 24 ELSE 0 END, OLD.status, OLD.payment_status, OLD.payment_method, 0, -1, -OLD.total, -OLD.paid)
  ON CONFLICT (store_id, since, status, payment_status, payment_method, part) DO UPDATE SET
    orders = order_sums.orders + excluded.orders,
    total = order_sums.total + excluded.total,
    paid = order_sums.paid + excluded.paid;
END""",
    ],
    "postgresql": [
        """CREATE FUNCTION sum_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
  INSERT INTO order_sums (store_id, since, status, payment_status, payment_method, part, orders, total, paid) VALUES
    (OLD.store_id, 0, OLD.status, OLD.payment_status, OLD.payment_method, pg_backend_pid(), -1, -OLD.total, -OLD.paid),
    (OLD.store_id, floor(extract(epoch FROM OLD.created_at) / 3600)::bigint - CASE WHEN (floor(extract(epoch FROM OLD.created_at) / 3600)::bigint - 17) % 24 < 22 THEN (floor(extract(epoch FROM OLD.created_at) / 3600)::bigint - 17) % 24 ELSE 0 END, OLD.status, OLD.payment_status, OLD.payment_method, pg_backend_pid(), -1, -OLD.total, -OLD.paid)
  ON CONFLICT (store_id, since, status, payment_status, payment_method, part) DO UPDATE SET
    orders = order_sums.orders + excluded.orders,
    total = order_sums.total + excluded.total,
    paid = order_sums.paid + excluded.paid;
  END IF;
  IF TG_OP <> 'DELETE' THEN
  INSERT INTO order_sums (store_id, since, status, payment_status, payment_method, part, orders, total, paid) VALUES
    (NEW.store_id, 0, NEW.status, NEW.payment_status, NEW.payment_method, pg_backend_pid(), 1, NEW.total, NEW.paid),
    (NEW.store_id, floor(extract(epoch FROM NEW.created_at) / 3600)::bigint - CASE WHEN (floor(extract(epoch FROM NEW.created_at) / 3600)::bigint - 17) % 24 < 22 THEN (floor(extract(epoch FROM NEW.created_at) / 3600)::bigint - 17) % 24 ELSE 0 END, NEW.status, NEW.payment_status, NEW.payment_method, pg_backend_pid(), 1, NEW.total, NEW.paid)
  ON CONFLICT (store_id, since, status, payment_status, payment_method, part) DO UPDATE SET
    orders = order_sums.orders + excluded.orders,
    total = order_sums.total + excluded.total,
    paid = order_sums.paid + excluded.paid;
  END IF;
  RETURN NULL;
END $$""",
        """CREATE TRIGGER order_sums_insert AFTER INSERT ON orders FOR EACH ROW EXECUTE FUNCTION sum_order()""",
        """CREATE TRIGGER order_sums_update AFTER UPDATE ON orders FOR EACH ROW WHEN (OLD.status <> NEW.status OR OLD.payment_status <> NEW.payment_status OR OLD.payment_method <> NEW.payment_method OR OLD.total <> NEW.total OR OLD.paid <> NEW.paid OR OLD.created_at <> NEW.created_at) EXECUTE FUNCTION sum_order()""",
        """CREATE TRIGGER order_sums_delete AFTER DELETE ON orders FOR EACH ROW EXECUTE FUNCTION sum_order()""",
    ],
}
_SUMS = {
    "sqlite": """INSERT INTO order_sums (store_id, since, status, payment_status, payment_method, part, orders, total, paid)
SELECT store_id, 0, status, payment_status, payment_method, 0, count(*), sum(total), sum(paid) FROM orders GROUP BY store_id, status, payment_status, payment_method
UNION ALL
SELECT store_id, (orders.created_at / 3600000000) - CASE WHEN ((orders.created_at / 3600000000) - 17) % 24 < 22 THEN ((orders.created_at / 3600000000) - 17) % 24 ELSE 0 END AS since, status, payment_status, payment_method, 0, count(*), sum(total), sum(paid)
FROM orders GROUP BY since, store_id, status, payment_status, payment_method""",
    "postgresql": """INSERT INTO order_sums (store_id, since, status, payment_status, payment_method, part, orders, total, paid)
SELECT store_id, 0, status, payment_status, payment_method, 0, count(*), sum(total), sum(paid) FROM orders GROUP BY store_id, status, payment_status, payment_method
UNION ALL
SELECT store_id, floor(extract(epoch FROM orders.created_at) / 3600)::bigint - CASE WHEN (floor(extract(epoch FROM orders.created_at) / 3600)::bigint - 17) % 24 < 22 THEN (floor(extract(epoch FROM orders.created_at) / 3600)::bigint - 17) % 24 ELSE 0 END AS since, status, payment_status, payment_method, 0, count(*), sum(total), sum(paid)
FROM orders GROUP BY since, store_id, status, payment_status, payment_method""",
}


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "order_sums",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("payment_status", sa.String(length=20), nullable=False),
        sa.Column("payment_method", sa.String(length=16), nullable=False),
        sa.Column("part", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("orders", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("paid", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "store_id", "since", "status", "payment_status", "payment_method", "part", name=op.f("pk_order_sums")
        ),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("order_sums", schema=None) as batch_op:
        batch_op.create_index(
            "ix_order_sums_part",
            ["part"],
            unique=False,
            sqlite_where=sa.text("part != 0"),
            postgresql_where=sa.text("part != 0"),
        )

    connection = op.get_bind()
    for statement in (_SUMS[connection.dialect.name], *_TRIGGERS[connection.dialect.name]):
        connection.exec_driver_sql(
            statement.replace("%", "%%") if connection.dialect.name == "postgresql" else statement
        )


def downgrade() -> None:
    """Go back to the one before."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION sum_order() CASCADE")
    else:
        for step in ("insert", "update", "delete"):
            op.execute(f"DROP TRIGGER order_sums_{step}")
    with op.batch_alter_table("order_sums", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_order_sums_part", sqlite_where=sa.text("part != 0"), postgresql_where=sa.text("part != 0")
        )

    op.drop_table("order_sums")
