"""The schema's revisions, numbered in one line, and the way of a database along it.

Revisions run in one transaction that holds the database's write lock, so that two processes that start together do
not migrate together, and a revision that fails leaves the schema as it was.
"""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event, inspect, text

from bosonline.adapters.outbound.sql.database import Database, outages

_HERE = Path(__file__).parent
_LOCK = 0x626F736F6E6C696E
"""The advisory lock of migrations on PostgreSQL: "bosonlin" in eight bytes."""


class SchemaOutdated(Exception):
    """The database is not at the newest revision; the text says where it is."""


def newest_revision() -> str:
    """The revision that this release needs."""
    return max(path.name.partition("_")[0] for path in _HERE.glob("versions/[0-9]*.py"))


def revision_of(database: Database) -> str | None:
    """The revision that a database is at; None where it has no schema yet, or is an SQLite file that is not there."""
    if database.is_sqlite and database.url.database and not Path(database.url.database).exists():
        return None  # to connect would make it
    with outages(), database.single.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        return found


def schema_is_current(database: Database) -> bool:
    """Whether a database is at the newest revision."""
    return revision_of(database) == newest_revision()


def migrate(database_url: str) -> str | None:
    """Bring a database to the newest revision, making an SQLite file where there is none.

    Returns the revision that it was at, None where it was empty. Raises `Unavailable` where it does not answer.
    """
    database = Database(database_url, pool_size=1)
    try:
        if database.is_sqlite:
            _prepare_sqlite(database)
        before = revision_of(database)
        if before != newest_revision():
            with outages(), database.writing.begin() as connection:
                _upgrade(connection)
        return before
    finally:
        database.dispose()


def alembic_config(connection: Connection | None = None) -> Any:
    """What alembic needs to find the revisions of this package."""
    from alembic.config import Config  # noqa: PLC0415  # it costs a cold start too much where nothing is to do

    config = Config()
    config.set_main_option("script_location", str(_HERE))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _prepare_sqlite(database: Database) -> None:
    """Make the folder; leave foreign keys unchecked, since batch mode replaces tables that others refer to."""
    if database.url.database:
        Path(database.url.database).parent.mkdir(parents=True, exist_ok=True)

    @event.listens_for(database.writing, "connect")
    def unchecked(raw: Any, _record: object) -> None:
        raw.execute("PRAGMA foreign_keys=OFF")


def _upgrade(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415  # as above

    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL lock_timeout = '5min'"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        connection.execute(text("SET LOCAL lock_timeout = '10s'"))
    command.upgrade(alembic_config(connection), "head")
    if connection.dialect.name == "sqlite":
        broken = connection.execute(text("PRAGMA foreign_key_check")).all()
        if broken:
            raise SchemaOutdated(f"a revision would leave {len(broken)} rows that refer to nothing")
