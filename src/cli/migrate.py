"""`bosonline migrate`."""

import click

from bosonline.adapters.outbound.sql import migrations
from bosonline.settings import Settings


@click.command(short_help="Bring the database to the newest schema.")
def migrate() -> None:
    """Bring the database to the newest schema.

    Makes an SQLite file where there is none. All revisions run in one transaction: either the schema is the newest
    afterwards, or it is as it was. Several processes may call it at once; one does the work.
    """
    settings = Settings.from_environment()
    before, newest = migrations.migrate(settings.database_url), migrations.newest_revision()
    click.echo(
        f"The schema is at {newest}" + (", as before." if before == newest else f"; it was at {before or 'none'}.")
    )
