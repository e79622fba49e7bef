"""orders are found by the beginning of a name."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_AT_A_TIME = 5_000
_SOME = sa.text(
    "SELECT store_id, invoice, customer_name FROM orders"
    " WHERE (store_id, invoice) > (:store, :invoice) ORDER BY store_id, invoice LIMIT :most"
)
_NAME = sa.text("UPDATE orders SET name_key = :key WHERE store_id = :store AND invoice = :invoice")


def upgrade() -> None:
    """Go to this revision."""
    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.add_column(sa.Column("name_key", sa.String(length=120), nullable=True))
    _fill()
    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_orders_phone"))
        batch_op.create_index(
            "ix_orders_phone", ["store_id", "customer_phone", "created_at", "invoice", "status"], unique=False
        )
        batch_op.create_index(
            "ix_orders_name",
            ["store_id", "name_key", "created_at", "invoice", "status"],
            unique=False,
            postgresql_ops={"name_key": "text_pattern_ops"},
            postgresql_where=sa.text("name_key IS NOT NULL"),
            sqlite_where=sa.text("name_key IS NOT NULL"),
        )


def _fill() -> None:
    connection = op.get_bind()
    store, invoice = 0, ""
    while rows := connection.execute(_SOME, {"store": store, "invoice": invoice, "most": _AT_A_TIME}).all():
        named = [
            {"store": row.store_id, "invoice": row.invoice, "key": " ".join(row.customer_name.split()).casefold()[:120]}
            for row in rows
            if row.customer_name.strip()
        ]
        if named:
            connection.execute(_NAME, named)
        store, invoice = rows[-1].store_id, rows[-1].invoice


def downgrade() -> None:
    """Go back to the one before."""
    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_orders_name",
            postgresql_ops={"name_key": "text_pattern_ops"},
            postgresql_where=sa.text("name_key IS NOT NULL"),
            sqlite_where=sa.text("name_key IS NOT NULL"),
        )
        batch_op.drop_index("ix_orders_phone")
        batch_op.create_index(batch_op.f("ix_orders_phone"), ["store_id", "customer_phone", "created_at"], unique=False)
        batch_op.drop_column("name_key")
