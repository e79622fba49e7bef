"""`bosonline recount`."""

import click

from bosonline.container import open_container
from bosonline.settings import Settings


@click.command(short_help="Sum up all orders anew.")
def recount() -> None:
    """Sum up all orders anew, for recaps: needed only where `doctor` finds sums that are not right.

    Nobody can order or change an order meanwhile, which takes some seconds for a million orders.
    """
    container = open_container(Settings.from_environment())
    try:
        container.order_sums().recount()
    finally:
        container.database().dispose()
    click.echo("The sums are what the orders come to.")
