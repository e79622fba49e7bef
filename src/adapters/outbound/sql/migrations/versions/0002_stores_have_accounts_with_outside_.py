"""stores have accounts with outside parties."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from bosonline.adapters.outbound.sql.tables.metadata import Instant

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "integrations",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("party", sa.String(length=16), nullable=False),
        sa.Column("token", sa.Text(), nullable=True),
        sa.Column("webhook_key", sa.Text(), nullable=True),
        sa.Column("hint", sa.String(length=16), nullable=True),
        sa.Column("webhook_round", sa.Integer(), nullable=False),
        sa.Column("set_at", Instant(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("store_id", "party", name=op.f("pk_integrations")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Go back to the one before."""
    op.drop_table("integrations")
