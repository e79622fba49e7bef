"""The ports on SQLite and PostgreSQL: SQLAlchemy Core, mapped by hand."""
