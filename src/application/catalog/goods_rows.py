"""The rows of a sheet of products or variants: whether their cells can be accepted, and what they say anew."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from bosonline.application.catalog.goods_sheets import GoodsSheet, product_cells, variant_cells
from bosonline.application.spreadsheets import CellsWrong, RawSheet, Row, WrongCell, rows_of
from bosonline.application.stores.job_ports import Tell
from bosonline.domain.catalog import Product, Sku, SkuInvalid, checked_sku
from bosonline.domain.catalog.measures import MAX_LENGTH, MAX_PRICE, MAX_STOCK, MAX_WEIGHT
from bosonline.domain.catalog.product import DESCRIPTION_LENGTH, NAME_LENGTH

Keep = Callable[[list[Row], GoodsSheet], list[Row]]
"""Given some rows, those that are worth keeping."""

_TOGETHER = 500
_MOST_IMAGES = 2_500
_MAX_QTY = 1_000_000
_PRICE = (0, MAX_PRICE.idr)
_SIDE = (0, MAX_LENGTH)
_BOUNDS = {
    "weight": (1, MAX_WEIGHT),
    "length": _SIDE,
    "width": _SIDE,
    "height": _SIDE,
    "publish_rate": _PRICE,
    "price": _PRICE,
    "hpp": _PRICE,
    "category_id": (1, 2**53 - 1),
    "order_status": (0, 1),
    "status": (0, 1),
    "min_qty": (1, _MAX_QTY),
    "stok": (0, MAX_STOCK),
    "stok_seen": (0, MAX_STOCK),
}
_LENGTHS = {"name": NAME_LENGTH, "path_url": NAME_LENGTH, "description": DESCRIPTION_LENGTH, "image": _MOST_IMAGES}
_CONTROL = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
_CONTROL_BUT_LINES = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_LINE_END = re.compile("\r\n?")
_READ_ONLY = frozenset(("sku", "product_sku", "product", "variants", "stok_seen"))
_EMPTIED = frozenset(("description", "category_id"))


def read_goods(raw: RawSheet, sheet: GoodsSheet, tell: Tell, keep: Keep) -> tuple[int, list[Row]]:
    """How many rows there are, and those of them that are kept; `SpreadsheetUnreadable` or `CellsWrong`."""
    rows, kept, some = 0, list[Row](), list[Row]()
    wrong, skus = list[WrongCell](), set[str]()
    for row in rows_of(raw, sheet.columns):
        rows += 1
        tell(rows, None)
        found = (*row.wrong, *_wrong(row, sheet, skus))
        wrong.extend(found)
        if found or wrong:
            continue
        some.append(row)
        if len(some) == _TOGETHER:
            kept += keep(some, sheet)
            some = []
    if wrong:
        raise CellsWrong.of(wrong)
    return rows, kept + (keep(some, sheet) if some else [])


def product_named(row: Row, sheet: GoodsSheet) -> Sku:
    """The SKU of the product that a row is about."""
    return Sku(row.values["sku" if sheet is GoodsSheet.PRODUCTS else "product_sku"])


def says_something(row: Row, sheet: GoodsSheet, known: Mapping[Sku, Product]) -> bool:
    """Whether it is about something unknown, or says something else than what is known."""
    product = known.get(product_named(row, sheet))
    shown = None if product is None else cells(product, Sku(row.values["sku"]), sheet)
    return shown is None or bool(said(row, shown))


def cells(product: Product, sku: Sku, sheet: GoodsSheet) -> dict[str, Any] | None:
    """What the sheet shows of the product or of its variant; None where it shows nothing of this SKU."""
    if product.archived_at is not None:
        return None
    if sheet is GoodsSheet.PRODUCTS:
        return product_cells(product)
    found = [variant for variant in product.variants if variant.sku == sku]
    return variant_cells(product, found[0]) if found else None


def said(row: Row, shown: Mapping[str, Any]) -> dict[str, Any]:
    """What a row says anew, by its columns; an empty cell says something where it can empty what there is."""
    values = row.values
    anew = {
        name: value
        for name, value in values.items()
        if name not in _READ_ONLY and (value is not None or name in _EMPTIED) and not alike(value, shown[name])
    }
    if values.get("stok") is not None and values.get("stok_seen") is not None:
        anew.pop("stok", None)
        if values["stok"] != values["stok_seen"]:
            anew["stok"] = values["stok"]
    return anew


def alike(value: object, shown: object) -> bool:
    """Whether a cell says what is shown: files tell neither nothing from no text nor one end of a line from another."""
    if isinstance(value, str) and isinstance(shown, str):
        return _LINE_END.sub("\n", value) == _LINE_END.sub("\n", shown)
    return (value or None) == (shown or None) if "" in (value, shown) else value == shown


def _wrong(row: Row, sheet: GoodsSheet, skus: set[str]) -> Iterator[WrongCell]:
    at_fault = {cell.column for cell in row.wrong}
    for name, value in row.values.items():
        if value is None or name in at_fault:
            continue
        if name in ("sku", "product_sku"):
            yield from _wrong_sku(row, name)
        elif name in _BOUNDS:
            least, most = _BOUNDS[name]
            if not least <= value <= most:
                yield WrongCell(row.number, name, "out-of-range", {"least": least, "most": most})
        elif name in _LENGTHS:
            yield from _wrong_text(row, name, value)
    sku = row.values.get("sku")
    if sku is not None and sku in skus:
        yield WrongCell(row.number, "sku", "twice")
    skus.add(str(sku))
    if sheet is GoodsSheet.VARIANTS and row.values.get("name") is not None and not row.values["name"].strip():
        yield WrongCell(row.number, "name", "too-short", {"least": 1})


def _wrong_sku(row: Row, name: str) -> Sequence[WrongCell]:
    try:
        checked_sku(row.values[name])
    except SkuInvalid as refusal:
        return [WrongCell(row.number, name, refusal.code, {"text": str(refusal)})]
    return ()


def _wrong_text(row: Row, name: str, value: str) -> Sequence[WrongCell]:
    refused = _CONTROL_BUT_LINES if name == "description" else _CONTROL
    if refused.search(value):
        return [WrongCell(row.number, name, "bad-characters")]
    if len(value) > _LENGTHS[name]:
        return [WrongCell(row.number, name, "too-long", {"most": _LENGTHS[name]})]
    return ()
