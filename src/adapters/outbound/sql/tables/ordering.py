"""Orders with their lines and history, and how their buyers were followed up."""

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Index, Integer, String, Table, Text, and_, text

from bosonline.adapters.outbound.sql.tables.metadata import Document, Id, Instant, metadata

orders = Table(
    "orders",
    metadata,
    Column("store_id", BigInteger, primary_key=True),
    Column("invoice", String(24), primary_key=True),
    Column("secret", String(43), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("form_id", BigInteger),
    Column("form_name", String(120)),
    Column("form_version", Integer),
    Column("status", String(12), nullable=False),
    Column("cancel_reason", String(255)),
    Column("payment_method", String(16), nullable=False),
    Column("payment_status", String(20), nullable=False),
    Column("paid", BigInteger, nullable=False),
    Column("due_at", Instant),
    Column("paid_at", Instant),
    Column("shipped_at", Instant),
    Column("bank_account_id", BigInteger),
    Column("pay_to", Document),
    Column("vouchers", Document),
    Column("customer_name", String(120), nullable=False),
    Column("name_key", String(120)),
    Column("customer_phone", String(20), nullable=False),
    Column("customer_email", String(254)),
    Column("street", Text, nullable=False),
    Column("district_code", String(8), nullable=False),
    Column("village_code", String(13)),
    Column("post_code", String(5)),
    Column("region", String(255), nullable=False),
    Column("courier_code", String(20)),
    Column("service_code", String(20)),
    Column("quoted_shipping", BigInteger),
    Column("quote_id", String(600)),
    Column("awb", String(40)),
    Column("goods", BigInteger, nullable=False),
    Column("shipping", BigInteger, nullable=False),
    Column("cod_fee", BigInteger, nullable=False),
    Column("insurance", BigInteger, nullable=False),
    Column("other_fees", BigInteger, nullable=False),
    Column("unique_code", Integer, nullable=False),
    Column("product_discount", BigInteger, nullable=False),
    Column("shipping_discount", BigInteger, nullable=False),
    Column("total", BigInteger, nullable=False),
    Column("items", Integer, nullable=False),
    Column("qty", Integer, nullable=False),
    Column("cs_staff_id", BigInteger),
    Column("cs_name", String(120)),
    Column("cs_reason", String(255)),
    Column("follow_ups", Integer, nullable=False),
    Column("is_quarantined", Boolean, nullable=False),
    Column("quarantine_reasons", Document),
    Column("duplicate_of", String(24)),
    Column("goods_key", String(32)),
    Column("address_key", String(64)),
    Column("note", Text, nullable=False),
    Column("answers", Document, nullable=False),
    Column("source", Document, nullable=False),
    Column("content", String(64), nullable=False),
    Column("entries", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("parcel", String(20)),
    CheckConstraint("total >= 0", name="total"),
    CheckConstraint(
        "total = goods + shipping + cod_fee + insurance + other_fees + unique_code"
        " - product_discount - shipping_discount",
        name="parts",
    ),
    sqlite_with_rowid=False,
)
# With the status, so that lists count without the rows: the abandoned are left out of most.
Index("ix_orders_newest", orders.c.store_id, orders.c.created_at, orders.c.invoice, orders.c.status)
Index("ix_orders_status", orders.c.store_id, orders.c.status, orders.c.created_at, orders.c.invoice)
# What a form brought in is added up along this one alone.
Index(
    "ix_orders_form",
    orders.c.store_id,
    orders.c.form_id,
    orders.c.status,
    orders.c.total,
    sqlite_where=orders.c.form_id.is_not(None),
    postgresql_where=orders.c.form_id.is_not(None),
)
Index(
    "ix_orders_awb",
    orders.c.store_id,
    orders.c.awb,
    postgresql_ops={"awb": "text_pattern_ops"},
    sqlite_where=orders.c.awb.is_not(None),
    postgresql_where=orders.c.awb.is_not(None),
)
# These two tell all that a search shows of the orders that it finds, so that only those of the page are fetched.
Index(
    "ix_orders_phone",
    orders.c.store_id,
    orders.c.customer_phone,
    orders.c.created_at,
    orders.c.invoice,
    orders.c.status,
)
Index(
    "ix_orders_name",
    orders.c.store_id,
    orders.c.name_key,
    orders.c.created_at,
    orders.c.invoice,
    orders.c.status,
    postgresql_ops={"name_key": "text_pattern_ops"},
    sqlite_where=orders.c.name_key.is_not(None),
    postgresql_where=orders.c.name_key.is_not(None),
)
Index(
    "ix_orders_address",
    orders.c.store_id,
    orders.c.address_key,
    orders.c.created_at,
    sqlite_where=orders.c.address_key.is_not(None),
    postgresql_where=orders.c.address_key.is_not(None),
)
IS_DUE_BY_TRANSFER = text(
    "payment_method = 'bank_transfer' AND payment_status IN ('unpaid', 'partially_paid')"
    " AND status IN ('pending', 'processing', 'ready', 'shipped', 'delivered', 'returning')"
)
"""Orders whose totals are to be told apart; in these very words, so that SQLite sees that the index has them."""
Index(
    "ix_orders_transfers",
    orders.c.store_id,
    orders.c.total,
    orders.c.bank_account_id,
    sqlite_where=IS_DUE_BY_TRANSFER,
    postgresql_where=IS_DUE_BY_TRANSFER,
)
_waits = and_(orders.c.status == "pending", orders.c.payment_status == "unpaid", orders.c.due_at.is_not(None))
Index(
    "ix_orders_due",
    orders.c.due_at,
    orders.c.store_id,
    orders.c.invoice,
    sqlite_where=_waits,
    postgresql_where=_waits,
)
Index("uq_orders_secret", orders.c.secret, unique=True)

order_lines = Table(
    "order_lines",
    metadata,
    Column("store_id", BigInteger, primary_key=True),
    Column("invoice", String(24), primary_key=True),
    Column("line", Integer, primary_key=True, autoincrement=False),
    Column("variant_id", BigInteger, nullable=False),
    Column("sku", String(64), nullable=False),
    Column("product_name", String(255), nullable=False),
    Column("name", String(255), nullable=False),
    Column("qty", Integer, nullable=False),
    Column("price", BigInteger, nullable=False),
    Column("cost_price", BigInteger, nullable=False),
    Column("weight", Integer, nullable=False),
    Column("discount", BigInteger, nullable=False),
    CheckConstraint("qty > 0", name="qty"),
    sqlite_with_rowid=False,
)
Index("ix_order_lines_variant", order_lines.c.store_id, order_lines.c.variant_id)

order_history = Table(
    "order_history",
    metadata,
    Column("store_id", BigInteger, primary_key=True),
    Column("invoice", String(24), primary_key=True),
    Column("entry", Integer, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("staff_id", BigInteger),
    Column("by", String(120), nullable=False),
    Column("what", String(40), nullable=False),
    Column("was", Text),
    Column("became", Text),
    sqlite_with_rowid=False,
)

order_payments = Table(
    "order_payments",
    metadata,
    Column("store_id", BigInteger, primary_key=True),
    Column("invoice", String(24), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(10), nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("paid_at", Instant, nullable=False),
    Column("bank_account_id", BigInteger),
    Column("note", Text, nullable=False),
    Column("staff_id", BigInteger),
    Column("by", String(120), nullable=False),
    Column("at", Instant, nullable=False),
    CheckConstraint("amount > 0", name="amount"),
    sqlite_with_rowid=False,
)

order_fees = Table(
    "order_fees",
    metadata,
    Column("store_id", BigInteger, primary_key=True),
    Column("invoice", String(24), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("name", String(80), nullable=False),
    Column("amount", BigInteger, nullable=False),
    CheckConstraint("amount > 0", name="amount"),
    sqlite_with_rowid=False,
)

order_notes = Table(
    "order_notes",
    metadata,
    Column("store_id", BigInteger, primary_key=True),
    Column("invoice", String(24), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("text", Text, nullable=False),
    Column("staff_id", BigInteger),
    Column("by", String(120), nullable=False),
    Column("at", Instant, nullable=False),
    sqlite_with_rowid=False,
)

order_proofs = Table(
    "order_proofs",
    metadata,
    Column("store_id", BigInteger, primary_key=True),
    Column("invoice", String(24), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("file_name", String(120), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("payment", Integer),
    Column("staff_id", BigInteger),
    Column("by", String(120), nullable=False),
    Column("at", Instant, nullable=False),
    sqlite_with_rowid=False,
)

order_references = Table(
    "order_references",
    metadata,
    Column("store_id", BigInteger, primary_key=True),
    Column("reference_hash", String(64), primary_key=True),
    Column("invoice", String(24), nullable=False),
    sqlite_with_rowid=False,
)

invoice_numbers = Table(
    "invoice_numbers",
    metadata,
    Column("store_id", BigInteger, primary_key=True, autoincrement=False),
    Column("last", BigInteger, nullable=False),
)

order_news = Table(
    "order_news",
    metadata,
    Column("store_id", BigInteger, primary_key=True),
    Column("invoice", String(24), primary_key=True),
    Column("recipient", String(40), primary_key=True),
    Column("at", Instant, nullable=False),
    sqlite_with_rowid=False,
)
Index("ix_order_news_recipient", order_news.c.store_id, order_news.c.recipient, order_news.c.at)
Index("ix_order_news_at", order_news.c.at)

erased_phones = Table(
    "erased_phones",
    metadata,
    Column("store_id", BigInteger, primary_key=True),
    Column("phone_hash", String(64), primary_key=True),
    Column("at", Instant, nullable=False),
    sqlite_with_rowid=False,
)

follow_ups = Table(
    "follow_ups",
    metadata,
    Column("store_id", BigInteger, primary_key=True),
    Column("invoice", String(24), primary_key=True),
    Column("attempt", Integer, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("staff_id", BigInteger),
    Column("by", String(120), nullable=False),
    Column("channel", String(12), nullable=False),
    Column("state", String(10), nullable=False),
    Column("text", Text, nullable=False),
    Column("message_id", String(128)),
    Column("lease_until", Instant),
    Column("outcome", String(12)),
    sqlite_with_rowid=False,
)

follow_up_schedules = Table(
    "follow_up_schedules",
    metadata,
    Column("store_id", BigInteger, primary_key=True, autoincrement=False),
    Column("is_on", Boolean, nullable=False),
    Column("hours", Document, nullable=False),
)

follow_up_templates = Table(
    "follow_up_templates",
    metadata,
    Column("store_id", BigInteger, primary_key=True),
    Column("attempt", Integer, primary_key=True, autoincrement=False),
    Column("payment_method", String(16), primary_key=True),
    Column("text", Text, nullable=False),
    sqlite_with_rowid=False,
)

blocklist = Table(
    "blocklist",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("store_id", BigInteger, nullable=False),
    Column("key", String(64), nullable=False),
    Column("phone", String(20)),
    Column("street", String(500)),
    Column("district_code", String(8)),
    Column("region", String(255)),
    Column("reason", String(255), nullable=False),
    Column("staff_id", BigInteger),
    Column("by", String(120), nullable=False),
    Column("at", Instant, nullable=False),
)
Index("uq_blocklist_key", blocklist.c.store_id, blocklist.c.key, unique=True)
Index("ix_blocklist_newest", blocklist.c.store_id, blocklist.c.at, blocklist.c.id)

opt_outs = Table(
    "opt_outs",
    metadata,
    Column("store_id", BigInteger, primary_key=True),
    Column("phone", String(20), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("staff_id", BigInteger),
    Column("by", String(120), nullable=False),
    sqlite_with_rowid=False,
)
