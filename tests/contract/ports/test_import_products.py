"""Sheets of products and of variants come back: unchanged they change nothing, changed they change what they say."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bosonline.adapters.outbound.memory.files import MemoryFiles
from bosonline.adapters.outbound.rich_text import sanitize
from bosonline.adapters.outbound.spreadsheets import FileSpreadsheets
from bosonline.application.catalog import GoodsAsked, GoodsSheet, ImportAside, Imported
from bosonline.application.catalog.import_goods import IMPORT
from bosonline.application.spreadsheets import CellsWrong, Sheet, SheetFormat
from bosonline.domain.catalog import Product, ProductDetails, Sku, StockCount, VariantId
from bosonline.domain.identity import SYSTEM, Author, Member, Role, StaffId, UserId
from bosonline.domain.stores import JobState
from bosonline.testing.backends import Backend, memory_backend, sqlite_backend
from bosonline.testing.contracts.goods import STORE, add
from bosonline.testing.jobs import job_desk_of, jobs_on
from bosonline.testing.shops import goods_reader_of, product_desk_of, shop_on
from bosonline.testing.strategies import product_details
from bosonline.testing.traces import everything

ALICE = Member(store=STORE, user=UserId(1), staff=StaffId(5), name="Alice", role=Role.OWNER)
FILES = FileSpreadsheets()
SHEETS = (GoodsSheet.PRODUCTS, GoodsSheet.VARIANTS)
LINES = st.text(st.sampled_from("=+-@'\",;\n\t 0_x5F<>&é日🙂\u00a0"), max_size=12)
KEPT = product_details().flatmap(
    lambda details: LINES.map(lambda lines: replace(details, description=lines, category=None, images=()))
)


@contextmanager
def on(name: str) -> Iterator[Backend]:
    """A backend that is empty."""
    with TemporaryDirectory() as folder:
        backend = memory_backend() if name == "memory" else sqlite_backend(Path(folder))
        yield backend
        backend.close()


def sent(backend: Backend, content: bytes, *, is_dry_run: bool = False, files: MemoryFiles | None = None) -> Imported:
    """Import a file."""
    return shop_on(backend, files=files).catalog.import_goods(member=ALICE, content=content, is_dry_run=is_dry_run)


def sell(backend: Backend, sku: str, left: int) -> None:
    """Meanwhile somebody else changes the stock."""
    count = StockCount(sku=Sku(sku), on_hand=left, reason="else")
    with backend.work(STORE) as work:
        work.inventory.adjust([count], by=Author(None, "x"), at=backend.clock())
        work.commit()


def downloaded(backend: Backend, sheet: GoodsSheet, form: SheetFormat) -> bytes:
    """A sheet as a file."""
    found = shop_on(backend).catalog.download(member=ALICE, sheet=sheet, asked=GoodsAsked(), form=form)
    with found.file as file:  # type: ignore[union-attr]  # so few rows are the answer itself
        return file.read()


def changed(
    backend: Backend, sheet: GoodsSheet, cells: Mapping[str, Mapping[str, Any]], form: SheetFormat = SheetFormat.XLSX
) -> bytes:
    """The sheet with other cells in the rows of these SKUs; rows of other SKUs are added."""
    rows = {str(row["sku"]): dict(row) for row in goods_reader_of(backend).rows(sheet, STORE, GoodsAsked())}
    for sku, values in cells.items():
        rows[sku] = {"sku": sku, **rows.get(sku, {}), **values}
    listed = [[row.get(column.name) for column in sheet.columns] for row in rows.values()]
    with FILES.write(Sheet("x", sheet.columns, listed), form) as file:
        return file.read()


def kept(backend: Backend) -> dict[str, Any]:
    """All that is kept, without tables in which nothing is."""
    return {name: found for name, found in everything(backend).items() if found != "{}"}


def find(backend: Backend, sku: str) -> Product:
    """A product as it is read."""
    found = product_desk_of(backend).find(STORE, Sku(sku))
    assert found is not None
    return found


def wrong(backend: Backend, content: bytes) -> list[str]:
    """What is refused, by row and column with its code; nothing is changed by it."""
    before = kept(backend)
    with pytest.raises(CellsWrong) as refused:
        sent(backend, content)
    assert kept(backend) == before
    cells: Any = refused.value.facts["cells"]
    return [f"{cell['row']}.{cell['column']} {cell['code']}" for cell in cells]


def keep(backend: Backend, given: list[ProductDetails]) -> None:
    """Put products there; in memory without looking through all of them for each."""
    with backend.work(STORE) as work:
        for number, details in enumerate(given, 1):
            offered = tuple(replace(one, sku=Sku(f"{number}-{at}")) for at, one in enumerate(details.variants))
            whole = replace(details, variants=offered)
            product = Product.create(store=STORE, sku=Sku(f"P{number}"), details=whole, at=backend.clock())
            if backend.name != "memory":
                work.products.add(product, by=SYSTEM)
                continue
            product.variants = tuple(one.kept(VariantId(number * 10 + at)) for at, one in enumerate(product.variants))
            work.shelf("products").put(number, product)
        work.commit()


@pytest.mark.parametrize(("name", "examples", "least"), [("memory", 25, 2_000), ("sqlite", 2, 100)])
def test_files_that_were_not_changed_change_nothing(name: str, examples: int, least: int) -> None:
    """Through the bytes of both kinds."""
    rows = Counter[str]()

    @given(kinds=st.lists(KEPT, min_size=5, max_size=5))
    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
    def unchanged(kinds: list[ProductDetails]) -> None:
        goods = kinds * 6
        with on(name) as backend:
            keep(backend, goods)
            files = [downloaded(backend, sheet, form) for sheet in SHEETS for form in SheetFormat]
            before = kept(backend)
            for content in files:
                done = sent(backend, content)
                assert (done.changed, done.changes) == (0, ())
                rows["seen"] += done.rows
            assert kept(backend) == before

    unchanged()
    assert rows["seen"] >= least


@pytest.mark.parametrize("form", SheetFormat)
def test_what_was_changed_in_products_is_what_changes(backend: Backend, form: SheetFormat) -> None:
    """Tried first; an unknown SKU is a new product; descriptions are made safe; those left alone stay as they were."""
    for sku in ("KOPI", "TEH", "GULA"):
        add(backend, sku, on_hand=9)
    add(backend, "BAJU", variants={"BAJU-M": 3})
    cells: dict[str, dict[str, Any]] = {
        "KOPI": {"price": 40_000, "stok": 4, "description": "<b>Gayo</b><script>alert(1)</script>"},
        "BAJU": {"order_status": 0},
        "SUSU": {"name": "Susu", "weight": 100, "price": 5_000, "stok": 6},
    }
    content = changed(backend, GoodsSheet.PRODUCTS, cells, form)
    before = kept(backend)
    tried = sent(backend, content, is_dry_run=True)
    assert kept(backend) == before
    done = sent(backend, content)

    assert (tried.changes, tried.changed, done.changed, done.rows) == (done.changes, 3, 3, 5)
    assert {(one.sku, one.column, one.was, one.became) for one in done.changes} == {
        ("KOPI", "price", 45_000, 40_000),
        ("KOPI", "stok", 9, 4),
        ("KOPI", "description", "", "<b>Gayo</b>"),
        ("BAJU", "order_status", 1, 0),
        ("SUSU", "sku", None, "SUSU"),
    }
    kopi, susu, baju = find(backend, "KOPI"), find(backend, "SUSU"), find(backend, "BAJU")
    assert (kopi.prices.selling.idr, kopi.prices.listed.idr, kopi.description) == (40_000, 45_001, "<b>Gayo</b>")
    assert (kopi.variants[0].stock.on_hand, kopi.version, find(backend, "TEH").version) == (4, 2, 1)
    assert (susu.variants[0].stock.on_hand, susu.prices.listed.idr, susu.attributes) == (6, 5_000, ())
    assert (baju.is_active, baju.variants[0].stock.on_hand, baju.variants[0].is_active) == (False, 3, True)
    assert sent(backend, downloaded(backend, GoodsSheet.PRODUCTS, form)).changed == 0


@pytest.mark.parametrize("form", SheetFormat)
def test_what_was_changed_in_variants_is_what_changes(backend: Backend, form: SheetFormat) -> None:
    """They may swap their names; the one variant of a product without attributes is the product."""
    add(backend, "KOPI", on_hand=9)
    add(backend, "BAJU", variants={"BAJU-M": 3, "BAJU-L": 4, "BAJU-S": 5})
    cells: dict[str, dict[str, Any]] = {
        "BAJU-M": {"name": "Ukuran BAJU-L", "stok": 1},
        "BAJU-L": {"name": "Ukuran BAJU-M", "min_qty": 2, "status": 0},
        "KOPI": {"price": 1_000, "weight": 7},
    }
    done = sent(backend, changed(backend, GoodsSheet.VARIANTS, cells, form))

    assert (done.rows, done.changed, len(done.changes)) == (4, 3, 7)
    first, second, third = find(backend, "BAJU").variants
    assert (first.name, first.stock.on_hand, first.is_active) == ("Ukuran BAJU-L", 1, True)
    assert (second.name, second.min_qty, second.stock.on_hand, second.is_active) == ("Ukuran BAJU-M", 2, 4, False)
    assert (third.name, third.stock.on_hand, find(backend, "BAJU").version) == ("Ukuran BAJU-S", 5, 2)
    kopi = find(backend, "KOPI")
    assert (kopi.prices.selling.idr, kopi.parcel.weight, kopi.variants[0].parcel.weight) == (1_000, 7, 7)


def test_goods_that_were_sold_meanwhile_do_not_come_back(backend: Backend) -> None:
    """Rows that leave the stock alone change the rest; rows that do not are refused."""
    add(backend, "KOPI", on_hand=9)
    for sheet, price in zip(SHEETS, (1_000, 2_000), strict=True):
        here = find(backend, "KOPI").variants[0].stock.on_hand
        priced = changed(backend, sheet, {"KOPI": {"price": price}})
        counted = changed(backend, sheet, {"KOPI": {"stok": 20}})
        sell(backend, "KOPI", here - 2)
        assert sent(backend, priced).changed == 1
        kopi = find(backend, "KOPI").variants[0]
        assert (kopi.prices.selling.idr, kopi.stock.on_hand) == (price, here - 2)
        assert wrong(backend, counted) == ["2.stok stock-moved"]


def test_what_is_wrong_with_products_is_told_by_row_and_column(backend: Backend) -> None:
    """Whatever stands in the cells."""
    add(backend, "KOPI")
    add(backend, "BAJU", variants={"BAJU-M": 3})
    add(backend, "LAMA")
    shop_on(backend).catalog.remove(store=STORE, by=SYSTEM, product=Sku("LAMA"))
    new = {"name": "x", "weight": 1, "price": 1}
    cells: dict[str, dict[str, Any]] = {
        "BAJU": {"stok": 5},
        "KOPI": {"name": "   "},
        "A": {**new, "path_url": "TIDAK BOLEH"},
        "B": {"name": "x"},
        "C": {**new, "image": "../../etc/passwd"},
        "D": {**new, "image": "tak-ada.png"},
        "E": {**new, "category_id": 10**14},
        "BAJU-M": new,
    }
    assert wrong(backend, changed(backend, GoodsSheet.PRODUCTS, cells)) == [
        *("2.stok stock-of-variants", "3.name product-invalid", "4.path_url product-invalid", "5.weight required"),
        *("5.price required", "6.image product-invalid", "7.image image-unknown", "8.category_id category-unknown"),
        "9.sku sku-taken",
    ]
    hostile = "sku,name,weight,price,stok,category_id,order_status\r\n" + (
        "A,x,0,-1,10000001,0,2\r\nimport,x,1,1,,,\r\nB,x,999999999999999999,1e9,1.5,,\r\nB,\x07,1,1,,,\r\n"
        f"C,{'x' * 256},1,1,,,\r\n,x,1,1,,,\r\nD,,1,1,,,\r\n"
    )
    assert wrong(backend, hostile.encode()) == [
        *("2.weight out-of-range", "2.price out-of-range", "2.stok out-of-range", "2.category_id out-of-range"),
        *("2.order_status out-of-range", "3.sku sku-invalid", "4.price not-whole-number", "4.stok not-whole-number"),
        *("4.weight out-of-range", "5.name bad-characters", "5.sku twice", "6.name too-long", "7.sku required"),
        "8.name required",
    ]


def test_what_is_wrong_with_variants_is_told_by_row_and_column(backend: Backend) -> None:
    """Unknown ones are not added; an archived product's are unknown."""
    add(backend, "BAJU", variants={"BAJU-M": 3, "BAJU-L": 4, "BAJU-S": 4})
    cells: dict[str, dict[str, Any]] = {
        "BAJU-L": {"name": "Ukuran BAJU-M"},
        "BAJU-S": {"min_qty": 0},
        "BAJU-X": {"product_sku": "BAJU", "name": "x"},
        "CELANA-M": {"product_sku": "CELANA", "name": "x"},
    }
    assert wrong(backend, changed(backend, GoodsSheet.VARIANTS, cells)) == ["4.min_qty out-of-range"]
    cells["BAJU-S"] = {"name": " Ukuran BAJU-S "}
    assert wrong(backend, changed(backend, GoodsSheet.VARIANTS, cells)) == [
        *("2.name product-invalid", "5.sku variant-unknown", "6.product_sku product-unknown"),
    ]


