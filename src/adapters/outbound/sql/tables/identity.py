"""Users, their logins, and who serves in which store."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, text

from bosonline.adapters.outbound.sql.tables.metadata import Document, Id, Instant, metadata

users = Table(
    "users",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("name", String(120), nullable=False),
    Column("email", String(254), nullable=False, unique=True),
    Column("phone", String(20), nullable=False),
    Column("password_hash", String(255), nullable=False),
    Column("email_verified_at", Instant),
    Column("phone_verified_at", Instant),
    Column("is_platform_admin", Boolean, nullable=False),
    Column("closed_at", Instant),
    Column("new_email", String(254)),
    Column("language", String(2), nullable=False, server_default=text("'id'")),
    Column("created_at", Instant, nullable=False),
    Column("version", Integer, nullable=False),
)
Index(
    "uq_users_verified_phone",
    users.c.phone,
    unique=True,
    sqlite_where=users.c.phone_verified_at.is_not(None),
    postgresql_where=users.c.phone_verified_at.is_not(None),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("user_id", BigInteger, nullable=False),
    Column("ip", String(45), nullable=False),
    Column("user_agent", String(255), nullable=False),
    Column("began_at", Instant, nullable=False),
    Column("last_used_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("ended_at", Instant),
    sqlite_with_rowid=False,
)
Index("ix_sessions_user", sessions.c.user_id, sessions.c.last_used_at)

refresh_tokens = Table(
    "refresh_tokens",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("session_id", String(36), ForeignKey("sessions.id", ondelete="CASCADE"), nullable=False),
    Column("issued_at", Instant, nullable=False),
    Column("spent_at", Instant),
    sqlite_with_rowid=False,
)
Index("ix_refresh_tokens_session", refresh_tokens.c.session_id, refresh_tokens.c.issued_at)

login_attempts = Table(
    "login_attempts",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("target", String(64), nullable=False),
    Column("user_id", BigInteger),
    Column("ip", String(45), nullable=False),
    Column("user_agent", String(255), nullable=False),
    Column("at", Instant, nullable=False),
    Column("succeeded", Boolean, nullable=False),
)
Index("ix_login_attempts_target", login_attempts.c.target, login_attempts.c.at)
Index("ix_login_attempts_user", login_attempts.c.user_id, login_attempts.c.at)

one_time_tokens = Table(
    "one_time_tokens",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("purpose", String(20), nullable=False),
    Column("user_id", BigInteger, nullable=False),
    Column("email", String(254), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
    sqlite_with_rowid=False,
)
Index("ix_one_time_tokens_user", one_time_tokens.c.user_id, one_time_tokens.c.purpose, one_time_tokens.c.created_at)

data_deletions = Table(
    "data_deletions",
    metadata,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("asked_at", Instant, nullable=False),
    Column("executes_at", Instant, nullable=False),
)
Index("ix_data_deletions_due", data_deletions.c.executes_at)

staff = Table(
    "staff",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("store_id", BigInteger, nullable=False),
    Column("user_id", BigInteger, nullable=False),
    Column("role", Integer, nullable=False),
    Column("rights", Document, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("hired_at", Instant, nullable=False),
    Column("removed_at", Instant),
    Column("version", Integer, nullable=False),
)
Index("ix_staff_store", staff.c.store_id, staff.c.id)
Index(
    "uq_staff_user",
    staff.c.user_id,
    unique=True,
    sqlite_where=text("removed_at IS NULL"),
    postgresql_where=text("removed_at IS NULL"),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("store_id", BigInteger, nullable=False),
    Column("user_id", BigInteger, nullable=False),
    Column("staff_id", BigInteger, nullable=False),
    Column("name", String(120), nullable=False),
    Column("hash", String(64), nullable=False, unique=True),
    Column("hint", String(16), nullable=False),
    Column("scopes", Document, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("last_used_at", Instant),
    Column("revoked_at", Instant),
)
Index("ix_api_keys_store", api_keys.c.store_id, api_keys.c.id)

audit_log = Table(
    "audit_log",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("store_id", BigInteger),
    Column("at", Instant, nullable=False),
    Column("act", String(40), nullable=False),
    Column("staff_id", BigInteger),
    Column("by", String(120), nullable=False),
    Column("about", String(120), nullable=False),
    Column("facts", Document, nullable=False),
    Column("request", String(64)),
)
Index("ix_audit_log_store", audit_log.c.store_id, audit_log.c.at, audit_log.c.id)
