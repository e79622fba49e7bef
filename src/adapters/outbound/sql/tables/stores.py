"""Stores and the places that belong to them."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, String, Table, Text, text

from bosonline.adapters.outbound.sql.tables.metadata import Document, Id, Instant, metadata

stores = Table(
    "stores",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("owner_id", BigInteger, nullable=False, unique=True),
    Column("name", String(120), nullable=False),
    Column("phone", String(20), nullable=False),
    Column("subdomain", String(63), nullable=False, unique=True),
    Column("logo", String(120)),
    Column("status", String(12), nullable=False),
    Column("suspended_for", String(500)),
    Column("timezone", String(40), nullable=False),
    Column("settings", Document, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
)

warehouses = Table(
    "warehouses",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("store_id", BigInteger, nullable=False),
    Column("name", String(120), nullable=False),
    Column("contact_name", String(120), nullable=False),
    Column("phone", String(20), nullable=False),
    Column("address", Text, nullable=False),
    Column("district_code", String(8), nullable=False),
    Column("post_code", String(5)),
    Column("latitude", Integer),
    Column("longitude", Integer),
    Column("is_default", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
)
Index("ix_warehouses_store", warehouses.c.store_id, warehouses.c.id)
Index(
    "uq_warehouses_default",
    warehouses.c.store_id,
    unique=True,
    sqlite_where=text("is_default"),
    postgresql_where=text("is_default"),
)

former_subdomains = Table(
    "former_subdomains",
    metadata,
    Column("name", String(63), primary_key=True),
    Column("store_id", BigInteger, nullable=False),
    Column("until", Instant, nullable=False),
)
Index("ix_former_subdomains_store", former_subdomains.c.store_id)

store_domains = Table(
    "store_domains",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("store_id", BigInteger, nullable=False),
    Column("name", String(253)),
    Column("token", String(64), nullable=False),
    Column("state", String(12), nullable=False),
    Column("is_default", Boolean, nullable=False),
    Column("found", Document, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("checked_at", Instant),
    Column("missing_since", Instant),
    Column("version", Integer, nullable=False),
)
Index("uq_store_domains_name", store_domains.c.store_id, store_domains.c.name, unique=True)
Index(
    "uq_store_domains_default",
    store_domains.c.store_id,
    unique=True,
    sqlite_where=text("is_default"),
    postgresql_where=text("is_default"),
)
Index(
    "uq_store_domains_verified",
    store_domains.c.name,
    unique=True,
    sqlite_where=text("state = 'verified'"),
    postgresql_where=text("state = 'verified'"),
)

notices = Table(
    "notices",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("kind", String(16), nullable=False),
    Column("title", String(160), nullable=False),
    Column("text", Text, nullable=False),
    Column("title_en", String(160)),
    Column("text_en", Text),
    Column("published_from", Instant, nullable=False),
    Column("published_until", Instant),
    Column("pinned", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
)
Index("ix_notices_kind", notices.c.kind, notices.c.published_from)

notice_reads = Table(
    "notice_reads",
    metadata,
    Column("user_id", BigInteger, primary_key=True),
    Column("notice_id", BigInteger, primary_key=True),
    Column("at", Instant, nullable=False),
    sqlite_with_rowid=False,
)
Index("ix_notice_reads_notice", notice_reads.c.notice_id)

provider_area_versions = Table(
    "provider_area_versions",
    metadata,
    Column("provider", String(40), primary_key=True),
    Column("version", String(40), primary_key=True),
    Column("imported_at", Instant, nullable=False),
)

provider_areas = Table(
    "provider_areas",
    metadata,
    Column("provider", String(40), primary_key=True),
    Column("version", String(40), primary_key=True),
    Column("provider_id", String(40), primary_key=True),
    Column("code", String(8), nullable=False),
)
Index("ix_provider_areas_code", provider_areas.c.provider, provider_areas.c.version, provider_areas.c.code)
