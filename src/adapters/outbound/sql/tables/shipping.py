"""Parcels on their way, and what stores set for the parties that carry them."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, String, Table, Text

from bosonline.adapters.outbound.sql.tables.metadata import Id, Instant, metadata

integrations = Table(
    "integrations",
    metadata,
    Column("store_id", BigInteger, primary_key=True),
    Column("party", String(16), primary_key=True),
    Column("token", Text),
    Column("webhook_key", Text),
    Column("hint", String(16)),
    Column("webhook_round", Integer, nullable=False),
    Column("set_at", Instant, nullable=False),
    Column("staff_id", BigInteger),
    Column("by", String(120), nullable=False),
    sqlite_with_rowid=False,
)

shipments = Table(
    "shipments",
    metadata,
    Column("store_id", BigInteger, primary_key=True),
    Column("invoice", String(24), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("order_code", String(64), nullable=False),
    Column("order_no", String(64)),
    Column("courier_code", String(20), nullable=False),
    Column("service_code", String(20), nullable=False),
    Column("by_pickup", Boolean, nullable=False),
    Column("vehicle", String(8)),
    Column("pickup_at", Instant),
    Column("state", String(20), nullable=False),
    Column("state_at", Instant, nullable=False),
    Column("awb", String(40)),
    Column("code", String(40)),
    Column("note", String(255), nullable=False),
    Column("told_at", Instant),
    Column("problem", Text),
    Column("due_at", Instant),
    Column("checked_at", Instant),
    Column("claimed_at", Instant, nullable=False),
    Column("staff_id", BigInteger),
    Column("by", String(120), nullable=False),
    Column("version", Integer, nullable=False),
    sqlite_with_rowid=False,
)
Index("uq_shipments_order_code", shipments.c.store_id, shipments.c.order_code, unique=True)
Index("ix_shipments_order_no", shipments.c.store_id, shipments.c.order_no)
Index(
    "ix_shipments_due",
    shipments.c.due_at,
    sqlite_where=shipments.c.due_at.is_not(None),
    postgresql_where=shipments.c.due_at.is_not(None),
)

shipment_events = Table(
    "shipment_events",
    metadata,
    Column("store_id", BigInteger, primary_key=True),
    Column("invoice", String(24), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("mark", String(32), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("code", String(40), nullable=False),
    Column("state", String(20)),
    Column("note", String(255), nullable=False),
    Column("description", Text, nullable=False),
    Column("branch", String(120), nullable=False),
    Column("by_way_of", String(10), nullable=False),
    Column("heard_at", Instant, nullable=False),
    sqlite_with_rowid=False,
)

webhook_inbox = Table(
    "webhook_inbox",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("store_id", BigInteger, nullable=False),
    Column("body", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("done_at", Instant),
    Column("outcome", String(40)),
)
Index("ix_webhook_inbox_at", webhook_inbox.c.at)

cod_entries = Table(
    "cod_entries",
    metadata,
    Column("store_id", BigInteger, primary_key=True),
    Column("invoice", String(24), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("what", String(20), nullable=False),
    Column("account", String(20), nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("at", Instant, nullable=False),
    sqlite_with_rowid=False,
)
