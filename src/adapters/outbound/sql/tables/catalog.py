"""Products, their variants, and every movement of stock."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from bosonline.adapters.outbound.sql.tables.metadata import Document, Id, Instant, metadata

categories = Table(
    "categories",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("store_id", BigInteger),
    Column("name", String(80), nullable=False),
    Column("sounds", String(255), nullable=False),
    Column("is_active", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("store_id", "sounds"),
)
Index(
    "uq_categories_platform",
    categories.c.sounds,
    unique=True,
    sqlite_where=text("store_id IS NULL"),
    postgresql_where=text("store_id IS NULL"),
)

products = Table(
    "products",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("store_id", BigInteger, nullable=False),
    Column("sku", String(64), nullable=False),
    Column("name", String(255), nullable=False),
    Column("slug", String(255), nullable=False),
    Column("description", Text, nullable=False),
    Column("category_id", BigInteger),
    Column("weight", Integer, nullable=False),
    Column("length", Integer, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("publish_rate", BigInteger, nullable=False),
    Column("price", BigInteger, nullable=False),
    Column("cost_price", BigInteger, nullable=False),
    Column("attributes", Document, nullable=False),
    Column("images", Document, nullable=False),
    Column("served_by", Document, nullable=False),
    Column("min_price", BigInteger, nullable=False, server_default="0"),
    Column("max_price", BigInteger, nullable=False, server_default="0"),
    Column("on_hand", BigInteger, nullable=False, server_default="0"),
    Column("sold", BigInteger, nullable=False, server_default="0"),
    Column("revenue", BigInteger, nullable=False, server_default="0"),
    Column("is_active", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("archived_at", Instant),
    UniqueConstraint("store_id", "sku"),
)
for _column in ("created_at", "name", "sku", "min_price", "max_price", "on_hand", "sold", "revenue"):
    Index(
        f"ix_products_by_{_column}",
        products.c.store_id,
        products.c[_column],
        products.c.id,
        sqlite_where=text("archived_at IS NULL"),
        postgresql_where=text("archived_at IS NULL"),
    )
Index("ix_products_status", products.c.store_id, products.c.is_active, products.c.created_at, products.c.id)
Index("ix_products_category", products.c.store_id, products.c.category_id, products.c.created_at, products.c.id)
Index(
    "ix_products_archived",
    products.c.store_id,
    products.c.created_at,
    products.c.id,
    sqlite_where=text("archived_at IS NOT NULL"),
    postgresql_where=text("archived_at IS NOT NULL"),
)

variants = Table(
    "variants",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("store_id", BigInteger, nullable=False),
    Column("product_id", BigInteger, nullable=False),
    Column("position", Integer, nullable=False),
    Column("sku", String(64), nullable=False),
    Column("name", String(255), nullable=False),
    Column("price", BigInteger, nullable=False),
    Column("publish_rate", BigInteger, nullable=False),
    Column("cost_price", BigInteger, nullable=False),
    Column("weight", Integer, nullable=False),
    Column("length", Integer, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("min_qty", Integer, nullable=False),
    Column("wholesale", Document, nullable=False),
    Column("on_hand", Integer, nullable=False),
    Column("reserved", Integer, nullable=False),
    Column("sold", BigInteger, nullable=False, server_default="0"),
    Column("revenue", BigInteger, nullable=False, server_default="0"),
    Column("is_active", Integer, nullable=False),
    Column("archived_at", Instant),
    UniqueConstraint("store_id", "sku"),
    CheckConstraint("reserved >= 0 AND on_hand >= reserved", name="stock"),
)
Index("ix_variants_product", variants.c.store_id, variants.c.product_id, variants.c.position)
Index("ix_variants_on_hand", variants.c.store_id, variants.c.on_hand, variants.c.id)

stock_movements = Table(
    "stock_movements",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("store_id", BigInteger, nullable=False),
    Column("variant_id", BigInteger, nullable=False),
    Column("on_hand", Integer, nullable=False),
    Column("reserved", Integer, nullable=False),
    Column("reason", String(120), nullable=False),
    Column("invoice", String(24)),
    Column("staff_id", BigInteger),
    Column("by", String(120), nullable=False),
    Column("at", Instant, nullable=False),
)
Index("ix_stock_movements_variant", stock_movements.c.store_id, stock_movements.c.variant_id, stock_movements.c.id)
