"""The sheets of orders that are downloaded: their columns, and what fills them."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from bosonline.application.ordering.ports import OrderDesk, OrderFilter
from bosonline.application.ordering.read import masked_order
from bosonline.application.spreadsheets import Cell, CellKind, Column
from bosonline.domain.identity import StoreId
from bosonline.domain.ordering import Invoice
from bosonline.domain.phone import Phone

BATCH = 500
"""How many orders are read at once."""

_NUMBER = CellKind.INTEGER
_TOTALS = (
    *("goods", "shipping", "cod_fee", "insurance", "other_fees", "unique_code"),
    *("product_discount", "shipping_discount", "total"),
)


class OrderSheet(StrEnum):
    """What a row is: an order, what a buyer left, or a line of an order; the value is the kind of its job."""

    ORDERS = "order-download"
    ABANDONED = "abandoned-download"
    ITEMS = "order-item-download"

    @property
    def called(self) -> str:
        """What the sheet and its file are called."""
        return _TITLES[self]

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns."""
        return _ITEM if self is OrderSheet.ITEMS else _ORDER


_TITLES = {
    OrderSheet.ORDERS: "pesanan",
    OrderSheet.ABANDONED: "pesanan-abandon",
    OrderSheet.ITEMS: "barang-pesanan",
}
_ORDER = (
    *map(Column, ("invoice", "created_at", "status", "cancel_reason", "payment_status", "payment_method")),
    Column("customer_name"),
    Column("customer_phone", CellKind.PHONE),
    *map(Column, ("customer_email", "street", "region", "post_code")),
    Column("items", _NUMBER),
    Column("qty", _NUMBER),
    *(Column(name, _NUMBER) for name in (*_TOTALS, "paid")),
    *map(Column, ("due_at", "paid_at", "shipped_at", "form", "cs", "courier_code", "service_code", "awb", "vouchers")),
    Column("follow_up_attempts", _NUMBER),
    *map(Column, ("quarantined", "note", "source")),
)
_ITEM = (
    *map(Column, ("invoice", "created_at", "status", "payment_status", "sku", "product_name", "name")),
    *(Column(name, _NUMBER) for name in ("qty", "price", "subtotal", "discount", "hpp", "weight")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrdersAsked:
    """Which orders a sheet shows, to whom: with `contacts` as they are, else masked; moments are those of `zone`."""

    shown: OrderFilter
    contacts: bool
    zone: str

    @property
    def plain(self) -> dict[str, Any]:
        """As a job keeps it."""
        shown = {name: _plain(value) for name, value in asdict(self.shown).items() if value is not None}
        return {"shown": shown, "contacts": self.contacts, "zone": self.zone}

    @classmethod
    def of(cls, asked: Mapping[str, Any]) -> "OrdersAsked":
        """As a job kept it."""
        shown = {name: _moment(name, value) for name, value in asked["shown"].items()}
        return cls(shown=OrderFilter(**shown), contacts=asked["contacts"], zone=asked["zone"])


def rows_of(sheet: OrderSheet, desk: OrderDesk, store: StoreId, asked: OrdersAsked) -> Iterator[Mapping[str, Cell]]:
    """The rows with a value for each column, the newest order first, as the list has them.

    They are read a few hundred orders at a time, along the list's own indexes; each batch is of its own moment.
    """
    local = partial(_local, zone=ZoneInfo(asked.zone))
    for order in _orders(desk, store, asked.shown):
        seen = order if asked.contacts else masked_order(order)
        if sheet is OrderSheet.ITEMS:
            yield from ({**_head(seen, local), **line} for line in seen["items"])
        else:
            yield _order(seen, local, is_masked=not asked.contacts)


def _orders(desk: OrderDesk, store: StoreId, shown: OrderFilter) -> Iterator[Mapping[str, Any]]:
    after: tuple[datetime, Invoice] | None = None
    while True:
        page = desk.page(store, shown, newest_first=True, start=0, limit=BATCH, after=after)
        invoices = [Invoice(row["invoice"]) for row in page.rows]
        found = desk.several(store, invoices) if invoices else {}
        yield from (found[invoice] for invoice in invoices if invoice in found)
        after = page.next_after
        if after is None:
            return


def _head(order: Mapping[str, Any], local: Any) -> dict[str, Cell]:
    return {
        "invoice": order["invoice"],
        "created_at": local(order["created_at"]),
        "status": order["status"],
        "payment_status": order["payment_status"],
    }


def _order(order: Mapping[str, Any], local: Any, *, is_masked: bool) -> dict[str, Cell]:
    phone, cs, address = order["customer_phone"], order["cs"], order["address"]
    same = (
        *("cancel_reason", "payment_method", "customer_name", "qty", "paid", "form", "courier_code", "service_code"),
        *("awb", "follow_up_attempts", "note"),
    )
    return {
        **_head(order, local),
        **{name: order[name] for name in same},
        **{name: order["totals"][name] for name in _TOTALS},
        **{name: local(order[name]) for name in ("due_at", "paid_at", "shipped_at")},
        **{name: address[name] for name in ("street", "region", "post_code")},
        "customer_phone": phone if phone is None or is_masked else Phone(phone),
        "customer_email": order["customer"]["email"],
        "items": len(order["items"]),
        "cs": None if cs is None else cs["name"],
        "vouchers": ", ".join(voucher["code"] for voucher in order["vouchers"]),
        "quarantined": "yes" if order["quarantined"] else "no",
        "source": ", ".join(f"{name}={value}" for name, value in order["source"].items()),
    }


def _local(at: datetime | None, zone: ZoneInfo) -> str | None:
    return None if at is None else at.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _moment(name: str, value: Any) -> Any:
    return datetime.fromisoformat(value) if name.endswith(("_from", "_until")) else value
