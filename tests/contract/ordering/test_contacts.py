"""Who may see how to reach buyers, and what becomes of the orders of one who leaves; on three backends."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from bosonline.adapters.outbound.witness import QuietWitness
from bosonline.application.identity.ports import AuditFilter, AuditRow
from bosonline.application.ordering import OrderFilter
from bosonline.application.ports import REQUEST
from bosonline.domain.errors import Forbidden, Unavailable
from bosonline.domain.identity import Action, AuditEntry, Author, Member, Module, Rights, Role, StaffId, StaffRemoved
from bosonline.domain.ordering import Assignment, Invoice, Status
from bosonline.testing.backends import Backend
from bosonline.testing.identity import audit_log_of
from bosonline.testing.selling import Stall, a_checkout, coffee_stall, ordering_on

READ: Rights = frozenset({(Module.ORDER, Action.READ)})
PHONE = "0813 1111 2222"
ALICE = Assignment(StaffId(5), "Alice")


@pytest.fixture
def stall(backend: Backend) -> Stall:
    """A store whose form sells coffee."""
    return coffee_stall(backend, on_hand=200)


def cs(stall: Stall, *rights: Action) -> Member:
    granted: Rights = frozenset((Module.ORDER, action) for action in rights)
    return replace(stall.member, staff=StaffId(6), name="Bob", role=Role.CS, rights=granted)


def buy(stall: Stall, *, phone: str = PHONE, email: str | None = "budi@example.com") -> Invoice:
    stall.backend.clock.advance(minutes=1)
    return stall.check_out(replace(a_checkout(phone=phone), email=email)).invoice


def looks(stall: Stall) -> list[AuditRow]:
    page = audit_log_of(stall.backend).page(
        stall.member.store,
        AuditFilter(act="personal-data-read"),
        newest_first=False,
        start=0,
        limit=100,
        after=None,
    )
    return list(page.rows)


@contextmanager
def witnessed(stall: Stall) -> Iterator[QuietWitness]:
    witness = QuietWitness(stall.backend.work, after=60)
    yield witness
    witness.write()


def test_phones_and_addresses_are_masked_for_who_may_only_read(stall: Stall) -> None:
    invoice = buy(stall)
    reader, worker = cs(stall, Action.READ), cs(stall, Action.READ, Action.UPDATE)
    read, listed = stall.ordering.read_order, stall.ordering.list_orders

    (row,) = listed(member=reader, shown=OrderFilter()).rows
    order = read(member=reader, invoice=invoice)

    assert row["customer_phone"] == order["customer_phone"] == "+6281******222"
    assert order["customer"] == {"name": "Budi", "phone": "+6281******222", "email": "b***@example.com"}
    for member in (worker, stall.member):
        (row,) = listed(member=member, shown=OrderFilter()).rows
        order = read(member=member, invoice=invoice)
        assert row["customer_phone"] == order["customer_phone"] == "+6281311112222"
        assert order["customer"] == {"name": "Budi", "phone": "+6281311112222", "email": "budi@example.com"}


def test_who_left_no_address_has_none_to_mask(stall: Stall) -> None:
    order = stall.ordering.read_order(member=cs(stall, Action.READ), invoice=buy(stall, email=None))

    assert order["customer"]["email"] is None


def test_what_is_masked_cannot_be_found_out_by_searching(stall: Stall) -> None:
    invoice = buy(stall)
    reader, worker = cs(stall, Action.READ), cs(stall, Action.READ, Action.UPDATE)

    def found(member: Member, keyword: str, category: str | None = None) -> list[str]:
        shown = OrderFilter(keyword=keyword, category=category)
        return [row["invoice"] for row in stall.ordering.list_orders(member=member, shown=shown).rows]

    assert found(worker, "+628131") == found(worker, "+628131", "customer_phone") == [invoice]
    assert found(reader, "+628131") == []
    assert found(reader, "bud") == found(reader, invoice) == found(reader, "bud", "customer_name") == [invoice]
    with pytest.raises(Forbidden):
        found(reader, "+628131", "customer_phone")


def test_who_sees_how_to_reach_a_buyer_is_noted_once_an_hour(stall: Stall) -> None:
    invoice, other = buy(stall), buy(stall, phone="0813 1111 3333")
    with witnessed(stall) as witness:
        read = ordering_on(stall.backend, witness=witness).read_order
        asked = REQUEST.set("r-1")
        read(member=stall.member, invoice=invoice)
        REQUEST.reset(asked)
        read(member=stall.member, invoice=invoice)
        read(member=cs(stall, Action.READ), invoice=invoice)
        read(member=cs(stall, Action.READ, Action.UPDATE), invoice=other)
        before = looks(stall)
        witness.write()
        stall.backend.clock.advance(hours=1)
        read(member=stall.member, invoice=invoice)

    assert before == []
    told = [(row.entry.about, row.entry.by, row.entry.request) for row in looks(stall)]
    assert told == [
        (invoice, Author(StaffId(5), "Alice"), "r-1"),
        (other, Author(StaffId(6), "Bob"), None),
        (invoice, Author(StaffId(5), "Alice"), None),
    ]


def test_a_look_at_nothing_in_particular_is_noted_every_time(stall: Stall) -> None:
    with witnessed(stall) as witness:
        for _ in range(2):
            witness(entry(stall, ""))

    assert len(looks(stall)) == 2


def test_a_list_is_not_noted(stall: Stall) -> None:
    buy(stall)
    with witnessed(stall) as witness:
        ordering_on(stall.backend, witness=witness).list_orders(member=stall.member, shown=OrderFilter())

    assert looks(stall) == []


def test_looks_are_written_by_themselves_a_moment_later(stall: Stall) -> None:
    written = threading.Event()

    def open_work(store: Any) -> Any:
        written.set()
        return stall.backend.work(store)

    witness = QuietWitness(open_work, after=0.01)
    witness(entry(stall, "INV0001"))
    assert written.wait(60)
    while not looks(stall):
        pass

    assert [row.entry.about for row in looks(stall)] == ["INV0001"]


def test_looks_wait_while_the_database_is_away(stall: Stall) -> None:
    away = [True]

    def open_work(store: Any) -> Any:
        if away[0]:
            raise Unavailable
        return stall.backend.work(store)

    witness = QuietWitness(open_work, after=60)
    for invoice in ("INV0001", "INV0002"):
        witness(entry(stall, invoice))
    witness.write()
    away[0] = False
    witness.write()

    assert [row.entry.about for row in looks(stall)] == ["INV0001", "INV0002"]


def entry(stall: Stall, about: str) -> AuditEntry:
    member = stall.member
    return AuditEntry(
        act="personal-data-read", by=member.author, at=stall.backend.clock(), about=about, store=member.store
    )


def test_open_orders_of_one_who_was_removed_wait_for_another(stall: Stall) -> None:
    other = coffee_stall(stall.backend)
    opened, shipped, ended, elses = (buy(stall, phone=f"0813 1111 44{number}0") for number in range(4))
    foreign = buy(other)
    for status in (Status.PROCESSING, Status.READY, Status.SHIPPED):
        stall.move(shipped, status)
    stall.move(ended, Status.CANCELLED)
    for one, of in ((opened, stall), (shipped, stall), (ended, stall), (foreign, other)):
        assign(of, one, ALICE)
    assign(stall, elses, Assignment(StaffId(6), "Bob"))
    by = Author(StaffId(1), "Siti")
    removed = StaffRemoved(staff=ALICE.staff, by=by, at=stall.backend.clock())

    counts = [stall.ordering.unassign(store=stall.member.store, removed=removed) for _ in range(2)]

    assert counts == [2, 0]
    read = stall.ordering.read_order
    told = {one: read(member=stall.member, invoice=one) for one in (opened, shipped, ended, elses)}
    named = [told[one]["cs"] and told[one]["cs"]["name"] for one in (opened, shipped, ended, elses)]
    assert named == [None, None, "Alice", "Bob"]
    assert other.ordering.read_order(member=other.member, invoice=foreign)["cs"]["name"] == "Alice"
    last = told[opened]["history"][-1]
    assert (last["what"], last["from"], last["to"], last["by"]["name"]) == ("cs", "Alice", None, "Siti")
    assert len(told[ended]["history"]) == 2


def test_many_orders_are_unassigned_a_few_at_a_time(stall: Stall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bosonline.application.ordering.unassign.AT_A_TIME", 2)
    for number in range(4):
        assign(stall, buy(stall, phone=f"0813 1111 55{number}0"), ALICE)
    removed = StaffRemoved(staff=ALICE.staff, by=stall.member.author, at=stall.backend.clock())

    assert stall.ordering.unassign(store=stall.member.store, removed=removed) == 4


def assign(stall: Stall, invoice: Invoice, cs: Assignment) -> None:
    with stall.backend.work(stall.member.store) as work:
        order = work.orders.get(invoice)
        order.cs = cs
        work.orders.save(order)
        work.commit()
