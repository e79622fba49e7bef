"""A sheet of stock that was downloaded comes back: unchanged it changes nothing, changed it changes what it says."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bosonline.adapters.outbound.memory.files import MemoryFiles
from bosonline.adapters.outbound.rich_text import sanitize
from bosonline.adapters.outbound.spreadsheets import FileSpreadsheets
from bosonline.application.catalog import GoodsAsked, GoodsSheet, ImportAside, Imported
from bosonline.application.catalog.import_goods import IMPORT
from bosonline.application.spreadsheets import CellsWrong, Sheet, SheetFormat
from bosonline.domain.catalog import Parcel, Prices, Product, ProductDetails, Sku, StockCount, VariantId
from bosonline.domain.identity import Author, Member, Role, StaffId, UserId
from bosonline.domain.money import Money
from bosonline.domain.stores import JobState
from bosonline.testing.backends import Backend, memory_backend, sqlite_backend
from bosonline.testing.contracts.goods import STORE, add
from bosonline.testing.inventory import movements_of
from bosonline.testing.jobs import job_desk_of, jobs_on
from bosonline.testing.shops import goods_reader_of, product_desk_of, shop_on
from bosonline.testing.traces import everything

ALICE = Member(store=STORE, user=UserId(1), staff=StaffId(5), name="Alice", role=Role.OWNER)
FILES = FileSpreadsheets()
LETTERS = "=+-@'\",; 0.19aZ%&<>|\\/é日🙂\u00a0\u200b"
NAMES = st.text(st.sampled_from(LETTERS), min_size=1, max_size=8).filter(str.strip)
STOCKS = st.one_of(st.integers(0, 5), st.integers(0, 10_000_000))
GOODS = st.lists(st.tuples(NAMES, STOCKS), min_size=60, max_size=60)


@contextmanager
def on(name: str) -> Iterator[Backend]:
    """A backend that is empty."""
    with TemporaryDirectory() as folder:
        backend = memory_backend() if name == "memory" else sqlite_backend(Path(folder))
        yield backend
        backend.close()


def downloaded(backend: Backend, form: SheetFormat) -> bytes:
    """The sheet of stock as a file."""
    found = shop_on(backend).catalog.download(member=ALICE, sheet=GoodsSheet.INVENTORY, asked=GoodsAsked(), form=form)
    with found.file as file:  # type: ignore[union-attr]  # so few rows are the answer itself
        return file.read()


def changed(backend: Backend, form: SheetFormat, **stocks: int) -> bytes:
    """The sheet with other numbers in some rows, whose SKUs are written with underscores."""
    rows = [dict(row) for row in goods_reader_of(backend).rows(GoodsSheet.INVENTORY, STORE, GoodsAsked())]
    for row in rows:
        row["stok"] = stocks.get(row["sku"], row["stok"])
    columns = GoodsSheet.INVENTORY.columns
    with FILES.write(Sheet("stok", columns, [[row[one.name] for one in columns] for row in rows]), form) as file:
        return file.read()


def sent(backend: Backend, content: bytes, *, is_dry_run: bool = False, files: MemoryFiles | None = None) -> Imported:
    """Import a file."""
    return shop_on(backend, files=files).catalog.import_goods(member=ALICE, content=content, is_dry_run=is_dry_run)


def stocks(backend: Backend) -> dict[str, int]:
    """What is on hand."""
    rows = goods_reader_of(backend).rows(GoodsSheet.INVENTORY, STORE, GoodsAsked())
    return {row["sku"]: row["stok"] for row in rows}


def product_of(backend: Backend, sku: str) -> Product:
    """A product as it stands."""
    found = product_desk_of(backend).find(STORE, Sku(sku))
    assert found is not None
    return found


def sell(backend: Backend, sku: str, left: int) -> None:
    """Meanwhile somebody else changes the stock."""
    count = StockCount(sku=Sku(sku), on_hand=left, reason="else")
    with backend.work(STORE) as work:
        work.inventory.adjust([count], by=Author(None, "x"), at=backend.clock())
        work.commit()


def stock_up(backend: Backend, goods: list[tuple[str, int]]) -> None:
    """Put goods there; in memory without looking through all of them for each."""
    if backend.name != "memory":
        for number, (called, on_hand) in enumerate(goods):
            add(backend, f"{number}.A-1", name=called, on_hand=on_hand)
        return
    prices = Prices(selling=Money(2), listed=Money(2))
    with backend.work(STORE) as work:
        for number, (called, on_hand) in enumerate(goods, 1):
            details = ProductDetails(name=called, prices=prices, parcel=Parcel(weight=1), on_hand=on_hand)
            product = Product.create(store=STORE, sku=Sku(f"{number}.A-1"), details=details, at=backend.clock())
            product.variants = tuple(variant.kept(VariantId(number)) for variant in product.variants)
            work.shelf("products").put(number, product)
        work.commit()


@pytest.mark.parametrize(("name", "examples", "least"), [("memory", 84, 5_000), ("sqlite", 2, 100)])
def test_a_file_that_was_not_changed_changes_nothing(name: str, examples: int, least: int) -> None:
    """Through the bytes of both kinds; 5,000 rows of it."""
    rows = Counter[str]()

    @given(goods=GOODS)
    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
    def unchanged(goods: list[tuple[str, int]]) -> None:
        with on(name) as backend:
            stock_up(backend, goods)
            files = [downloaded(backend, form) for form in SheetFormat]
            before = everything(backend)
            for content in files:
                assert sent(backend, content) == Imported(rows=len(goods))
            assert everything(backend) == before
            rows["seen"] += len(goods)

    unchanged()
    assert rows["seen"] >= least


@pytest.mark.parametrize("form", SheetFormat)
def test_what_was_changed_is_what_changes(backend: Backend, form: SheetFormat) -> None:
    """With a movement each; a dry run tells and does nothing."""
    for sku, on_hand in (("KOPI", 9), ("TEH", 5), ("GULA", 7)):
        add(backend, sku, on_hand=on_hand)
    content = changed(backend, form, KOPI=4, TEH=0)
    before = everything(backend)

    tried = sent(backend, content, is_dry_run=True)
    assert everything(backend) == before
    done = sent(backend, content)

    assert (tried.changes, tried.changed, done.changed, done.rows) == (done.changes, 2, 2, 3)
    assert [(one.sku, one.was, one.became) for one in done.changes] == [("KOPI", 9, 4), ("TEH", 5, 0)]
    assert stocks(backend) == {"KOPI": 4, "TEH": 0, "GULA": 7}
    movements = [
        moved
        for sku in ("KOPI", "TEH", "GULA")
        for variant in product_of(backend, sku).variants
        for moved in movements_of(backend, STORE, variant.id)
    ]
    told = [(moved.on_hand, moved.reason, moved.by.name) for moved in movements if moved.reason != "initial"]
    assert sorted(told) == [(-5, "import", "Alice"), (-5, "import", "Alice")]
    with pytest.raises(CellsWrong):
        sent(backend, content)


def test_goods_that_were_sold_meanwhile_do_not_come_back(backend: Backend) -> None:
    """Unchanged rows say nothing; changed ones are refused, and nothing at all is changed."""
    for sku in ("KOPI", "TEH", "GULA"):
        add(backend, sku, on_hand=9)
    untouched, content = changed(backend, SheetFormat.CSV), changed(backend, SheetFormat.CSV, KOPI=12, TEH=3)
    sell(backend, "KOPI", 2)

    assert sent(backend, untouched).changed == 0
    with pytest.raises(CellsWrong) as refused:
        sent(backend, content)
    assert refused.value.facts["cells"] == [
        {"row": 3, "column": "stok", "code": "stock-moved", "facts": {"sku": "KOPI", "stok": 2, "reserved": 0}}
    ]
    assert stocks(backend) == {"KOPI": 2, "TEH": 9, "GULA": 9}


@pytest.mark.parametrize("is_dry_run", [True, False])
def test_many_rows_are_a_job(backend: Backend, monkeypatch: pytest.MonkeyPatch, is_dry_run: bool) -> None:
    """It is read through before, and takes effect once, in the transaction that ends it."""
    monkeypatch.setattr("bosonline.application.catalog.import_goods.AT_ONCE", 2)
    files = MemoryFiles(backend.clock)
    for sku in ("KOPI", "TEH", "GULA"):
        add(backend, sku, on_hand=9)
    content = changed(backend, SheetFormat.XLSX, KOPI=4)
    asked = sent(backend, content, is_dry_run=is_dry_run, files=files)
    assert (asked.rows, asked.changed, asked.job is not None) == (3, 0, True)

    aside = ImportAside(spreadsheets=FILES, work=backend.work, files=files, clock=backend.clock, sanitize=sanitize)
    board = jobs_on(backend, {IMPORT: aside}, files)
    assert board.run_next()
    job = job_desk_of(backend).find(STORE, asked.job)  # type: ignore[arg-type]  # a plain number
    assert job is not None
    assert (job.state, job.outcome, job.done) == (JobState.DONE, {"rows": 3, "changed": 1}, 1)
    assert stocks(backend)["KOPI"] == (9 if is_dry_run else 4)
    backend.clock.advance(days=7)
    assert (board.clear(), files.size(job.keys[0])) == (1, None)


def test_a_job_whose_stock_moved_fails(backend: Backend, monkeypatch: pytest.MonkeyPatch) -> None:
    """And tells the row."""
    monkeypatch.setattr("bosonline.application.catalog.import_goods.AT_ONCE", 1)
    files = MemoryFiles(backend.clock)
    for sku in ("KOPI", "TEH"):
        add(backend, sku, on_hand=9)
    asked = sent(backend, changed(backend, SheetFormat.CSV, KOPI=4, TEH=1), files=files)
    sell(backend, "TEH", 8)

    aside = ImportAside(spreadsheets=FILES, work=backend.work, files=files, clock=backend.clock, sanitize=sanitize)
    assert jobs_on(backend, {IMPORT: aside}, files).run_next()
    job = job_desk_of(backend).find(STORE, asked.job)  # type: ignore[arg-type]  # a plain number
    assert job is not None
    assert (job.state, job.outcome["code"], job.outcome["facts"]["count"]) == (JobState.FAILED, "cells-wrong", 1)
    assert stocks(backend) == {"KOPI": 9, "TEH": 8}
