"""Sellers who set stock right while others do, and while buyers order: in memory, on SQLite and on PostgreSQL."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import permutations
from threading import Barrier

from bosonline.application.catalog.ports import ProductFilter
from bosonline.application.identity.ports import Listing
from bosonline.application.ordering import OutOfStock, Receipt
from bosonline.domain.catalog import Adjustment, Sku, Stock, StockChange, StockCount, StockMoved
from bosonline.domain.errors import ChangedMeanwhile, Refusal
from bosonline.domain.forms import FormContent, FormItem
from bosonline.domain.money import Money
from bosonline.domain.ordering import PaymentMethod, Status
from bosonline.testing.backends import Backend
from bosonline.testing.inventory import movements_of
from bosonline.testing.selling import Stall, a_checkout, open_stall
from bosonline.testing.shops import product_desk_of

SKUS = (Sku("A"), Sku("B"), Sku("C"))
AT_ONCE = 8


def stall_of(backend: Backend, *, on_hand: int) -> Stall:
    """A store that sells three things cash on delivery."""
    stall = open_stall(backend)
    for sku in SKUS:
        stall.add_goods(sku, on_hand=on_hand)
    items = tuple(FormItem(sku=sku) for sku in SKUS)
    stall.publish(FormContent(items=items, payment_methods=(PaymentMethod.COD,), flat_shipping=Money(0)))
    return stall


def adjust(stall: Stall, *adjustments: Adjustment) -> object:
    """The owner sets stock right."""
    return stall.shop.catalog.adjust_inventory(
        store=stall.member.store, by=stall.member.author, adjustments=adjustments
    )


def buy(stall: Stall, number: int, *skus: Sku) -> Receipt:
    """A buyer of their own orders one of each."""
    asked = a_checkout(*((sku, 1) for sku in skus), phone=f"08131111{number:04d}", method=PaymentMethod.COD)
    return stall.check_out(asked)


def at_the_same_time(calls: Sequence[Callable[[], object]]) -> list[object]:
    """What becomes of each, eight at a time; who lost a race tries again, as the inbound adapters do."""

    def outcome(call: Callable[[], object]) -> object:
        try:
            return call()
        except ChangedMeanwhile:
            return outcome(call)
        except Refusal as refusal:
            return refusal

    with ThreadPoolExecutor(AT_ONCE) as people:
        return list(people.map(outcome, calls))


def books_balance(stall: Stall) -> None:
    """Movements add up to the stock of each variant, and variants to what the list of products says."""
    listing = Listing(sort_by="sku", category="sku", limit=100)
    desk = product_desk_of(stall.backend)
    listed = desk.page(stall.member.store, listing, ProductFilter(), after=None)
    for row in listed.rows:
        product = desk.find(stall.member.store, row["sku"])
        assert product is not None
        for variant in product.variants:
            moved = movements_of(stall.backend, stall.member.store, variant.id)
            summed = (sum(one.on_hand for one in moved), sum(one.reserved for one in moved))
            assert summed == (variant.stock.on_hand, variant.stock.reserved)
        assert row["on_hand"] == sum(variant.stock.on_hand for variant in product.variants)
        assert row["reserved"] == sum(variant.stock.reserved for variant in product.variants)


def test_of_those_who_counted_the_same_shelf_one_is_right(backend: Backend) -> None:
    stall = stall_of(backend, on_hand=10)
    begin = Barrier(AT_ONCE)

    def count(found: int) -> object:
        begin.wait(60)
        return adjust(stall, StockCount(sku=SKUS[0], on_hand=found, seen=10, reason="opname"))

    outcomes = at_the_same_time([lambda found=found: count(found) for found in range(20, 20 + AT_ONCE)])  # type: ignore[misc]

    moved = [one for one in outcomes if isinstance(one, StockMoved)]
    assert len(moved) == AT_ONCE - 1, outcomes
    now = stall.stock(SKUS[0]).on_hand
    assert {line["stok"] for one in moved for line in one.facts["lines"]} == {now}  # type: ignore[attr-defined]
    books_balance(stall)


def test_changes_by_so_many_all_count(backend: Backend) -> None:
    stall = stall_of(backend, on_hand=100)
    changes = [StockChange(sku=SKUS[0], delta=delta, reason="x") for delta in [1, -2, 5] * 20]

    outcomes = at_the_same_time([lambda change=change: adjust(stall, change) for change in changes])  # type: ignore[misc]

    assert not [one for one in outcomes if isinstance(one, Refusal)]
    assert stall.stock(SKUS[0]) == Stock(on_hand=180)
    books_balance(stall)


def test_counting_anew_never_takes_what_buyers_have_reserved(backend: Backend) -> None:
    stall = stall_of(backend, on_hand=12)
    calls: list[Callable[[], object]] = []
    for number in range(24):
        calls.append(lambda number=number: buy(stall, number, SKUS[0]))  # type: ignore[misc]
        if number % 2:
            count = StockCount(sku=SKUS[0], on_hand=number % 12, reason="opname")
            calls.append(lambda count=count: adjust(stall, count))  # type: ignore[misc]

    outcomes = at_the_same_time(calls)

    refused = [one for one in outcomes if isinstance(one, Refusal)]
    assert {type(one) for one in refused} <= {StockMoved, OutOfStock}, refused
    sold = [one for one in outcomes if isinstance(one, Receipt)]
    stock = stall.stock(SKUS[0])
    assert stock.reserved == len(sold) <= stock.on_hand
    books_balance(stall)


def test_lists_in_opposite_orders_among_buyers_and_parcels_never_block(backend: Backend) -> None:
    stall = stall_of(backend, on_hand=40)
    orders = list(permutations(SKUS))

    def receive(number: int) -> object:
        return adjust(stall, *[StockChange(sku=sku, delta=1, reason="datang") for sku in orders[number % 6]])

    def sell(number: int) -> object:
        receipt = buy(stall, number, *orders[-1 - number % 6])
        for step in (Status.PROCESSING, Status.READY, Status.SHIPPED):
            stall.move(receipt.invoice, step)
        if number % 3 == 0:
            for step in (Status.RETURNING, Status.RETURNED):
                stall.move(receipt.invoice, step)
        return receipt

    calls: list[Callable[[], object]] = []
    for number in range(30):
        calls += [lambda number=number: receive(number), lambda number=number: sell(number)]  # type: ignore[misc]
    outcomes = at_the_same_time(calls)

    assert not [one for one in outcomes if isinstance(one, Refusal)]
    assert [stall.stock(sku) for sku in SKUS] == [Stock(on_hand=40 + 30 - 20)] * 3
    books_balance(stall)
    listing = Listing(sort_by="sold", category="sku")
    rows = product_desk_of(backend).page(stall.member.store, listing, ProductFilter(), after=None).rows
    assert [(row["sold"], row["revenue"]) for row in rows] == [(20, 20 * 45_000)] * 3
