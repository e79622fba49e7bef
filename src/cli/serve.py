"""`bosonline serve`."""

import gc
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module

import click

from bosonline.adapters.outbound.sql.database import Database
from bosonline.adapters.outbound.sql.migrations import migrate
from bosonline.cli.schema import demand_current_schema
from bosonline.settings import Settings, variable_of

SERVING = "bosonline.cli.serving"
FIGURES = "PROMETHEUS_MULTIPROC_DIR"
TWINS = 3
PLAYED = ("boscod", "winpay")
SANDBOX_TOKEN = "sandbox"  # noqa: S105  # the twin takes any


@click.command(short_help="Serve the API, with everything that it needs in development.")
@click.option("--host", help="Where to listen; BOSONLINE_HOST otherwise.")
@click.option("--port", type=click.IntRange(0, 65535), help="0 takes a free one; BOSONLINE_PORT otherwise.")
def serve(host: str | None, port: int | None) -> None:
    """Serve the API until told to stop.

    In development the database is migrated first, and the outside parties that no base URL is set for are played by
    the sandbox twins. In production the schema must be current: `bosonline migrate` makes it so.

    On SQLite one process does everything. On PostgreSQL run `bosonline worker` beside it.
    """
    settings = _settings(host, port)
    with _figures_of_all(settings), _twins(settings) as wait_for_twins:
        if settings.environment == "development":
            migrate(settings.database_url)
        else:
            _demand_schema(settings)
        # Loaded once here, it is there in every forked serving process, in memory that they share.
        import_module(SERVING)
        wait_for_twins()
        _announce(settings)
        _serve(settings)


def _settings(host: str | None, port: int | None) -> Settings:
    """The settings; those that the command line gives go into the environment, where serving processes read them."""
    for name, given in (("host", host), ("port", port)):
        if given is not None:
            os.environ[variable_of(name)] = str(given)
    settings = Settings.from_environment()
    os.environ[variable_of("port")] = str(_free_port(settings))
    return Settings.from_environment()


def _free_port(settings: Settings) -> int:
    """The port to serve on. Granian shares its port with whoever asks, so that a port in use would go unnoticed."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise click.ClickException(f"cannot listen on {settings.host}:{settings.port}: {error.strerror}") from error
        port: int = probe.getsockname()[1]
        return port


def _demand_schema(settings: Settings) -> None:
    database = Database(settings.database_url, pool_size=1)
    try:
        demand_current_schema(database)
    finally:
        database.dispose()


@contextmanager
def _figures_of_all(settings: Settings) -> Iterator[None]:
    """Where several serving processes add up their figures; the library looks for it when it is first imported."""
    if settings.workers == 1 or FIGURES in os.environ:
        yield
        return
    with tempfile.TemporaryDirectory(prefix="bosonline-figures-") as folder:
        os.environ[FIGURES] = folder
        yield


@contextmanager
def _twins(settings: Settings) -> Iterator[Callable[[], None]]:
    """The twins of the parties that no base URL is set for, in development: in a process of their own.

    They start while this process goes on; what is given waits until they listen, sets the base URLs, and has Boscod's
    twin call the sample store, for which the schema has to be there.
    """
    if settings.environment != "development" or (settings.boscod_url and settings.winpay_url):
        yield lambda: None
        return
    command = [sys.executable, "-m", "bosonline.cli", "sandbox", "--free-ports", "--while-stdin"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as twins:  # noqa: S603
        assert twins.stdin is not None and twins.stdout is not None  # noqa: S101, PT018  # they are pipes
        listening = twins.stdout

        def wait() -> None:
            urls = dict(listening.readline().split() for _ in range(TWINS))
            for party in PLAYED:
                _play(settings, party, urls[party])
            if settings.boscod_url is None:
                _tell_where_to_call(settings, urls["boscod"])

        try:
            yield wait
        finally:
            twins.stdin.close()


def _play(settings: Settings, party: str, url: str) -> None:
    if getattr(settings, f"{party}_url") is None:
        if party == "boscod" and settings.boscod_token is None:
            os.environ[variable_of("boscod_token")] = SANDBOX_TOKEN
        os.environ[variable_of(f"{party}_url")] = url
        click.echo(f"  {party} is played by a twin at {url}")


def _tell_where_to_call(settings: Settings, twin: str) -> None:
    # Loads the whole product, which is loaded by now.
    from bosonline.cli.twin_webhook import point_twin  # noqa: PLC0415

    if point_twin(settings, twin):
        click.echo("  its webhooks come to the sample store")


def _announce(settings: Settings) -> None:
    shown = f"[{settings.host}]" if ":" in settings.host else settings.host
    click.echo(f"BosOnline serves on http://{shown}:{settings.port}")
    if not settings.on_sqlite:
        click.echo("  what follows from orders is done by `bosonline worker`: run one beside this")


def _serve(settings: Settings) -> None:
    try:
        from granian import Granian  # noqa: PLC0415  # it may not be installed
        from granian.constants import Interfaces  # noqa: PLC0415
        from granian.log import LogLevels  # noqa: PLC0415
    except ImportError:
        _serve_by_waitress(settings)
        return
    gc.collect()
    gc.freeze()
    Granian(
        f"{SERVING}:application",
        factory=True,
        interface=Interfaces.WSGI,
        address=settings.host,
        port=settings.port,
        workers=settings.workers,
        blocking_threads=settings.threads,
        respawn_failed_workers=settings.in_production,
        workers_kill_timeout=30,
        log_level=LogLevels.error,
    ).serve()


def _serve_by_waitress(settings: Settings) -> None:
    from waitress.server import create_server  # noqa: PLC0415  # instead of granian

    from bosonline.cli.serving import assemble  # noqa: PLC0415

    app, close = assemble(settings)
    server = create_server(app, host=settings.host, port=settings.port, threads=settings.threads, ident="")
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    try:
        server.run()
    finally:
        server.close()
        close()
