"""Orders with their lines and history; one statement per table per save."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import bindparam, delete, insert, update
from sqlalchemy.dialects import postgresql, sqlite

from bosonline.adapters.outbound.sql.database import Database
from bosonline.adapters.outbound.sql.order_rows import READ, changeable, order_of
from bosonline.adapters.outbound.sql.tables.ordering import invoice_numbers, order_history, order_lines, orders
from bosonline.domain.errors import ChangedMeanwhile
from bosonline.domain.identity import StoreId
from bosonline.domain.ordering import Invoice, Line, Order, OrderNotFound, Secret, invoice_of

INVOICES_AT_ONCE = 16
"""How many numbers a process reserves on PostgreSQL, so that checkouts do not queue for the next one."""

_OF_STORE = orders.c.store_id == bindparam("store")
_GET = READ.where(_OF_STORE, orders.c.invoice == bindparam("of_invoice"))
_BY_SECRET = READ.where(_OF_STORE, orders.c.secret == bindparam("of_secret"))
_ADD = insert(orders)
_ADD_LINES = insert(order_lines)
_ADD_HISTORY = insert(order_history)
_FIXED = ("store_id", "invoice", "secret", "created_at", "form_id", "form_name", "form_version", "content", "source")
_AS_SEEN = (
    orders.c.store_id == bindparam("of_store"),
    orders.c.invoice == bindparam("of_invoice"),
    orders.c.version == bindparam("was"),
)
_CHANGE = (
    update(orders)
    .where(*_AS_SEEN)
    .values({column.name: bindparam(column.name) for column in orders.c if column.name not in _FIXED})
)
_KEY = ("store_id", "invoice", "secret")
_REPLACE = (
    update(orders)
    .where(*_AS_SEEN)
    .values({column.name: bindparam(column.name) for column in orders.c if column.name not in _KEY})
)
_REMOVE_LINES = delete(order_lines).where(
    order_lines.c.store_id == bindparam("of_store"), order_lines.c.invoice == bindparam("of_invoice")
)


def _count_invoices(dialect: Any) -> Any:
    begin = dialect.insert(invoice_numbers).values(store_id=bindparam("store_id"), last=bindparam("many"))
    return begin.on_conflict_do_update(
        index_elements=[invoice_numbers.c.store_id], set_={"last": invoice_numbers.c.last + begin.excluded.last}
    ).returning(invoice_numbers.c.last)


_COUNT_SQLITE, _COUNT_POSTGRESQL = _count_invoices(sqlite), _count_invoices(postgresql)


class SqlOrders:
    """The orders of one store, in one transaction."""

    def __init__(self, execute: Callable[..., Any], store: StoreId, database: Database) -> None:
        self._execute = execute
        self._store = store
        self._database = database

    def next_invoice(self) -> Invoice:
        if self._database.is_sqlite:
            number = self._execute(_COUNT_SQLITE, {"store_id": self._store, "many": 1}).scalar_one()
        else:
            number = self._database.invoice_blocks.next(self._store, self._reserve)
        return invoice_of(number)

    def get(self, invoice: Invoice) -> Order:
        rows = self._execute(_GET, {"store": self._store, "of_invoice": invoice}).all()
        if not rows:
            raise OrderNotFound
        return order_of(rows)

    def add(self, order: Order) -> None:
        order.version = 1
        self._execute(_ADD, {**self._fixed(order), **changeable(order)})
        self._add_lines(order)
        self._add_news(order)

    def save(self, order: Order) -> None:
        was, order.version = order.version, order.version + 1
        found = {"of_store": self._store, "of_invoice": order.invoice, "was": was}
        if not self._execute(_CHANGE, {**found, **changeable(order)}).rowcount:
            raise ChangedMeanwhile
        self._add_news(order)

    def by_secret(self, secret: Secret) -> Order | None:
        rows = self._execute(_BY_SECRET, {"store": self._store, "of_secret": secret}).all()
        return order_of(rows) if rows else None

    def replace(self, order: Order) -> None:
        was, order.version = order.version, order.version + 1
        found = {"of_store": self._store, "of_invoice": order.invoice, "was": was}
        kept = {name: value for name, value in self._fixed(order).items() if name not in _KEY}
        if not self._execute(_REPLACE, {**found, **kept, **changeable(order)}).rowcount:
            raise ChangedMeanwhile
        self._execute(_REMOVE_LINES, {"of_store": self._store, "of_invoice": order.invoice})
        self._add_lines(order)
        self._add_news(order)

    def _reserve(self) -> range:
        with self._database.count() as connection:
            last = connection.execute(
                _COUNT_POSTGRESQL, {"store_id": self._store, "many": INVOICES_AT_ONCE}
            ).scalar_one()
        return range(last - INVOICES_AT_ONCE + 1, last + 1)

    def _add_lines(self, order: Order) -> None:
        if order.lines:
            self._execute(_ADD_LINES, [self._line(order, at, line) for at, line in enumerate(order.lines, 1)])

    def _add_news(self, order: Order) -> None:
        if order.news:
            self._execute(
                _ADD_HISTORY,
                [
                    {
                        "store_id": self._store,
                        "invoice": order.invoice,
                        "entry": news.entry,
                        "at": news.at,
                        "staff_id": news.by.staff,
                        "by": news.by.name,
                        "what": news.what,
                        "was": news.was,
                        "became": news.became,
                    }
                    for news in order.news
                ],
            )
            order.news.clear()

    def _fixed(self, order: Order) -> dict[str, object]:
        form = order.form
        return {
            "store_id": self._store,
            "invoice": order.invoice,
            "secret": order.secret,
            "created_at": order.created_at,
            "form_id": form and form.id,
            "form_name": form and form.name,
            "form_version": form and form.version,
            "content": order.content,
            "source": dict(order.source),
        }

    def _line(self, order: Order, at: int, line: Line) -> dict[str, object]:
        return {
            "store_id": self._store,
            "invoice": order.invoice,
            "line": at,
            "variant_id": line.variant,
            "sku": line.sku,
            "product_name": line.product_name,
            "name": line.name,
            "qty": line.qty,
            "price": line.price.idr,
            "cost_price": line.cost_price.idr,
            "weight": line.weight,
            "discount": line.discount.idr,
        }
