"""A sheet that was downloaded comes back, with what its seller changed in it."""

from collections.abc import Callable
from dataclasses import dataclass

from bosonline.application.catalog.goods_rows import Keep, product_named, read_goods, says_something
from bosonline.application.catalog.goods_sheets import GoodsSheet
from bosonline.application.catalog.import_products import GoodsRows
from bosonline.application.catalog.import_stock import StockRows, read_stock
from bosonline.application.catalog.imported import Imported, OpenImportWork
from bosonline.application.catalog.ports import Sanitizer
from bosonline.application.files import Files
from bosonline.application.ports import Clock, Once
from bosonline.application.spreadsheets import RawSheet, Row, Spreadsheets, headings
from bosonline.application.stores import add_job
from bosonline.application.stores.job_ports import LeasedJob, Tell
from bosonline.domain.identity import Member, Module, StoreId
from bosonline.domain.stores import Job, JobGivenUp

IMPORT = "product-import"
"""The kind of the jobs that import."""

AT_ONCE = 1_000
"""How many rows are imported right away; more of them are a job."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportGoods:
    """Change products, variants or stock by the sheet of them, all of its rows or none.

    Which sheet it is, its headings tell. A sheet that nobody changed changes nothing; what was sold since it was made
    is not brought back.
    """

    spreadsheets: Spreadsheets
    work: OpenImportWork
    files: Files
    new_name: Callable[[], str]
    clock: Clock
    sanitize: Sanitizer

    def __call__(
        self, *, member: Member, content: bytes, is_dry_run: bool = False, once: Once | None = None
    ) -> Imported:
        """What changed; for a sheet of many rows, once it was read through, the job that does it.

        `SpreadsheetUnreadable`, `CellsWrong`, `TooManyJobs`; `ChangedMeanwhile` where another took a SKU at the same
        instant.
        """
        read = _read(self.spreadsheets.read(content), self.sanitize, _tell_nobody, _FirstRows(AT_ONCE))
        if read.rows > AT_ONCE:
            return self._ask(member, content, read.rows, is_dry_run, once)
        if read.says_nothing:
            return Imported(rows=read.rows, is_dry_run=is_dry_run)
        with self.work(member.store, None if is_dry_run else once) as work:
            done = read.carry_out(work, store=member.store, is_dry_run=is_dry_run, by=member.author, at=self.clock())
            if not is_dry_run:
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
    sanitize: Sanitizer

    def __call__(self, leased: LeasedJob, tell: Tell, /) -> None:
        """Read the file again, and change everything in the transaction that ends the job."""
        job = leased.job
        file = self.files.open(job.keys[0])
        if file is None:
            raise JobGivenUp
        keep = _Differing(self.work, job.store)
        read, is_dry_run = _read(self.spreadsheets.read(file.read()), self.sanitize, tell, keep), job.asked["dry_run"]
        now = self.clock()
        if is_dry_run:
            with self.work(job.store) as work:  # left without a commit
                done = read.carry_out(work, store=job.store, is_dry_run=True, by=job.by, at=now)
        with self.work(job.store) as work:
            if not is_dry_run:
                done = read.carry_out(work, store=job.store, is_dry_run=False, by=job.by, at=now)
            outcome = {"rows": done.rows, "changed": done.changed}
            work.jobs.finish(leased, job.finished(at=now, outcome=outcome))
            work.commit()


def _read(raw: RawSheet, sanitize: Sanitizer, tell: Tell, keep: Keep) -> StockRows | GoodsRows:
    found = headings(raw)
    if "product_sku" not in found and "name" not in found:
        return read_stock(raw, tell)
    sheet = GoodsSheet.VARIANTS if "product_sku" in found else GoodsSheet.PRODUCTS
    rows, kept = read_goods(raw, sheet, tell, keep)
    return GoodsRows(sheet=sheet, rows=rows, kept=kept, sanitize=sanitize)


class _FirstRows:
    """Keeps as many rows as are imported right away; the others are read through and read again by a job."""

    def __init__(self, most: int) -> None:
        self._left = most

    def __call__(self, rows: list[Row], _sheet: GoodsSheet, /) -> list[Row]:
        kept = rows[: self._left]
        self._left -= len(kept)
        return kept


@dataclass(frozen=True, slots=True)
class _Differing:
    """Keeps the rows that say something else than what is kept, read a few at a time before the transaction."""

    work: OpenImportWork
    store: StoreId

    def __call__(self, rows: list[Row], sheet: GoodsSheet, /) -> list[Row]:
        with self.work(self.store) as work:  # left without a commit
            known = work.products.several({product_named(row, sheet) for row in rows})
        return [row for row in rows if says_something(row, sheet, known)]


def _tell_nobody(_done: int, _of: int | None, /) -> None:
    """A request tells of nothing on its way."""
