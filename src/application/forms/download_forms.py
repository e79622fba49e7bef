"""Sellers take the list of their forms away as a file."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from bosonline.application.catalog.download_goods import CountedRows, Download, file_name
from bosonline.application.forms.ports import FormDesk
from bosonline.application.identity.ports import Listing
from bosonline.application.ports import Clock
from bosonline.application.spreadsheets import Cell, CellKind, Column, Sheet, SheetFormat, Spreadsheets
from bosonline.application.stores import JobShown, add_job
from bosonline.application.stores.job_ports import JobResult, LeasedJob, OpenJobsWork, Tell
from bosonline.domain.forms import FormStatus
from bosonline.domain.identity import AuditEntry, Member, Module, StoreId
from bosonline.domain.stores import Job

AT_ONCE = 10_000
"""How many rows are answered right away; more of them are a job."""

FORMS_DOWNLOAD = "form-download"
"""The kind of the job that writes the sheet."""

_CALLED = "formulir"
_TOGETHER = 200
_NUMBER = CellKind.INTEGER
_COLUMNS = (
    Column("id", _NUMBER),
    Column("name"),
    Column("slug"),
    Column("url"),
    Column("status"),
    Column("created_at"),
    *(Column(name, _NUMBER) for name in ("views", "abandoned", "orders", "revenue")),
)

FormUrl = Callable[[str, str], str]
"""The address of a form, by the store's subdomain and the form's slug."""

Rows = Iterator[Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSheet:
    """The rows of the sheet, some at a time: each some of their own moment."""

    forms: FormDesk
    address: FormUrl

    def count(self, store: StoreId, listing: Listing, status: FormStatus | None) -> int:
        """How many rows there will be."""
        return self.forms.page(store, replace(listing, start=0, limit=1), status=status).total

    def rows(self, store: StoreId, listing: Listing, status: FormStatus | None, zone: str) -> Rows:
        """The forms of the list with their figures, moments in the store's zone."""
        start = 0
        while True:
            shown: Sequence[Mapping[str, Any]] = self.forms.page(
                store, replace(listing, start=start, limit=_TOGETHER), status=status
            ).rows
            for row in shown:
                at = row["created_at"].astimezone(ZoneInfo(zone)).isoformat(timespec="seconds")
                yield {**row, "url": self.address(str(row["subdomain"]), str(row["slug"])), "created_at": at}
            if len(shown) < _TOGETHER:
                return
            start += _TOGETHER


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadForms:
    """Write the forms of the list with their figures into a file, or ask for the job that does."""

    sheet: FormSheet
    spreadsheets: Spreadsheets
    work: OpenJobsWork
    clock: Clock

    def __call__(
        self, *, member: Member, listing: Listing, status: FormStatus | None, form: SheetFormat
    ) -> Download | JobShown:
        """The file, or the job where there are many rows; `TooManyJobs`. The audit log tells of it."""
        now = self.clock()
        name = file_name(_CALLED, form, member.zone, now)
        is_long = self.sheet.count(member.store, listing, status) > AT_ONCE
        with self.work(member.store) as work:
            facts = {"format": form.value}
            work.audit(AuditEntry(act="forms-downloaded", by=member.author, at=now, about=_CALLED, facts=facts))
            job = None
            if is_long:
                asked = {
                    "searched": listing.category,
                    "keyword": listing.keyword,
                    "status": status and status.value,
                    "zone": member.zone,
                    "form": form.value,
                    "file_name": name,
                }
                wanted = Job(
                    store=member.store,
                    kind=FORMS_DOWNLOAD,
                    module=Module.FORM,
                    asked=asked,
                    by=member.author,
                    made_at=now,
                )
                job = add_job(work.jobs, wanted)
            work.commit()
        if job is not None:
            return JobShown(job=job)
        rows = self.sheet.rows(member.store, listing, status, member.zone)
        return Download(name=name, file=self.spreadsheets.write(_sheet(rows), form))


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteForms:
    """Does the jobs that write the sheet of forms."""

    sheet: FormSheet
    spreadsheets: Spreadsheets

    def __call__(self, leased: LeasedJob, tell: Tell, /) -> JobResult:
        """The file, and how many rows it has."""
        job, asked = leased.job, leased.job.asked
        listing = Listing(sort_by="created_at", category=asked["searched"], keyword=asked["keyword"])
        status = None if asked["status"] is None else FormStatus(asked["status"])
        of = self.sheet.count(job.store, listing, status)
        written = CountedRows(self.sheet.rows(job.store, listing, status, asked["zone"]), tell, of)
        file = self.spreadsheets.write(_sheet(written), SheetFormat(asked["form"]))
        return JobResult(outcome={"rows": written.count}, file=file, file_name=asked["file_name"])


def _sheet(rows: Rows) -> Sheet:
    cells: Iterator[Sequence[Cell]] = ([row[column.name] for column in _COLUMNS] for row in rows)
    return Sheet(_CALLED, _COLUMNS, cells)
