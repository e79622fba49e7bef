"""Order forms."""

from sqlalchemy import BigInteger, Column, Date, Index, Integer, PrimaryKeyConstraint, String, Table, UniqueConstraint

from bosonline.adapters.outbound.sql.tables.metadata import Document, Id, Instant, metadata

forms = Table(
    "forms",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("store_id", BigInteger, nullable=False),
    Column("slug", String(80), nullable=False),
    Column("name", String(120), nullable=False),
    Column("status", String(12), nullable=False),
    Column("content", Document, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("deleted_at", Instant),
    UniqueConstraint("store_id", "slug"),
)
Index("ix_forms_newest", forms.c.store_id, forms.c.created_at, forms.c.id)

form_versions = Table(
    "form_versions",
    metadata,
    Column("store_id", BigInteger, nullable=False),
    Column("form_id", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    Column("name", String(120), nullable=False),
    Column("content", Document, nullable=False),
    PrimaryKeyConstraint("form_id", "version"),
)
"""What a form said, from each of its edits on."""

form_views = Table(
    "form_views",
    metadata,
    Column("store_id", BigInteger, nullable=False),
    Column("form_id", BigInteger, nullable=False),
    Column("day", Date, nullable=False),
    Column("views", BigInteger, nullable=False),
    PrimaryKeyConstraint("form_id", "day"),
)
