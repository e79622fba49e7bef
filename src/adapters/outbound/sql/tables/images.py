"""What was uploaded."""

from sqlalchemy import BigInteger, Boolean, Column, Integer, String, Table, UniqueConstraint

from bosonline.adapters.outbound.sql.tables.metadata import Id, Instant, metadata

uploads = Table(
    "uploads",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("store_id", BigInteger, nullable=False),
    Column("file_name", String(120), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("size", Integer, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("uploaded_at", Instant, nullable=False),
    Column("uploaded_by", BigInteger),
    Column("is_there", Boolean, nullable=False),
    Column("idle_since", Instant),
    Column("given_up_at", Instant),
    UniqueConstraint("store_id", "file_name"),
)
