"""What ordering needs of the world."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bosonline.application.ordering.reception import Reception
from bosonline.application.ordering.unique_codes import Transfers
from bosonline.application.ports import Once, UnitOfWork
from bosonline.application.promotions.ports import VoucherUses
from bosonline.application.shipping.booking_ports import CodLedger
from bosonline.domain.catalog.ids import VariantId
from bosonline.domain.catalog.sku import Sku
from bosonline.domain.catalog.wholesale import Tier, price_at
from bosonline.domain.errors import Conflict
from bosonline.domain.identity import Author, StaffId, StoreId
from bosonline.domain.money import Money
from bosonline.domain.ordering import Invoice, Order, PaymentEntry, PaymentStatus, Secret, Status


class OutOfStock(Conflict):
    """Something ordered is no longer there in that number; the fact `items` says what is left of each."""

    code = "out-of-stock"
    text = "Some of this is no longer in stock; see items for what is left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A variant whose stock was taken, as it was at that moment."""

    variant: VariantId
    sku: Sku
    product_name: str
    name: str
    price: Money
    cost_price: Money
    weight: int
    length: int = 0
    width: int = 0
    height: int = 0
    min_qty: int
    wholesale: tuple[Tier, ...] = ()

    def price_at(self, qty: int) -> Money:
        """What a piece costs who takes so many of it on one line."""
        return price_at(qty, selling=self.price, tiers=self.wholesale)


class NewSecret(Protocol):
    """A text that nobody can guess: the address of an order's own page."""

    def __call__(self) -> Secret: ...


class Orders(Protocol):
    """The orders of the work's store."""

    def next_invoice(self) -> Invoice:
        """An invoice number that no other order has; numbers may have gaps."""
        ...

    def get(self, invoice: Invoice, /) -> Order:
        """The order, or `OrderNotFound`."""
        ...

    def add(self, order: Order, /) -> None:
        """Keep a new order."""
        ...

    def save(self, order: Order, /) -> None:
        """Keep a changed order, or `ChangedMeanwhile` when somebody saved it since it was loaded."""
        ...

    def by_secret(self, secret: Secret, /) -> Order | None:
        """The order that bears this secret, if there is one."""
        ...

    def replace(self, order: Order, /) -> None:
        """Keep an order that was typed anew, with its lines; `ChangedMeanwhile` as in `save`."""
        ...


class Stock(Protocol):
    """What is on hand of each variant of the work's store, and what is reserved."""

    def take(self, wanted: Mapping[Sku, int], *, invoice: Invoice, by: Author, at: datetime) -> list[Taken]:
        """Reserve all of it for an order, in the order of `wanted`, or none of it: `OutOfStock`."""
        ...

    def look(self, skus: Collection[Sku], /) -> Mapping[Sku, Taken]:
        """What is on sale of these, as it is at this moment; nothing is reserved."""
        ...

    def release(self, order: Order, *, by: Author, at: datetime) -> None:
        """Give back what an order had reserved."""
        ...

    def ship(self, order: Order, *, by: Author, at: datetime) -> None:
        """Let the goods of an order leave: less on hand, less reserved."""
        ...

    def put_back(self, order: Order, *, by: Author, at: datetime) -> None:
        """Take returned goods in again."""
        ...


class Ledger(Protocol):
    """What was paid for the orders of the work's store, and given back."""

    def next_number(self, invoice: Invoice, /) -> int:
        """The number that an order's next entry has."""
        ...

    def add(self, invoice: Invoice, entry: PaymentEntry, /) -> None:
        """Keep a new entry; `ChangedMeanwhile` where another one has its number by now."""
        ...

    def knows_account(self, account: int, /) -> bool:
        """Whether the store has this bank account, or had it."""
        ...


class GoodsDesk(Protocol):
    """What is on sale, as it is read: nothing is taken."""

    def on_sale(self, store: StoreId, skus: Collection[Sku], /) -> Sequence[Taken]:
        """Those of these variants that can be ordered, whether there are any left or not, as they are now."""
        ...


