"""`bosonline create-admin`."""

import click

from bosonline.cli.schema import demand_current_schema
from bosonline.container import open_container
from bosonline.settings import Settings


@click.command(short_help="Open the account of somebody who runs the platform.")
@click.option("--name", prompt=True, help="As it is shown.")
@click.option("--email", prompt=True, help="Counts as verified.")
@click.option("--phone", prompt=True, help="An Indonesian number, as people type it.")
@click.password_option(help="Asked for where it is not given; BOSONLINE_... variables never hold it.")
def create_admin(name: str, email: str, phone: str, password: str) -> None:
    """Open the account of somebody who runs the platform: who sees all stores, and belongs to none."""
    container = open_container(Settings.from_environment())
    demand_current_schema(container.database())
    user = container.identity().create_platform_admin(name=name, email=email, phone=phone, password=password)
    click.echo(f"User {user} runs the platform; sign in with POST /auth/login.")
