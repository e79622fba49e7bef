"""what forms said is remembered."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from bosonline.adapters.outbound.sql.tables.metadata import Document

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "form_versions",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("form_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("content", Document(), nullable=False),
        sa.PrimaryKeyConstraint("form_id", "version", name=op.f("pk_form_versions")),
    )
    # Forms could not be edited before: what they say now is what they said at first.
    op.execute(
        "INSERT INTO form_versions (store_id, form_id, version, name, content)"
        " SELECT store_id, id, 1, name, content FROM forms"
    )


def downgrade() -> None:
    """Go back to the one before."""
    op.drop_table("form_versions")
