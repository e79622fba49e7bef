"""Buyers who meet at the same goods, in memory, on SQLite and on PostgreSQL."""

import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import permutations

from bosonline.application.ordering import Checkout, OrderFilter, OutOfStock, Receipt
from bosonline.domain.catalog import Sku, Stock
from bosonline.domain.errors import ChangedMeanwhile, Refusal
from bosonline.domain.forms import FormContent, FormItem
from bosonline.domain.money import Money
from bosonline.domain.ordering import PaymentMethod, Status
from bosonline.testing.backends import Backend
from bosonline.testing.selling import COFFEE, a_checkout, coffee_stall, open_stall

SKUS = (Sku("A"), Sku("B"), Sku("C"))


def test_who_waited_for_a_cancel_gets_what_it_gave_back(backend: Backend) -> None:
    """The goods are counted when the wait is over, not when it began."""
    stall = coffee_stall(backend, on_hand=1)
    first = stall.check_out(a_checkout())
    with ThreadPoolExecutor(1) as buyer:
        with backend.work(stall.member.store) as work:
            order = work.orders.get(first.invoice)
            order.move(Status.CANCELLED, at=backend.clock(), by=stall.member.author)
            work.orders.save(order)
            work.stock.release(order, by=stall.member.author, at=backend.clock())
            bought = buyer.submit(stall.check_out, a_checkout(phone="081399998888"))
            time.sleep(0.3)
            work.commit()
        assert not bought.result(20).repeated
    assert stall.stock(COFFEE) == Stock(on_hand=1, reserved=1)


def test_of_the_same_submission_at_the_same_time_one_is_the_order(backend: Backend) -> None:
    stall = coffee_stall(backend, on_hand=1)

    outcomes = at_the_same_time(stall.check_out, [a_checkout()] * 24)

    receipts = [one for one in outcomes if isinstance(one, Receipt)]
    assert len(receipts) == 24, outcomes
    assert len({one.invoice for one in receipts}) == 1
    assert sum(not one.repeated for one in receipts) == 1
    assert stall.stock(COFFEE) == Stock(on_hand=1, reserved=1)


def test_baskets_in_opposite_orders_and_cancels_neither_block_nor_oversell(backend: Backend) -> None:
    stall = open_stall(backend)
    for sku in SKUS:
        stall.add_goods(sku, on_hand=20)
    stall.publish(
        FormContent(
            items=tuple(FormItem(sku=sku) for sku in SKUS),
            payment_methods=(PaymentMethod.COD,),
            flat_shipping=Money(0),
        )
    )
    baskets = [[(sku, 1) for sku in order] for order in permutations(SKUS)]
    wanted = [
        a_checkout(*baskets[number % len(baskets)], phone=f"08131111{number:04d}", method=PaymentMethod.COD)
        for number in range(90)
    ]

    def buy_and_perhaps_cancel(checkout: Checkout) -> Receipt:
        receipt = stall.check_out(checkout)
        if int(checkout.phone) % 3 == 0:
            stall.move(receipt.invoice, Status.CANCELLED)
        return receipt

    outcomes = at_the_same_time(buy_and_perhaps_cancel, wanted)

    assert {type(one) for one in outcomes} <= {Receipt, OutOfStock}, outcomes
    pending = stall.ordering.list_orders(member=stall.member, shown=OrderFilter(status=Status.PENDING)).total
    assert pending
    assert [stall.stock(sku) for sku in SKUS] == [Stock(on_hand=20, reserved=pending)] * 3


def at_the_same_time(buy: Callable[[Checkout], Receipt], wanted: Iterable[Checkout]) -> list[Receipt | Refusal]:
    """What becomes of each checkout, eight at a time; who lost a race tries again, as the inbound adapters do."""

    def outcome(checkout: Checkout) -> Receipt | Refusal:
        try:
            return buy(checkout)
        except ChangedMeanwhile:
            return outcome(checkout)
        except Refusal as refusal:
            return refusal

    with ThreadPoolExecutor(8) as buyers:
        return list(buyers.map(outcome, wanted))
