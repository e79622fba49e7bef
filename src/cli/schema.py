"""What commands say about a schema that is not the newest."""

import click

from bosonline.adapters.outbound.sql.database import Database
from bosonline.adapters.outbound.sql.migrations import newest_revision, revision_of


def demand_current_schema(database: Database) -> None:
    """End the command where the database is not at the newest revision."""
    if (found := revision_of(database)) != newest_revision():
        at = "has no schema yet" if found is None else f"is at schema {found}, and {newest_revision()} is needed"
        raise click.ClickException(f"the database {at}: run `bosonline migrate` first")
