"""Orders as files: orders, what buyers left, and the lines of orders."""

from collections.abc import Mapping
from typing import Any

from flask import Response

from bosonline.adapters.inbound.rest.api import Api, Call
from bosonline.adapters.inbound.rest.downloads import FILES, sent
from bosonline.adapters.inbound.rest.fields import Body, Choice
from bosonline.adapters.inbound.rest.jobs import JobAsked
from bosonline.adapters.inbound.rest.ordering import OrderFilters, RecordFilters, order_filter
from bosonline.application.catalog import Download
from bosonline.application.ordering import DownloadOrders, OrderSheet
from bosonline.application.spreadsheets import SheetFormat
from bosonline.application.stores import JobShown
from bosonline.domain.ordering import Status
from bosonline.domain.stores import TooManyJobs

_FORMATS = [form.value for form in SheetFormat]


class OrderDownloadBody(OrderFilters, Body):
    format = Choice(_FORMATS, load_default=SheetFormat.XLSX.value)


class AbandonedDownloadBody(RecordFilters, Body):
    format = Choice(_FORMATS, load_default=SheetFormat.XLSX.value)


def order_downloads(download: DownloadOrders, base_url: str) -> Api:
    """The operations that answer with a file of orders, or with the job that makes it."""
    api = Api("order")

    def render(found: Download | JobShown) -> Response:
        return sent(found, base_url)

    facts: dict[str, Any] = {
        "render": render,
        "media": FILES,
        "also": {202: JobAsked},
        "idempotent": False,
        "refusals": (TooManyJobs,),
    }

    def made(call: Call, sheet: OrderSheet, body: Mapping[str, Any]) -> Download | JobShown:
        shown = order_filter(call.member, body)
        return download(member=call.member, sheet=sheet, shown=shown, form=SheetFormat(body["format"]))

    @api.post(
        "/store/order/download",
        body=OrderDownloadBody,
        example={"format": "csv", "payment_method": "cod", "start_date": "01/01/2026"},
        **facts,
    )
    def download_order_list(call: Call) -> Download | JobShown:
        """Download Order List

        The orders that the list shows by the same filters, newest first, as a file, `format` xlsx or csv, with every
        part of their totals; moments are those of the store's zone. Up to 10,000 rows are the answer itself; of more a
        job is made (202), which leads to the file. Without the right `order: update` phones and e-mail addresses are
        masked as in the list; a job's file that shows them takes that right. That orders were taken away is kept in
        the audit log.
        """
        return made(call, OrderSheet.ORDERS, call.body)

    @api.post(
        "/store/order/abandoned/download",
        body=AbandonedDownloadBody,
        example={"format": "csv", "start_date": "01/01/2026"},
        **facts,
    )
    def download_order_list_abandon(call: Call) -> Download | JobShown:
        """Download Order List Abandon

        What buyers left unfinished, as the list shows it by `status=abandoned`: once the store's quiet minutes have
        passed; otherwise as Download Order List.
        """
        return made(call, OrderSheet.ABANDONED, {**call.body, "status": Status.ABANDONED.value})

    @api.post(
        "/store/order/items/download",
        body=OrderDownloadBody,
        example={"format": "csv", "status": "shipped"},
        **facts,
    )
    def download_order_item(call: Call) -> Download | JobShown:
        """Download Order Item

        The lines of the orders that the list shows by the same filters, with what each piece sold for and cost (`hpp`),
        as in the detail; nothing of the buyers. Otherwise as Download Order List.
        """
        return made(call, OrderSheet.ITEMS, call.body)

    return api
