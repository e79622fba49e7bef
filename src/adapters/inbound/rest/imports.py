"""A sheet that was downloaded comes back."""

from dataclasses import asdict
from typing import Any

import orjson
from flask import Response

from bosonline.adapters.inbound.rest.api import Api, Call
from bosonline.adapters.inbound.rest.fields import Answer, Flag, Form, Inside, JsonSchema, ListOf, Text, WholeNumber
from bosonline.application.catalog import Catalog, Imported
from bosonline.application.spreadsheets import CellsWrong, SpreadsheetUnreadable
from bosonline.domain.stores import TooManyJobs

MAX_BYTES = 32 << 20
"""How much is taken: a file of 100,000 rows fits in."""


class ImportForm(Form):
    dry_run = Flag(load_default=False)


class Shown(Text):
    """What stands in a cell: text or a whole number."""

    def json_schema(self) -> JsonSchema:
        return {"type": ["string", "integer"]}


class ChangeAnswer(Answer):
    sku = Text(required=True)
    column = Text(required=True)
    was = Shown(required=True, allow_none=True)
    became = Shown(required=True, allow_none=True)


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
        "changes": [{"sku": "ESB-006-01", "column": "stok", "was": 101, "became": 90}],
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

        A file of Download Product, Download Product Variant or Download Inventory (xlsx or csv, up to 100,000 rows)
        with other values in some cells: all of it is taken, or nothing. Its headings tell which it is; columns may
        be left out. A file that was not changed changes nothing. An empty cell says nothing, but for `description` and
        `category_id`, which it empties. The sheet of products adds those whose `sku` is new, without attributes; that
        of variants changes variants that are there. `variants` and `product` are for reading.

        `stok` says something only where it is not `stok_seen`, so that goods sold meanwhile do not come back; where the
        stock has moved since, the row is refused. Without `stok_seen` the number is set as it is. What is wrong is told
        by row and column, as `rows.12.price`. With `dry_run` nothing is changed, and the answer tells what would be:
        `changed` counts rows, `changes` names their first cells. More than 1,000 rows are read through at once and then
        imported by a job (202).
        """
        return facade.import_goods(
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
        "changes": [asdict(one) for one in done.changes],
        "dry_run": done.is_dry_run,
        "job": done.job,
    }
    if done.job is not None:
        body = {"message": "The file is being imported; look at the job", "data": data}
        address = f"/store/jobs/{done.job}"
        return Response(orjson.dumps(body), 202, content_type="application/json", headers={"Location": address})
    message = "This is what would change" if done.is_dry_run else "Imported"
    return Response(orjson.dumps({"message": message, "data": data}), 200, content_type="application/json")
