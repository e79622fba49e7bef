"""An order as its buyer sees it, in memory, on SQLite and on PostgreSQL."""

from datetime import timedelta

import pytest

from bosonline.application.ordering import Draft, PublicOrder
from bosonline.domain.catalog import Sku
from bosonline.domain.forms import FormContent, FormItem, SuccessKind, SuccessPage
from bosonline.domain.identity import Role
from bosonline.domain.money import ZERO, Money
from bosonline.domain.ordering import (
    Assignment,
    Order,
    OrderNotFound,
    PaymentMethod,
    PaymentStatus,
    Secret,
    Status,
)
from bosonline.domain.phone import Phone
from bosonline.domain.shipping.shipment import BY_HAND, ParcelEvent, ShipmentState
from bosonline.domain.stores import StoreSettings, Zone
from bosonline.testing.backends import Backend
from bosonline.testing.contracts.shipping import a_shipment
from bosonline.testing.people import personal_data_on
from bosonline.testing.selling import COFFEE, FORM, Stall, a_checkout, coffee_stall, expire_orders_on, public_orders_on

THANKS = SuccessPage(kind=SuccessKind.REDIRECT, url="https://example.com/thanks")


@pytest.fixture
def stall(backend: Backend) -> Stall:
    """A store in Makassar."""
    return coffee_stall(backend, settings=StoreSettings(zone=Zone.WITA))


def seen(stall: Stall, secret: Secret) -> PublicOrder:
    return public_orders_on(stall.backend)(secret=secret)


def load(stall: Stall, invoice: str) -> Order:
    with stall.backend.work(stall.member.store) as work:
        order: Order = work.orders.get(invoice)
    return order


def save(stall: Stall, order: Order) -> None:
    with stall.backend.work(stall.member.store) as work:
        work.orders.save(order)
        work.commit()


def test_a_buyer_sees_what_to_pay_where_and_until_when(stall: Stall) -> None:
    receipt = stall.check_out(a_checkout((COFFEE, 2)))

    order = seen(stall, receipt.secret)

    assert (order.invoice, order.status, order.payment_status) == (receipt.invoice, "pending", "unpaid")
    assert (order.due, order.pay_to) == (receipt.totals.total, receipt.bank_accounts)
    assert order.due_at == receipt.due_at
    assert order.created_at.isoformat() == "2026-01-05T11:00:00+08:00"
    assert [(line.sku, line.qty) for line in order.lines] == [(COFFEE, 2)]
    assert (order.name, order.phone, order.street) == ("Budi", "+6281******222", "Jl. Melati 5")
    assert (order.slug, order.success_page) == (FORM, SuccessPage())


def test_nothing_is_due_on_delivery_or_of_what_was_paid_or_ended(stall: Stall) -> None:
    cod = stall.check_out(a_checkout(method=PaymentMethod.COD))
    assert (seen(stall, cod.secret).due, seen(stall, cod.secret).due_at) == (ZERO, None)

    transfer = stall.check_out(a_checkout(street="Jl. Mawar 1"))
    order = load(stall, transfer.invoice)
    order.paid, order.payment_status = Money(10_000), PaymentStatus.PARTIALLY_PAID
    save(stall, order)
    assert seen(stall, transfer.secret).due == transfer.totals.total - Money(10_000)
    order = load(stall, transfer.invoice)
    order.paid, order.payment_status = transfer.totals.total, PaymentStatus.PAID
    save(stall, order)
    paid = seen(stall, transfer.secret)
    assert (paid.due, paid.pay_to, paid.due_at) == (ZERO, (), None)

    late = stall.check_out(a_checkout(street="Jl. Kenanga 2"))
    stall.backend.clock.advance(days=2)
    expire_orders_on(stall.backend)()
    expired = seen(stall, late.secret)
    assert (expired.status, expired.is_expired, expired.due, expired.pay_to) == (Status.CANCELLED, True, ZERO, ())


