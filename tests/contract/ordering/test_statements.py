"""How many statements the busiest use cases send, whatever is in the cart; BEGIN and COMMIT are not counted."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event

from bosonline.application.ordering import Draft, FollowedUp, OrderFilter, Receipt
from bosonline.application.ports import Once
from bosonline.domain.catalog import Sku
from bosonline.domain.forms import Bump, FormContent, FormItem
from bosonline.domain.money import Money
from bosonline.domain.ordering import CartItem, Invoice, PaymentMethod, Status
from bosonline.domain.promotions import VoucherKind
from bosonline.testing.backends import Backend, TestClock
from bosonline.testing.selling import FORM, Stall, a_checkout, open_stall
from bosonline.testing.vouchers import add_voucher, percent

SKUS = [Sku(f"BARANG-{number}") for number in range(20)]
CHECKOUT_AT_MOST, FOLLOW_UP_AT_MOST, DETAIL = 14, 6, 3


@pytest.fixture(params=["sqlite_once", "postgresql_once"])
def backend(request: pytest.FixtureRequest) -> Backend:
    """The databases in turn: memory takes no statements."""
    shared: Backend = request.getfixturevalue(request.param)
    return replace(shared, clock=TestClock())


@pytest.fixture
def stall(backend: Backend) -> Stall:
    """A store with twenty products on a form."""
    made = open_stall(backend)
    for sku in SKUS:
        made.add_goods(sku, on_hand=100)
    made.publish(
        FormContent(
            items=tuple(FormItem(sku=sku) for sku in SKUS),
            payment_methods=(PaymentMethod.BANK_TRANSFER, PaymentMethod.COD),
            flat_shipping=Money(0),
            bumps=(Bump(sku=SKUS[0], price=Money(1)),),
        )
    )
    return made


@contextmanager
def statements(backend: Backend) -> Iterator[list[str]]:
    """The statements that this backend sends in the block."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.split(maxsplit=1)[0] not in ("BEGIN", "COMMIT", "ROLLBACK"):
            sent.append(statement)

    database = backend.database
    engines = [database.writing, database.counting]
    if database.is_sqlite:
        engines = [database.writing, database.single, database.snapshot]
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)


def order(stall: Stall, lines: int, *, key: str | None = None, vouchers: Sequence[str] = ()) -> Invoice:
    once = None if key is None else Once(scope=f"of {stall.subdomain}", key=key, fingerprint="f", returns=Receipt)
    asked = a_checkout(
        *((sku, 1) for sku in SKUS[:lines]), bumps=[0], phone=f"0813111122{lines:02d}", vouchers=vouchers
    )
    return stall.check_out(asked, once=once).invoice


def test_a_checkout_sends_as_many_for_twenty_lines_as_for_one(backend: Backend, stall: Stall) -> None:
    order(stall, 7)  # a block of invoice numbers is at hand
    sent = {}
    for lines in (1, 3, 20):
        with statements(backend) as counted:
            order(stall, lines, key=f"k{lines}")
        sent[lines] = len(counted)

    assert len(set(sent.values())) == 1, sent
    assert 8 <= sent[1] <= CHECKOUT_AT_MOST


def test_vouchers_cost_two_more_whatever_is_in_the_cart(backend: Backend, stall: Stall) -> None:
    add_voucher(stall, "ONGKIR", limit=100)
    add_voucher(stall, "BARANG", kind=VoucherKind.PRODUCT, discount=percent(10), limit=100)
    order(stall, 7)  # a block of invoice numbers is at hand
    sent = {}
    for vouchers in ([], ["BARANG"], ["BARANG", "ONGKIR"]):
        for lines in (1, 3, 20):
            with statements(backend) as counted:
                order(stall, lines, key=f"k{lines}{vouchers}", vouchers=vouchers)
            sent[len(vouchers), lines] = len(counted)

    plain = sent[0, 1]
    assert sent == {(number, lines): plain + 2 * (number > 0) for number, lines in sent}
    assert plain + 2 <= CHECKOUT_AT_MOST


