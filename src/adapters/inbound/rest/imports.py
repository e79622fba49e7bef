"""A sheet that was downloaded comes back."""

from typing import Any

import orjson
from flask import Response

from bosonline.adapters.inbound.rest.api import Api, Call
from bosonline.adapters.inbound.rest.fields import Answer, Flag, Form, Inside, ListOf, Text, WholeNumber
from bosonline.application.catalog import Catalog, Imported
from bosonline.application.spreadsheets import CellsWrong, SpreadsheetUnreadable
from bosonline.domain.stores import TooManyJobs

MAX_BYTES = 32 << 20
"""How much is taken: a file of 100,000 rows fits in."""


class ImportForm(Form):
    dry_run = Flag(load_default=False)


class ChangeAnswer(Answer):
    sku = Text(required=True)
    was = WholeNumber(required=True)
    became = WholeNumber(required=True)


class ImportAnswer(Answer):
    rows = WholeNumber(required=True)
    changed = WholeNumber(required=True)
    changes = ListOf(Inside(ChangeAnswer), required=True)
    dry_run = Flag(required=True)
    job = WholeNumber(required=True, allow_none=True)


class ImportWritten(Answer):
    message = Text(required=True)
    data = Inside(ImportAnswer, required=True)


_EXAMPLE = {
    "message": "Imported",
    "data": {
        "rows": 120,
        "changed": 1,
        "changes": [{"sku": "ESB-006-01", "was": 101, "became": 90}],
        "dry_run": False,
        "job": None,
    },
}


def imports(facade: Catalog) -> Api:
    """The operation that takes sheets of goods."""
    api = Api("product")

    @api.post(
        "/store/products/import",
        form=ImportForm,
        files={"file": True},
        max_body_bytes=MAX_BYTES,
        answer=ImportWritten,
        also={202: ImportWritten},
        render=_imported,
        answer_example=_EXAMPLE,
        refusals=(CellsWrong, SpreadsheetUnreadable, TooManyJobs),
    )
    def import_goods(call: Call) -> Imported:
        """Import

        A file of Download Inventory (xlsx or csv, up to 100,000 rows) with another `stok` in some rows: all of it is
        taken, or nothing. A row says something only where `stok` is not its `stok_seen`, so that a file that was not
        changed changes nothing and goods sold meanwhile do not come back; where the stock has moved since, the row is
        refused. Without `stok_seen` the number is set as it is. What is wrong is told by row and column, as
        `rows.12.stok`. With `dry_run` nothing is changed, and the answer tells what would be. More than 1,000 rows are
        read through at once and then imported by a job (202).
        """
        return facade.import_stock(
            member=call.member,
            content=call.files["file"].content,
            is_dry_run=call.body["dry_run"],
            once=call.once,
        )

    return api


def _imported(done: Imported) -> Response:
    data: dict[str, Any] = {
        "rows": done.rows,
        "changed": done.changed,
        "changes": [{"sku": one.sku, "was": one.was, "became": one.became} for one in done.changes],
        "dry_run": done.is_dry_run,
        "job": done.job,
    }
    if done.job is not None:
        body = {"message": "The file is being imported; look at the job", "data": data}
        address = f"/store/jobs/{done.job}"
        return Response(orjson.dumps(body), 202, content_type="application/json", headers={"Location": address})
    message = "This is what would change" if done.is_dry_run else "Imported"
    return Response(orjson.dumps({"message": message, "data": data}), 200, content_type="application/json")