def test_the_contact_is_whoever_looks_after_it_while_they_serve(stall: Stall) -> None:
    receipt = stall.check_out(a_checkout())
    own = stall.shop.stores.read(store=stall.member.store).phone
    store, at = stall.member.store, stall.backend.clock()
    with stall.backend.work() as work:
        user = work.users.add(
            name="Citra", email=f"citra-{store}@example.com", phone=Phone("+6281299990000"), password_hash="-", at=at
        )
        staff = work.staff.add(store=store, user=user, role=Role.CS, at=at)
        work.commit()
    order = load(stall, receipt.invoice)
    order.cs = None
    save(stall, order)
    assert seen(stall, receipt.secret).contact == own
    order = load(stall, receipt.invoice)
    order.assign(Assignment(staff, "Citra"), reason="", at=at, by=stall.member.author)
    save(stall, order)

    assert seen(stall, receipt.secret).contact == Phone("+6281299990000")
    with stall.backend.work(store) as work:
        member = work.staff.get(staff)
        member.is_active = False
        work.staff.save(member)
        work.commit()
    assert seen(stall, receipt.secret).contact == own


def test_what_was_left_unfinished_is_no_order(stall: Stall) -> None:
    draft = Draft(phone="0813 1111 2222")
    kept = stall.ordering.drafts.keep(subdomain=stall.subdomain, form=FORM, draft=draft)

    for secret in (kept.token, Secret("a-secret-that-nobody-has")):
        with pytest.raises(OrderNotFound):
            seen(stall, secret)


def test_the_form_says_what_comes_afterwards(stall: Stall) -> None:
    content = FormContent(
        items=(FormItem(sku=Sku("KOPI")),),
        payment_methods=(PaymentMethod.COD,),
        flat_shipping=ZERO,
        success_page=THANKS,
    )
    stall.publish(content, slug="terima-kasih")
    receipt = stall.check_out(a_checkout(method=PaymentMethod.COD), form="terima-kasih")

    assert seen(stall, receipt.secret).success_page == THANKS


def test_an_erased_buyer_is_not_shown(stall: Stall) -> None:
    receipt = stall.check_out(a_checkout(method=PaymentMethod.COD))
    stall.move(receipt.invoice, Status.CANCELLED)
    stall.backend.clock.now += timedelta(days=1)
    personal_data_on(stall.backend).erase(member=stall.member, phone="0813 1111 2222")

    order = seen(stall, receipt.secret)

    assert (order.name, order.phone, order.street) == ("", None, "")


def test_a_buyer_sees_what_was_told_of_the_last_parcel_and_nobodys_number_or_name(stall: Stall) -> None:
    receipt = stall.check_out(a_checkout())
    store, at = stall.member.store, stall.backend.clock()
    said = [
        ParcelEvent(at=at, code="1", state=ShipmentState.PICKED_UP, note="Pick Up scan", branch="MAKASSAR"),
        ParcelEvent(at=at + timedelta(hours=2), code="77", state=None, description="Kurir Joko, +62 812-3456-7890"),
        ParcelEvent(at=at + timedelta(hours=3), code="78", state=None),
        ParcelEvent(at=at + timedelta(hours=4), code=BY_HAND, state=ShipmentState.DELIVERED, note="Citra"),
    ]
    with stall.backend.work(store) as work:
        for number, told in ((1, [ParcelEvent(at=at, code="1", state=ShipmentState.LOST)]), (2, said)):
            parcel = a_shipment(stall.backend, receipt.invoice, number)
            work.shipments.add(parcel)
            work.shipments.tell(parcel, told, by_way_of="webhook", at=at)
        work.commit()
    assert seen(stall, receipt.secret).parcel_events == ()
    order = load(stall, receipt.invoice)
    order.parcel = ShipmentState.DELIVERED
    save(stall, order)

    shown = [
        (event.at.isoformat(), event.state, event.words, event.branch)
        for event in seen(stall, receipt.secret).parcel_events
    ]
    assert shown == [
        ("2026-01-05T15:00:00+08:00", "delivered", "", ""),
        ("2026-01-05T13:00:00+08:00", None, "Kurir Joko, ***", ""),
        ("2026-01-05T11:00:00+08:00", "picked_up", "Pick Up scan", "MAKASSAR"),
    ]
