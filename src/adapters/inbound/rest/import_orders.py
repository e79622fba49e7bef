"""Orders come as a sheet."""

from dataclasses import asdict
from typing import Any

from bosonline.adapters.inbound.rest.api import Api, Call
from bosonline.adapters.inbound.rest.fields import Answer, Flag, Inside, ListOf, Text, WholeNumber
from bosonline.adapters.inbound.rest.imports import ImportForm
from bosonline.application.ordering import ImportOrders, OrdersImported, TooManyRows
from bosonline.application.spreadsheets import CellsWrong, SpreadsheetUnreadable
from bosonline.domain.errors import Forbidden

MAX_BYTES = 4 << 20
"""How much is taken: a file of 1,000 rows fits in."""


class MadeAnswer(Answer):
    reference = Text(required=True)
    invoice = Text(required=True)


class OrdersAnswer(Answer):
    rows = WholeNumber(required=True)
    orders = WholeNumber(required=True)
    made = WholeNumber(required=True)
    known = WholeNumber(required=True)
    invoices = ListOf(Inside(MadeAnswer), required=True)
    dry_run = Flag(required=True)


class OrdersWritten(Answer):
    message = Text(required=True)
    data = Inside(OrdersAnswer, required=True)


def import_orders(facade: ImportOrders) -> Api:
    """The operation that takes sheets of orders."""
    api = Api("order")

    @api.post(
        "/store/order/import",
        form=ImportForm,
        files={"file": True},
        max_body_bytes=MAX_BYTES,
        answer=OrdersWritten,
        render=_imported,
        answer_example={
            "message": "Imported",
            "data": {
                "rows": 3,
                "orders": 2,
                "made": 1,
                "known": 1,
                "invoices": [{"reference": "SHP-1002", "invoice": "INV0823"}],
                "dry_run": False,
            },
        },
        refusals=(CellsWrong, Forbidden, SpreadsheetUnreadable, TooManyRows),
    )
    def import_of_orders(call: Call) -> OrdersImported:
        """Import

        Orders as an xlsx or csv file of up to 1,000 rows: all of them are made, or none. A row is a line of an order;
        rows of the same `reference` (or `invoice`, where there is no `reference`) are one. Columns: `sku`, `qty`, and
        of the order, in one of its rows or in all alike, `customer_name`, `customer_phone` as people type it,
        `street`, `district_code`, `payment_method`; besides `price` (takes the right `order: update`), `shipping`,
        `customer_email`, `post_code`, `voucher`, `note`, and `staff_id`, who looks after the order; else that goes by
        the rules of a checkout. The other columns of the downloads of orders and of their lines may stay, and are
        passed over. The rules are those of typed orders.

        A reference is imported once in a store: sent again, the file makes nothing twice, and `known` counts what was
        there. What is wrong is told by row and column, as `rows.3.qty`. With `dry_run` nothing is made. Nobody is
        mailed of imported orders.
        """
        return facade(
            member=call.member,
            content=call.files["file"].content,
            is_dry_run=call.body["dry_run"],
            once=call.once,
        )

    return api


def _imported(done: OrdersImported) -> dict[str, Any]:
    message = "This is what would be imported" if done.is_dry_run else "Imported"
    data = {
        "rows": done.rows,
        "orders": done.orders,
        "made": done.made,
        "known": done.known,
        "invoices": [asdict(one) for one in done.invoices],
        "dry_run": done.is_dry_run,
    }
    return {"message": message, "data": data}
