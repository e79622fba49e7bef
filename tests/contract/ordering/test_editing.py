"""Orders set right by the seller, on memory, SQLite and PostgreSQL: figures follow, the history tells."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest

from bosonline.application.ordering import BankAccountNotActive, NewAddress, RatesUnavailable
from bosonline.application.ordering.edit import EditingWork
from bosonline.application.ports import Once
from bosonline.domain.errors import ChangedMeanwhile, PreconditionFailed, Refusal
from bosonline.domain.forms import FormContent, FormItem, PaymentMethodUnavailable
from bosonline.domain.identity import Member, Role, StaffId, StoreId
from bosonline.domain.money import Money
from bosonline.domain.ordering import (
    Fee,
    Invoice,
    OrderNotEditable,
    OrderNotFound,
    ParcelBooked,
    PaymentBegun,
    PaymentMethod,
    Status,
)
from bosonline.domain.phone import PhoneInvalid
from bosonline.domain.stores import FlatRate, RegionUnknown, StoreSettings
from bosonline.testing.backends import Backend
from bosonline.testing.people import personal_data_on
from bosonline.testing.selling import COFFEE, Stall, a_checkout, coffee_stall, open_stall
from bosonline.testing.traces import found_of

TRANSFER, COD = PaymentMethod.BANK_TRANSFER, PaymentMethod.COD
TOTAL = 60_000
PAPUA = "91.71.01"
WRAP = Fee("Bubble wrap", Money(2_000))


def ordered(stall: Stall, method: PaymentMethod = TRANSFER) -> Invoice:
    return stall.check_out(a_checkout((COFFEE, 1), method=method)).invoice


def read(stall: Stall, invoice: Invoice) -> dict[str, Any]:
    return dict(stall.ordering.read_order(member=stall.member, invoice=invoice))


def told(stall: Stall, invoice: Invoice) -> list[tuple[str, str | None, str | None]]:
    return [(one["what"], one["from"], one["to"]) for one in read(stall, invoice)["history"]][1:]


def rated_stall(backend: Backend, *rates: FlatRate) -> Stall:
    """A store whose form leaves the price of shipping to the store."""
    stall = open_stall(backend, settings=StoreSettings(flat_rates=rates))
    stall.add_goods(COFFEE)
    stall.publish(FormContent(items=(FormItem(sku=COFFEE),), payment_methods=(COD, TRANSFER)))
    return stall


def test_the_store_says_what_shipping_costs_where_the_form_does_not(backend: Backend) -> None:
    stall = rated_stall(backend, FlatRate(area="31", price=Money(9_000)), FlatRate(area="32", price=Money(11_000)))

    assert stall.check_out(a_checkout()).totals.shipping == Money(9_000)
    with pytest.raises(RatesUnavailable):
        stall.check_out(a_checkout(district=PAPUA, phone="081399998888"))


def test_another_district_is_shipped_to_at_its_own_price(backend: Backend) -> None:
    stall = rated_stall(backend, FlatRate(area="31", price=Money(9_000)), FlatRate(area="91", price=Money(80_000)))
    invoice = ordered(stall, COD)
    edit = stall.ordering.editing.customer

    edited = edit(
        member=stall.member,
        invoice=invoice,
        name="Budi S",
        phone="0813 9999 8888",
        email="budi@example.com",
        address=NewAddress(street="Jl. Mawar 1", district_code=PAPUA, post_code="99111"),
    )

    totals = edited.order.totals
    assert (totals.shipping, totals.cod_fee, totals.total) == (Money(80_000), Money(3_750), Money(128_750))
    found = read(stall, invoice)
    assert found["customer"] == {"name": "Budi S", "phone": "+6281399998888", "email": "budi@example.com"}
    assert (found["address"]["street"], found["address"]["district_code"]) == ("Jl. Mawar 1", PAPUA)
    assert (found["totals"], found["version"]) == (totals.as_facts(), 2)
    changes = told(stall, invoice)
    assert [what for what, _, _ in changes] == [
        *("customer_name", "customer_phone", "customer_email", "street", "district_code", "post_code", "region"),
        *("shipping", "cod_fee", "total"),
    ]
    assert ("customer_phone", "+6281311112222", "+6281399998888") in changes
    assert ("total", "55620", "128750") in changes
    assert stall.stock(COFFEE).reserved == 1


def test_what_is_left_out_stays_and_nothing_changed_is_no_change(backend: Backend) -> None:
    stall = coffee_stall(backend)
    invoice = ordered(stall)
    edit = stall.ordering.editing.customer

    edit(member=stall.member, invoice=invoice, name="Budi", phone="+62 813-1111-2222")
    assert (told(stall, invoice), read(stall, invoice)["version"]) == ([], 1)
    edit(member=stall.member, invoice=invoice, name="Wati")

    assert told(stall, invoice) == [("customer_name", "Budi", "Wati")]
    assert read(stall, invoice)["customer_phone"] == "+6281311112222"


def test_where_nobody_says_what_shipping_costs_nothing_changes(backend: Backend) -> None:
    stall = rated_stall(backend, FlatRate(area="31", price=Money(9_000)))
    invoice = ordered(stall)
    edit = stall.ordering.editing.customer

    for address, phone, refusal in (
        (NewAddress(street="Jl. Mawar 1", district_code=PAPUA), None, RatesUnavailable),
        (NewAddress(street="Jl. Mawar 1", district_code="99.99.99"), None, RegionUnknown),
        (None, "12345", PhoneInvalid),
    ):
        with pytest.raises(refusal):
            edit(member=stall.member, invoice=invoice, name="Wati", phone=phone, address=address)
    assert (told(stall, invoice), read(stall, invoice)["customer_name"]) == ([], "Budi")


@pytest.mark.parametrize("district", ["31.74.07", PAPUA])
def test_an_order_that_no_courier_carries_moves_in_one_transaction(backend: Backend, district: str) -> None:
    stall = rated_stall(backend, FlatRate(area="31", price=Money(9_000)), FlatRate(area="91", price=Money(80_000)))
    invoice = ordered(stall)
    edit, opened = stall.ordering.editing.customer, list[StoreId]()

    def work(store: StoreId, once: Once | None = None, /) -> EditingWork:
        opened.append(store)
        return edit.work(store, once)

    counted = replace(edit, work=work)
    counted(member=stall.member, invoice=invoice, address=NewAddress(street="Jl. Mawar 1", district_code=district))

    assert opened == [stall.member.store]
    assert read(stall, invoice)["address"]["district_code"] == district


def test_fees_replace_each_other_and_the_total_follows(backend: Backend) -> None:
    stall = coffee_stall(backend)
    invoice = ordered(stall)
    edit = stall.ordering.editing.fees

    edit(member=stall.member, invoice=invoice, fees=[WRAP, Fee("Kartu", Money(500))])
    found = read(stall, invoice)
    assert (found["fees"], found["total"]) == (
        [{"name": "Bubble wrap", "amount": 2_000}, {"name": "Kartu", "amount": 500}],
        TOTAL + 2_500,
    )
    edit(member=stall.member, invoice=invoice, fees=[WRAP])
    edit(member=stall.member, invoice=invoice, fees=[WRAP])
    edit(member=stall.member, invoice=invoice, fees=[])

    found = read(stall, invoice)
    assert (found["fees"], found["total"], found["version"]) == ([], TOTAL, 4)
    assert [one for one in told(stall, invoice) if one[0] == "fees"] == [
        ("fees", None, "Bubble wrap: 2000; Kartu: 500"),
        ("fees", "Bubble wrap: 2000; Kartu: 500", "Bubble wrap: 2000"),
        ("fees", "Bubble wrap: 2000", None),
    ]


@pytest.mark.parametrize(
    ("paid", "fee", "payment", "status"),
    [
        (TOTAL, 2_000, "partially_paid", "processing"),
        (TOTAL + 2_000, 2_000, "paid", "processing"),
        (TOTAL + 2_001, 2_000, "overpaid", "processing"),
        (1, 2_000, "partially_paid", "pending"),
    ],
)
def test_the_payment_follows_the_total(backend: Backend, paid: int, fee: int, payment: str, status: str) -> None:
    stall = coffee_stall(backend)
    invoice = ordered(stall)
    stall.ordering.settling.confirm(member=stall.member, invoice=invoice, amount=Money(paid))

    edited = stall.ordering.editing.fees(
        member=stall.member, invoice=invoice, fees=[Fee("Bubble wrap", Money(fee))]
    ).order

    assert (edited.payment_status, edited.status) == (payment, status)
    assert read(stall, invoice)["payment_status"] == payment


def test_an_order_that_is_paid_by_costing_less_goes_on(backend: Backend) -> None:
    stall = coffee_stall(backend)
    invoice = ordered(stall)
    stall.ordering.editing.fees(member=stall.member, invoice=invoice, fees=[WRAP])
    stall.ordering.settling.confirm(member=stall.member, invoice=invoice, amount=Money(TOTAL))
    assert read(stall, invoice)["status"] == "pending"

    stall.ordering.editing.fees(member=stall.member, invoice=invoice, fees=[])

    found = read(stall, invoice)
    assert (found["payment_status"], found["status"], found["paid_at"]) == ("paid", "processing", backend.clock())


def test_another_way_to_pay_changes_fees_deadline_and_instructions(backend: Backend) -> None:
    stall = coffee_stall(backend)
    invoice = ordered(stall)
    switch = stall.ordering.editing.payment
    backend.clock.advance(seconds=3600)

    by_courier = switch(member=stall.member, invoice=invoice, method=COD).order
    assert (by_courier.payment_status, by_courier.due_at, by_courier.pay_to) == ("cod_due", None, ())
    assert (by_courier.totals.cod_fee, by_courier.totals.total) == (Money(1_800), Money(TOTAL + 1_800))
    by_transfer = switch(member=stall.member, invoice=invoice, method=TRANSFER).order

    assert (by_transfer.payment_status, by_transfer.totals.total) == ("unpaid", Money(TOTAL))
    assert by_transfer.due_at == backend.clock() + timedelta(hours=24)
    found = read(stall, invoice)
    assert [one["id"] for one in found["bank_accounts"]] == [by_transfer.bank_account]
    assert found["bank_account_id"] == by_transfer.bank_account
    assert [what for what, _, _ in told(stall, invoice)] == [
        *("payment_method", "payment_status", "bank_account", "due_at", "cod_fee", "total"),
        *("payment_method", "payment_status", "bank_account", "due_at", "cod_fee", "total"),
    ]


def test_a_transfer_goes_to_the_account_that_the_seller_names(backend: Backend) -> None:
    stall, other = coffee_stall(backend), coffee_stall(backend)
    added = stall.shop.payments.add_bank_account(
        member=stall.member, bank_code="008", account_name="SITI RAHMA", account_number="1230004567890"
    )
    invoice = ordered(stall)
    switch = stall.ordering.editing.payment
    assert len(read(stall, invoice)["bank_accounts"]) == 2

    edited = switch(member=stall.member, invoice=invoice, method=TRANSFER, bank_account=added.id).order
    assert [target.id for target in edited.pay_to] == [added.id]
    (theirs,) = [one["id"] for one in read(other, ordered(other))["bank_accounts"]]

    for unknown in (theirs, 10**9):
        with pytest.raises(BankAccountNotActive):
            switch(member=stall.member, invoice=invoice, method=TRANSFER, bank_account=unknown)
    assert read(stall, invoice)["bank_account_id"] == added.id


def test_what_is_paid_already_is_given_back_first(backend: Backend) -> None:
    stall = coffee_stall(backend)
    invoice = ordered(stall)
    stall.ordering.settling.confirm(member=stall.member, invoice=invoice, amount=Money(1))
    switch = stall.ordering.editing.payment
    with pytest.raises(PaymentBegun):
        switch(member=stall.member, invoice=invoice, method=COD)
    with pytest.raises(PaymentMethodUnavailable):
        switch(member=stall.member, invoice=invoice, method=PaymentMethod.QRIS)
    stall.ordering.settling.refund(member=stall.member, invoice=invoice, amount=Money(1), reason="ganti COD")

    assert switch(member=stall.member, invoice=invoice, method=COD).order.payment_status == "cod_due"


def edits(stall: Stall, invoice: Invoice, **more: Any) -> list[Callable[[], object]]:
    """Every kind of edit."""
    editing, member = stall.ordering.editing, stall.member
    return [
        lambda: editing.customer(member=member, invoice=invoice, name="Wati", **more),
        lambda: editing.fees(member=member, invoice=invoice, fees=[WRAP], **more),
        lambda: editing.payment(member=member, invoice=invoice, method=COD, **more),
    ]


@pytest.mark.parametrize(
    "steps",
    [
        (Status.CANCELLED,),
        (Status.PROCESSING, Status.READY, Status.SHIPPED),
        (Status.PROCESSING, Status.READY, Status.SHIPPED, Status.DELIVERED),
    ],
)
def test_what_has_left_or_ended_stays_as_it_is(backend: Backend, steps: tuple[Status, ...]) -> None:
    stall = coffee_stall(backend)
    invoice = ordered(stall)
    for step in steps:
        stall.move(invoice, step)
    before = read(stall, invoice)

    for edit in edits(stall, invoice):
        with pytest.raises(OrderNotEditable) as refused:
            edit()
        assert refused.value.facts == {"status": steps[-1].value}
    assert read(stall, invoice) == before


def test_an_order_whose_parcel_is_booked_stays_as_the_courier_knows_it(backend: Backend) -> None:
    stall = coffee_stall(backend)
    invoice = ordered(stall)
    with backend.work(stall.member.store) as work:
        order = work.orders.get(invoice)
        order.awb = "JNE1"
        work.orders.save(order)
        work.commit()

    for edit in edits(stall, invoice):
        with pytest.raises(ParcelBooked):
            edit()


def test_who_saw_another_version_or_looks_elsewhere_changes_nothing(backend: Backend) -> None:
    stall, other = coffee_stall(backend), coffee_stall(backend)
    invoice = ordered(stall)
    for edit in edits(stall, invoice, seen_version=2):
        with pytest.raises(PreconditionFailed):
            edit()
    for edit in edits(other, invoice):
        with pytest.raises(OrderNotFound):
            edit()
    assert told(stall, invoice) == []


def test_of_two_who_edit_what_they_saw_one_is_told(backend: Backend) -> None:
    stall = coffee_stall(backend)
    invoice = ordered(stall)
    barrier = Barrier(3)

    def do(edit: Callable[[], object]) -> object:
        barrier.wait(60)
        try:
            return edit()
        except Refusal as refusal:
            return refusal

    with ThreadPoolExecutor(3) as threads:
        fared = list(threads.map(do, edits(stall, invoice, seen_version=1)))

    lost = [one for one in fared if isinstance(one, Refusal)]
    assert len(lost) == 2
    assert all(isinstance(one, ChangedMeanwhile | PreconditionFailed) for one in lost)
    assert read(stall, invoice)["version"] == 2


def test_the_history_masks_phones_like_the_rest(backend: Backend) -> None:
    stall = coffee_stall(backend)
    invoice = ordered(stall)
    stall.ordering.editing.customer(
        member=stall.member, invoice=invoice, phone="081399998888", email="budi@example.com"
    )
    clerk = Member(
        store=stall.member.store,
        user=stall.member.user,
        staff=StaffId(9),
        name="Rudi",
        role=Role.CS,
        rights=frozenset(),
    )

    shown = str(stall.ordering.read_order(member=clerk, invoice=invoice))

    assert "81399998888" not in shown
    assert "81311112222" not in shown
    assert "budi@example.com" not in shown


def test_what_was_edited_is_erased_with_the_buyer(backend: Backend) -> None:
    stall = coffee_stall(backend)
    invoice = ordered(stall)
    editing = stall.ordering.editing
    editing.customer(
        member=stall.member,
        invoice=invoice,
        name="Ratna Wulandari",
        phone="081377775555",
        address=NewAddress(street="Jl. Kenanga 7", district_code="31.71.02"),
    )
    editing.fees(member=stall.member, invoice=invoice, fees=[Fee("Titipan Ratna Wulandari", Money(500))])
    for step in (Status.PROCESSING, Status.READY, Status.SHIPPED, Status.DELIVERED):
        stall.move(invoice, step)
    words = ("Ratna Wulandari", "81377775555", "Kenanga")
    assert {word for _, word in found_of(backend, *words)} == set(words)

    personal_data_on(backend).erase(member=stall.member, phone="081377775555")

    assert found_of(backend, *words) == set()
    assert ("other_fees", "0", "500") in told(stall, invoice)
    assert read(stall, invoice)["fees"] == [{"name": "", "amount": 500}]
