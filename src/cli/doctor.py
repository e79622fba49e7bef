"""`bosonline doctor`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from secrets import token_hex

import click
import requests
from rich.console import Console
from rich.table import Table

from bosonline.adapters.outbound.sql.database import Database, sqlite_is_safe, sqlite_release
from bosonline.adapters.outbound.sql.migrations import newest_revision, revision_of
from bosonline.container import Container, open_container
from bosonline.domain.errors import Unavailable
from bosonline.settings import Settings, SettingsInvalid

REACH_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, how it is (None: as it may well be, and still to be told), and in words."""

    what: str
    is_well: bool | None
    words: str


@click.command(short_help="Look whether everything is well.")
def doctor() -> None:
    """Look whether everything is well: settings, database, files, outside parties, dead letters.

    Changes nothing, but for a small file that it keeps and removes again. Ends with 1 where something has to be put
    right.
    """
    findings = list(_look())
    table = Table(show_header=False, box=None, pad_edge=False)
    marks = {True: "[green]well[/]", None: "[yellow]note[/]", False: "[red]wrong[/]"}
    for finding in findings:
        table.add_row(marks[finding.is_well], finding.what, finding.words)
    Console(soft_wrap=True).print(table)
    if any(finding.is_well is False for finding in findings):
        raise click.exceptions.Exit(1)


def _look() -> Iterator[Finding]:
    try:
        settings = Settings.from_environment()
    except SettingsInvalid as error:
        for variable, reasons in sorted(error.problems.items()):
            yield Finding(variable, False, "; ".join(reasons))
        return
    yield Finding("settings", True, settings.environment)
    container = open_container(settings)
    try:
        yield from _look_at_database(settings, container)
    finally:
        container.database().dispose()
    for name in settings.parties:
        url = getattr(settings, name)
        party = name.removesuffix("_url")
        if url is None:
            played = settings.environment == "development" and name != "messenger_url"
            yield Finding(
                party, None, f"no base URL is set: {'`serve` plays it by a twin' if played else 'it is not used'}"
            )
        else:
            yield _reach(party, url)


def _look_at_database(settings: Settings, container: Container) -> Iterator[Finding]:
    if settings.on_sqlite:
        yield _sqlite_release()
    looks: tuple[Callable[[Container], Finding], ...] = (_schema, _files, _order_sums, _dead_letters)
    try:
        for look in looks:
            finding = look(container)
            yield finding
            if not finding.is_well:
                return
    except Unavailable as outage:
        yield Finding("database", False, f"{_where(container.database())} does not answer: {_first_line(outage)}")


def _sqlite_release() -> Finding:
    release = sqlite_release()
    if sqlite_is_safe():
        return Finding("SQLite", True, release)
    return Finding("SQLite", None, f"{release} can damage a database under load; 3.51.3 and later cannot")


def _schema(container: Container) -> Finding:
    database = container.database()
    found, newest = revision_of(database), newest_revision()
    if found != newest:
        return Finding("schema", False, f"is at {found or 'none'}, and {newest} is needed: run `bosonline migrate`")
    return Finding("schema", True, f"{newest} in {_where(database)}")


def _dead_letters(container: Container) -> Finding:
    dead = container.outbox().dead()
    if not dead:
        return Finding("dead letters", True, "none")
    listed = [f"{letter.id} {letter.topic} {letter.dead_at:%Y-%m-%d %H:%M}: {letter.error}" for letter in dead[:20]]
    words = f"{len(dead)} were given up; `bosonline worker --revive` tries them again\n" + "\n".join(listed)
    return Finding("dead letters", False, words)


def _files(container: Container) -> Finding:
    files, key, place = container.files(), f"doctor/{token_hex(8)}", container.config.files_place()
    try:
        files.put(key, b"whether files can be kept")
        files.remove(key)
    except Unavailable as outage:
        return Finding("files", False, f"cannot be kept at {place}: {_first_line(outage)}")
    return Finding("files", True, place)


def _order_sums(container: Container) -> Finding:
    stores = container.order_sums().differing()
    if not stores:
        return Finding("recaps", True, "the sums beside the orders are what the orders come to")
    words = f"{len(stores)} stores are summed up wrongly: `bosonline recount` mends it"
    return Finding("recaps", False, words)


def _reach(party: str, url: str) -> Finding:
    try:
        answer = requests.head(url, timeout=REACH_SECONDS, allow_redirects=False)
    except requests.RequestException as error:
        return Finding(party, False, f"{url} is out of reach: {type(error).__name__}")
    return Finding(party, True, f"{url} answers ({answer.status_code})")


def _first_line(outage: Unavailable) -> str:
    return str(getattr(outage.__cause__, "orig", outage.__cause__)).partition("\n")[0]


def _where(database: Database) -> str:
    return database.url.render_as_string(hide_password=True)
