"""What the worker remembers between its rounds, and the jobs that it does beside the requests."""

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table

from bosonline.adapters.outbound.sql.tables.metadata import Document, Id, Instant, metadata

duty = Table(
    "duty",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("turn", String(36), nullable=False),
    Column("due_at", Instant, nullable=False),
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("store_id", BigInteger, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("module", String(20), nullable=False),
    Column("asked", Document, nullable=False),
    Column("staff_id", BigInteger),
    Column("by", String(120), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("state", String(10), nullable=False),
    Column("done", Integer, nullable=False),
    Column("of", Integer),
    Column("attempts", Integer, nullable=False),
    Column("keys", Document, nullable=False),
    Column("file_name", String(160)),
    Column("files_until", Instant),
    Column("outcome", Document, nullable=False),
    Column("finished_at", Instant),
    Column("lease", String(36)),
    Column("due_at", Instant),
)
Index("ix_jobs_newest", jobs.c.store_id, jobs.c.made_at, jobs.c.id)
Index(
    "ix_jobs_due",
    jobs.c.due_at,
    jobs.c.id,
    postgresql_where=jobs.c.due_at.is_not(None),
    sqlite_where=jobs.c.due_at.is_not(None),
)
Index("ix_jobs_files", jobs.c.files_until)
