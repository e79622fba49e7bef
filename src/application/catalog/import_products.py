"""What a sheet of products or of variants says is done: changed goods are edited, unknown products are added."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bosonline.application.catalog.categories import demand_category
from bosonline.application.catalog.edit_product import told_of
from bosonline.application.catalog.goods_details import details_of, new_details, variant_edit
from bosonline.application.catalog.goods_rows import cells, product_named, said
from bosonline.application.catalog.goods_sheets import GoodsSheet
from bosonline.application.catalog.imported import TOLD_AT_MOST, CellChanged, Imported, ImportWork
from bosonline.application.catalog.ports import Sanitizer
from bosonline.application.spreadsheets import CellsWrong, Row, WrongCell
from bosonline.domain.catalog import (
    CategoryUnknown,
    Count,
    Edit,
    Product,
    ProductInvalid,
    ProductRule,
    Sku,
    SkuTaken,
    StockChange,
    Variant,
    VariantEdit,
    edit,
    edit_variants,
)
from bosonline.domain.errors import Refusal
from bosonline.domain.identity import AuditEntry, Author, StoreId
from bosonline.domain.images import demand_known

_REASON = "import"
_COLUMNS = {"wholesale": "price", "varian_items": "name", "qty": "stok"}
"""Where the rules name a member that is no column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Edited:
    """What becomes of a product, by which rows; `made` is a new product, or the edit of one."""

    rows: Sequence[Row]
    made: Edit | Product

    @property
    def became(self) -> Product:
        return self.made if isinstance(self.made, Product) else self.made.became

    @property
    def was(self) -> Product | None:
        return None if isinstance(self.made, Product) else self.made.was


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsRows:
    """What a sheet of products or of variants says: how many rows it has, and those that may say something."""

    sheet: GoodsSheet
    rows: int
    kept: Sequence[Row]
    sanitize: Sanitizer

    @property
    def says_nothing(self) -> bool:
        """Whether there is nothing to do."""
        return not self.kept

    def carry_out(self, work: ImportWork, *, store: StoreId, is_dry_run: bool, by: Author, at: datetime) -> Imported:
        """Change what is to be changed, and tell of it unless this is a trial; `CellsWrong` where it cannot be."""
        making = _Making(work, self, store=store, at=at)
        changed = making.all()
        if changed and not is_dry_run:
            _keep(work, changed, by=by, at=at)
            about = {"rows": str(self.rows), "changed": str(making.rows_changed)}
            work.audit(AuditEntry(act="goods-imported", by=by, at=at, about=self.sheet.called, facts=about))
        told = tuple(making.told)
        return Imported(rows=self.rows, changed=making.rows_changed, changes=told, is_dry_run=is_dry_run)


def _keep(work: ImportWork, changed: Sequence[_Edited], *, by: Author, at: datetime) -> None:
    stock = list[StockChange]()
    for one in changed:
        if isinstance(one.made, Product):
            work.products.add(one.made, by=by)
            work.record(one.made.added())
            continue
        stock += [StockChange(sku=sku, delta=delta, reason=_REASON) for sku, delta in one.made.moved.items()]
        news, told = one.made.news(at=at), told_of(one.made)
        work.products.save(one.made.became, by=by, at=at)
        work.record(news)
        work.audit(AuditEntry(act="product-changed", by=by, at=at, about=f"product {one.became.sku}", facts=told))
    if stock:
        work.inventory.adjust(stock, by=by, at=at)


