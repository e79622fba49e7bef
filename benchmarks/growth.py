"""`python -m benchmarks.growth`: what a store's reads take with 1,000,000 orders, in times of those with 10,000.

Both data sets stand side by side and are read in turn, without HTTP in between, which would hide what grows. The large
one takes minutes to make; on SQLite it is kept under `var/`. PostgreSQL is measured where
`BOSONLINE_TEST_POSTGRESQL` names a server. The figures go into `benchmarks/GROWTH.md`.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

import psutil
from sqlalchemy.engine import URL, make_url

from benchmarks import dataset
from benchmarks.dataset import MAIN_STORE, Dataset
from benchmarks.systems import ROOT
from bosonline.adapters.outbound.spreadsheets import FileSpreadsheets
from bosonline.adapters.outbound.sql.database import Database
from bosonline.adapters.outbound.sql.order_desk import SqlOrderDesk
from bosonline.application.ordering import OrderFilter
from bosonline.application.ordering.download_orders import WriteOrders
from bosonline.application.ordering.order_sheets import OrdersAsked, OrderSheet
from bosonline.application.spreadsheets import SheetFormat
from bosonline.application.stores.job_ports import LeasedJob
from bosonline.domain.identity import Author, Module, StoreId
from bosonline.domain.ordering import Invoice, Status
from bosonline.domain.stores import Job

SMALL, LARGE = 10_000, 1_000_000
ROUNDS = 41
DEPTH = 0.95
LOOKED_EVERY = 500
"""After so many words of progress the memory of an export is looked at: what the system keeps as the most that a
process took is handed down to those that it starts."""

RESULTS = Path(__file__).with_name("GROWTH.md")
STORE = StoreId(MAIN_STORE)
Read = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Bar:
    """What is measured, what it is compared with, and the most that it may come to."""

    what: str
    against: str
    most: float
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """What came out: the figure that the bar is for, and what it is made of."""

    bar: Bar
    value: float
    told: str

    @property
    def line(self) -> str:
        """As a row of the table."""
        reached = "yes" if self.value <= self.bar.most else "**no**"
        most, value = (f"{number:.3g}{self.bar.unit}" for number in (self.bar.most, self.value))
        return f"| {self.bar.what} | {self.bar.against} | {most} | {value} | {self.told} | {reached} |"


@dataclass(frozen=True, slots=True)
class Store:
    """The large store of one data set, as its desk reads it."""

    desk: SqlOrderDesk
    orders: int

    def reads(self) -> dict[str, Read]:
        """What the seller's staff do all day."""
        middle = self.orders // 2
        return {
            "list of one status": lambda: self._page(OrderFilter(status=Status.PROCESSING)),
            "list of all": lambda: self._page(OrderFilter()),
            "tab counts": lambda: self.desk.recap(STORE, OrderFilter()),
            "search by invoice": lambda: self._page(OrderFilter(keyword=dataset.invoice(middle))),
            "search by beginning of an invoice": lambda: self._page(OrderFilter(keyword=dataset.invoice(middle)[:6])),
            "search by phone": lambda: self._page(OrderFilter(keyword=f"0811{middle:08d}")),
            "search by beginning of a phone": lambda: self._page(OrderFilter(keyword=f"0811{middle:08d}"[:10])),
            "search by beginning of a name": lambda: self._page(OrderFilter(keyword="budi sa")),
            "search for what is not there": lambda: self._page(OrderFilter(keyword="zulkifli")),
            "detail": lambda: self.desk.detail(STORE, Invoice(dataset.invoice(middle))),
        }

    def first(self) -> object:
        """The first page."""
        return self._page(OrderFilter())

    def deep(self) -> object:
        """A page that begins at 95 % of the list, by cursor."""
        number = max(1, round(self.orders * (1 - DEPTH)))
        return self._page(OrderFilter(), after=(dataset.made_at(number), Invoice(dataset.invoice(number))))

    def year(self) -> object:
        """The recap of a year."""
        until = datetime.now(UTC)
        return self.desk.recap(STORE, OrderFilter(created_from=until - timedelta(days=365), created_until=until))

    def _page(self, shown: OrderFilter, after: tuple[datetime, Invoice] | None = None) -> object:
        page = self.desk.page(STORE, shown, newest_first=True, start=0, limit=20, after=after)
        assert page.total is None or page.total <= 10_000 or page.is_capped or not shown.keyword
        return page


