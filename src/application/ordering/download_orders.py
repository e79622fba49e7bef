"""Sellers take their orders away as a file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bosonline.application.catalog.download_goods import CountedRows, Download, file_name
from bosonline.application.ordering.order_sheets import OrdersAsked, OrderSheet, rows_of
from bosonline.application.ordering.ports import OrderDesk, OrderFilter
from bosonline.application.ordering.read import seen_by, sees_contacts
from bosonline.application.ports import Clock
from bosonline.application.spreadsheets import Cell, Sheet, SheetFormat, Spreadsheets
from bosonline.application.stores import JobShown, add_job
from bosonline.application.stores.job_ports import JobResult, LeasedJob, OpenJobsWork, Tell
from bosonline.application.stores.ports import StoreDesk
from bosonline.domain.identity import Action, AuditEntry, Member, Module, StoreId
from bosonline.domain.ordering import Status
from bosonline.domain.stores import Job

AT_ONCE = 10_000
"""How many rows are answered right away; more of them are a job."""

_COUNTED = 10_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadOrders:
    """Write orders or their lines into a file, or ask for the job that does."""

    desk: OrderDesk
    stores: StoreDesk
    spreadsheets: Spreadsheets
    work: OpenJobsWork
    clock: Clock

    def __call__(
        self, *, member: Member, sheet: OrderSheet, shown: OrderFilter, form: SheetFormat
    ) -> Download | JobShown:
        """The file, or the job where there are many rows; `TooManyJobs`, and `Forbidden` as the list.

        It holds what the list shows this member now, masked as there; the audit log tells of it.
        """
        if sheet is OrderSheet.ABANDONED:
            shown = replace(shown, status=Status.ABANDONED)
        seen = seen_by(member, shown, stores=self.stores, clock=self.clock)
        asked = OrdersAsked(shown=seen, contacts=sees_contacts(member), zone=member.zone)
        now = self.clock()
        name = file_name(sheet.called, form, member.zone, now)
        is_long = _rows(sheet, self.desk, member.store, seen, most=AT_ONCE) > AT_ONCE
        with self.work(member.store) as work:
            work.audit(_entry(member, sheet, form, asked, now))
            job = None
            if is_long:
                wanted = _job(member, sheet, asked, now, form=form.value, file_name=name)
                job = add_job(work.jobs, wanted)
            work.commit()
        if job is not None:
            return JobShown(job=job)
        cells = rows_of(sheet, self.desk, member.store, asked)
        return Download(name=name, file=self.spreadsheets.write(_sheet(sheet, cells), form))


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteOrders:
    """Does the jobs that write sheets of orders, by the rights that whoever asked had then."""

    desk: OrderDesk
    spreadsheets: Spreadsheets

    def __call__(self, leased: LeasedJob, tell: Tell, /) -> JobResult:
        """The file, and how many rows it has."""
        job = leased.job
        sheet, asked, form = OrderSheet(job.kind), OrdersAsked.of(job.asked), SheetFormat(job.asked["form"])
        of = _rows(sheet, self.desk, job.store, asked.shown, most=_COUNTED)
        written = CountedRows(rows_of(sheet, self.desk, job.store, asked), tell, of)
        file = self.spreadsheets.write(_sheet(sheet, written), form)
        return JobResult(outcome={"rows": written.count}, file=file, file_name=job.asked["file_name"])


def _rows(sheet: OrderSheet, desk: OrderDesk, store: StoreId, shown: OrderFilter, *, most: int) -> int:
    """How many rows there will be; above `most` it is only said that there are more."""
    size = desk.size(store, shown, most=most)
    return max(size.orders, size.lines) if sheet is OrderSheet.ITEMS else size.orders


def _sheet(sheet: OrderSheet, rows: Iterator[Mapping[str, Cell]]) -> Sheet:
    names = [column.name for column in sheet.columns]
    cells: Iterator[Sequence[Cell]] = ([row[name] for name in names] for row in rows)
    return Sheet(sheet.called, sheet.columns, cells)


def _job(member: Member, sheet: OrderSheet, asked: OrdersAsked, at: datetime, **wanted: str) -> Job:
    shows_buyers = asked.contacts and sheet is not OrderSheet.ITEMS
    takes = Action.UPDATE if shows_buyers else Action.READ
    return Job(
        store=member.store,
        kind=sheet.value,
        module=Module.ORDER,
        asked={**asked.plain, **wanted, "file_takes": takes.value},
        by=member.author,
        made_at=at,
    )


def _entry(member: Member, sheet: OrderSheet, form: SheetFormat, asked: OrdersAsked, at: datetime) -> AuditEntry:
    facts = {"format": form.value, "phones": "seen" if asked.contacts else "masked"}
    return AuditEntry(act="orders-downloaded", by=member.author, at=at, about=sheet.called, facts=facts)
