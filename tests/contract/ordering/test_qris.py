"""Orders that are paid by the store's own QRIS, in memory, on SQLite and on PostgreSQL."""

from dataclasses import replace

import pytest

from bosonline.adapters.inbound.rest.store_settings import EXAMPLE
from bosonline.adapters.outbound.qr import draw_qr
from bosonline.application.ordering import NoQris, QrFormat, QrisNotDue, ShowQris
from bosonline.domain.forms import FormContent, FormItem, PaymentMethodUnavailable
from bosonline.domain.money import Money
from bosonline.domain.ordering import OrderNotFound, PaymentMethod, PaymentStatus, Secret, Status
from bosonline.domain.stores import StoreSettings
from bosonline.domain.stores.qris import elements_of
from bosonline.testing.backends import Backend
from bosonline.testing.selling import COFFEE, Stall, a_checkout, coffee_stall, load_form_on, public_orders_on

STATIC = str(EXAMPLE["qris"])
CONTENT = FormContent(
    items=(FormItem(sku=COFFEE),),
    payment_methods=(PaymentMethod.QRIS, PaymentMethod.COD),
    flat_shipping=Money(15_000),
)
BY_QRIS = a_checkout(method=PaymentMethod.QRIS)


@pytest.fixture
def stall(backend: Backend) -> Stall:
    """A store with a QRIS and a form that takes it."""
    stall = coffee_stall(backend, settings=StoreSettings(qris=STATIC))
    stall.publish(CONTENT, slug="qris")
    return stall


def show(stall: Stall) -> ShowQris:
    return ShowQris(read=public_orders_on(stall.backend), draw=draw_qr)


def asked(stall: Stall, secret: Secret) -> str | None:
    payload = public_orders_on(stall.backend)(secret=secret).qris
    return None if payload is None else dict(elements_of(payload))["54"]


def take_away(stall: Stall) -> None:
    with stall.backend.work(stall.member.store) as work:
        store = work.stores.get()
        store.settings = replace(store.settings, qris=None)
        work.stores.save(store)
        work.commit()


def test_the_code_asks_for_what_is_due(stall: Stall) -> None:
    receipt = stall.check_out(BY_QRIS, form="qris")
    total = receipt.totals.total
    assert (receipt.payment_status, asked(stall, receipt.secret)) == ("unpaid", str(total.idr))

    with stall.backend.work(stall.member.store) as work:
        order = work.orders.get(receipt.invoice)
        order.paid, order.payment_status = Money(10_000), PaymentStatus.PARTIALLY_PAID
        work.orders.save(order)
        work.commit()
    assert asked(stall, receipt.secret) == str(total.idr - 10_000)


def test_it_is_drawn_in_both_ways(stall: Stall) -> None:
    receipt = stall.check_out(BY_QRIS, form="qris")

    assert show(stall)(secret=receipt.secret).content.startswith(b"\x89PNG\r\n")
    svg = show(stall)(secret=receipt.secret, drawn_as=QrFormat.SVG)
    assert (svg.invoice, b"<svg" in svg.content, b"<script" in svg.content) == (receipt.invoice, True, False)


def test_no_code_is_drawn_where_none_is_due(stall: Stall) -> None:
    cod = stall.check_out(a_checkout(method=PaymentMethod.COD), form="qris")
    ended = stall.check_out(replace(BY_QRIS, street="Jl. Mawar 9"), form="qris")
    stall.move(ended.invoice, Status.CANCELLED)

    for secret in (cod.secret, ended.secret):
        with pytest.raises(QrisNotDue):
            show(stall)(secret=secret)
    with pytest.raises(OrderNotFound):
        show(stall)(secret=Secret("a-secret-that-nobody-has"))


def test_a_qris_that_was_taken_away_is_not_offered_any_more(stall: Stall) -> None:
    receipt = stall.check_out(BY_QRIS, form="qris")
    load = load_form_on(stall.backend)
    assert load(subdomain=stall.subdomain, form="qris").payment_methods == (PaymentMethod.QRIS, PaymentMethod.COD)

    take_away(stall)

    assert load(subdomain=stall.subdomain, form="qris").payment_methods == (PaymentMethod.COD,)
    with pytest.raises(NoQris):
        stall.check_out(replace(BY_QRIS, street="Jl. Kenanga 3"), form="qris")
    with pytest.raises(QrisNotDue):
        show(stall)(secret=receipt.secret)
    with pytest.raises(PaymentMethodUnavailable):
        stall.publish(CONTENT, slug="qris-2")
