"""Run by alembic: the revisions on a connection whose transaction the caller began."""

from typing import Literal

from alembic import context

from bosonline.adapters.outbound.sql.tables import metadata
from bosonline.adapters.outbound.sql.tables.metadata import Document, Instant


def spell_type(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Name our own column types as the revisions import them."""
    if kind == "type" and isinstance(item, Document | Instant):
        return f"{type(item).__name__}()"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    compare_server_default=True,
    render_item=spell_type,
)
with context.begin_transaction():
    context.run_migrations()
