"""The order list and the detail on memory, SQLite and PostgreSQL: nothing but the member's own store."""

import pytest

from bosonline.application.ordering import OrderFilter
from bosonline.domain.ordering import Invoice, OrderNotFound, PaymentMethod, Status
from bosonline.testing.backends import Backend
from bosonline.testing.selling import COFFEE, Stall, a_checkout, coffee_stall


def buy(stall: Stall, number: int) -> Invoice:
    method = PaymentMethod.COD if number % 2 else PaymentMethod.BANK_TRANSFER
    invoice = stall.check_out(a_checkout((COFFEE, 1), phone=f"0813111122{number:02d}", method=method)).invoice
    stall.backend.clock.advance(hours=1)
    return invoice


def test_pages_and_totals_agree_with_the_filter(backend: Backend) -> None:
    stall, other = coffee_stall(backend, on_hand=100), coffee_stall(backend)
    invoices = [buy(stall, number) for number in range(7)]
    buy(other, 1)
    for invoice in invoices[:3]:
        stall.move(invoice, Status.CANCELLED)

    read = stall.ordering.list_orders
    everything = read(member=stall.member, shown=OrderFilter(), limit=3)
    later = read(member=stall.member, shown=OrderFilter(), start=6, limit=3)
    beyond = read(member=stall.member, shown=OrderFilter(), start=7, limit=3)
    cancelled = read(member=stall.member, shown=OrderFilter(status=Status.CANCELLED), newest_first=False)
    cod = read(member=stall.member, shown=OrderFilter(payment_method="cod", status=Status.PENDING))

    assert ([row["invoice"] for row in everything.rows], everything.total) == (invoices[:-4:-1], 7)
    assert ([row["invoice"] for row in later.rows], later.total, later.next_after) == (invoices[:1], 7, None)
    assert (list(beyond.rows), beyond.total) == ([], 7)
    assert ([row["invoice"] for row in cancelled.rows], cancelled.total) == (invoices[:3], 3)
    assert [row["invoice"] for row in cod.rows] == [invoices[5], invoices[3]]


def test_a_day_ends_where_the_next_begins(backend: Backend) -> None:
    stall = coffee_stall(backend)
    first = backend.clock()
    invoices = [buy(stall, number) for number in range(3)]
    second = stall.ordering.read_order(member=stall.member, invoice=invoices[1])["created_at"]

    page = stall.ordering.list_orders(member=stall.member, shown=OrderFilter(created_from=first, created_until=second))

    assert ([row["invoice"] for row in page.rows], page.total) == (invoices[:1], 1)


def test_an_order_of_another_store_is_not_found(backend: Backend) -> None:
    stall, other = coffee_stall(backend), coffee_stall(backend)
    invoice = buy(stall, 1)

    with pytest.raises(OrderNotFound):
        other.ordering.read_order(member=other.member, invoice=invoice)
    assert other.ordering.list_orders(member=other.member, shown=OrderFilter()).total == 0


def test_the_detail_tells_the_follow_ups_with_the_history(backend: Backend) -> None:
    stall = coffee_stall(backend)
    invoice = buy(stall, 1)
    stall.ordering.following_up.follow_up(store=stall.member.store, by=stall.member.author, invoice=invoice, attempt=1)
    stall.move(invoice, Status.CANCELLED)

    order = stall.ordering.read_order(member=stall.member, invoice=invoice)

    assert [(one["attempt"], one["channel"], one["state"], one["by"]) for one in order["follow_ups"]] == [
        (1, "link", "ready", {"staff_id": 5, "name": "Alice"})
    ]
    assert [(one["what"], one["from"], one["to"]) for one in order["history"]] == [
        ("placed", None, "pending"),
        ("follow-up", "0", "1"),
        ("status", "pending", "cancelled"),
    ]
    assert (order["version"], order["follow_up_attempts"]) == (3, 1)
