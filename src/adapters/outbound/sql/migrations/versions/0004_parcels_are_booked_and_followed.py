"""parcels are booked and followed."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from bosonline.adapters.outbound.sql.tables.metadata import Instant

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "shipment_events",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("invoice", sa.String(length=24), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("mark", sa.String(length=32), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=True),
        sa.Column("note", sa.String(length=255), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("branch", sa.String(length=120), nullable=False),
        sa.Column("by_way_of", sa.String(length=10), nullable=False),
        sa.Column("heard_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("store_id", "invoice", "number", "mark", name=op.f("pk_shipment_events")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "shipments",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("invoice", sa.String(length=24), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("order_code", sa.String(length=64), nullable=False),
        sa.Column("order_no", sa.String(length=64), nullable=True),
        sa.Column("courier_code", sa.String(length=20), nullable=False),
        sa.Column("service_code", sa.String(length=20), nullable=False),
        sa.Column("by_pickup", sa.Boolean(), nullable=False),
        sa.Column("vehicle", sa.String(length=8), nullable=True),
        sa.Column("pickup_at", Instant(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("state_at", Instant(), nullable=False),
        sa.Column("awb", sa.String(length=40), nullable=True),
        sa.Column("code", sa.String(length=40), nullable=True),
        sa.Column("note", sa.String(length=255), nullable=False),
        sa.Column("told_at", Instant(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("due_at", Instant(), nullable=True),
        sa.Column("checked_at", Instant(), nullable=True),
        sa.Column("claimed_at", Instant(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("store_id", "invoice", "number", name=op.f("pk_shipments")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("shipments", schema=None) as batch_op:
        batch_op.create_index(
            "ix_shipments_due",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("due_at IS NOT NULL"),
            postgresql_where=sa.text("due_at IS NOT NULL"),
        )
        batch_op.create_index("ix_shipments_order_no", ["store_id", "order_no"], unique=False)
        batch_op.create_index("uq_shipments_order_code", ["store_id", "order_code"], unique=True)

    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.add_column(sa.Column("parcel", sa.String(length=20), nullable=True))


def downgrade() -> None:
    """Go back to the one before."""
    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.drop_column("parcel")

    with op.batch_alter_table("shipments", schema=None) as batch_op:
        batch_op.drop_index("uq_shipments_order_code")
        batch_op.drop_index("ix_shipments_order_no")
        batch_op.drop_index(
            "ix_shipments_due",
            sqlite_where=sa.text("due_at IS NOT NULL"),
            postgresql_where=sa.text("due_at IS NOT NULL"),
        )

    op.drop_table("shipments")
    op.drop_table("shipment_events")
