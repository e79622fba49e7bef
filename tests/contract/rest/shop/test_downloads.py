"""Goods as files."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from bosonline.adapters.outbound.spreadsheets import FileSpreadsheets
from bosonline.application.catalog import WriteGoods, download_goods
from bosonline.testing.backends import Backend
from bosonline.testing.jobs import jobs_on
from bosonline.testing.shops import goods_reader_of

Sellers = Callable[[str], Any]
PATHS = ("/store/products/download", "/store/products/variants/download", "/store/inventory/download")


def add(siti: Any, sku: str, **more: Any) -> None:
    """A product of Siti's."""
    body = {"sku": sku, "name": f"Barang {sku}", "weight": 250, "price": 45_000, "qty": 9, **more}
    assert siti("POST", "/store/products", body).status_code == 201


def lines(answer: Any) -> list[list[str]]:
    """The lines of a csv."""
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


def test_products_as_xlsx(siti: Any) -> None:
    """The default: text and numbers, whatever a name begins with; the file is told by its day in the store."""
    add(siti, "KOPI", name="=HYPERLINK(1)", description="Baris\ndua")
    answer = siti("POST", "/store/products/download")

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert answer.headers["Content-Disposition"] == "attachment; filename=produk-2026-01-05.xlsx"
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    heads, row = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    shown = dict(zip(heads, row, strict=True))
    assert [shown[name] for name in ("sku", "name", "description", "price", "stok", "stok_seen")] == [
        *("KOPI", "=HYPERLINK(1)", "Baris\ndua", 45_000.0, 9.0, 9.0),
    ]


def test_inventory_as_csv(siti: Any) -> None:
    """A cell that a program would take for a formula is kept from being one."""
    add(siti, "KOPI", name="@kopi")
    add(siti, "TEH", qty=2)
    answer = siti("POST", "/store/inventory/download", {"format": "csv", "low": True})

    assert answer.headers["Content-Disposition"] == "attachment; filename=stok-2026-01-05.csv"
    assert lines(answer) == [
        ["sku", "product", "variant", "stok", "stok_seen", "reserved", "available", "reason"],
        ["TEH", "Barang TEH", "Barang TEH", "2", "2", "0", "2", ""],
    ]
    everything = lines(siti("POST", "/store/inventory/download", {"format": "csv"}))
    assert everything[1][:3] == ["KOPI", "'@kopi", "'@kopi"]


def test_the_filters_of_the_lists(siti: Any) -> None:
    """Each as in its list; what is unknown is refused."""
    add(siti, "KOPI")
    add(siti, "TEH", order_status=0)

    def found(path: str, **asked: Any) -> list[str]:
        rows = lines(siti("POST", path, {"format": "csv", **asked}))
        return [row[rows[0].index("sku")] for row in rows[1:]]

    for path in PATHS:
        assert found(path) == ["KOPI", "TEH"]
        assert found(path, status=0) == ["TEH"]
        assert found(path, keyword="kop", category="sku") == ["KOPI"]
        assert found(path, category_id=77) == []
        for wrong in ({"format": "pdf"}, {"category": "image"}, {"status": 2}, {"else": 1}):
            assert siti("POST", path, wrong).status_code == 422


def test_who_may_take_goods_away(sellers: Sellers, siti: Any, backend: Backend) -> None:
    """Whoever may read products, of the own store alone; the audit log tells of it."""
    add(siti, "KOPI")
    for path in PATHS:
        assert sellers("alice")("POST", path).status_code == 200
        assert sellers("clerk")("POST", path).status_code == 403
        assert len(lines(sellers("budi")("POST", path, {"format": "csv"}))) == 1
    told = [row.entry for row in backend.database.read("audit_log").values() if row.entry.act == "goods-downloaded"]
    assert [entry.about for entry in told] == ["produk", "produk", "varian", "varian", "stok", "stok"]


@pytest.mark.parametrize("path", PATHS)
def test_many_rows_are_a_job(siti: Any, backend: Backend, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is found where the answer says, and its file is the same as the answer would have been."""
    for sku in ("KOPI", "TEH", "GULA"):
        add(siti, sku)
    whole = siti("POST", path, {"format": "csv", "status": 1}).data
    monkeypatch.setattr(download_goods, "AT_ONCE", 2)
    asked = siti("POST", path, {"format": "csv", "status": 1})

    assert (asked.status_code, asked.json["data"]["state"]) == (202, "queued")
    assert asked.headers["Location"] == f"/store/jobs/{asked.json['data']['id']}"
    write = WriteGoods(goods=goods_reader_of(backend), spreadsheets=FileSpreadsheets())
    board = jobs_on(backend, {asked.json["data"]["kind"]: write})
    assert board.run_next()
    (row,) = backend.database.read("jobs").values()
    assert (row.job.outcome, row.job.of, row.job.state) == ({"rows": 3}, 3, "done")
    assert row.job.file_name.endswith("-2026-01-05.csv")
    assert board.clear() == 0
    kept = board.fetch.files.open(row.job.keys[-1])
    assert kept is not None
    assert kept.read() == whole


def test_a_store_waits_for_so_many_jobs(siti: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next is refused."""
    for sku in ("KOPI", "TEH"):
        add(siti, sku)
    monkeypatch.setattr(download_goods, "AT_ONCE", 1)
    for _ in range(10):
        assert siti("POST", PATHS[0]).status_code == 202
    assert siti("POST", PATHS[0]).json["code"] == "too-many-jobs"
