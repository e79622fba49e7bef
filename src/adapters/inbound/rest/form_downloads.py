"""Order forms as a file."""

from flask import Response

from bosonline.adapters.inbound.rest.api import Api, Call
from bosonline.adapters.inbound.rest.downloads import FILES, sent
from bosonline.adapters.inbound.rest.fields import Body, Choice, Text
from bosonline.adapters.inbound.rest.jobs import JobAsked
from bosonline.application.catalog import Download
from bosonline.application.forms import DownloadForms
from bosonline.application.identity.ports import Listing
from bosonline.application.spreadsheets import SheetFormat
from bosonline.application.stores import JobShown
from bosonline.domain.forms import FormStatus
from bosonline.domain.stores import TooManyJobs


class FormDownloadBody(Body):
    format = Choice([form.value for form in SheetFormat], load_default=SheetFormat.XLSX.value)
    status = Choice([status.value for status in FormStatus], load_default=None, allow_none=True)
    category = Choice(["name", "slug"], load_default="name")
    keyword = Text(most=100, load_default=None, allow_none=True)


def form_downloads(download: DownloadForms, base_url: str) -> Api:
    """The operation that answers with a file of forms, or with the job that makes it."""
    api = Api("form")

    def render(found: Download | JobShown) -> Response:
        return sent(found, base_url)

    @api.post(
        "/store/forms/download",
        body=FormDownloadBody,
        render=render,
        media=FILES,
        also={202: JobAsked},
        example={"format": "csv", "status": "published"},
        idempotent=False,
        refusals=(TooManyJobs,),
    )
    def form_list_download(call: Call) -> Download | JobShown:
        """Form list download

        The forms of the store with their figures as a file, `format` xlsx or csv, newest first, by the filters of the
        form list. Up to 10,000 rows are the answer itself; of more a job is made (202), which leads to the file. That
        forms were taken away is kept in the audit log.
        """
        body = call.body
        status = None if body["status"] is None else FormStatus(body["status"])
        listing = Listing(sort_by="created_at", category=body["category"], keyword=body["keyword"] or None)
        return download(member=call.member, listing=listing, status=status, form=SheetFormat(body["format"]))

    return api
