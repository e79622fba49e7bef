"""`bosonline worker`."""

import signal
import threading

import click

from bosonline.adapters.inbound import logs
from bosonline.cli.schema import demand_current_schema
from bosonline.container import create_worker, open_container
from bosonline.settings import Settings


@click.command(short_help="Deliver recorded events and do what recurs.")
@click.option("--revive", is_flag=True, help="Give every dead letter all its attempts again, and end.")
def worker(revive: bool) -> None:
    """Deliver recorded events and do what recurs, until told to stop.

    On PostgreSQL run one or more beside `bosonline serve`; they share the work. On SQLite `serve` has a worker of its
    own. What a worker has begun when it dies is done again by another, once its lease has ended.
    """
    settings = Settings.from_environment()
    logs.configure(settings.log_format, settings.log_level)
    container = open_container(settings)
    demand_current_schema(container.database())
    if revive:
        click.echo(f"{container.outbox().revive()} dead letters are due again.")
        return
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    running = create_worker(settings, container)
    running.start()
    click.echo("The worker is at work.")
    stop.wait()
    if not running.stop():
        raise click.ClickException("something did not end in time; it will be done again")
