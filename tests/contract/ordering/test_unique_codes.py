"""Transfers are told apart by codes, also when many buyers order at the same instant, on every backend."""

from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bosonline.application.ordering import Receipt
from bosonline.domain.catalog import Sku
from bosonline.domain.forms import FormContent, FormItem
from bosonline.domain.money import Money
from bosonline.domain.ordering import Fee, Invoice, PaymentMethod, Status
from bosonline.domain.payments import Bank, BankAccount
from bosonline.domain.stores import QuarantineLimits, StoreSettings
from bosonline.testing.backends import Backend
from bosonline.testing.selling import Stall, a_checkout, coffee_stall
from bosonline.testing.typing_orders import a_typed_order, type_order_on

PLAIN = 60_000
"""A coffee with its shipping."""
LENIENT = QuarantineLimits(orders_per_phone=1000, orders_per_address=1000)
CODED = StoreSettings(unique_codes=True, quarantine=LENIENT)


def buy(stall: Stall, number: int, **more: Any) -> Receipt:
    """A coffee, by somebody else for each number."""
    return stall.check_out(a_checkout(phone=f"08134{number:07d}", street=f"Jl. Kenanga {number}", **more))


def code_of(receipt: Receipt) -> int:
    totals = receipt.totals
    assert totals.total.idr == PLAIN + totals.unique_code.idr
    return totals.unique_code.idr


def read(stall: Stall, invoice: Invoice) -> Mapping[str, Any]:
    return stall.ordering.read_order(member=stall.member, invoice=invoice)


def pay(stall: Stall, receipt: Receipt, amount: int) -> None:
    confirm = stall.ordering.settling.confirm
    confirm(member=stall.member, invoice=receipt.invoice, amount=Money(amount))


def open_account(stall: Stall, number: str) -> int:
    with stall.backend.work(stall.member.store) as work:
        account = work.bank_accounts.add(
            BankAccount.of(
                Bank("008", "Mandiri"),
                store=stall.member.store,
                account_name="SITI RAHMA",
                account_number=number,
                created_at=stall.backend.clock(),
            )
        )
        work.commit()
    return int(account.id)


def accounts_of(stall: Stall) -> list[int]:
    with stall.backend.work(stall.member.store) as work:
        return [int(account.id) for account in work.bank_accounts.active()]


def test_each_open_transfer_has_a_total_of_its_own(backend: Backend) -> None:
    stall, other = coffee_stall(backend, on_hand=50, settings=CODED), coffee_stall(backend, settings=CODED)

    codes = [code_of(buy(stall, number)) for number in range(6)]

    assert codes == [1, 2, 3, 4, 5, 6]
    assert code_of(buy(other, 0)) == 1


def test_a_store_that_wants_none_and_cash_have_none(backend: Backend) -> None:
    plain, coded = coffee_stall(backend), coffee_stall(backend, settings=CODED)

    assert code_of(buy(plain, 1)) == 0
    assert buy(coded, 1, method=PaymentMethod.COD).totals.unique_code.idr == 0


def test_the_code_is_told_wherever_the_total_is(backend: Backend) -> None:
    stall = coffee_stall(backend, settings=CODED)
    receipt = buy(stall, 1, expected_total=PLAIN)

    again = buy(stall, 1)
    detail = read(stall, receipt.invoice)

    assert (again.invoice, again.totals) == (receipt.invoice, receipt.totals)
    assert (detail["totals"]["unique_code"], detail["total"]) == (1, PLAIN + 1)


def test_a_code_is_free_when_the_order_is_paid_cancelled_or_expired(backend: Backend) -> None:
    stall = coffee_stall(backend, on_hand=50, settings=CODED)
    receipts = [buy(stall, number) for number in range(4)]
    pay(stall, receipts[0], PLAIN + 1)
    stall.move(receipts[1].invoice, Status.CANCELLED)
    pay(stall, receipts[3], 100)
    assert [code_of(buy(stall, number)) for number in (10, 11, 12)] == [1, 2, 5]

    backend.clock.advance(hours=25)
    assert stall.ordering.expire(store=stall.member.store, invoice=receipts[2].invoice) is not None
    assert code_of(buy(stall, 13)) == 3


