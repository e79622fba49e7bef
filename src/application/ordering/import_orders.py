"""Orders come as a sheet: from a marketplace, from a notebook, from another program."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bosonline.application.ordering.attend import BY_HAND, AttendingWork, somebody
from bosonline.application.ordering.order_sheets import OrderSheet
from bosonline.application.ordering.placing import PlaceOrder, Wish
from bosonline.application.ordering.reception import Maker
from bosonline.application.ordering.type_order import ReadyOrder, TypedOrder, merged
from bosonline.application.ports import Clock, Once
from bosonline.application.spreadsheets import (
    CellKind,
    CellsWrong,
    Column,
    Row,
    Spreadsheets,
    WrongCell,
    rows_of,
)
from bosonline.domain.catalog import Sku
from bosonline.domain.errors import ChangedMeanwhile, Conflict, Rejected, Unavailable
from bosonline.domain.identity import AuditEntry, Member, StaffId, StoreId
from bosonline.domain.money import Money
from bosonline.domain.ordering import Assignment, CartItem, Invoice, PaymentMethod

AT_ONCE = 1_000
"""How many rows a file has at most: all of them are one transaction, for which checkouts wait on SQLite."""

TOLD_AT_MOST = 100
IMPORTED = "import"

_OF_ORDER: Mapping[str, int] = {
    "customer_name": 120,
    "customer_phone": 60,
    "customer_email": 254,
    "street": 500,
    "district_code": 8,
    "post_code": 5,
    "payment_method": 16,
    "note": 1_000,
    "voucher": 64,
}
"""Columns that speak of the whole order, with their lengths."""

_NEEDED = ("customer_name", "customer_phone", "street", "district_code", "payment_method")
_OWN = (
    Column("reference"),
    *(Column(name, CellKind.PHONE if name == "customer_phone" else CellKind.TEXT) for name in _OF_ORDER),
    Column("shipping", CellKind.INTEGER),
    Column("staff_id", CellKind.INTEGER),
)
_READ_ONLY = ("region", "items", "paid", "due_at", "paid_at", "shipped_at", "form", "cs", "source", "total", "goods")
COLUMNS = (
    *_OWN,
    *OrderSheet.ITEMS.columns,
    *(Column(name) for name in _READ_ONLY),
)
_BOUNDS = {"qty": (1, 10_000), "price": (0, 10**9), "shipping": (0, 10**9), "staff_id": (1, 2**53)}
_FIELDS = {
    "customer.phone": "customer_phone",
    "address.district_code": "district_code",
    "voucher_codes": "voucher",
    "staff_id": "staff_id",
}


class References(Protocol):
    """By which names of their own the orders of the work's store were imported."""

    def known(self, references: Sequence[str], /) -> Mapping[str, Invoice]:
        """Those of these that are orders already."""
        ...

    def add(self, reference: str, invoice: Invoice, /) -> None:
        """Keep what an order is called; `ChangedMeanwhile` where another one is called so by now."""
        ...


class ImportingWork(AttendingWork, Protocol):
    """A transaction that imports orders."""

    @property
    def references(self) -> References: ...


class OpenImportingWork(Protocol):
    """Begin a transaction on one store, perhaps under a caller's key."""

    def __call__(self, store: StoreId, once: Once | None = None, /) -> ImportingWork: ...


class TooManyRows(Rejected):
    """The file is larger than what is imported at once."""

    code = "too-many-rows"
    text = "At most {most} rows are imported at once; send the others as further files"
    field = "file"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderImported:
    """What an order is called in the file, and here."""

    reference: str
    invoice: Invoice