@pytest.mark.parametrize("is_dry_run", [True, False])
def test_many_rows_are_a_job(backend: Backend, monkeypatch: pytest.MonkeyPatch, is_dry_run: bool) -> None:
    """Which reads what is kept a few rows at a time, and changes the rows that say something else."""
    monkeypatch.setattr("bosonline.application.catalog.import_goods.AT_ONCE", 2)
    monkeypatch.setattr("bosonline.application.catalog.goods_rows._TOGETHER", 2)
    files = MemoryFiles(backend.clock)
    for sku in ("KOPI", "TEH", "GULA"):
        add(backend, sku, on_hand=9)
    cells: dict[str, dict[str, Any]] = {"KOPI": {"price": 1}, "SUSU": {"name": "Susu", "weight": 1, "price": 2}}
    asked = sent(backend, changed(backend, GoodsSheet.PRODUCTS, cells), is_dry_run=is_dry_run, files=files)
    assert (asked.rows, asked.changed, asked.job is not None) == (4, 0, True)

    aside = ImportAside(spreadsheets=FILES, work=backend.work, files=files, clock=backend.clock, sanitize=sanitize)
    assert jobs_on(backend, {IMPORT: aside}, files).run_next()
    job = job_desk_of(backend).find(STORE, asked.job)  # type: ignore[arg-type]  # a plain number
    assert job is not None
    assert (job.state, job.outcome) == (JobState.DONE, {"rows": 4, "changed": 2})
    assert find(backend, "KOPI").prices.selling.idr == (45_000 if is_dry_run else 1)
    assert (product_desk_of(backend).find(STORE, Sku("SUSU")) is None) == is_dry_run