def test_an_open_order_without_a_code_is_told_apart_too(backend: Backend) -> None:
    stall = coffee_stall(backend, on_hand=50, settings=CODED)
    cash = buy(stall, 1, method=PaymentMethod.COD).invoice
    switch = stall.ordering.editing.payment
    edited = switch(member=stall.member, invoice=cash, method=PaymentMethod.BANK_TRANSFER).order
    assert (edited.totals.unique_code.idr, edited.totals.total.idr) == (1, PLAIN + 1)
    assert code_of(buy(stall, 2)) == 2

    back = switch(member=stall.member, invoice=cash, method=PaymentMethod.COD).order
    assert back.totals.unique_code.idr == 0
    assert code_of(buy(stall, 3)) == 1


def test_orders_that_are_typed_are_told_apart_too(backend: Backend) -> None:
    stall = coffee_stall(backend, on_hand=50, settings=CODED)
    assert code_of(buy(stall, 1)) == 1
    typed = type_order_on(backend)(member=stall.member, typed=a_typed_order(phone="081350000001"))
    assert code_of(typed) == 2
    assert code_of(buy(stall, 2)) == 3


def test_the_total_stays_its_own_when_fees_change_it(backend: Backend) -> None:
    stall = coffee_stall(backend, on_hand=50, settings=CODED)
    first, second = buy(stall, 1), buy(stall, 2)
    fees = stall.ordering.editing.fees

    edited = fees(member=stall.member, invoice=first.invoice, fees=[Fee("Bubble wrap", Money(1))]).order

    assert second.totals.total == Money(PLAIN + 2)
    assert (edited.totals.unique_code.idr, edited.totals.total.idr) == (2, PLAIN + 3)


def test_codes_are_each_accounts_own_where_it_is_known(backend: Backend) -> None:
    stall = coffee_stall(backend, on_hand=50, settings=CODED)
    bca, mandiri = *accounts_of(stall), open_account(stall, "1350001234567")

    def to(account: int | None, number: int) -> int:
        asked = a_checkout(phone=f"08134{number:07d}", street=f"Jl. Kenanga {number}")
        return code_of(stall.check_out(replace(asked, bank_account=account)))

    assert [to(bca, 1), to(bca, 2), to(mandiri, 3)] == [1, 2, 1]
    assert to(None, 4) == 3
    assert [to(bca, 5), to(mandiri, 6)] == [4, 2]


def test_where_no_code_is_left_the_order_is_made_without(backend: Backend) -> None:
    stall = coffee_stall(backend, on_hand=50, settings=CODED)
    first = buy(stall, 1)
    with backend.work(stall.member.store) as work:
        for number in range(2, 1000):
            order = work.orders.get(first.invoice)
            order.invoice, order.secret = work.orders.next_invoice(), type(order.secret)(f"{first.secret}-{number}")
            order.totals = type(order.totals)(goods=Money(PLAIN), unique_code=Money(number))
            order.news, order.created_at = [], order.created_at - timedelta(days=2)
            order.due_at = None  # nobody lets these expire: their goods were never taken
            work.orders.add(order)
        work.commit()

    assert code_of(buy(stall, 2)) == 0
    stall.move(first.invoice, Status.CANCELLED)
    assert code_of(buy(stall, 3)) == 1


def test_two_hundred_buyers_at_once_have_two_hundred_totals(databases: list[Backend]) -> None:
    """Of eight kinds of goods, so that nobody waits for another's stock, and of one price."""
    kinds = [Sku(f"KOPI-{number}") for number in range(8)]
    for backend in databases:
        stall = coffee_stall(backend, settings=CODED)
        for sku in kinds:
            stall.add_goods(sku, price=PLAIN, on_hand=100)
        content = FormContent(
            items=tuple(FormItem(sku=sku) for sku in kinds),
            payment_methods=(PaymentMethod.BANK_TRANSFER,),
            flat_shipping=Money(0),
        )
        stall.publish(content, slug="kinds")

        def one(number: int, stall: Stall = stall) -> Receipt:
            goods = (kinds[number % len(kinds)], 1)
            street = f"Jl. Kenanga {number}"
            return stall.check_out(a_checkout(goods, phone=f"08134{number:07d}", street=street), form="kinds")

        with ThreadPoolExecutor(8) as buyers:
            receipts = list(buyers.map(one, range(200)))

        totals = Counter(receipt.totals.total for receipt in receipts)
        assert (len(totals), max(totals.values())) == (200, 1), backend.name
        assert all(1 <= code_of(receipt) <= 999 for receipt in receipts)
