"""The order list and its recap, on every backend: the same orders, to the rupiah, found along indexes."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bosonline.application.ordering import OrderFilter
from bosonline.domain.money import ZERO, Money
from bosonline.domain.ordering import Invoice, PaymentMethod, PaymentStatus, Status
from bosonline.testing.backends import Backend
from bosonline.testing.selling import COFFEE, SPOON, Stall, a_checkout, coffee_stall

NAMES = ("Budi Santoso", "BUDIMAN", "Siti Rahma", "dewi", "Ökan")
STEPS = (Status.PROCESSING, Status.READY, Status.SHIPPED, Status.DELIVERED)


@pytest.fixture
def stall(backend: Backend) -> Stall:
    """A store with orders of every kind, and a neighbour with others."""
    made, other = coffee_stall(backend, on_hand=200), coffee_stall(backend)
    for number in range(18):
        order(made, number)
    order(other, 0)
    return made


def order(stall: Stall, number: int) -> Invoice:
    clock = stall.backend.clock
    clock.advance(hours=number % 3 * 5)
    items = ((COFFEE, number % 4 + 1),) if number % 3 else ((COFFEE, 1), (SPOON, 2))
    method = PaymentMethod.COD if number % 5 == 0 else PaymentMethod.BANK_TRANSFER
    asked = a_checkout(*items, phone=f"0813 1111 {2200 + number}", method=method, street=f"Jl. {number}")
    invoice = stall.check_out(replace(asked, name=NAMES[number % len(NAMES)])).invoice
    for status in STEPS[: number % 6]:
        stall.move(invoice, status)
    with stall.backend.work(stall.member.store) as work:
        found = work.orders.get(invoice)
        if number % 4 == 0:
            found.paid, found.paid_at = Money(10_000 * number), clock() + timedelta(hours=number)
            found.payment_status = PaymentStatus.PARTIALLY_PAID
        found.awb = f"JX{number:05d}" if number % 2 else None
        found.courier_code = "jne" if number % 2 else None
        found.is_quarantined = number % 7 == 0
        work.orders.save(found)
        work.commit()
    return invoice


def everything(stall: Stall, shown: OrderFilter, *, newest_first: bool = True) -> list[Any]:
    """The rows of all pages, by cursor, while others order."""
    rows: list[Any] = []
    after = None
    while True:
        page = stall.ordering.list_orders(
            member=stall.member, shown=shown, newest_first=newest_first, limit=4, after=after
        )
        rows += page.rows
        after = page.next_after
        if after is None:
            return rows


def filters(stall: Stall) -> st.SearchStrategy[OrderFilter]:
    now = stall.backend.clock()
    instants = st.none() | st.integers(0, 120).map(lambda hours: now - timedelta(hours=hours))
    return st.builds(
        OrderFilter,
        status=st.none() | st.sampled_from([status for status in Status if status is not Status.ABANDONED]),
        payment_status=st.none() | st.sampled_from(PaymentStatus),
        payment_method=st.sampled_from((None, "cod", "bank_transfer")),
        courier_code=st.sampled_from((None, None, "jne")),
        created_from=instants,
        paid_until=st.none() | instants,
        shipped_from=st.none() | instants,
        sku=st.sampled_from((None, str(SPOON), str(COFFEE), "TAK-ADA")),
        is_quarantined=st.sampled_from((None, None, True, False)),
        keyword=st.sampled_from((None, None, "budi", "0813", "2", "JX000", "in", "zz")),
    )


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_recap_is_what_the_list_shows_to_the_rupiah(stall: Stall, data: st.DataObject) -> None:
    shown = data.draw(filters(stall) | st.just(OrderFilter()))
    rows, forwards = everything(stall, shown), everything(stall, shown, newest_first=False)
    recap = stall.ordering.recap_orders(member=stall.member, shown=shown)

    assert [row["invoice"] for row in forwards] == [row["invoice"] for row in reversed(rows)]
    for one in recap:
        theirs = [row for row in rows if row["status"] == one.status]
        assert (one.orders, one.total.idr) == (len(theirs), sum(row["total"] for row in theirs))
    assert sum(one.orders for one in recap) == len(rows)
    total = stall.ordering.list_orders(member=stall.member, shown=shown).total
    assert total == len(rows)


def found(stall: Stall, **asked: Any) -> set[int]:
    first = min(order_numbers(stall))
    return {int(row["invoice"][3:]) - first for row in everything(stall, OrderFilter(**asked))}


def order_numbers(stall: Stall) -> list[int]:
    return [int(row["invoice"][3:]) for row in everything(stall, OrderFilter())]


def test_each_filter_finds_its_orders(stall: Stall) -> None:
    everyone = set(range(18))
    read = stall.ordering.read_order
    first = min(order_numbers(stall))

    assert found(stall, sku=str(SPOON)) == {number for number in everyone if number % 3 == 0}
    assert found(stall, keyword="budi") == {number for number in everyone if number % 5 in (0, 1)}
    assert found(stall, keyword="  BUDI   s") == {number for number in everyone if number % 5 == 0}
    assert found(stall, keyword="ÖK") == {number for number in everyone if number % 5 == 4}
    assert found(stall, keyword="santoso", category="customer_name") == set()
    assert found(stall, keyword="0813 1111 2203") == {3}
    assert found(stall, keyword="JX00007") == {7}
    assert found(stall, keyword=f"inv{first + 2:04d}") == {2}
    assert found(stall, keyword=str(first + 2), category="invoice") == {2}
    assert found(stall, keyword="JX000", category="awb") == {number for number in everyone if number % 2}
    assert found(stall, keyword="x", category="customer_phone") == set()
    shipped = {number for number in everyone if number % 6 >= 3}
    assert found(stall, shipped_from=stall.backend.clock() - timedelta(days=30)) == shipped
    paid = read(member=stall.member, invoice=Invoice(f"INV{first + 4:04d}"))["paid_at"]
    at = {"paid_from": paid, "paid_until": paid + timedelta(microseconds=1)}
    assert found(stall, **at) == {4}


def test_a_recap_tells_every_status_also_those_without_orders(stall: Stall) -> None:
    recap = {one.status: one for one in stall.ordering.recap_orders(member=stall.member, shown=OrderFilter())}
    one = stall.ordering.recap_orders(member=stall.member, shown=OrderFilter(status=Status.RETURNED))

    assert Status.ABANDONED not in recap
    assert (recap[Status.RETURNED].orders, recap[Status.RETURNED].total) == (0, ZERO)
    assert recap[Status.PENDING].orders == 3
    assert [(told.status, told.orders) for told in one] == [(Status.RETURNED, 0)]