class _Making:
    """Finds out what becomes of each product, and everything that is wrong."""

    def __init__(self, work: ImportWork, given: GoodsRows, *, store: StoreId, at: datetime) -> None:
        self._work, self._sheet, self._sanitize, self._store, self._at = work, given.sheet, given.sanitize, store, at
        self._rows = dict[Sku, list[Row]]()
        for row in given.kept:
            self._rows.setdefault(product_named(row, given.sheet), []).append(row)
        self._known = work.products.several(self._rows)
        self._wrong = list[WrongCell]()
        self.told = list[CellChanged]()
        self.rows_changed = 0

    def all(self) -> list[_Edited]:
        """The products that change, those that are there already in the order of their ids; or `CellsWrong`."""
        make = self._product if self._sheet is GoodsSheet.PRODUCTS else self._variants
        found = [one for sku, rows in self._rows.items() if (one := make(sku, rows)) is not None]
        self._demand_free([one for one in found if one.was is None])
        self._demand_categories(found)
        self._demand_images(found)
        if self._wrong:
            raise CellsWrong.of(sorted(self._wrong, key=lambda cell: cell.row))
        for one in found:
            self._tell(one)
        return sorted(found, key=lambda one: one.became.id)

    def _product(self, sku: Sku, rows: Sequence[Row]) -> _Edited | None:
        row, product = rows[0], self._known.get(sku)
        if product is None:
            return self._new(sku, row)
        shown = cells(product, sku, self._sheet)
        if shown is None:
            self._refuse(row, SkuTaken.of([sku]))
            return None
        anew = said(row, shown)
        if not anew or not self._can_be_counted(row, shown, anew):
            return None
        count = {sku: Count(on_hand=anew["stok"])} if "stok" in anew else {}
        return self._made(rows, lambda: edit(product, details_of(product.details, anew, self._sanitize), counts=count))

    def _new(self, sku: Sku, row: Row) -> _Edited | None:
        missing = [name for name in ("weight", "price") if row.values.get(name) is None]
        self._wrong += [WrongCell(row.number, name, "required") for name in missing]
        if missing:
            return None
        details = new_details(row.values, self._sanitize)
        return self._made([row], lambda: Product.create(store=self._store, sku=sku, details=details, at=self._at))

    def _variants(self, sku: Sku, rows: Sequence[Row]) -> _Edited | None:
        product = self._known.get(sku)
        if product is None or product.archived_at is not None:
            self._wrong += [WrongCell(row.number, "product_sku", "product-unknown") for row in rows]
            return None
        edits, counts, before = dict[Sku, VariantEdit](), dict[Sku, Count](), len(self._wrong)
        for row in rows:
            variant = next((one for one in product.variants if one.sku == row.values["sku"]), None)
            if variant is None:
                self._wrong.append(WrongCell(row.number, "sku", "variant-unknown"))
                continue
            shown = cells(product, variant.sku, self._sheet) or {}
            anew = said(row, shown)
            if anew and self._can_be_counted(row, shown, anew):
                edits[variant.sku] = variant_edit(anew)
                if "stok" in anew:
                    counts[variant.sku] = Count(on_hand=anew["stok"])
                self._try(row, variant, edits[variant.sku], counts.get(variant.sku))
        self._demand_names(product, rows, edits)
        if len(self._wrong) > before or not edits:
            return None
        return self._made(rows, lambda: edit_variants(product, edits, counts=counts))

    def _try(self, row: Row, variant: Variant, anew: VariantEdit, count: Count | None) -> None:
        """See what is wrong with one variant, so that its own row is told of it."""
        try:
            anew.of(variant).check()
            if count is not None:
                count.of(variant)
        except Refusal as refusal:
            self._refuse(row, refusal)

    def _demand_names(self, product: Product, rows: Sequence[Row], edits: Mapping[Sku, VariantEdit]) -> None:
        names = {one.sku: edits[one.sku].name or one.name if one.sku in edits else one.name for one in product.variants}
        often = Counter(name.strip() if sku in edits else name for sku, name in names.items())
        for row in rows:
            sku = Sku(row.values["sku"])
            if sku in edits and edits[sku].name is not None and often[names[sku].strip()] > 1:
                self._refuse(row, ProductInvalid(field="name", why=ProductRule.VARIANT_NAMES.value))

    def _made(self, rows: Sequence[Row], make: Callable[[], Edit | Product]) -> _Edited | None:
        try:
            made = make()
        except Refusal as refusal:
            self._refuse(rows[0], refusal)
            return None
        return _Edited(rows=rows, made=made) if isinstance(made, Product) or made.changes else None

    def _can_be_counted(self, row: Row, shown: Mapping[str, Any], anew: Mapping[str, Any]) -> bool:
        if "stok" not in anew:
            return True
        seen, now = row.values.get("stok_seen"), shown["stok"]
        if now is None:
            self._wrong.append(WrongCell(row.number, "stok", "stock-of-variants"))
        elif seen not in (None, now):
            self._wrong.append(WrongCell(row.number, "stok", "stock-moved", {"sku": row.values["sku"], "stok": now}))
        return now is not None and seen in (None, now)

    def _demand_free(self, new: Sequence[_Edited]) -> None:
        taken = self._work.products.taken(product=None, variants=[one.became.sku for one in new]) if new else ()
        for one in new:
            if one.became.sku in taken:
                self._refuse(one.rows[0], SkuTaken.of([one.became.sku]))

    def _demand_categories(self, found: Sequence[_Edited]) -> None:
        newly = [one for one in found if one.was is None or one.was.category != one.became.category]
        unknown = dict[int, Refusal]()
        for category in sorted({one.became.category for one in newly if one.became.category is not None}):
            try:
                demand_category(self._work.categories, category)
            except CategoryUnknown as refusal:
                unknown[category] = refusal
        for one in newly:
            if one.became.category in unknown:
                self._refuse(one.rows[0], unknown[one.became.category])

    def _demand_images(self, found: Sequence[_Edited]) -> None:
        before = {one.became.sku: set(one.was.images) if one.was else set[str]() for one in found}
        newly = {name for one in found for name in one.became.images if name not in before[one.became.sku]}
        held = self._work.uploads.hold(sorted(newly)) if newly else frozenset[str]()
        for one in found:
            try:
                demand_known(one.became.images, held | before[one.became.sku], field="image.{at}.file_name")
            except Refusal as refusal:
                self._refuse(one.rows[0], refusal)

    def _refuse(self, row: Row, refusal: Refusal) -> None:
        field = str(refusal.facts.get("field", refusal.field) or "sku").partition(".")[0]
        column = _COLUMNS.get(field, field)
        if refusal.facts.get("why") == ProductRule.TIERS_RISE.value and self._sheet is GoodsSheet.VARIANTS:
            column = "min_qty"
        self._wrong.append(WrongCell(row.number, column, refusal.code, {**refusal.facts, "text": str(refusal)}))

    def _tell(self, one: _Edited) -> None:
        if one.was is None:
            self.rows_changed += 1
            self._name(CellChanged(sku=one.became.sku, column="sku", was=None, became=one.became.sku))
            return
        for row in one.rows:
            sku = Sku(row.values["sku"])
            was, became = cells(one.was, sku, self._sheet) or {}, cells(one.became, sku, self._sheet) or {}
            differing = [name for name in row.values if name in became and was[name] != became[name]]
            told = [name for name in differing if name not in ("stok_seen", "product", "variants")]
            self.rows_changed += bool(told)
            for name in told:
                self._name(CellChanged(sku=sku, column=name, was=was[name], became=became[name]))

    def _name(self, change: CellChanged) -> None:
        if len(self.told) < TOLD_AT_MOST:
            self.told.append(change)
