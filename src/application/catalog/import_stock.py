"""A sheet of stock that was downloaded comes back, with what its seller changed in it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bosonline.application.catalog.goods_sheets import GoodsSheet
from bosonline.application.catalog.ports import Inventory
from bosonline.application.files import Files
from bosonline.application.ports import Clock, Once, UnitOfWork
from bosonline.application.spreadsheets import CellsWrong, Row, Spreadsheets, WrongCell, rows_of
from bosonline.application.stores import add_job
from bosonline.application.stores.job_ports import Jobs, LeasedJob, Tell
from bosonline.domain.catalog import (
    Adjusted,
    AdjustmentsInvalid,
    Sku,
    SkuInvalid,
    StockAdjusted,
    StockCount,
    StockMoved,
    checked_sku,
)
from bosonline.domain.catalog.inventory import REASON_LENGTH
from bosonline.domain.catalog.measures import MAX_STOCK
from bosonline.domain.identity import AuditEntry, Author, Member, Module, StoreId
from bosonline.domain.stores import Job, JobGivenUp

IMPORT = "product-import"
"""The kind of the jobs that import."""

AT_ONCE = 1_000
"""How many rows are imported right away; more of them are a job."""

TOLD_AT_MOST = 100
"""How many changes an answer names; it counts all of them."""

_REASON = "import"
_TOLD_TOGETHER = 1_000


class ImportWork(UnitOfWork, Protocol):
    """A transaction that imports."""

    @property
    def inventory(self) -> Inventory: ...

    @property
    def jobs(self) -> Jobs: ...


class OpenImportWork(Protocol):
    """Begin a transaction on one store, perhaps under a caller's key."""

    def __call__(self, store: StoreId, once: Once | None = None, /) -> ImportWork: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class StockChanged:
    """What was on hand of a variant, and what is now."""

    sku: Sku
    was: int
    became: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import changed, or would change: the first of the changes by name. Or the job that does it."""

    rows: int
    changed: int = 0
    changes: tuple[StockChanged, ...] = ()
    is_dry_run: bool = False
    job: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counts:
    """What a sheet says: how many rows it has, and the counts that differ from what was seen, with their rows."""

    rows: int
    counts: Sequence[StockCount]
    numbers: Sequence[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportStock:
    """Set stock right by a sheet, all of its rows or none.

    Only rows whose `stok` is another than their `stok_seen` say anything: what was sold since the sheet was made is
    not brought back, and a sheet that nobody changed changes nothing.
    """

    spreadsheets: Spreadsheets
    work: OpenImportWork
    files: Files
    new_name: Callable[[], str]
    clock: Clock

    def __call__(
        self, *, member: Member, content: bytes, is_dry_run: bool = False, once: Once | None = None
    ) -> Imported:
        """What changed; for a sheet of many rows, once it was read through, the job that does it.

        `SpreadsheetUnreadable`, `CellsWrong`, `TooManyJobs`.
        """
        read = _read(self.spreadsheets, content, _tell_nobody)
        if read.rows > AT_ONCE:
            return self._ask(member, content, read.rows, is_dry_run, once)
        if not read.counts:
            return Imported(rows=read.rows, is_dry_run=is_dry_run)
        now = self.clock()
        with self.work(member.store, None if is_dry_run else once) as work:
            done = _imported(work.inventory, read, is_dry_run, by=member.author, at=now)
            if not is_dry_run:
                _record(work, read.counts, done, by=member.author, at=now)
                work.commit(done)
        return done

    def _ask(self, member: Member, content: bytes, rows: int, is_dry_run: bool, once: Once | None) -> Imported:
        key = f"{member.store}/imports/{self.new_name()}"
        self.files.put(key, content)
        asked = Job(
            store=member.store,
            kind=IMPORT,
            module=Module.PRODUCT,
            asked={"dry_run": is_dry_run},
            by=member.author,
            made_at=self.clock(),
            keys=(key,),
        )
        try:
            with self.work(member.store, once) as work:
                job = add_job(work.jobs, asked)
                done = Imported(rows=rows, is_dry_run=is_dry_run, job=job.id)
                work.commit(done)
        except BaseException:
            self.files.remove(key)
            raise
        return done


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportAside:
    """Does the jobs that import."""

    spreadsheets: Spreadsheets
    work: OpenImportWork
    files: Files
    clock: Clock

    def __call__(self, leased: LeasedJob, tell: Tell, /) -> None:
        """Read the file again, and change everything in the transaction that ends the job."""
        job = leased.job
        file = self.files.open(job.keys[0])
        if file is None:
            raise JobGivenUp
        read, is_dry_run = _read(self.spreadsheets, file.read(), tell), bool(job.asked["dry_run"])
        now = self.clock()
        if is_dry_run:
            with self.work(job.store) as work:  # left without a commit
                done = _imported(work.inventory, read, is_dry_run, by=job.by, at=now)
        with self.work(job.store) as work:
            if not is_dry_run:
                done = _imported(work.inventory, read, is_dry_run, by=job.by, at=now)
                _record(work, read.counts, done, by=job.by, at=now)
            outcome = {"rows": done.rows, "changed": done.changed}
            work.jobs.finish(leased, job.finished(at=now, outcome=outcome))
            work.commit()


def _imported(inventory: Inventory, read: _Counts, is_dry_run: bool, *, by: Author, at: datetime) -> Imported:
    try:
        adjusted = inventory.adjust(read.counts, by=by, at=at) if read.counts else ()
    except (AdjustmentsInvalid, StockMoved) as refusal:
        lines: Any = refusal.facts["lines"]
        raise CellsWrong.of([_at_fault(line, read.numbers) for line in lines]) from refusal
    changed = [one for one in adjusted if one.delta]
    told = tuple(_told(one) for one in changed[:TOLD_AT_MOST])
    return Imported(rows=read.rows, changed=len(changed), changes=told, is_dry_run=is_dry_run)


def _told(one: Adjusted) -> StockChanged:
    return StockChanged(sku=one.sku, was=one.was.on_hand, became=one.became.on_hand)


def _at_fault(line: dict[str, Any], numbers: Sequence[int]) -> WrongCell:
    facts: dict[str, Any] = {name: line[name] for name in ("sku", "stok", "reserved") if name in line}
    return WrongCell(numbers[line["line"]], line["field"].rpartition(".")[2], line["code"], facts)


def _record(work: ImportWork, counts: Sequence[StockCount], done: Imported, *, by: Author, at: datetime) -> None:
    for begin in range(0, len(counts), _TOLD_TOGETHER):
        some = counts[begin : begin + _TOLD_TOGETHER]
        work.record(StockAdjusted(skus=tuple(one.sku for one in some), at=at))
    facts = {"rows": str(done.rows), "changed": str(done.changed)}
    work.audit(AuditEntry(act="goods-imported", by=by, at=at, about=GoodsSheet.INVENTORY.called, facts=facts))


def _read(spreadsheets: Spreadsheets, content: bytes, tell: Tell) -> _Counts:
    rows, wrong = 0, list[WrongCell]()
    counts, numbers, skus = list[StockCount](), list[int](), set[str]()
    for row in rows_of(spreadsheets.read(content), GoodsSheet.INVENTORY.columns):
        rows += 1
        tell(rows, None)
        found = row.wrong or tuple(_wrong(row, skus))
        wrong.extend(found)
        if not found:
            skus.add(row.values["sku"])
            if row.values["stok"] != row.values.get("stok_seen"):
                counts.append(_count(row))
                numbers.append(row.number)
    if wrong:
        raise CellsWrong.of(wrong)
    return _Counts(rows=rows, counts=counts, numbers=numbers)


def _count(row: Row) -> StockCount:
    reason = (row.values.get("reason") or "").strip() or _REASON
    seen = row.values.get("stok_seen")
    return StockCount(sku=Sku(row.values["sku"]), on_hand=row.values["stok"], seen=seen, reason=reason)


def _wrong(row: Row, skus: set[str]) -> Iterator[WrongCell]:
    sku = row.values["sku"]
    try:
        checked_sku(sku)
    except SkuInvalid as refusal:
        yield WrongCell(row.number, "sku", refusal.code, {"text": str(refusal)})
    if sku in skus:
        yield WrongCell(row.number, "sku", "twice")
    for name in ("stok", "stok_seen"):
        pieces = row.values.get(name)
        if pieces is not None and not 0 <= pieces <= MAX_STOCK:
            yield WrongCell(row.number, name, "out-of-range", {"least": 0, "most": MAX_STOCK})
    if len((row.values.get("reason") or "").strip()) > REASON_LENGTH:
        yield WrongCell(row.number, "reason", "too-long", {"most": REASON_LENGTH})


def _tell_nobody(_done: int, _of: int | None, /) -> None:
    """A request tells of nothing on its way."""
