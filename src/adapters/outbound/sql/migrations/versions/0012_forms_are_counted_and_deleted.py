"""forms are counted and deleted."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from bosonline.adapters.outbound.sql.tables.metadata import Instant

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "form_views",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("form_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("views", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("form_id", "day", name=op.f("pk_form_views")),
    )
    with op.batch_alter_table("forms", schema=None) as batch_op:
        batch_op.add_column(sa.Column("deleted_at", Instant(), nullable=True))

    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.create_index(
            "ix_orders_form",
            ["store_id", "form_id", "status", "total"],
            unique=False,
            sqlite_where=sa.text("form_id IS NOT NULL"),
            postgresql_where=sa.text("form_id IS NOT NULL"),
        )


def downgrade() -> None:
    """Go back to the one before."""
    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_orders_form",
            sqlite_where=sa.text("form_id IS NOT NULL"),
            postgresql_where=sa.text("form_id IS NOT NULL"),
        )

    with op.batch_alter_table("forms", schema=None) as batch_op:
        batch_op.drop_column("deleted_at")

    op.drop_table("form_views")