class Assignments(Protocol):
    """Who looks after which orders of the work's store."""

    def open_of(self, staff: StaffId, /, *, limit: int) -> Sequence[Invoice]:
        """Open orders that are assigned to a member of staff, as many as that at most."""
        ...


class OrderingWork(UnitOfWork, Protocol):
    """A transaction on the orders of one store."""

    @property
    def orders(self) -> Orders: ...

    @property
    def assignments(self) -> Assignments: ...

    @property
    def reception(self) -> Reception: ...

    @property
    def stock(self) -> Stock: ...

    @property
    def transfers(self) -> Transfers: ...

    @property
    def ledger(self) -> Ledger: ...

    @property
    def cod_ledger(self) -> CodLedger: ...

    @property
    def voucher_uses(self) -> VoucherUses: ...


class OpenOrderingWork(Protocol):
    """Begin a transaction on one store, perhaps under a caller's key."""

    def __call__(self, store: StoreId, once: Once | None = None, /) -> OrderingWork: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFilter:
    """Which orders a list shows; None asks for all, but for the abandoned, which are shown by their status alone.

    Without `by_phone` the keyword finds no phone; `sku` is that of a product or variant ordered.
    """

    status: Status | None = None
    payment_status: PaymentStatus | None = None
    payment_method: str | None = None
    form: int | None = None
    cs: int | None = None
    courier_code: str | None = None
    created_from: datetime | None = None
    created_until: datetime | None = None
    paid_from: datetime | None = None
    paid_until: datetime | None = None
    shipped_from: datetime | None = None
    shipped_until: datetime | None = None
    sku: str | None = None
    follow_ups: int | None = None
    is_quarantined: bool | None = None
    category: str | None = None
    keyword: str | None = None
    by_phone: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPage:
    """A page of orders as rows, how many there are in all, and where the next page begins."""

    rows: Sequence[Mapping[str, Any]]
    total: int | None
    is_capped: bool = False
    next_after: tuple[datetime, Invoice] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPlace:
    """Where the form of a record is found, and whose it is."""

    store: StoreId
    subdomain: str
    slug: str


class AbandonedDesk(Protocol):
    """What buyers left on forms, by the token that they were given."""

    def place(self, token: Secret, /) -> FormPlace | None:
        """The form that it was left on, or None."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusSum:
    """How many orders stand in one status, what they come to, and what of it was paid."""

    status: Status
    orders: int
    total: Money
    paid: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffSum:
    """What became of the orders of one CS, or of nobody (None): how many, followed up, paid, what they brought in.

    Revenue is the totals but for orders that were cancelled or came back.
    """

    staff: StaffId | None
    name: str | None
    orders: int
    followed_up: int
    paid: int
    revenue: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderSize:
    """How many orders a list shows, and how many lines they have together."""

    orders: int
    lines: int


class OrderDesk(Protocol):
    """Orders as they are read: rows, no entities."""

    def size(self, store: StoreId, shown: OrderFilter, /, *, most: int) -> OrderSize:
        """How long the list is; of more than `most` orders only so many and one are looked at."""
        ...

    def recap(self, store: StoreId, shown: OrderFilter, /) -> Sequence[StatusSum]:
        """What the orders that a list shows come to, for each status that is among them."""
        ...

    def recap_staff(self, store: StoreId, since: datetime, until: datetime, /) -> Sequence[StaffSum]:
        """The sums of each CS over the orders made in that time, without the abandoned; most orders first."""
        ...

    def page(
        self,
        store: StoreId,
        shown: OrderFilter,
        *,
        newest_first: bool,
        start: int,
        limit: int,
        after: tuple[datetime, Invoice] | None,
    ) -> OrderPage:
        """Orders by when they were made; with `after` the page that follows, uncounted."""
        ...

    def several(self, store: StoreId, invoices: Sequence[Invoice], /) -> Mapping[Invoice, Mapping[str, Any]]:
        """What `detail` tells of each of these orders, but for follow-ups and history; without those that are none."""
        ...

    def detail(self, store: StoreId, invoice: Invoice) -> Mapping[str, Any] | None:
        """Everything about one order, with lines and history; None where there is none."""
        ...
