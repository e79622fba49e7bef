"""`bosonline import-areas`."""

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import click

from bosonline.application.shipping.areas import BOSCOD
from bosonline.application.stores import AreaGiven, AreasImported
from bosonline.cli.schema import demand_current_schema
from bosonline.container import Container, open_container
from bosonline.domain.errors import Refusal
from bosonline.domain.identity import StoreId
from bosonline.settings import Settings

COLUMNS = tuple(part.name for part in fields(AreaGiven))
TOLD_AT_MOST = 50


@click.command(short_help="Take in the districts as a provider numbers them.")
@click.option("--provider", required=True, help="Who numbers them so: boscod, say.")
@click.option("--version", required=True, help="Which edition of their list it is; one of the same name is replaced.")
@click.option(
    "--file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The list, CSV or JSON; without it Boscod itself is asked.",
)
def import_areas(provider: str, version: str, file: Path | None) -> None:
    """Take in the districts as a provider numbers them.

    The file is a CSV with a header, or JSON with a list of objects. Its columns: provider_id, and code (Kemendagri's)
    or the names district, regency and province; others are passed over. What cannot be placed is told and left out.
    The version that was taken in last counts.

    Without a file Boscod is asked for its list, city by city, under the installation's token. What was known stays
    until all of it has come: where that breaks off, begin again.
    """
    container = open_container(Settings.from_environment())
    demand_current_schema(container.database())
    if file is None:
        report = _walk(container, provider, version)
    else:
        report = container.places().import_areas(provider=provider, version=version, rows=read_areas(file))
    all_told = report.matched + len(report.unmatched)
    click.echo(f"{provider} {version}: {report.matched} of {all_told} districts are known.")
    for one in report.unmatched[:TOLD_AT_MOST]:
        names = ", ".join(filter(None, (one.row.district, one.row.regency, one.row.province, one.row.code)))
        click.echo(f"  {one.row.provider_id}: {names or 'no name'}: {one.why}")
    if len(report.unmatched) > TOLD_AT_MOST:
        click.echo(f"  and {len(report.unmatched) - TOLD_AT_MOST} more.")


def _walk(container: Container, provider: str, version: str) -> AreasImported:
    account = container.shared_account().of(StoreId(0))
    if provider != BOSCOD or account is None:
        raise click.ClickException("name a file, or set BOSONLINE_BOSCOD_URL and _TOKEN and ask boscod itself")

    def progress(done: int, of: int) -> None:
        if done % 50 == 0 or done == of:
            click.echo(f"  {done} of {of} cities")

    try:
        return container.shipping().areas.take_in(account=account, version=version, progress=progress)
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from refusal


def read_areas(file: Path) -> Sequence[AreaGiven]:
    """The rows of a CSV or JSON file; a file that is neither is refused in words."""
    try:
        text = file.read_text(encoding="utf-8-sig")
        found = json.loads(text) if text.lstrip().startswith(("[", "{")) else list(csv.DictReader(text.splitlines()))
        return [_area(row) for row in found]
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        raise click.ClickException(f"{file.name} is neither a CSV with a header nor a JSON list of objects") from error


def _area(row: Mapping[str, Any]) -> AreaGiven:
    given = {name: str(row[name]).strip() for name in COLUMNS if row.get(name) not in (None, "")}
    return AreaGiven(provider_id=given.pop("provider_id"), **given)
