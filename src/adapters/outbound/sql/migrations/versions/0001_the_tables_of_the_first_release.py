"""the tables of the first release."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from bosonline.adapters.outbound.sql.tables.metadata import Document, Instant

revision: str = "0001"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "api_keys",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("hint", sa.String(length=16), nullable=False),
        sa.Column("scopes", Document(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("last_used_at", Instant(), nullable=True),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_keys")),
        sa.UniqueConstraint("hash", name=op.f("uq_api_keys_hash")),
    )
    with op.batch_alter_table("api_keys", schema=None) as batch_op:
        batch_op.create_index("ix_api_keys_store", ["store_id", "id"], unique=False)

    op.create_table(
        "audit_log",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("store_id", sa.BigInteger(), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("act", sa.String(length=40), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("about", sa.String(length=120), nullable=False),
        sa.Column("facts", Document(), nullable=False),
        sa.Column("request", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_log")),
    )
    with op.batch_alter_table("audit_log", schema=None) as batch_op:
        batch_op.create_index("ix_audit_log_store", ["store_id", "at", "id"], unique=False)

    op.create_table(
        "bank_accounts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("bank_code", sa.String(length=8), nullable=False),
        sa.Column("bank_name", sa.String(length=80), nullable=False),
        sa.Column("account_name", sa.String(length=120), nullable=False),
        sa.Column("account_number", sa.String(length=32), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("archived_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_accounts")),
    )
    with op.batch_alter_table("bank_accounts", schema=None) as batch_op:
        batch_op.create_index("ix_bank_accounts_store", ["store_id", "id"], unique=False)
        batch_op.create_index(
            "uq_bank_accounts_number",
            ["store_id", "bank_code", "account_number"],
            unique=True,
            sqlite_where=sa.text("archived_at IS NULL"),
            postgresql_where=sa.text("archived_at IS NULL"),
        )

    op.create_table(
        "blocklist",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("street", sa.String(length=500), nullable=True),
        sa.Column("district_code", sa.String(length=8), nullable=True),
        sa.Column("region", sa.String(length=255), nullable=True),
        sa.Column("reason", sa.String(length=255), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blocklist")),
    )
    with op.batch_alter_table("blocklist", schema=None) as batch_op:
        batch_op.create_index("ix_blocklist_newest", ["store_id", "at", "id"], unique=False)
        batch_op.create_index("uq_blocklist_key", ["store_id", "key"], unique=True)

    op.create_table(
        "categories",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("store_id", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("sounds", sa.String(length=255), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_categories")),
        sa.UniqueConstraint("store_id", "sounds", name=op.f("uq_categories_store_id_sounds")),
    )
    with op.batch_alter_table("categories", schema=None) as batch_op:
        batch_op.create_index(
            "uq_categories_platform",
            ["sounds"],
            unique=True,
            sqlite_where=sa.text("store_id IS NULL"),
            postgresql_where=sa.text("store_id IS NULL"),
        )

    op.create_table(
        "data_deletions",
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("executes_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_data_deletions")),
    )
    with op.batch_alter_table("data_deletions", schema=None) as batch_op:
        batch_op.create_index("ix_data_deletions_due", ["executes_at"], unique=False)

    op.create_table(
        "duty",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("turn", sa.String(length=36), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_duty")),
    )
    op.create_table(
        "erased_phones",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("phone_hash", sa.String(length=64), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("store_id", "phone_hash", name=op.f("pk_erased_phones")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "follow_up_schedules",
        sa.Column("store_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("hours", Document(), nullable=False),
        sa.PrimaryKeyConstraint("store_id", name=op.f("pk_follow_up_schedules")),
    )
    op.create_table(
        "follow_up_templates",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("attempt", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("payment_method", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("store_id", "attempt", "payment_method", name=op.f("pk_follow_up_templates")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "follow_ups",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("invoice", sa.String(length=24), nullable=False),
        sa.Column("attempt", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("message_id", sa.String(length=128), nullable=True),
        sa.Column("lease_until", Instant(), nullable=True),
        sa.Column("outcome", sa.String(length=12), nullable=True),
        sa.PrimaryKeyConstraint("store_id", "invoice", "attempt", name=op.f("pk_follow_ups")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "former_subdomains",
        sa.Column("name", sa.String(length=63), nullable=False),
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("until", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_former_subdomains")),
    )
    with op.batch_alter_table("former_subdomains", schema=None) as batch_op:
        batch_op.create_index("ix_former_subdomains_store", ["store_id"], unique=False)

    op.create_table(
        "forms",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("content", Document(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forms")),
        sa.UniqueConstraint("store_id", "slug", name=op.f("uq_forms_store_id_slug")),
    )
    with op.batch_alter_table("forms", schema=None) as batch_op:
        batch_op.create_index("ix_forms_newest", ["store_id", "created_at", "id"], unique=False)

    op.create_table(
        "idempotency",
        sa.Column("scope", sa.String(length=160), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("result", Document(), nullable=True),
        sa.Column("refusal", sa.String(length=80), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("scope", "key", name=op.f("pk_idempotency")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("idempotency", schema=None) as batch_op:
        batch_op.create_index("ix_idempotency_at", ["at"], unique=False)

    op.create_table(
        "invoice_numbers",
        sa.Column("store_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("store_id", name=op.f("pk_invoice_numbers")),
    )
    op.create_table(
        "jobs",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("module", sa.String(length=20), nullable=False),
        sa.Column("asked", Document(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("of", sa.Integer(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("keys", Document(), nullable=False),
        sa.Column("file_name", sa.String(length=160), nullable=True),
        sa.Column("files_until", Instant(), nullable=True),
        sa.Column("outcome", Document(), nullable=False),
        sa.Column("finished_at", Instant(), nullable=True),
        sa.Column("lease", sa.String(length=36), nullable=True),
        sa.Column("due_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
    )
    with op.batch_alter_table("jobs", schema=None) as batch_op:
        batch_op.create_index(
            "ix_jobs_due",
            ["due_at", "id"],
            unique=False,
            postgresql_where=sa.text("due_at IS NOT NULL"),
            sqlite_where=sa.text("due_at IS NOT NULL"),
        )
        batch_op.create_index("ix_jobs_files", ["files_until"], unique=False)
        batch_op.create_index("ix_jobs_newest", ["store_id", "made_at", "id"], unique=False)

    op.create_table(
        "login_attempts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("target", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("ip", sa.String(length=45), nullable=False),
        sa.Column("user_agent", sa.String(length=255), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_attempts")),
    )
    with op.batch_alter_table("login_attempts", schema=None) as batch_op:
        batch_op.create_index("ix_login_attempts_target", ["target", "at"], unique=False)
        batch_op.create_index("ix_login_attempts_user", ["user_id", "at"], unique=False)

    op.create_table(
        "notice_reads",
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("notice_id", sa.BigInteger(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "notice_id", name=op.f("pk_notice_reads")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("notice_reads", schema=None) as batch_op:
        batch_op.create_index("ix_notice_reads_notice", ["notice_id"], unique=False)

    op.create_table(
        "notices",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("title_en", sa.String(length=160), nullable=True),
        sa.Column("text_en", sa.Text(), nullable=True),
        sa.Column("published_from", Instant(), nullable=False),
        sa.Column("published_until", Instant(), nullable=True),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    )
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.create_index("ix_notices_kind", ["kind", "published_from"], unique=False)

    op.create_table(
        "one_time_tokens",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_one_time_tokens")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("one_time_tokens", schema=None) as batch_op:
        batch_op.create_index("ix_one_time_tokens_user", ["user_id", "purpose", "created_at"], unique=False)

    op.create_table(
        "opt_outs",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("store_id", "phone", name=op.f("pk_opt_outs")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "order_fees",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("invoice", sa.String(length=24), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_order_fees_amount")),
        sa.PrimaryKeyConstraint("store_id", "invoice", "number", name=op.f("pk_order_fees")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "order_history",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("invoice", sa.String(length=24), nullable=False),
        sa.Column("entry", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("was", sa.Text(), nullable=True),
        sa.Column("became", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("store_id", "invoice", "entry", name=op.f("pk_order_history")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "order_lines",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("invoice", sa.String(length=24), nullable=False),
        sa.Column("line", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("variant_id", sa.BigInteger(), nullable=False),
        sa.Column("sku", sa.String(length=64), nullable=False),
        sa.Column("product_name", sa.String(length=255), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("qty", sa.Integer(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("cost_price", sa.BigInteger(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("discount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("qty > 0", name=op.f("ck_order_lines_qty")),
        sa.PrimaryKeyConstraint("store_id", "invoice", "line", name=op.f("pk_order_lines")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("order_lines", schema=None) as batch_op:
        batch_op.create_index("ix_order_lines_variant", ["store_id", "variant_id"], unique=False)

    op.create_table(
        "order_news",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("invoice", sa.String(length=24), nullable=False),
        sa.Column("recipient", sa.String(length=40), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("store_id", "invoice", "recipient", name=op.f("pk_order_news")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("order_news", schema=None) as batch_op:
        batch_op.create_index("ix_order_news_at", ["at"], unique=False)
        batch_op.create_index("ix_order_news_recipient", ["store_id", "recipient", "at"], unique=False)

    op.create_table(
        "order_notes",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("invoice", sa.String(length=24), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("store_id", "invoice", "number", name=op.f("pk_order_notes")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "order_payments",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("invoice", sa.String(length=24), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("paid_at", Instant(), nullable=False),
        sa.Column("bank_account_id", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_order_payments_amount")),
        sa.PrimaryKeyConstraint("store_id", "invoice", "number", name=op.f("pk_order_payments")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "orders",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("invoice", sa.String(length=24), nullable=False),
        sa.Column("secret", sa.String(length=43), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("form_id", sa.BigInteger(), nullable=True),
        sa.Column("form_name", sa.String(length=120), nullable=True),
        sa.Column("form_version", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("cancel_reason", sa.String(length=255), nullable=True),
        sa.Column("payment_method", sa.String(length=16), nullable=False),
        sa.Column("payment_status", sa.String(length=20), nullable=False),
        sa.Column("paid", sa.BigInteger(), nullable=False),
        sa.Column("due_at", Instant(), nullable=True),
        sa.Column("paid_at", Instant(), nullable=True),
        sa.Column("shipped_at", Instant(), nullable=True),
        sa.Column("bank_account_id", sa.BigInteger(), nullable=True),
        sa.Column("pay_to", Document(), nullable=True),
        sa.Column("vouchers", Document(), nullable=True),
        sa.Column("customer_name", sa.String(length=120), nullable=False),
        sa.Column("customer_phone", sa.String(length=20), nullable=False),
        sa.Column("customer_email", sa.String(length=254), nullable=True),
        sa.Column("street", sa.Text(), nullable=False),
        sa.Column("district_code", sa.String(length=8), nullable=False),
        sa.Column("village_code", sa.String(length=13), nullable=True),
        sa.Column("post_code", sa.String(length=5), nullable=True),
        sa.Column("region", sa.String(length=255), nullable=False),
        sa.Column("courier_code", sa.String(length=20), nullable=True),
        sa.Column("service_code", sa.String(length=20), nullable=True),
        sa.Column("awb", sa.String(length=40), nullable=True),
        sa.Column("goods", sa.BigInteger(), nullable=False),
        sa.Column("shipping", sa.BigInteger(), nullable=False),
        sa.Column("cod_fee", sa.BigInteger(), nullable=False),
        sa.Column("insurance", sa.BigInteger(), nullable=False),
        sa.Column("other_fees", sa.BigInteger(), nullable=False),
        sa.Column("unique_code", sa.Integer(), nullable=False),
        sa.Column("product_discount", sa.BigInteger(), nullable=False),
        sa.Column("shipping_discount", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("qty", sa.Integer(), nullable=False),
        sa.Column("cs_staff_id", sa.BigInteger(), nullable=True),
        sa.Column("cs_name", sa.String(length=120), nullable=True),
        sa.Column("cs_reason", sa.String(length=255), nullable=True),
        sa.Column("follow_ups", sa.Integer(), nullable=False),
        sa.Column("is_quarantined", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("answers", Document(), nullable=False),
        sa.Column("source", Document(), nullable=False),
        sa.Column("content", sa.String(length=64), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "total = goods + shipping + cod_fee + insurance + other_fees + unique_code - product_discount - shipping_discount",
            name=op.f("ck_orders_parts"),
        ),
        sa.CheckConstraint("total >= 0", name=op.f("ck_orders_total")),
        sa.PrimaryKeyConstraint("store_id", "invoice", name=op.f("pk_orders")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.create_index(
            "ix_orders_awb",
            ["store_id", "awb"],
            unique=False,
            postgresql_ops={"awb": "text_pattern_ops"},
            postgresql_where=sa.text("awb IS NOT NULL"),
            sqlite_where=sa.text("awb IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_orders_due",
            ["due_at", "store_id", "invoice"],
            unique=False,
            sqlite_where=sa.text("status = 'pending' AND payment_status = 'unpaid' AND due_at IS NOT NULL"),
            postgresql_where=sa.text("status = 'pending' AND payment_status = 'unpaid' AND due_at IS NOT NULL"),
        )
        batch_op.create_index("ix_orders_newest", ["store_id", "created_at", "invoice", "status"], unique=False)
        batch_op.create_index("ix_orders_phone", ["store_id", "customer_phone", "created_at"], unique=False)
        batch_op.create_index("ix_orders_status", ["store_id", "status", "created_at", "invoice"], unique=False)
        batch_op.create_index("uq_orders_secret", ["secret"], unique=True)

    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("store_id", sa.BigInteger(), nullable=True),
        sa.Column("topic", sa.String(length=80), nullable=False),
        sa.Column("payload", Document(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("lease", sa.String(length=36), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("dead_at", Instant(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(
            "ix_outbox_due",
            ["due_at", "id"],
            unique=False,
            postgresql_where=sa.text("dead_at IS NULL"),
            sqlite_where=sa.text("dead_at IS NULL"),
        )

    op.create_table(
        "products",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("sku", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("slug", sa.String(length=255), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("category_id", sa.BigInteger(), nullable=True),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("publish_rate", sa.BigInteger(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("cost_price", sa.BigInteger(), nullable=False),
        sa.Column("attributes", Document(), nullable=False),
        sa.Column("images", Document(), nullable=False),
        sa.Column("served_by", Document(), nullable=False),
        sa.Column("min_price", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("max_price", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("on_hand", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("sold", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("revenue", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("is_active", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("archived_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_products")),
        sa.UniqueConstraint("store_id", "sku", name=op.f("uq_products_store_id_sku")),
    )
    with op.batch_alter_table("products", schema=None) as batch_op:
        batch_op.create_index(
            "ix_products_archived",
            ["store_id", "created_at", "id"],
            unique=False,
            sqlite_where=sa.text("archived_at IS NOT NULL"),
            postgresql_where=sa.text("archived_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_products_by_created_at",
            ["store_id", "created_at", "id"],
            unique=False,
            sqlite_where=sa.text("archived_at IS NULL"),
            postgresql_where=sa.text("archived_at IS NULL"),
        )
        batch_op.create_index(
            "ix_products_by_max_price",
            ["store_id", "max_price", "id"],
            unique=False,
            sqlite_where=sa.text("archived_at IS NULL"),
            postgresql_where=sa.text("archived_at IS NULL"),
        )
        batch_op.create_index(
            "ix_products_by_min_price",
            ["store_id", "min_price", "id"],
            unique=False,
            sqlite_where=sa.text("archived_at IS NULL"),
            postgresql_where=sa.text("archived_at IS NULL"),
        )
        batch_op.create_index(
            "ix_products_by_name",
            ["store_id", "name", "id"],
            unique=False,
            sqlite_where=sa.text("archived_at IS NULL"),
            postgresql_where=sa.text("archived_at IS NULL"),
        )
        batch_op.create_index(
            "ix_products_by_on_hand",
            ["store_id", "on_hand", "id"],
            unique=False,
            sqlite_where=sa.text("archived_at IS NULL"),
            postgresql_where=sa.text("archived_at IS NULL"),
        )
        batch_op.create_index(
            "ix_products_by_revenue",
            ["store_id", "revenue", "id"],
            unique=False,
            sqlite_where=sa.text("archived_at IS NULL"),
            postgresql_where=sa.text("archived_at IS NULL"),
        )
        batch_op.create_index(
            "ix_products_by_sku",
            ["store_id", "sku", "id"],
            unique=False,
            sqlite_where=sa.text("archived_at IS NULL"),
            postgresql_where=sa.text("archived_at IS NULL"),
        )
        batch_op.create_index(
            "ix_products_by_sold",
            ["store_id", "sold", "id"],
            unique=False,
            sqlite_where=sa.text("archived_at IS NULL"),
            postgresql_where=sa.text("archived_at IS NULL"),
        )
        batch_op.create_index("ix_products_category", ["store_id", "category_id", "created_at", "id"], unique=False)
        batch_op.create_index("ix_products_status", ["store_id", "is_active", "created_at", "id"], unique=False)

    op.create_table(
        "provider_area_versions",
        sa.Column("provider", sa.String(length=40), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("imported_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("provider", "version", name=op.f("pk_provider_area_versions")),
    )
    op.create_table(
        "provider_areas",
        sa.Column("provider", sa.String(length=40), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("provider_id", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.PrimaryKeyConstraint("provider", "version", "provider_id", name=op.f("pk_provider_areas")),
    )
    with op.batch_alter_table("provider_areas", schema=None) as batch_op:
        batch_op.create_index("ix_provider_areas_code", ["provider", "version", "code"], unique=False)

    op.create_table(
        "sessions",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("ip", sa.String(length=45), nullable=False),
        sa.Column("user_agent", sa.String(length=255), nullable=False),
        sa.Column("began_at", Instant(), nullable=False),
        sa.Column("last_used_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.create_index("ix_sessions_user", ["user_id", "last_used_at"], unique=False)

    op.create_table(
        "staff",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.Integer(), nullable=False),
        sa.Column("rights", Document(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("hired_at", Instant(), nullable=False),
        sa.Column("removed_at", Instant(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
    )
    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.create_index("ix_staff_store", ["store_id", "id"], unique=False)
        batch_op.create_index(
            "uq_staff_user",
            ["user_id"],
            unique=True,
            sqlite_where=sa.text("removed_at IS NULL"),
            postgresql_where=sa.text("removed_at IS NULL"),
        )

    op.create_table(
        "stock_movements",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("variant_id", sa.BigInteger(), nullable=False),
        sa.Column("on_hand", sa.Integer(), nullable=False),
        sa.Column("reserved", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=120), nullable=False),
        sa.Column("invoice", sa.String(length=24), nullable=True),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_movements")),
    )
    with op.batch_alter_table("stock_movements", schema=None) as batch_op:
        batch_op.create_index("ix_stock_movements_variant", ["store_id", "variant_id", "id"], unique=False)

    op.create_table(
        "store_domains",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=253), nullable=True),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("found", Document(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("checked_at", Instant(), nullable=True),
        sa.Column("missing_since", Instant(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_store_domains")),
    )
    with op.batch_alter_table("store_domains", schema=None) as batch_op:
        batch_op.create_index(
            "uq_store_domains_default",
            ["store_id"],
            unique=True,
            sqlite_where=sa.text("is_default"),
            postgresql_where=sa.text("is_default"),
        )
        batch_op.create_index("uq_store_domains_name", ["store_id", "name"], unique=True)
        batch_op.create_index(
            "uq_store_domains_verified",
            ["name"],
            unique=True,
            sqlite_where=sa.text("state = 'verified'"),
            postgresql_where=sa.text("state = 'verified'"),
        )

    op.create_table(
        "stores",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("subdomain", sa.String(length=63), nullable=False),
        sa.Column("logo", sa.String(length=120), nullable=True),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("suspended_for", sa.String(length=500), nullable=True),
        sa.Column("timezone", sa.String(length=40), nullable=False),
        sa.Column("settings", Document(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stores")),
        sa.UniqueConstraint("owner_id", name=op.f("uq_stores_owner_id")),
        sa.UniqueConstraint("subdomain", name=op.f("uq_stores_subdomain")),
    )
    op.create_table(
        "uploads",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("uploaded_at", Instant(), nullable=False),
        sa.Column("uploaded_by", sa.BigInteger(), nullable=False),
        sa.Column("is_there", sa.Boolean(), nullable=False),
        sa.Column("idle_since", Instant(), nullable=True),
        sa.Column("given_up_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_uploads")),
        sa.UniqueConstraint("store_id", "file_name", name=op.f("uq_uploads_store_id_file_name")),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("password_hash", sa.String(length=255), nullable=False),
        sa.Column("email_verified_at", Instant(), nullable=True),
        sa.Column("phone_verified_at", Instant(), nullable=True),
        sa.Column("is_platform_admin", sa.Boolean(), nullable=False),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.Column("new_email", sa.String(length=254), nullable=True),
        sa.Column("language", sa.String(length=2), server_default=sa.text("'id'"), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email", name=op.f("uq_users_email")),
    )
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.create_index(
            "uq_users_verified_phone",
            ["phone"],
            unique=True,
            sqlite_where=sa.text("phone_verified_at IS NOT NULL"),
            postgresql_where=sa.text("phone_verified_at IS NOT NULL"),
        )

    op.create_table(
        "variants",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sku", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("publish_rate", sa.BigInteger(), nullable=False),
        sa.Column("cost_price", sa.BigInteger(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("min_qty", sa.Integer(), nullable=False),
        sa.Column("wholesale", Document(), nullable=False),
        sa.Column("on_hand", sa.Integer(), nullable=False),
        sa.Column("reserved", sa.Integer(), nullable=False),
        sa.Column("sold", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("revenue", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("is_active", sa.Integer(), nullable=False),
        sa.Column("archived_at", Instant(), nullable=True),
        sa.CheckConstraint("reserved >= 0 AND on_hand >= reserved", name=op.f("ck_variants_stock")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_variants")),
        sa.UniqueConstraint("store_id", "sku", name=op.f("uq_variants_store_id_sku")),
    )
    with op.batch_alter_table("variants", schema=None) as batch_op:
        batch_op.create_index("ix_variants_on_hand", ["store_id", "on_hand", "id"], unique=False)
        batch_op.create_index("ix_variants_product", ["store_id", "product_id", "position"], unique=False)

    op.create_table(
        "voucher_uses",
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("invoice", sa.String(length=24), nullable=False),
        sa.Column("voucher_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("phone_hash", sa.String(length=64), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("given_back_at", Instant(), nullable=True),
        sa.Column("honoured_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("store_id", "invoice", "voucher_id", name=op.f("pk_voucher_uses")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("voucher_uses", schema=None) as batch_op:
        batch_op.create_index("ix_voucher_uses_buyer", ["store_id", "voucher_id", "phone_hash"], unique=False)

    op.create_table(
        "vouchers",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("code_key", sa.String(length=64), nullable=False),
        sa.Column("description", sa.String(length=255), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("discount_kind", sa.String(length=8), nullable=False),
        sa.Column("discount_value", sa.BigInteger(), nullable=False),
        sa.Column("ceiling", sa.BigInteger(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("stock", sa.Integer(), nullable=False),
        sa.Column("per_buyer", sa.Integer(), nullable=False),
        sa.Column("items", Document(), nullable=False),
        sa.Column("min_purchase", sa.BigInteger(), nullable=False),
        sa.Column("min_qty", sa.Integer(), nullable=False),
        sa.Column("payment_methods", Document(), nullable=False),
        sa.Column("provinces", Document(), nullable=False),
        sa.Column("couriers", Document(), nullable=False),
        sa.Column("is_listed", sa.Boolean(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.CheckConstraint("used >= 0 AND used <= stock", name=op.f("ck_vouchers_used")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vouchers")),
        sa.UniqueConstraint("store_id", "code_key", name=op.f("uq_vouchers_store_id_code_key")),
    )
    op.create_table(
        "warehouses",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("store_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("contact_name", sa.String(length=120), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("district_code", sa.String(length=8), nullable=False),
        sa.Column("post_code", sa.String(length=5), nullable=True),
        sa.Column("latitude", sa.Integer(), nullable=True),
        sa.Column("longitude", sa.Integer(), nullable=True),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warehouses")),
    )
    with op.batch_alter_table("warehouses", schema=None) as batch_op:
        batch_op.create_index("ix_warehouses_store", ["store_id", "id"], unique=False)
        batch_op.create_index(
            "uq_warehouses_default",
            ["store_id"],
            unique=True,
            sqlite_where=sa.text("is_default"),
            postgresql_where=sa.text("is_default"),
        )

    op.create_table(
        "refresh_tokens",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("session_id", sa.String(length=36), nullable=False),
        sa.Column("issued_at", Instant(), nullable=False),
        sa.Column("spent_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_refresh_tokens_session_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_refresh_tokens")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("refresh_tokens", schema=None) as batch_op:
        batch_op.create_index("ix_refresh_tokens_session", ["session_id", "issued_at"], unique=False)


def downgrade() -> None:
    """Go back to the one before."""
    with op.batch_alter_table("refresh_tokens", schema=None) as batch_op:
        batch_op.drop_index("ix_refresh_tokens_session")

    op.drop_table("refresh_tokens")
    with op.batch_alter_table("warehouses", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_warehouses_default", sqlite_where=sa.text("is_default"), postgresql_where=sa.text("is_default")
        )
        batch_op.drop_index("ix_warehouses_store")

    op.drop_table("warehouses")
    op.drop_table("vouchers")
    with op.batch_alter_table("voucher_uses", schema=None) as batch_op:
        batch_op.drop_index("ix_voucher_uses_buyer")

    op.drop_table("voucher_uses")
    with op.batch_alter_table("variants", schema=None) as batch_op:
        batch_op.drop_index("ix_variants_product")
        batch_op.drop_index("ix_variants_on_hand")

    op.drop_table("variants")
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_users_verified_phone",
            sqlite_where=sa.text("phone_verified_at IS NOT NULL"),
            postgresql_where=sa.text("phone_verified_at IS NOT NULL"),
        )

    op.drop_table("users")
    op.drop_table("uploads")
    op.drop_table("stores")
    with op.batch_alter_table("store_domains", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_store_domains_verified",
            sqlite_where=sa.text("state = 'verified'"),
            postgresql_where=sa.text("state = 'verified'"),
        )
        batch_op.drop_index("uq_store_domains_name")
        batch_op.drop_index(
            "uq_store_domains_default", sqlite_where=sa.text("is_default"), postgresql_where=sa.text("is_default")
        )

    op.drop_table("store_domains")
    with op.batch_alter_table("stock_movements", schema=None) as batch_op:
        batch_op.drop_index("ix_stock_movements_variant")

    op.drop_table("stock_movements")
    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_staff_user", sqlite_where=sa.text("removed_at IS NULL"), postgresql_where=sa.text("removed_at IS NULL")
        )
        batch_op.drop_index("ix_staff_store")

    op.drop_table("staff")
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.drop_index("ix_sessions_user")

    op.drop_table("sessions")
    with op.batch_alter_table("provider_areas", schema=None) as batch_op:
        batch_op.drop_index("ix_provider_areas_code")

    op.drop_table("provider_areas")
    op.drop_table("provider_area_versions")
    with op.batch_alter_table("products", schema=None) as batch_op:
        batch_op.drop_index("ix_products_status")
        batch_op.drop_index("ix_products_category")
        batch_op.drop_index(
            "ix_products_by_sold",
            sqlite_where=sa.text("archived_at IS NULL"),
            postgresql_where=sa.text("archived_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_products_by_sku",
            sqlite_where=sa.text("archived_at IS NULL"),
            postgresql_where=sa.text("archived_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_products_by_revenue",
            sqlite_where=sa.text("archived_at IS NULL"),
            postgresql_where=sa.text("archived_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_products_by_on_hand",
            sqlite_where=sa.text("archived_at IS NULL"),
            postgresql_where=sa.text("archived_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_products_by_name",
            sqlite_where=sa.text("archived_at IS NULL"),
            postgresql_where=sa.text("archived_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_products_by_min_price",
            sqlite_where=sa.text("archived_at IS NULL"),
            postgresql_where=sa.text("archived_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_products_by_max_price",
            sqlite_where=sa.text("archived_at IS NULL"),
            postgresql_where=sa.text("archived_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_products_by_created_at",
            sqlite_where=sa.text("archived_at IS NULL"),
            postgresql_where=sa.text("archived_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_products_archived",
            sqlite_where=sa.text("archived_at IS NOT NULL"),
            postgresql_where=sa.text("archived_at IS NOT NULL"),
        )

    op.drop_table("products")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_outbox_due", postgresql_where=sa.text("dead_at IS NULL"), sqlite_where=sa.text("dead_at IS NULL")
        )

    op.drop_table("outbox")
    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.drop_index("uq_orders_secret")
        batch_op.drop_index("ix_orders_status")
        batch_op.drop_index("ix_orders_phone")
        batch_op.drop_index("ix_orders_newest")
        batch_op.drop_index(
            "ix_orders_due",
            sqlite_where=sa.text("status = 'pending' AND payment_status = 'unpaid' AND due_at IS NOT NULL"),
            postgresql_where=sa.text("status = 'pending' AND payment_status = 'unpaid' AND due_at IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_orders_awb",
            postgresql_ops={"awb": "text_pattern_ops"},
            postgresql_where=sa.text("awb IS NOT NULL"),
            sqlite_where=sa.text("awb IS NOT NULL"),
        )

    op.drop_table("orders")
    op.drop_table("order_payments")
    op.drop_table("order_notes")
    with op.batch_alter_table("order_news", schema=None) as batch_op:
        batch_op.drop_index("ix_order_news_recipient")
        batch_op.drop_index("ix_order_news_at")

    op.drop_table("order_news")
    with op.batch_alter_table("order_lines", schema=None) as batch_op:
        batch_op.drop_index("ix_order_lines_variant")

    op.drop_table("order_lines")
    op.drop_table("order_history")
    op.drop_table("order_fees")
    op.drop_table("opt_outs")
    with op.batch_alter_table("one_time_tokens", schema=None) as batch_op:
        batch_op.drop_index("ix_one_time_tokens_user")

    op.drop_table("one_time_tokens")
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.drop_index("ix_notices_kind")

    op.drop_table("notices")
    with op.batch_alter_table("notice_reads", schema=None) as batch_op:
        batch_op.drop_index("ix_notice_reads_notice")

    op.drop_table("notice_reads")
    with op.batch_alter_table("login_attempts", schema=None) as batch_op:
        batch_op.drop_index("ix_login_attempts_user")
        batch_op.drop_index("ix_login_attempts_target")

    op.drop_table("login_attempts")
    with op.batch_alter_table("jobs", schema=None) as batch_op:
        batch_op.drop_index("ix_jobs_newest")
        batch_op.drop_index("ix_jobs_files")
        batch_op.drop_index(
            "ix_jobs_due", postgresql_where=sa.text("due_at IS NOT NULL"), sqlite_where=sa.text("due_at IS NOT NULL")
        )

    op.drop_table("jobs")
    op.drop_table("invoice_numbers")
    with op.batch_alter_table("idempotency", schema=None) as batch_op:
        batch_op.drop_index("ix_idempotency_at")

    op.drop_table("idempotency")
    with op.batch_alter_table("forms", schema=None) as batch_op:
        batch_op.drop_index("ix_forms_newest")

    op.drop_table("forms")
    with op.batch_alter_table("former_subdomains", schema=None) as batch_op:
        batch_op.drop_index("ix_former_subdomains_store")

    op.drop_table("former_subdomains")
    op.drop_table("follow_ups")
    op.drop_table("follow_up_templates")
    op.drop_table("follow_up_schedules")
    op.drop_table("erased_phones")
    op.drop_table("duty")
    with op.batch_alter_table("data_deletions", schema=None) as batch_op:
        batch_op.drop_index("ix_data_deletions_due")

    op.drop_table("data_deletions")
    with op.batch_alter_table("categories", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_categories_platform",
            sqlite_where=sa.text("store_id IS NULL"),
            postgresql_where=sa.text("store_id IS NULL"),
        )

    op.drop_table("categories")
    with op.batch_alter_table("blocklist", schema=None) as batch_op:
        batch_op.drop_index("uq_blocklist_key")
        batch_op.drop_index("ix_blocklist_newest")

    op.drop_table("blocklist")
    with op.batch_alter_table("bank_accounts", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_bank_accounts_number",
            sqlite_where=sa.text("archived_at IS NULL"),
            postgresql_where=sa.text("archived_at IS NULL"),
        )
        batch_op.drop_index("ix_bank_accounts_store")

    op.drop_table("bank_accounts")
    with op.batch_alter_table("audit_log", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_log_store")

    op.drop_table("audit_log")
    with op.batch_alter_table("api_keys", schema=None) as batch_op:
        batch_op.drop_index("ix_api_keys_store")

    op.drop_table("api_keys")
