"""The bank accounts that buyers transfer to."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, String, Table

from bosonline.adapters.outbound.sql.tables.metadata import Id, Instant, metadata

bank_accounts = Table(
    "bank_accounts",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("store_id", BigInteger, nullable=False),
    Column("bank_code", String(8), nullable=False),
    Column("bank_name", String(80), nullable=False),
    Column("account_name", String(120), nullable=False),
    Column("account_number", String(32), nullable=False),
    Column("is_active", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("archived_at", Instant),
)
Index(
    "uq_bank_accounts_number",
    bank_accounts.c.store_id,
    bank_accounts.c.bank_code,
    bank_accounts.c.account_number,
    unique=True,
    sqlite_where=bank_accounts.c.archived_at.is_(None),
    postgresql_where=bank_accounts.c.archived_at.is_(None),
)
Index("ix_bank_accounts_store", bank_accounts.c.store_id, bank_accounts.c.id)
