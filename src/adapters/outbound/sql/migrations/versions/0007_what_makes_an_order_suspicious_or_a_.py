"""what makes an order suspicious or a repetition is kept."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from bosonline.adapters.outbound.sql.tables.metadata import Document

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go to this revision."""
    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.add_column(sa.Column("quarantine_reasons", Document(), nullable=True))
        batch_op.add_column(sa.Column("duplicate_of", sa.String(length=24), nullable=True))
        batch_op.add_column(sa.Column("goods_key", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("address_key", sa.String(length=64), nullable=True))
        batch_op.create_index(
            "ix_orders_address",
            ["store_id", "address_key", "created_at"],
            unique=False,
            sqlite_where=sa.text("address_key IS NOT NULL"),
            postgresql_where=sa.text("address_key IS NOT NULL"),
        )


def downgrade() -> None:
    """Go back to the one before."""
    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_orders_address",
            sqlite_where=sa.text("address_key IS NOT NULL"),
            postgresql_where=sa.text("address_key IS NOT NULL"),
        )
        batch_op.drop_column("address_key")
        batch_op.drop_column("goods_key")
        batch_op.drop_column("duplicate_of")
        batch_op.drop_column("quarantine_reasons")
