"""cash on delivery is kept as double entry."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from bosonline.adapters.outbound.sql.tables.metadata import Instant

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "cod_entries",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("invoice", sa.String(length=24), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("account", sa.String(length=20), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("store_id", "invoice", "number", name=op.f("pk_cod_entries")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Go back to the one before."""
    op.drop_table("cod_entries")