def main() -> None:
    """Measure, and write the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.growth")
    parser.add_argument("--orders", type=int, default=LARGE, help="orders of the large store (1000000)")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), action="append", help="only this one")
    parser.add_argument("--postgresql", default=os.environ.get("BOSONLINE_TEST_POSTGRESQL"), help="URL of a server")
    parser.add_argument("--print", action="store_true", help="print the table, write nothing")
    parser.add_argument(
        "--no-export", action="store_true", help="leave out the memory of the export, which takes minutes"
    )
    parser.add_argument("--export", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.export:
        print(json.dumps(_exported(asked.export)))
        return
    page = _page(asked.orders, [_table(server, asked) for server in _servers(asked)])
    print(page)
    if not asked.print:
        RESULTS.write_text(page)


def _servers(asked: argparse.Namespace) -> Iterator[URL]:
    wanted = asked.database or ["sqlite", "postgresql"]
    if "sqlite" in wanted:
        yield make_url("sqlite://")
    if "postgresql" in wanted and asked.postgresql:
        yield make_url(asked.postgresql)


def _table(server: URL, asked: argparse.Namespace) -> str:
    with _side_by_side(server, asked.orders) as (small, large):
        figures = _measured(small, large)
        if not asked.no_export:
            figures.append(_memory(small, large))
    rows = "\n".join(figure.line for figure in figures)
    name = "SQLite" if server.get_backend_name() == "sqlite" else "PostgreSQL"
    head = "| what | against | at most | measured | of which | reached |\n| --- | --- | --- | --- | --- | --- |"
    return f"## {name}\n\n{head}\n{rows}\n"


@contextmanager
def _side_by_side(server: URL, orders: int) -> Iterator[tuple[Dataset, Dataset]]:
    """Both data sets; the small one is a copy, as there is one of a kind on a server of PostgreSQL."""
    made = dataset.prepare(server, SMALL, ROOT / "var" / "benchmarks" / "growth-small")
    small = Dataset(dataset.copy(made, "growth_small"), SMALL)
    try:
        yield small, dataset.prepare(server, orders, ROOT / "var" / "benchmarks" / "growth-large")
    finally:
        dataset.drop_copies(made, ["growth_small"])


def _measured(small: Dataset, large: Dataset) -> list[Figure]:
    databases = [Database(_told(data.url), pool_size=2) for data in (small, large)]
    few, many = (
        Store(SqlOrderDesk(database), data.orders) for database, data in zip(databases, (small, large), strict=True)
    )
    figures = []
    for what, of_few in few.reads().items():
        less, more = _in_turn(of_few, many.reads()[what])
        figures.append(Figure(Bar(what, f"{SMALL:,} orders", 2.0), more / less, f"{_ms(less)}, {_ms(more)}"))
    page, deep = _in_turn(many.first, many.deep)
    figures.append(Figure(Bar("page at 95 %, by cursor", "page one", 1.5), deep / page, f"{_ms(page)}, {_ms(deep)}"))
    (year,) = _in_turn(many.year)
    figures.append(Figure(Bar("recap of a year", "-", 30, " ms"), year * 1000, _ms(year)))
    for database in databases:
        database.dispose()
    return figures


def _in_turn(*reads: Read) -> list[float]:
    taken: list[list[float]] = [[] for _ in reads]
    for _ in range(ROUNDS):
        for read, kept in zip(reads, taken, strict=True):
            began = perf_counter()
            read()
            kept.append(perf_counter() - began)
    # The first ones prepare statements and fill the caches of both.
    return [median(kept[3:]) for kept in taken]


def _memory(small: Dataset, large: Dataset) -> Figure:
    """How much more memory the export of all orders takes than that of few, each in a process of its own."""
    few, many = (_export(data) for data in (small, large))
    grown = (many["peak"] - few["peak"]) / 2**20
    told = f"{few['rows']:,} rows {few['peak'] / 2**20:.0f} MiB, {many['rows']:,} rows {many['peak'] / 2**20:.0f} MiB"
    speed = f", {many['rows'] / many['seconds']:,.0f} rows a second"
    return Figure(Bar("memory of the export", f"{SMALL:,} orders", 10, " MiB more"), grown, told + speed)


def _export(data: Dataset) -> dict[str, float]:
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks.growth", "--export", _told(data.url)],
        capture_output=True,
        check=True,
        cwd=ROOT,
        text=True,
    )
    found: dict[str, float] = json.loads(run.stdout)
    return found


def _exported(url: str) -> dict[str, float]:
    """Write every order into a file as the job does; rows, seconds, and the most memory in bytes."""
    database, now = Database(url, pool_size=2), datetime.now(UTC)
    asked = OrdersAsked(shown=OrderFilter(), contacts=True, zone="Asia/Jakarta")
    job = Job(
        store=STORE,
        kind=OrderSheet.ORDERS.value,
        module=Module.ORDER,
        asked={**asked.plain, "form": SheetFormat.CSV.value, "file_name": f"{now.date()}.csv"},
        by=Author(None, "Alice"),
        made_at=now,
    )
    process, told, peak = psutil.Process(), 0, 0

    def look(*_: object) -> None:
        nonlocal told, peak
        told += 1
        if told % LOOKED_EVERY == 1:
            peak = max(peak, process.memory_info().rss)

    began = perf_counter()
    write = WriteOrders(desk=SqlOrderDesk(database), spreadsheets=FileSpreadsheets())
    done = write(LeasedJob(job=job, lease="benchmark"), look)
    assert done.file is not None
    done.file.close()
    database.dispose()
    return {"rows": done.outcome["rows"], "seconds": perf_counter() - began, "peak": peak}


def _page(orders: int, tables: Sequence[str]) -> str:
    made = datetime.now(UTC).date().isoformat()
    head = f"# What grows with a store\n\nMeasured on {made} by `python -m benchmarks.growth`: reads of a store with"
    rest = f"{orders:,} orders against one with {SMALL:,}, medians of {ROUNDS} reads in turn, in one process."
    return f"{head}\n{rest}\n\n" + "\n".join(tables)


def _told(url: URL) -> str:
    return url.render_as_string(hide_password=False)


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.2f} ms"


if __name__ == "__main__":
    main()