def test_codes_cost_a_lock_and_a_look_and_nothing_where_they_are_off(backend: Backend, stall: Stall) -> None:
    add_voucher(stall, "BARANG", kind=VoucherKind.PRODUCT, discount=percent(10), limit=100)
    order(stall, 7)  # a block of invoice numbers is at hand
    with statements(backend) as without:
        order(stall, 3, key="without", vouchers=["BARANG"])
    with backend.work(stall.member.store) as work:
        store = work.stores.get()
        store.settings = replace(store.settings, unique_codes=True)
        work.stores.save(store)
        work.commit()
    with statements(backend) as coded:
        order(stall, 4, key="coded", vouchers=["BARANG"])

    assert len(coded) == len(without) + (1 if backend.database.is_sqlite else 2)
    assert len(coded) <= CHECKOUT_AT_MOST + (1 if backend.database.is_sqlite else 2)


def test_a_checkout_that_fetches_invoice_numbers_keeps_to_it(backend: Backend, stall: Stall) -> None:
    with statements(backend) as counted:
        for lines in range(1, 19):
            before = len(counted)
            order(stall, lines, key=f"k{lines}")
            assert len(counted) - before <= CHECKOUT_AT_MOST


def test_a_follow_up_keeps_to_its_number(backend: Backend, stall: Stall) -> None:
    invoice = order(stall, 3)
    once = Once(scope=f"cs of {stall.subdomain}", key="k", fingerprint="f", returns=FollowedUp)
    follow_up = stall.ordering.following_up.follow_up
    member = stall.member

    with statements(backend) as plain:
        follow_up(store=member.store, by=member.author, invoice=invoice, attempt=1)
    with statements(backend) as under_a_key:
        follow_up(store=member.store, by=member.author, invoice=invoice, attempt=2, once=once)

    assert 4 <= len(plain) <= FOLLOW_UP_AT_MOST
    assert len(under_a_key) <= FOLLOW_UP_AT_MOST + 2


def test_a_list_takes_one_and_a_count(backend: Backend, stall: Stall) -> None:
    for lines in range(1, 6):
        order(stall, lines)
    read = stall.ordering.list_orders

    for shown in (OrderFilter(), OrderFilter(status=Status.PENDING, keyword="inv"), OrderFilter(follow_ups=0)):
        with statements(backend) as counted:
            assert read(member=stall.member, shown=shown, limit=2).total == 5
        assert len(counted) == 2
    page = read(member=stall.member, shown=OrderFilter(), limit=2)
    with statements(backend) as counted:
        read(member=stall.member, shown=OrderFilter(), limit=2, after=page.next_after)
    assert len(counted) == 1


def test_a_detail_takes_three(backend: Backend, stall: Stall) -> None:
    for lines in (1, 20):
        invoice = order(stall, lines)
        with statements(backend) as counted:
            assert len(stall.ordering.read_order(member=stall.member, invoice=invoice)["items"]) == lines + 1
        assert len(counted) == DETAIL


def test_a_checkout_that_finishes_what_was_left_keeps_to_it_too(backend: Backend, stall: Stall) -> None:
    order(stall, 7)
    for lines in (1, 20):
        draft = Draft(phone=f"0813111122{lines:02d}", items=[CartItem(sku=sku, qty=1) for sku in SKUS[:lines]])
        with statements(backend) as kept:
            token = stall.ordering.drafts.keep(subdomain=stall.subdomain, form=FORM, draft=draft).token
        with statements(backend) as typed:
            stall.ordering.drafts.change(token=token, draft=draft)
        asked = a_checkout(*((sku, 1) for sku in SKUS[:lines]), phone=draft.phone)
        with statements(backend) as finished:
            stall.check_out(replace(asked, abandoned=token))

        assert (len(kept) <= 7, len(typed) <= 7, len(finished) <= CHECKOUT_AT_MOST) == (True, True, True)
