"""The revisions lead to the tables that the code speaks of, on both databases."""

import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from bosonline.adapters.outbound.sql.database import Database
from bosonline.adapters.outbound.sql.migrations import alembic_config, migrate, newest_revision, schema_is_current
from bosonline.adapters.outbound.sql.tables import metadata

SQLITE_SCHEMA = "SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'alembic%' AND name NOT LIKE 'sqlite%'"
POSTGRESQL_SCHEMA = """
    SELECT table_name || '.' || column_name, concat_ws(' ', data_type, character_maximum_length, is_nullable,
        column_default, is_identity) FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT conrelid::regclass || '.' || conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database with nothing in it."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'folder' / 'that' / 'is' / 'new.db'}"
    url: str = request.getfixturevalue("postgresql_url")
    database = Database(url)
    clear(database)
    database.dispose()
    return url


@pytest.fixture
def database(empty_url: str) -> Iterator[Database]:
    made = Database(empty_url)
    yield made
    made.dispose()


def clear(database: Database) -> None:
    with database.writing.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))


def schema(database: Database) -> dict[str, list[str]]:
    """Every table, column, index and constraint as the database itself tells it, in no order within a table.

    SQLite tells a table that was made anew by a revision with its name in quotes.
    """
    statement = SQLITE_SCHEMA if database.is_sqlite else POSTGRESQL_SCHEMA
    with database.read() as connection:
        rows = connection.execute(text(statement)).all()
    return {
        name: sorted(
            " ".join(part.split())
            for part in re.split(
                r",\s+(?=CONSTRAINT|\"?\w+\"? [A-Z])|\n?\)$|\n\)", (told or "").replace(f'"{name}"', name)
            )
        )
        for name, told in rows
        if not name.startswith("alembic_version")
    }


def test_the_revisions_lead_to_the_tables(empty_url: str, database: Database) -> None:
    migrate(empty_url)

    with database.writing.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []


def test_a_migrated_database_is_what_the_tables_would_make(empty_url: str, database: Database, tmp_path: Path) -> None:
    migrate(empty_url)
    migrated = schema(database)
    if database.is_sqlite:
        fresh = Database(f"sqlite:///{tmp_path / 'fresh.db'}")
    else:
        clear(database)
        fresh = database

    metadata.create_all(fresh.writing)

    assert migrated == schema(fresh)
    fresh.dispose()


def test_the_schema_is_current_once_it_is_migrated(empty_url: str, database: Database) -> None:
    assert migrate(empty_url) is None
    assert schema_is_current(database)
    assert migrate(empty_url) == newest_revision()


def test_an_empty_database_is_not_current(empty_url: str, database: Database) -> None:
    if empty_url.startswith("sqlite"):
        Path(empty_url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)

    assert not schema_is_current(database)


def test_two_processes_that_start_together_do_not_migrate_twice(empty_url: str, database: Database) -> None:
    with ThreadPoolExecutor(4) as pool:
        before = list(pool.map(lambda _: migrate(empty_url), range(4)))

    assert set(before) <= {None, newest_revision()}
    assert schema_is_current(database)


def test_the_newest_revision_is_alembics_head() -> None:
    scripts = ScriptDirectory.from_config(alembic_config())

    assert scripts.get_heads() == [newest_revision()]


def test_to_look_at_the_schema_needs_no_alembic() -> None:
    program = "import bosonline.adapters.outbound.sql.migrations, sys; print('alembic' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert told.stdout == "False\n"
