"""Vouchers, and the ledger of their uses."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from bosonline.adapters.outbound.sql.tables.metadata import Document, Id, Instant, metadata

vouchers = Table(
    "vouchers",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("store_id", BigInteger, nullable=False),
    Column("code", String(64), nullable=False),
    Column("code_key", String(64), nullable=False),
    Column("description", String(255), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("discount_kind", String(8), nullable=False),
    Column("discount_value", BigInteger, nullable=False),
    Column("ceiling", BigInteger),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("stock", Integer, nullable=False),
    Column("per_buyer", Integer, nullable=False),
    Column("items", Document, nullable=False),
    Column("min_purchase", BigInteger, nullable=False),
    Column("min_qty", Integer, nullable=False),
    Column("payment_methods", Document, nullable=False),
    Column("provinces", Document, nullable=False),
    Column("couriers", Document, nullable=False),
    Column("is_listed", Boolean, nullable=False),
    Column("is_on", Boolean, nullable=False),
    Column("used", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("closed_at", Instant),
    UniqueConstraint("store_id", "code_key"),
    CheckConstraint("used >= 0 AND used <= stock", name="used"),
)

voucher_uses = Table(
    "voucher_uses",
    metadata,
    Column("store_id", BigInteger, primary_key=True),
    Column("invoice", String(24), primary_key=True),
    Column("voucher_id", BigInteger, primary_key=True, autoincrement=False),
    Column("code", String(64), nullable=False),
    Column("phone_hash", String(64), nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("at", Instant, nullable=False),
    Column("given_back_at", Instant),
    Column("honoured_at", Instant),
    sqlite_with_rowid=False,
)
Index("ix_voucher_uses_buyer", voucher_uses.c.store_id, voucher_uses.c.voucher_id, voucher_uses.c.phone_hash)