@dataclass(frozen=True, slots=True, kw_only=True)
class OrdersImported:
    """How many rows and orders a file had, and how many of these were made, or would be; `made` names the first."""

    rows: int
    orders: int
    made: int
    known: int
    invoices: tuple[OrderImported, ...] = ()
    is_dry_run: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheet:
    """One order as its rows tell it."""

    reference: str
    rows: Sequence[Row]

    def value(self, column: str) -> Any:
        """What the first row says that says anything."""
        return next((row.values[column] for row in self.rows if row.values.get(column) is not None), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOrders:
    """Make the orders of a file, all or none, by the rules of typed orders; those that are there already are left.

    Rows of the same `reference` (or `invoice`) are one order. Everything is checked before anything is taken. Raises
    `SpreadsheetUnreadable`, `TooManyRows`, `CellsWrong` and `Forbidden`.
    """

    spreadsheets: Spreadsheets
    ready: ReadyOrder
    work: OpenImportingWork
    place: PlaceOrder
    clock: Clock

    def __call__(
        self, *, member: Member, content: bytes, is_dry_run: bool = False, once: Once | None = None
    ) -> OrdersImported:
        rows = self._rows(content)
        found = list(_orders(rows))
        wishes = self._ready(member, found)
        with self.work(member.store, None if is_dry_run else once) as work:
            known = work.references.known([order.reference for order in found])
            new = [(order, wish) for order, wish in zip(found, wishes, strict=True) if order.reference not in known]
            attendants = _attendants(work, [order for order, _ in new])
            made = [self._place(work, member, order, wish, attendants) for order, wish in new]
            done = OrdersImported(
                rows=len(rows),
                orders=len(found),
                made=len(made),
                known=len(found) - len(made),
                invoices=() if is_dry_run else tuple(made[:TOLD_AT_MOST]),
                is_dry_run=is_dry_run,
            )
            if not is_dry_run:
                facts = {"rows": str(done.rows), "orders": str(done.made)}
                work.audit(AuditEntry(act="orders-imported", by=member.author, at=self.clock(), facts=facts))
                work.commit(done)
        return done

    def _rows(self, content: bytes) -> list[Row]:
        rows: list[Row] = []
        for row in rows_of(self.spreadsheets.read(content), COLUMNS):
            rows.append(row)
            if len(rows) > AT_ONCE:
                raise TooManyRows(most=AT_ONCE)
        wrong = [cell for row in rows for cell in (*row.wrong, *_wrong(row))]
        if wrong:
            raise CellsWrong.of(wrong)
        return rows

    def _ready(self, member: Member, orders: Sequence[_Sheet]) -> list[Wish]:
        wishes, wrong = list[Wish](), list[WrongCell]()
        for order in orders:
            faults = list(_faults(order))
            wrong.extend(faults)
            if not faults:
                try:
                    wishes.append(self.ready(member=member, typed=_typed(order), channel=IMPORTED))
                except (Conflict, Rejected, Unavailable) as refusal:
                    wrong.append(_blame(order, refusal))
        if wrong:
            raise CellsWrong.of(wrong)
        return wishes

    def _place(
        self,
        work: ImportingWork,
        member: Member,
        order: _Sheet,
        wish: Wish,
        attendants: Mapping[int, Assignment],
    ) -> OrderImported:
        named = attendants.get(order.value("staff_id"))
        cs = None if named is None else (named, BY_HAND)
        maker = Maker(by=member.author, vouches=True, cs=cs, by_reference=True)
        try:
            placed, _ = self.place(work, wish, maker, at=self.clock())
        except (Conflict, Rejected) as refusal:
            if isinstance(refusal, ChangedMeanwhile):
                raise
            raise CellsWrong.of([_blame(order, refusal)]) from refusal
        work.references.add(order.reference, placed.invoice)
        return OrderImported(reference=order.reference, invoice=placed.invoice)


def _attendants(work: ImportingWork, orders: Sequence[_Sheet]) -> Mapping[int, Assignment]:
    """Whom the orders name to look after them, each looked up once."""
    found, wrong = dict[int, Assignment](), list[WrongCell]()
    for order in orders:
        staff = order.value("staff_id")
        if staff is not None and staff not in found:
            try:
                found[staff] = somebody(work, StaffId(staff))
            except Rejected as refusal:
                wrong.append(_blame(order, refusal))
    if wrong:
        raise CellsWrong.of(wrong)
    return found


def _orders(rows: Sequence[Row]) -> Iterator[_Sheet]:
    """Rows of the same reference as one order, in the order in which they come up."""
    together: dict[str, list[Row]] = {}
    for row in rows:
        together.setdefault(_reference(row), []).append(row)
    return (_Sheet(reference=reference, rows=some) for reference, some in together.items())


def _reference(row: Row) -> str:
    return (row.values.get("reference") or row.values.get("invoice") or "").strip()


def _wrong(row: Row) -> Iterator[WrongCell]:
    """What is wrong in a row by itself."""
    if not _reference(row):
        yield WrongCell(row.number, "reference", "required")
    elif len(_reference(row)) > 100:
        yield WrongCell(row.number, "reference", "too-long", {"most": 100})
    for name in ("sku", "qty"):
        if row.values.get(name) is None:
            yield WrongCell(row.number, name, "required")
    for name, (least, most) in _BOUNDS.items():
        value = row.values.get(name)
        if value is not None and not least <= value <= most:
            yield WrongCell(row.number, name, "out-of-range", {"least": least, "most": most})
    for name, most in _OF_ORDER.items():
        text = row.values.get(name) or ""
        if len(text) > most:
            yield WrongCell(row.number, name, "too-long", {"most": most})
        elif any(not sign.isprintable() and sign not in "\n\t" for sign in text):
            yield WrongCell(row.number, name, "bad-characters")


def _faults(order: _Sheet) -> Iterator[WrongCell]:
    """What is wrong of an order as a whole: what it lacks, and what its rows say differently."""
    first = order.rows[0].number
    for name in _NEEDED:
        if not (order.value(name) or "").strip():
            yield WrongCell(first, name, "required")
    for name in (*_OF_ORDER, "shipping", "staff_id"):
        for row in order.rows:
            if row.values.get(name) not in (None, order.value(name)):
                yield WrongCell(row.number, name, "differs", {"value": str(order.value(name))})
    method = (order.value("payment_method") or "").strip().lower()
    if method and method not in list(PaymentMethod):
        choices = ", ".join(PaymentMethod)
        yield WrongCell(first, "payment_method", "not-a-choice", {"choices": choices})


def _typed(order: _Sheet) -> TypedOrder:
    shipping, voucher = order.value("shipping"), order.value("voucher")
    return TypedOrder(
        name=order.value("customer_name").strip(),
        phone=order.value("customer_phone"),
        email=order.value("customer_email"),
        street=order.value("street").strip(),
        district_code=order.value("district_code").strip(),
        post_code=order.value("post_code"),
        items=merged([_item(row) for row in order.rows]),
        payment_method=PaymentMethod(order.value("payment_method").strip().lower()),
        shipping=None if shipping is None else Money(shipping),
        vouchers=() if voucher is None else (voucher,),
        note=order.value("note") or "",
        source={"reference": order.reference},
    )


def _item(row: Row) -> CartItem:
    price = row.values.get("price")
    sku = Sku(row.values["sku"].strip())
    return CartItem(sku=sku, qty=row.values["qty"], price=None if price is None else Money(price))


def _blame(order: _Sheet, refusal: Conflict | Rejected | Unavailable) -> WrongCell:
    """The cell that a refusal is about; of goods the row that names them."""
    column = _FIELDS.get(str(refusal.facts.get("field") or refusal.field or ""), "sku")
    items: Any = refusal.facts.get("items", ())
    skus = {str(item["sku"]) for item in items} | {str(refusal.facts.get("sku"))}
    meant = next((row for row in order.rows if row.values["sku"].strip() in skus), order.rows[0])
    return WrongCell(meant.number, column, refusal.code, {**refusal.facts, "text": str(refusal)})
