"""open transfers are found by their totals."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_IS_DUE = sa.text(
    "payment_method = 'bank_transfer' AND payment_status IN ('unpaid', 'partially_paid')"
    " AND status IN ('pending', 'processing', 'ready', 'shipped', 'delivered', 'returning')"
)


def upgrade() -> None:
    """Go to this revision."""
    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.create_index(
            "ix_orders_transfers",
            ["store_id", "total", "bank_account_id"],
            unique=False,
            sqlite_where=_IS_DUE,
            postgresql_where=_IS_DUE,
        )


def downgrade() -> None:
    """Go back to the one before."""
    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_orders_transfers",
            sqlite_where=_IS_DUE,
            postgresql_where=_IS_DUE,
        )
