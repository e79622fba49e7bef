"""Sellers take their goods away as a file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from bosonline.application.catalog.goods_sheets import GoodsAsked, GoodsReader, GoodsSheet
from bosonline.application.ports import Clock
from bosonline.application.spreadsheets import Cell, Sheet, SheetFormat, Spreadsheets
from bosonline.application.stores import JobShown, add_job
from bosonline.application.stores.job_ports import JobResult, LeasedJob, OpenJobsWork, Tell
from bosonline.application.stores.ports import StoreDesk
from bosonline.domain.errors import NotFound
from bosonline.domain.identity import AuditEntry, Member, Module
from bosonline.domain.stores import Job

AT_ONCE = 10_000
"""How many rows are answered right away; more of them are a job."""

_COUNTED = 10_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """A file to be sent and closed."""

    name: str
    file: BinaryIO


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadGoods:
    """Write products, variants or stock into a file, or ask for the job that does."""

    goods: GoodsReader
    stores: StoreDesk
    spreadsheets: Spreadsheets
    work: OpenJobsWork
    clock: Clock

    def __call__(
        self, *, member: Member, sheet: GoodsSheet, asked: GoodsAsked, form: SheetFormat, is_low: bool = False
    ) -> Download | JobShown:
        """The file, or the job where there are many rows; `TooManyJobs`.

        With `is_low` there are only variants that run low in this store. The audit log tells of it.
        """
        if is_low:
            asked = replace(asked, available_most=self._low_stock(member))
        now = self.clock()
        rows = self.goods.count(sheet, member.store, asked, most=AT_ONCE)
        name = file_name(sheet.called, form, member.zone, now)
        with self.work(member.store) as work:
            work.audit(_entry(member, sheet, form, now))
            job = None
            if rows > AT_ONCE:
                wanted = {"goods": asked.plain, "form": form.value, "file_name": name}
                job = add_job(work.jobs, _job(member, sheet, now, **wanted))
            work.commit()
        if job is not None:
            return JobShown(job=job)
        cells = self.goods.rows(sheet, member.store, asked)
        return Download(name=name, file=self.spreadsheets.write(_sheet(sheet, cells), form))

    def _low_stock(self, member: Member) -> int:
        store = self.stores.get(member.store)
        if store is None:
            raise NotFound
        return store.settings.low_stock


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteGoods:
    """Does the jobs that write sheets of goods."""

    goods: GoodsReader
    spreadsheets: Spreadsheets

    def __call__(self, leased: LeasedJob, tell: Tell, /) -> JobResult:
        """The file, and how many rows it has."""
        job, asked = leased.job, leased.job.asked
        sheet, goods, form = GoodsSheet(job.kind), GoodsAsked(**asked["goods"]), SheetFormat(asked["form"])
        of = self.goods.count(sheet, job.store, goods, most=_COUNTED)
        written = CountedRows(self.goods.rows(sheet, job.store, goods), tell, of)
        file = self.spreadsheets.write(_sheet(sheet, written), form)
        return JobResult(outcome={"rows": written.count}, file=file, file_name=asked["file_name"])


def file_name(called: str, form: SheetFormat, zone: str, at: datetime) -> str:
    """What a file is called, with the day that it is in the store."""
    return f"{called}-{at.astimezone(ZoneInfo(zone)).date().isoformat()}.{form.value}"


def _sheet(sheet: GoodsSheet, rows: Iterator[Mapping[str, Any]]) -> Sheet:
    names = [column.name for column in sheet.columns]
    cells: Iterator[Sequence[Cell]] = ([row[name] for name in names] for row in rows)
    return Sheet(sheet.called, sheet.columns, cells)


def _job(member: Member, sheet: GoodsSheet, at: datetime, **asked: Any) -> Job:
    return Job(store=member.store, kind=sheet.value, module=Module.PRODUCT, asked=asked, by=member.author, made_at=at)


def _entry(member: Member, sheet: GoodsSheet, form: SheetFormat, at: datetime) -> AuditEntry:
    return AuditEntry(act="goods-downloaded", by=member.author, at=at, about=sheet.called, facts={"format": form.value})


class CountedRows:
    """Rows that are counted, and told of, as they go by."""

    def __init__(self, rows: Iterator[Mapping[str, Any]], tell: Tell, of: int) -> None:
        self._rows, self._tell, self._of = rows, tell, of
        self.count = 0

    def __iter__(self) -> Iterator[Mapping[str, Any]]:
        return self

    def __next__(self) -> Mapping[str, Any]:
        row = next(self._rows)
        self._tell(self.count, self._of)
        self.count += 1
        return row
