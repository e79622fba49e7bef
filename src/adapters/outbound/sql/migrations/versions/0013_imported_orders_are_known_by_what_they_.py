"""imported orders are known by what they are called elsewhere."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "order_references",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("reference_hash", sa.String(length=64), nullable=False),
        sa.Column("invoice", sa.String(length=24), nullable=False),
        sa.PrimaryKeyConstraint("store_id", "reference_hash", name=op.f("pk_order_references")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Go back to the one before."""
    op.drop_table("order_references")
