"""what shows that orders were paid."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from bosonline.adapters.outbound.sql.tables.metadata import Instant

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "order_proofs",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("invoice", sa.String(length=24), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("payment", sa.Integer(), nullable=True),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("store_id", "invoice", "number", name=op.f("pk_order_proofs")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("uploads", schema=None) as batch_op:
        batch_op.alter_column("uploaded_by", existing_type=sa.BIGINT(), nullable=True)


def downgrade() -> None:
    """Go back to the one before."""
    with op.batch_alter_table("uploads", schema=None) as batch_op:
        batch_op.alter_column("uploaded_by", existing_type=sa.BIGINT(), nullable=False)

    op.drop_table("order_proofs")
