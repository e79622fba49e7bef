"""orders keep what was promised."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go to this revision."""
    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.add_column(sa.Column("quoted_shipping", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("quote_id", sa.String(length=600), nullable=True))


def downgrade() -> None:
    """Go back to the one before."""
    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.drop_column("quote_id")
        batch_op.drop_column("quoted_shipping")
