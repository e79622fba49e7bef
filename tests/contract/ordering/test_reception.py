"""Who looks after the orders that come in, on every backend."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import count
from threading import Event

import pytest

from bosonline.application.ordering import Draft
from bosonline.application.ordering.reception import Arrival
from bosonline.domain.errors import Conflict
from bosonline.domain.forms import Attendant, FormContent, FormItem
from bosonline.domain.identity import Action, Email, Member, Module, Rights, Role, StaffId
from bosonline.domain.money import Money
from bosonline.domain.ordering import Invoice, PaymentMethod, Status, goods_key
from bosonline.domain.ordering.reception import DRAWS
from bosonline.domain.ordering.suspicion import Record
from bosonline.domain.phone import Phone
from bosonline.domain.stores import QuarantineLimits
from bosonline.testing.backends import Backend
from bosonline.testing.selling import COFFEE, FORM, Stall, a_checkout, coffee_stall

SEES_ORDERS: Rights = frozenset({(Module.ORDER, Action.READ)})
ATTENDED = "attended"


class Draws:
    """Numbers that are spread evenly over all that can be drawn."""

    def __init__(self, *, times: int) -> None:
        self._numbers, self._times = count(), times

    def __call__(self) -> int:
        return next(self._numbers) % self._times * DRAWS // self._times


def hire(stall: Stall, name: str, *, role: Role = Role.CS, rights: Rights = SEES_ORDERS) -> StaffId:
    """Somebody new in the store."""
    with stall.backend.work(stall.member.store) as work:
        user = work.users.add(
            name=name,
            email=Email(f"{name.lower()}-{stall.subdomain}@example.com"),
            phone=Phone("+6281311110000"),
            password_hash="-",
            at=stall.backend.clock(),
        )
        staff = work.staff.add(store=stall.member.store, user=user, role=role, rights=rights, at=stall.backend.clock())
        work.commit()
    return StaffId(staff)


def switch(stall: Stall, staff: StaffId, *, on: bool) -> None:
    """Somebody begins or ends to work."""
    by = Member(store=stall.member.store, user=stall.member.user, staff=StaffId(0), name="Siti", role=Role.OWNER)
    with stall.backend.work(stall.member.store) as work:
        member = work.staff.get(staff)
        member.switch(on=on, by=by)
        work.staff.save(member)
        work.commit()


def attended_by(stall: Stall, *attendants: tuple[StaffId, int], slug: str = ATTENDED) -> None:
    """A form whose buyers these serve."""
    stall.publish(
        FormContent(
            items=(FormItem(sku=COFFEE),),
            payment_methods=(PaymentMethod.BANK_TRANSFER,),
            flat_shipping=Money(0),
            attendants=tuple(Attendant(staff=staff, weight=weight) for staff, weight in attendants),
        ),
        slug=slug,
    )


def buy(stall: Stall, phone: str, *, form: str = ATTENDED, qty: int = 1) -> Invoice:
    return stall.check_out(a_checkout((COFFEE, qty), phone=phone, street=f"Jl. Melati {phone}"), form=form).invoice


def cs_of(stall: Stall, invoice: Invoice) -> tuple[str | None, str | None]:
    """Who looks after an order, and why."""
    found = stall.ordering.read_order(member=stall.member, invoice=invoice)
    return found["cs"] and found["cs"]["name"], found["cs_reason"]


def phones(many: int) -> Sequence[str]:
    return [f"08133000{number:04d}" for number in range(many)]


def test_orders_are_shared_by_the_weights_of_the_form(backend: Backend) -> None:
    stall = coffee_stall(backend, on_hand=100, draw=Draws(times=8))
    attended_by(stall, (hire(stall, "Alice"), 3), (hire(stall, "Bob"), 1))
    hire(stall, "Carol")

    got = Counter(cs_of(stall, buy(stall, phone)) for phone in phones(16))

    assert got == {("Alice", "weighted"): 12, ("Bob", "weighted"): 4}


def test_a_form_that_names_nobody_is_served_by_all_of_customer_service(backend: Backend) -> None:
    stall = coffee_stall(backend, on_hand=100, draw=Draws(times=4))
    for name in ("Alice", "Bob"):
        hire(stall, name)
    hire(stall, "Admin", role=Role.ADMIN)
    hire(stall, "Packer", rights=frozenset({(Module.PRODUCT, Action.READ)}))

    got = Counter(cs_of(stall, buy(stall, phone, form=FORM)) for phone in phones(8))

    assert got == {("Alice", "even"): 4, ("Bob", "even"): 4}


def test_a_store_with_nobody_leaves_orders_to_nobody(backend: Backend) -> None:
    stall, other = coffee_stall(backend), coffee_stall(backend)
    hire(other, "Alice")
    assert cs_of(stall, buy(stall, "081330000001", form=FORM)) == (None, None)


def test_a_buyer_stays_with_who_looked_after_the_latest_order(backend: Backend) -> None:
    stall = coffee_stall(backend, draw=lambda: 0)
    alice, bob = hire(stall, "Alice"), hire(stall, "Bob")
    attended_by(stall, (alice, 100), (bob, 1))
    first = buy(stall, "081330000001")
    stall.ordering.attending.assign(member=stall.member, invoice=first, staff=bob)
    backend.clock.advance(minutes=1)

    assert cs_of(stall, buy(stall, "+62 813 3000 0001", qty=2)) == ("Bob", "sticky")
    switch(stall, bob, on=False)
    assert cs_of(stall, buy(stall, "081330000001", qty=3)) == ("Alice", "weighted")


def test_who_does_not_work_is_passed_over(backend: Backend) -> None:
    stall = coffee_stall(backend, draw=Draws(times=4))
    alice, bob = hire(stall, "Alice"), hire(stall, "Bob")
    attended_by(stall, (alice, 1), (bob, 1))
    switch(stall, alice, on=False)
    assert {cs_of(stall, buy(stall, phone))[0] for phone in phones(4)} == {"Bob"}

    switch(stall, bob, on=False)
    hire(stall, "Carol")
    assert cs_of(stall, buy(stall, "081330000009")) == ("Carol", "even")


def test_the_reason_stands_in_the_history(backend: Backend) -> None:
    stall = coffee_stall(backend)
    attended_by(stall, (hire(stall, "Alice"), 1))
    found = stall.ordering.read_order(member=stall.member, invoice=buy(stall, "081330000001"))

    assert [(one["what"], one["to"], one["by"]["name"]) for one in found["history"]] == [
        ("placed", "pending", "buyer"),
        ("cs", "Alice", "system"),
        ("cs_reason", "weighted", "system"),
    ]
    assert found["version"] == 1


def test_what_a_buyer_left_is_looked_after_and_stays_so_when_it_is_ordered(backend: Backend) -> None:
    stall = coffee_stall(backend, draw=Draws(times=2))
    attended_by(stall, (hire(stall, "Alice"), 1), (hire(stall, "Bob"), 1))
    draft = Draft(phone="081330000001", name="Budi")
    left = stall.ordering.drafts.keep(subdomain=stall.subdomain, form=ATTENDED, draft=draft)
    assert cs_of(stall, left.invoice) == ("Alice", "weighted")
    backend.clock.advance(minutes=1)
    newer = stall.ordering.drafts.keep(subdomain=stall.subdomain, form=ATTENDED, draft=replace(draft, name="Budi S"))
    assert cs_of(stall, newer.invoice) == ("Alice", "sticky")

    asked = replace(a_checkout(phone="081330000001"), abandoned=left.token)
    assert stall.check_out(asked, form=ATTENDED).invoice == left.invoice
    assert cs_of(stall, left.invoice) == ("Alice", "weighted")
    history = stall.ordering.read_order(member=stall.member, invoice=left.invoice)["history"]
    assert [one["what"] for one in history] == ["abandoned", "cs", "cs_reason", "placed"]


def test_an_order_that_is_let_in_gets_somebody(backend: Backend) -> None:
    stall = coffee_stall(backend)
    alice = hire(stall, "Alice")
    attended_by(stall, (alice, 1))
    switch(stall, alice, on=False)
    invoice = buy(stall, "081330000001")
    switch(stall, alice, on=True)
    quarantine = stall.ordering.attending.quarantine

    assert quarantine(member=stall.member, invoice=invoice, on=True).cs is None
    told = quarantine(member=stall.member, invoice=invoice, on=False)
    assert (told.cs and told.cs.name, told.reason) == ("Alice", "weighted")


def test_what_is_known_is_the_stores_own(backend: Backend) -> None:
    stall, other = coffee_stall(backend), coffee_stall(backend)
    alice = hire(stall, "Alice")
    attended_by(stall, (alice, 1))
    invoice = buy(stall, "081330000001")
    phone, now = Phone("+6281330000001"), backend.clock()
    with backend.work(stall.member.store) as work:
        order = work.orders.get(invoice)
        long_ago = now.replace(year=2020)
        arrival = Arrival(
            phone=phone,
            phone_key="k",
            place_key=order.address.key,
            content=order.content,
            goods_key=goods_key(order.pieces),
            same_since=long_ago,
            alike_since=long_ago,
            today=long_ago,
            limits=QuarantineLimits(),
        )
        here = work.reception.look(arrival)
        assert work.reception.look(replace(arrival, content="other")).twin is None
        assert work.reception.look(replace(arrival, same_since=now)).twin is None
        assert work.reception.look(replace(arrival, phone=Phone("+6281330000002"))).twin is None
    with backend.work(other.member.store) as work:
        there = work.reception.look(arrival)

    assert (here.twin, here.alike, here.attendance.latest) == (invoice, invoice, alice)
    assert (here.record, there.record) == (Record(from_phone=1, to_address=1), Record())
    assert [one.name for one in here.attendance.roster] == ["Alice"]
    assert (there.twin, there.alike, there.attendance.latest, there.attendance.roster) == (None, None, None, ())


def test_a_cancelled_order_is_nobodys_twin(backend: Backend) -> None:
    stall = coffee_stall(backend)
    first = buy(stall, "081330000001", form=FORM)
    stall.move(first, Status.CANCELLED)
    assert buy(stall, "081330000001", form=FORM) != first


def test_nobody_gets_an_order_after_they_were_switched_off(databases: list[Backend]) -> None:
    for backend in databases:
        stall = coffee_stall(backend, on_hand=1_000, draw=Draws(times=7))
        alice, bob = hire(stall, "Alice"), hire(stall, "Bob")
        attended_by(stall, (alice, 6), (bob, 1))
        is_off = Event()

        def order(phone: str, stall: Stall = stall, is_off: Event = is_off) -> tuple[bool, Invoice]:
            began_after = is_off.is_set()
            return began_after, _patiently(lambda: buy(stall, phone))

        with ThreadPoolExecutor(6) as buyers:
            orders = [buyers.submit(order, phone) for phone in phones(120)]
            orders[20].result()
            switch(stall, alice, on=False)
            is_off.set()
            placed = [one.result() for one in orders]

        names = [(after, cs_of(stall, invoice)[0]) for after, invoice in placed]
        assert {name for after, name in names if after} == {"Bob"}, backend.name
        assert {name for _, name in names} == {"Alice", "Bob"}, backend.name


def _patiently(act: Callable[[], Invoice]) -> Invoice:
    while True:
        try:
            return act()
        except Conflict as refused:
            if refused.code != "changed-meanwhile":
                raise


@pytest.mark.parametrize("role", [Role.ADMIN, Role.CS])
def test_who_the_form_names_serves_whatever_their_role(backend: Backend, role: Role) -> None:
    stall = coffee_stall(backend)
    attended_by(stall, (hire(stall, "Alice", role=role, rights=frozenset()), 1))
    assert cs_of(stall, buy(stall, "081330000001")) == ("Alice", "weighted")
