"""Who looks after orders, their notes and the quarantine, on memory, SQLite and PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from bosonline.application.ordering import OrderFilter
from bosonline.application.ports import Once, Replayed
from bosonline.domain.errors import ChangedMeanwhile, PreconditionFailed
from bosonline.domain.identity import Email, Member, Role, StaffId
from bosonline.domain.ordering import Invoice, Note, OrderNotFound, Status
from bosonline.domain.phone import Phone
from bosonline.domain.stores import StaffUnknown
from bosonline.testing.backends import Backend
from bosonline.testing.people import personal_data_on
from bosonline.testing.selling import COFFEE, Stall, a_checkout, coffee_stall
from bosonline.testing.traces import found_of


def ordered(stall: Stall) -> Invoice:
    return stall.check_out(a_checkout((COFFEE, 1))).invoice


def read(stall: Stall, invoice: Invoice) -> dict[str, Any]:
    return dict(stall.ordering.read_order(member=stall.member, invoice=invoice))


def hire(stall: Stall, name: str, *, is_active: bool = True) -> StaffId:
    backend, store = stall.backend, stall.member.store
    with backend.work(store) as work:
        user = work.users.add(
            name=name,
            email=Email(f"{name.lower()}-{stall.subdomain}@example.com"),
            phone=Phone("+6281311110000"),
            password_hash="-",
            at=backend.clock(),
        )
        assert user is not None
        staff = work.staff.add(store=store, user=user, role=Role.CS, at=backend.clock())
        if not is_active:
            owner = Member(store=store, user=stall.member.user, staff=StaffId(0), name="Siti", role=Role.OWNER)
            member = work.staff.get(staff)
            member.switch(on=False, by=owner)
            work.staff.save(member)
        work.commit()
    return StaffId(staff)


def test_somebody_looks_after_an_order_until_somebody_else_does(backend: Backend) -> None:
    stall = coffee_stall(backend)
    alice, bob = hire(stall, "Alice"), hire(stall, "Bob")
    invoice = ordered(stall)
    assign = stall.ordering.attending.assign

    assign(member=stall.member, invoice=invoice, staff=alice)
    assign(member=stall.member, invoice=invoice, staff=alice, reason="lagi")
    told = assign(member=stall.member, invoice=invoice, staff=bob, reason="Alice libur", seen_version=2)
    found = read(stall, invoice)
    assert (found["cs"], found["cs_reason"]) == ({"staff_id": bob, "name": "Bob"}, "Alice libur")
    assert (told.version, found["version"]) == (3, 3)
    with pytest.raises(PreconditionFailed):
        assign(member=stall.member, invoice=invoice, staff=None, seen_version=2)
    assign(member=stall.member, invoice=invoice, staff=None)

    found = read(stall, invoice)
    assert (found["cs"], found["cs_reason"]) == (None, None)
    assert [(one["from"], one["to"]) for one in found["history"] if one["what"] == "cs"] == [
        (None, "Alice"),
        ("Alice", "Bob"),
        ("Bob", None),
    ]


def test_nobody_is_named_who_does_not_work_here_now(backend: Backend) -> None:
    stall, other = coffee_stall(backend), coffee_stall(backend)
    invoice = ordered(stall)
    for staff in (hire(other, "Carol"), hire(stall, "Dodi", is_active=False), StaffId(10**9)):
        with pytest.raises(StaffUnknown) as refused:
            stall.ordering.attending.assign(member=stall.member, invoice=invoice, staff=staff)
        assert refused.value.facts["staff"] == [staff]
    assert (read(stall, invoice)["cs"], read(stall, invoice)["version"]) == (None, 1)


def test_an_order_waits_apart_and_comes_back(backend: Backend) -> None:
    stall = coffee_stall(backend)
    invoice = ordered(stall)
    quarantine = stall.ordering.attending.quarantine

    assert quarantine(member=stall.member, invoice=invoice, on=True, reason="alamat aneh").is_quarantined
    quarantine(member=stall.member, invoice=invoice, on=True)
    shown = stall.ordering.list_orders(member=stall.member, shown=OrderFilter(is_quarantined=True))
    assert [row["invoice"] for row in shown.rows] == [invoice]
    assert not quarantine(member=stall.member, invoice=invoice, on=False).is_quarantined

    found = read(stall, invoice)
    assert (found["quarantined"], found["status"], found["version"]) == (False, "pending", 3)
    assert [(one["what"], one["to"]) for one in found["history"]][1:] == [
        ("quarantine", "yes"),
        ("quarantine_reason", "alamat aneh"),
        ("quarantine", "no"),
    ]


def test_notes_are_kept_in_their_order_and_once_under_a_key(backend: Backend) -> None:
    stall, other = coffee_stall(backend), coffee_stall(backend)
    invoice = ordered(stall)
    note = stall.ordering.attending.note
    once = Once(scope=f"user:{stall.subdomain} note", key="k", fingerprint="f", returns=Note)

    first = note(member=stall.member, invoice=invoice, text="Minta Senin", once=once)
    with pytest.raises(Replayed) as replayed:
        note(member=stall.member, invoice=invoice, text="Minta Senin", once=once)
    assert replayed.value.result == first
    note(member=stall.member, invoice=invoice, text="Sudah ditelepon\nOK")
    with pytest.raises(OrderNotFound):
        note(member=other.member, invoice=invoice, text="bukan milik kami")

    found = read(stall, invoice)
    assert [(one["number"], one["text"], one["by"]["name"]) for one in found["notes"]] == [
        (1, "Minta Senin", stall.member.name),
        (2, "Sudah ditelepon\nOK", stall.member.name),
    ]
    assert found["version"] == 1


def test_of_notes_at_the_same_time_none_is_lost(backend: Backend) -> None:
    stall = coffee_stall(backend)
    invoice = ordered(stall)
    barrier = Barrier(4)

    def add(number: int) -> Note:
        barrier.wait(60)
        while True:
            try:
                return stall.ordering.attending.note(member=stall.member, invoice=invoice, text=f"catatan {number}")
            except ChangedMeanwhile:
                continue

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(add, range(4)))

    found = read(stall, invoice)["notes"]
    assert [one["number"] for one in found] == [1, 2, 3, 4]
    assert {one["text"] for one in found} == {f"catatan {number}" for number in range(4)}


def test_what_was_noted_is_erased_with_the_buyer(backend: Backend) -> None:
    stall = coffee_stall(backend)
    alice = hire(stall, "Alice")
    invoice = stall.check_out(a_checkout((COFFEE, 1), phone="081377771111")).invoice
    attending, words = stall.ordering.attending, ("Bu Kartini", "Pak Dirman", "Mbak Laras")
    attending.note(member=stall.member, invoice=invoice, text="titip ke Bu Kartini")
    attending.quarantine(member=stall.member, invoice=invoice, on=True, reason="adik Pak Dirman")
    attending.assign(member=stall.member, invoice=invoice, staff=alice, reason="kenal Mbak Laras")
    for step in (Status.PROCESSING, Status.READY, Status.SHIPPED, Status.DELIVERED):
        stall.move(invoice, step)
    assert {word for _, word in found_of(backend, *words)} == set(words)

    personal_data_on(backend).erase(member=stall.member, phone="081377771111")

    assert found_of(backend, *words) == set()
    assert [one["text"] for one in read(stall, invoice)["notes"]] == [""]
