"""What the worker remembers between its rounds."""

from sqlalchemy import Column, String, Table

from bosonline.adapters.outbound.sql.tables.metadata import Instant, metadata

duty = Table(
    "duty",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("turn", String(36), nullable=False),
    Column("due_at", Instant, nullable=False),
)
