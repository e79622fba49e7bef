"""What a transaction leaves beside its effect: events to deliver, and results kept under a caller's key."""

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text, text

from bosonline.adapters.outbound.sql.tables.metadata import Document, Id, Instant, metadata

outbox = Table(
    "outbox",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("store_id", BigInteger),
    Column("topic", String(80), nullable=False),
    Column("payload", Document, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("lease", String(36)),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("dead_at", Instant),
    Column("error", Text),
)
Index(
    "ix_outbox_due",
    outbox.c.due_at,
    outbox.c.id,
    postgresql_where=outbox.c.dead_at.is_(None),
    sqlite_where=outbox.c.dead_at.is_(None),
)

idempotency = Table(
    "idempotency",
    metadata,
    Column("scope", String(160), primary_key=True),
    Column("key", String(255), primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("state", String(8), nullable=False),
    Column("result", Document),
    Column("refusal", String(80)),
    Column("at", Instant, nullable=False),
    sqlite_with_rowid=False,
)
Index("ix_idempotency_at", idempotency.c.at)
