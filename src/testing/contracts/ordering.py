"""What every adapter of the ports of ordering must do."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from bosonline.application.ordering.ports import OrderDesk, OrderFilter, OutOfStock
from bosonline.domain.catalog import Parcel, Prices, Product, ProductDetails, Sku, Stock, Variant
from bosonline.domain.catalog.product import Attribute
from bosonline.domain.errors import ChangedMeanwhile
from bosonline.domain.identity import BUYER, SYSTEM, StoreId
from bosonline.domain.money import Money
from bosonline.domain.ordering import (
    Address,
    Customer,
    FormReference,
    Invoice,
    Line,
    Order,
    OrderNotFound,
    PaymentMethod,
    Secret,
    Status,
    Totals,
)
from bosonline.domain.phone import Phone
from bosonline.testing.backends import Backend

STORE, OTHER_STORE = StoreId(1), StoreId(2)
BEANS, POWDER = Sku("ESB-006-01"), Sku("ESB-006-02")
DeskOf = Callable[[Any], OrderDesk]


def add_product(backend: Backend, *, store: StoreId = STORE, on_hand: int = 10) -> Product:
    """A product of two variants, each with so much on hand."""
    prices = Prices(selling=Money(45_000), listed=Money(50_000), cost=Money(40_000))
    details = ProductDetails(
        name="Biji Kopi Arabica",
        prices=prices,
        parcel=Parcel(weight=1000),
        attributes=(Attribute(name="Kemasan", items=("Biji", "Bubuk")),),
        variants=tuple(
            Variant(sku=sku, name=name, prices=prices, parcel=Parcel(weight=1000), stock=Stock(on_hand=on_hand))
            for sku, name in ((BEANS, "Biji"), (POWDER, "Bubuk"))
        ),
    )
    with backend.work(store) as work:
        product = Product.create(store=store, sku=Sku("ESB-006"), details=details, at=backend.clock())
        work.products.add(product, by=SYSTEM)
        work.commit()
    return product


def place(
    backend: Backend,
    *,
    qty: int = 1,
    sku: Sku = BEANS,
    store: StoreId = STORE,
    phone: str = "+6281311112222",
    content: str = "c",
) -> Order:
    """An order that took its stock."""
    with backend.work(store) as work:
        invoice = work.orders.next_invoice()
        (taken,) = work.stock.take({sku: qty}, invoice=invoice, by=BUYER, at=backend.clock())
        order, placed = Order.place(
            invoice=invoice,
            secret=Secret(f"secret-of-{store}-{invoice}"),
            at=backend.clock(),
            by=BUYER,
            customer=Customer(name="Budi Santoso", phone=Phone(phone), email="budi@example.com"),
            address=Address(
                street="Jl. Melati 5", district_code="31.71.01", region="Gambir, Kota Jakarta Pusat, DKI Jakarta"
            ),
            lines=(
                Line(
                    variant=taken.variant,
                    sku=sku,
                    product_name=taken.product_name,
                    name=taken.name,
                    qty=qty,
                    price=taken.price,
                    cost_price=taken.cost_price,
                    weight=taken.weight,
                ),
            ),
            totals=Totals(goods=taken.price * qty, shipping=Money(15_000)),
            payment_method=PaymentMethod.BANK_TRANSFER,
            due_at=backend.clock() + timedelta(hours=24),
            form=FormReference(id=7, name="Kopi Arabica", version=1),
            answers={"grind": "halus"},
            source={"utm_source": "ig"},
            content=content,
        )
        work.orders.add(order)
        work.record(placed)
        work.commit()
    return order


def available(backend: Backend, sku: Sku = BEANS, *, store: StoreId = STORE) -> int:
    """What can still be ordered, asked by asking for too much."""
    with pytest.raises(OutOfStock) as refused, backend.work(store) as work:
        work.stock.take({sku: 10**6}, invoice=Invoice("INV0000"), by=BUYER, at=backend.clock())
    items = refused.value.facts["items"]
    assert isinstance(items, list)
    return int(items[0]["available"])


class OrdersContract:
    """Orders are kept whole, and nobody overwrites what they have not seen."""

    def test_an_order_comes_back_as_it_was_added(self, backend: Backend) -> None:
        add_product(backend)
        order = place(backend)

        with backend.work(STORE) as work:
            assert work.orders.get(order.invoice) == order

    def test_an_order_of_another_store_does_not_exist(self, backend: Backend) -> None:
        add_product(backend)
        order = place(backend)

        with pytest.raises(OrderNotFound), backend.work(OTHER_STORE) as work:
            work.orders.get(order.invoice)

    def test_a_change_is_kept_and_counted(self, backend: Backend) -> None:
        add_product(backend)
        order = place(backend)
        with backend.work(STORE) as work:
            changed = work.orders.get(order.invoice)
            changed.move(Status.PROCESSING, at=backend.clock(), by=SYSTEM)
            work.orders.save(changed)
            work.commit()

        with backend.work(STORE) as work:
            found = work.orders.get(order.invoice)
        assert (found.status, found.version, found.entries) == (Status.PROCESSING, 2, 2)

    def test_who_saves_an_older_version_is_told(self, backend: Backend) -> None:
        add_product(backend)
        order = place(backend)
        with backend.work(STORE) as work:
            stale = work.orders.get(order.invoice)
        with backend.work(STORE) as work:
            fresh = work.orders.get(order.invoice)
            fresh.move(Status.PROCESSING, at=backend.clock(), by=SYSTEM)
            work.orders.save(fresh)
            work.commit()

        stale.move(Status.CANCELLED, at=backend.clock(), by=SYSTEM)
        with pytest.raises(ChangedMeanwhile), backend.work(STORE) as work:
            work.orders.save(stale)

    def test_an_order_is_found_by_its_secret_in_its_store_alone(self, backend: Backend) -> None:
        add_product(backend)
        order = place(backend)

        with backend.work(STORE) as work:
            assert work.orders.by_secret(order.secret) == order
            assert work.orders.by_secret(Secret("nobody-was-given-this")) is None
        with backend.work(OTHER_STORE) as work:
            assert work.orders.by_secret(order.secret) is None

    def test_an_order_that_was_typed_anew_is_kept_with_its_lines(self, backend: Backend) -> None:
        add_product(backend)
        kept = place(backend, qty=2)
        lines, totals = kept.lines, kept.totals
        for now, price in (((), Totals(goods=Money(0))), (lines * 2, Totals(goods=totals.goods * 2)), (lines, totals)):
            with backend.work(STORE) as work:
                typed = work.orders.get(kept.invoice)
                typed.lines, typed.totals = now, price
                typed.form = FormReference(id=8, name="Teh", version=len(now))
                typed.created_at, typed.content, typed.source = backend.clock(), f"c{len(now)}", {"gclid": "g"}
                work.orders.replace(typed)
                work.commit()
            with backend.work(STORE) as work:
                assert work.orders.get(kept.invoice) == typed

    def test_who_types_into_an_older_version_is_told(self, backend: Backend) -> None:
        add_product(backend)
        older = place(backend)
        with backend.work(STORE) as work:
            work.orders.replace(work.orders.get(older.invoice))
            work.commit()

        with pytest.raises(ChangedMeanwhile), backend.work(STORE) as work:
            work.orders.replace(older)

    def test_leaving_without_commit_leaves_nothing(self, backend: Backend) -> None:
        add_product(backend)
        with backend.work(STORE) as work:
            invoice = work.orders.next_invoice()
            work.stock.take({BEANS: 3}, invoice=invoice, by=BUYER, at=backend.clock())

        assert available(backend) == 10

    def test_invoices_are_never_given_twice(self, backend: Backend) -> None:
        add_product(backend, on_hand=100)
        invoices = [place(backend).invoice for _ in range(40)]

        assert len(set(invoices)) == 40


class StockContract:
    """Stock never goes below zero, and comes back once."""

    def test_more_than_there_is_is_refused_whole_and_says_what_is_left(self, backend: Backend) -> None:
        add_product(backend, on_hand=5)
        with pytest.raises(OutOfStock) as refused, backend.work(STORE) as work:
            work.stock.take({BEANS: 5, POWDER: 6}, invoice=Invoice("INV0001"), by=BUYER, at=backend.clock())

        assert refused.value.facts["items"] == [{"sku": POWDER, "available": 5}]
        assert available(backend, BEANS) == 5

    def test_what_does_not_exist_or_is_another_stores_is_out_of_stock(self, backend: Backend) -> None:
        add_product(backend, store=OTHER_STORE)
        with pytest.raises(OutOfStock) as refused, backend.work(STORE) as work:
            work.stock.take({BEANS: 1}, invoice=Invoice("INV0001"), by=BUYER, at=backend.clock())
        assert refused.value.facts["items"] == [{"sku": BEANS, "available": 0}]

    def test_what_is_looked_at_is_told_and_stays_where_it_is(self, backend: Backend) -> None:
        add_product(backend, on_hand=3)
        with backend.work(STORE) as work:
            seen = work.stock.look([POWDER, Sku("NOTHING")])
            (taken,) = work.stock.take({POWDER: 1}, invoice=Invoice("INV0001"), by=BUYER, at=backend.clock())

        assert seen == {POWDER: taken}
        assert available(backend, POWDER) == 3
        with backend.work(OTHER_STORE) as work:
            assert work.stock.look([POWDER]) == {}

    def test_taken_comes_in_the_order_asked_with_prices_and_names(self, backend: Backend) -> None:
        add_product(backend)
        with backend.work(STORE) as work:
            powder, beans = work.stock.take(
                {POWDER: 1, BEANS: 2}, invoice=Invoice("INV0001"), by=BUYER, at=backend.clock()
            )
        assert (powder.sku, beans.sku, beans.product_name, beans.name) == (POWDER, BEANS, "Biji Kopi Arabica", "Biji")
        assert (beans.price, beans.cost_price, beans.weight, beans.min_qty) == (Money(45_000), Money(40_000), 1000, 1)

    @pytest.mark.parametrize(("move", "left"), [("release", 10), ("ship", 7), ("put_back", 10)])
    def test_an_order_moves_its_stock(self, backend: Backend, move: str, left: int) -> None:
        add_product(backend)
        order = place(backend, qty=3)
        assert available(backend) == 7

        with backend.work(STORE) as work:
            getattr(work.stock, move)(order, by=SYSTEM, at=backend.clock())
            work.commit()
        assert available(backend) == left

    def test_two_hundred_buyers_of_fifty_pieces_leave_none_and_oversell_none(self, backend: Backend) -> None:
        add_product(backend, on_hand=25)

        def buy(number: int) -> bool:
            skus = [BEANS, POWDER] if number % 2 else [POWDER, BEANS]
            try:
                with backend.work(STORE) as work:
                    invoice = work.orders.next_invoice()
                    work.stock.take(dict.fromkeys(skus, 1), invoice=invoice, by=BUYER, at=backend.clock())
                    work.commit()
            except OutOfStock:
                return False
            return True

        with ThreadPoolExecutor(8) as buyers:
            bought = sum(buyers.map(buy, range(200)))
        assert bought == 25
        assert available(backend, BEANS) == available(backend, POWDER) == 0


class OrderDeskContract(ABC):
    """The desk shows what was ordered, to the store that it was ordered from."""

    @abstractmethod
    def desk(self, backend: Backend) -> OrderDesk:
        """The desk of a backend."""

    def test_a_row_tells_the_order(self, backend: Backend) -> None:
        add_product(backend)
        order = place(backend, qty=2)

        page = self.desk(backend).page(STORE, OrderFilter(), newest_first=True, start=0, limit=10, after=None)

        assert page.rows == [
            {
                "invoice": order.invoice,
                "created_at": order.created_at,
                "status": "pending",
                "payment_status": "unpaid",
                "payment_method": "bank_transfer",
                "customer_name": "Budi Santoso",
                "customer_phone": "+6281311112222",
                "total": 105_000,
                "items": 1,
                "qty": 2,
                "form": "Kopi Arabica",
                "cs": None,
                "courier_code": None,
                "awb": None,
                "follow_up_attempts": 0,
                "quarantined": False,
                "duplicate_of": None,
            }
        ]
        assert (page.total, page.is_capped, page.next_after) == (1, False, None)

    def test_the_detail_tells_everything(self, backend: Backend) -> None:
        add_product(backend)
        order = place(backend, qty=2)

        detail = self.desk(backend).detail(STORE, order.invoice)

        assert detail is not None
        assert detail["items"] == [
            {
                "sku": BEANS,
                "product_name": "Biji Kopi Arabica",
                "name": "Biji",
                "qty": 2,
                "price": 45_000,
                "hpp": 40_000,
                "weight": 1000,
                "subtotal": 90_000,
                "discount": 0,
            }
        ]
        assert detail["totals"] == order.totals.as_facts()
        assert detail["history"] == [
            {
                "at": order.created_at,
                "by": {"staff_id": None, "name": "buyer"},
                "what": "placed",
                "from": None,
                "to": "pending",
            }
        ]
        assert detail["fields"] == {"grind": "halus"}
        assert detail["address"]["region"] == order.address.region

    def test_another_store_sees_nothing(self, backend: Backend) -> None:
        add_product(backend)
        order = place(backend)

        page = self.desk(backend).page(OTHER_STORE, OrderFilter(), newest_first=True, start=0, limit=10, after=None)
        assert (page.rows, page.total) == ([], 0)
        assert self.desk(backend).detail(OTHER_STORE, order.invoice) is None

    @pytest.mark.parametrize("newest_first", [True, False])
    def test_cursor_pages_neither_repeat_nor_skip(self, backend: Backend, newest_first: bool) -> None:
        add_product(backend, on_hand=100)
        invoices = []
        for number in range(25):
            invoices.append(place(backend).invoice)
            if number % 3:
                backend.clock.advance(seconds=1)
        desk, seen, after = self.desk(backend), [], None
        while True:
            page = desk.page(STORE, OrderFilter(), newest_first=newest_first, start=0, limit=4, after=after)
            seen += [row["invoice"] for row in page.rows]
            after = page.next_after
            if after is None:
                break
            if newest_first:
                place(backend, content="poured in")

        assert seen == (invoices[::-1] if newest_first else invoices)

    @pytest.mark.parametrize(
        ("shown", "found"),
        [
            (OrderFilter(status=Status.PENDING), 3),
            (OrderFilter(status=Status.CANCELLED), 0),
            (OrderFilter(payment_method="cod"), 0),
            (OrderFilter(form=7), 3),
            (OrderFilter(keyword="budi"), 3),
            (OrderFilter(keyword="inv", category="invoice"), 3),
            (OrderFilter(keyword="+62813999", category="customer_phone"), 1),
            (OrderFilter(keyword="%"), 0),
            (OrderFilter(keyword="_"), 0),
            (OrderFilter(is_quarantined=True), 0),
            (OrderFilter(follow_ups=0), 3),
        ],
    )
    def test_filters(self, backend: Backend, shown: OrderFilter, found: int) -> None:
        add_product(backend)
        for phone in ("+6281311112222", "+6281311112222", "+6281399998888"):
            place(backend, phone=phone)

        page = self.desk(backend).page(STORE, shown, newest_first=True, start=0, limit=2, after=None)
        assert page.total == found
        assert len(page.rows) == min(2, found)
