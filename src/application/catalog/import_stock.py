"""A sheet of stock that was downloaded comes back, with what its seller changed in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bosonline.application.catalog.goods_sheets import GoodsSheet
from bosonline.application.catalog.imported import TOLD_AT_MOST, CellChanged, Imported, ImportWork
from bosonline.application.catalog.ports import Inventory
from bosonline.application.spreadsheets import CellsWrong, RawSheet, Row, WrongCell, rows_of
from bosonline.application.stores.job_ports import Tell
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
from bosonline.domain.identity import AuditEntry, Author, StoreId

_REASON = "import"
_TOLD_TOGETHER = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class StockRows:
    """What a sheet of stock says: the counts that differ from what was seen, with the numbers of their rows."""

    rows: int
    counts: Sequence[StockCount]
    numbers: Sequence[int]

    @property
    def says_nothing(self) -> bool:
        """Whether there is nothing to do."""
        return not self.counts

    def carry_out(self, work: ImportWork, *, store: StoreId, is_dry_run: bool, by: Author, at: datetime) -> Imported:  # noqa: ARG002
        """Set the stock right, and tell of it unless this is a trial; `CellsWrong` where it cannot be."""
        done = _imported(work.inventory, self, is_dry_run, by=by, at=at)
        if not is_dry_run:
            _record(work, self.counts, done, by=by, at=at)
        return done


def _imported(inventory: Inventory, read: StockRows, is_dry_run: bool, *, by: Author, at: datetime) -> Imported:
    try:
        adjusted = inventory.adjust(read.counts, by=by, at=at) if read.counts else ()
    except (AdjustmentsInvalid, StockMoved) as refusal:
        lines: Any = refusal.facts["lines"]
        raise CellsWrong.of([_at_fault(line, read.numbers) for line in lines]) from refusal
    changed = [one for one in adjusted if one.delta]
    told = tuple(_told(one) for one in changed[:TOLD_AT_MOST])
    return Imported(rows=read.rows, changed=len(changed), changes=told, is_dry_run=is_dry_run)


def _told(one: Adjusted) -> CellChanged:
    return CellChanged(sku=one.sku, column="stok", was=one.was.on_hand, became=one.became.on_hand)


def _at_fault(line: dict[str, Any], numbers: Sequence[int]) -> WrongCell:
    facts: dict[str, Any] = {name: line[name] for name in ("sku", "stok", "reserved") if name in line}
    return WrongCell(numbers[line["line"]], line["field"].rpartition(".")[2], line["code"], facts)


def _record(work: ImportWork, counts: Sequence[StockCount], done: Imported, *, by: Author, at: datetime) -> None:
    for begin in range(0, len(counts), _TOLD_TOGETHER):
        some = counts[begin : begin + _TOLD_TOGETHER]
        work.record(StockAdjusted(skus=tuple(one.sku for one in some), at=at))
    facts = {"rows": str(done.rows), "changed": str(done.changed)}
    work.audit(AuditEntry(act="goods-imported", by=by, at=at, about=GoodsSheet.INVENTORY.called, facts=facts))


def read_stock(sheet: RawSheet, tell: Tell) -> StockRows:
    """What a sheet of stock says; `SpreadsheetUnreadable` or `CellsWrong`."""
    rows, wrong = 0, list[WrongCell]()
    counts, numbers, skus = list[StockCount](), list[int](), set[str]()
    for row in rows_of(sheet, GoodsSheet.INVENTORY.columns):
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
    return StockRows(rows=rows, counts=counts, numbers=numbers)


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
