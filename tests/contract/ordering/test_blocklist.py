"""Whom a store wants no orders from, on memory, SQLite and PostgreSQL."""

import threading
from dataclasses import replace
from typing import Any

import pytest

from bosonline.application.identity.ports import AuditFilter, Listing
from bosonline.application.ordering import Draft
from bosonline.application.ordering.blocklist import Blocking
from bosonline.application.ports import Once
from bosonline.domain.errors import Forbidden
from bosonline.domain.identity import Action, Member, Module, Role, StaffId
from bosonline.domain.ordering import Status
from bosonline.domain.ordering.blocklist import (
    Blocked,
    BlockedAlready,
    BlockedId,
    BlockedNotFound,
    PhoneOrAddressNeeded,
    StreetInvalid,
)
from bosonline.domain.phone import PhoneInvalid
from bosonline.domain.stores import RegionUnknown
from bosonline.testing.backends import Backend
from bosonline.testing.blocklist import blocking_on
from bosonline.testing.identity import audit_log_of
from bosonline.testing.people import personal_data_on
from bosonline.testing.selling import JAKARTA, Stall, a_checkout, coffee_stall
from bosonline.testing.traces import found_of, spellings

PHONE, OTHER = "0813 1111 2222", "0812 9999 8888"
MELATI = ("Jl. Melati 5", JAKARTA)


@pytest.fixture
def stall(backend: Backend) -> Stall:
    """A store whose form sells coffee."""
    return coffee_stall(backend, on_hand=100)


@pytest.fixture
def blocking(backend: Backend) -> Blocking:
    """The use cases of blocklists."""
    return blocking_on(backend)


def reader(stall: Stall) -> Member:
    """Somebody who may read orders, and no more."""
    return replace(stall.member, staff=StaffId(6), role=Role.CS, rights=frozenset({(Module.ORDER, Action.READ)}))


def listed(
    blocking: Blocking, member: Member, *, keyword: str | None = None, category: str = "phone", **part: Any
) -> Any:
    asked = {"start": 0, "limit": 10, **part}
    listing = Listing(sort_by="at", descending=True, category=category, keyword=keyword, **asked)
    return blocking.list(member=member, listing=listing)


def test_a_phone_and_an_address_are_blocked_listed_and_let_in_again(stall: Stall, blocking: Blocking) -> None:
    member, clock = stall.member, stall.backend.clock
    phone = blocking.block(member=member, phone=PHONE, reason="menolak paket")
    clock.advance(minutes=1)
    place = blocking.block(member=member, address=MELATI)

    found = listed(blocking, member)

    assert ([row["id"] for row in found.rows], found.total) == ([place.id, phone.id], 2)
    address, number = found.rows
    assert (address["kind"], address["phone"], address["street"]) == ("address", None, "Jl. Melati 5")
    assert (address["district_code"], "Gambir" in address["region"]) == (JAKARTA, True)
    assert (number["kind"], number["phone"], number["street"]) == ("phone", "+6281311112222", None)
    assert (number["reason"], number["by"], number["staff_id"]) == ("menolak paket", "Alice", 5)
    assert number["at"] < address["at"] == clock()
    assert [row["id"] for row in listed(blocking, member, start=1, limit=1).rows] == [phone.id]

    blocking.unblock(member=member, entry=phone.id)
    with pytest.raises(BlockedNotFound):
        blocking.unblock(member=member, entry=phone.id)
    assert [row["id"] for row in listed(blocking, member).rows] == [place.id]
    page = audit_log_of(stall.backend).page(
        member.store, AuditFilter(), newest_first=False, start=0, limit=100, after=None
    )
    deeds = [(row.entry.act, row.entry.about) for row in page.rows if row.entry.act.startswith("blocklist")]
    assert deeds == [
        ("blocklist-added", f"blocklist {phone.id}"),
        ("blocklist-added", f"blocklist {place.id}"),
        ("blocklist-removed", f"blocklist {phone.id}"),
    ]


def test_nothing_is_blocked_twice(stall: Stall, blocking: Blocking) -> None:
    blocking.block(member=stall.member, phone=PHONE)
    blocking.block(member=stall.member, address=MELATI)

    with pytest.raises(BlockedAlready):
        blocking.block(member=stall.member, phone="+62-813-1111-2222")
    with pytest.raises(BlockedAlready):
        blocking.block(member=stall.member, address=("JL MELATI, 5.", JAKARTA))

    assert listed(blocking, stall.member).total == 2
    blocking.block(member=stall.member, phone=OTHER)
    blocking.block(member=stall.member, address=("Jl. Melati 6", JAKARTA))


def test_one_of_several_who_block_the_same_phone_at_once_does(databases: list[Backend]) -> None:
    for backend in databases:
        stall, blocking = coffee_stall(backend), blocking_on(backend)
        outcomes: list[str] = []
        start = threading.Barrier(4)

        def block(stall: Stall = stall, blocking: Blocking = blocking, start: Any = start, out: Any = outcomes) -> None:
            start.wait(60)
            try:
                blocking.block(member=stall.member, phone=PHONE)
                out.append("blocked")
            except BlockedAlready:
                out.append("already")

        threads = [threading.Thread(target=block) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)

        assert sorted(outcomes) == ["already", "already", "already", "blocked"]
        assert listed(blocking, stall.member).total == 1


def test_what_cannot_be_blocked_is_refused(stall: Stall, blocking: Blocking) -> None:
    for refusal, wrong in (
        (PhoneOrAddressNeeded, {}),
        (PhoneOrAddressNeeded, {"phone": PHONE, "address": MELATI}),
        (PhoneInvalid, {"phone": "12"}),
        (RegionUnknown, {"address": ("Jl. Melati 5", "99.99.99")}),
        (StreetInvalid, {"address": ("-.-", JAKARTA)}),
    ):
        with pytest.raises(refusal):
            blocking.block(member=stall.member, **wrong)

    assert listed(blocking, stall.member).total == 0


def test_the_list_is_searched(stall: Stall, blocking: Blocking) -> None:
    member = stall.member
    phone = blocking.block(member=member, phone=PHONE, reason="Menolak 100% paket")
    place = blocking.block(member=member, address=MELATI, reason="alamat palsu")

    def ids(keyword: str, category: str) -> list[BlockedId]:
        return [row["id"] for row in listed(blocking, member, keyword=keyword, category=category).rows]

    for typed in ("0813 1111", "62813", "+62813-1111-2222", "2222", "81311"):
        assert ids(typed, "phone") == [phone.id]
    assert ids("0812", "phone") == ids("none", "phone") == ids("none", "street") == []
    assert ids("MELATI", "street") == [place.id]
    assert ids("100%", "reason") == [phone.id]
    assert ids("%", "street") == []


def test_phones_are_masked_for_who_may_not_see_them(stall: Stall, blocking: Blocking) -> None:
    blocking.block(member=stall.member, phone=PHONE)
    blocking.block(member=stall.member, address=MELATI)

    shown = {row["kind"]: row["phone"] for row in listed(blocking, reader(stall)).rows}

    assert shown == {"phone": "+6281******222", "address": None}
    assert listed(blocking, reader(stall), keyword="melati", category="street").total == 1
    with pytest.raises(Forbidden):
        listed(blocking, reader(stall), keyword="0813")


def test_what_is_known_of_a_number_is_told(stall: Stall, blocking: Blocking, backend: Backend) -> None:
    member = stall.member
    nothing = blocking.check(member=member, phone=PHONE)
    assert (nothing.phone.e164, nothing.phone.is_mobile) == ("+6281311112222", True)
    assert (nothing.known.is_blocked, nothing.known.opted_out, nothing.known.orders) == (False, False, 0)
    assert not blocking.check(member=member, phone="021 5550 1234").phone.is_mobile

    invoice = stall.check_out(a_checkout(phone=PHONE)).invoice
    stall.move(invoice, Status.CANCELLED)
    backend.clock.advance(hours=1)
    stall.check_out(a_checkout(phone=PHONE))
    stall.check_out(a_checkout(phone=OTHER))
    _abandon(stall)
    stall.ordering.following_up.opt_out(store=member.store, by=member.author, invoice=invoice)
    blocking.block(member=member, phone=PHONE)

    known = blocking.check(member=reader(stall), phone="62813-11112222").known
    assert (known.is_blocked, known.opted_out, known.orders) == (True, True, 2)
    other = blocking.check(member=member, phone=OTHER).known
    assert (other.is_blocked, other.opted_out, other.orders) == (False, False, 1)
    with pytest.raises(PhoneInvalid):
        blocking.check(member=member, phone="halo")


def _abandon(stall: Stall) -> None:
    stall.ordering.drafts.keep(subdomain=stall.subdomain, form="kopi", draft=Draft(phone=PHONE))


def test_another_store_blocks_by_itself(stall: Stall, blocking: Blocking, backend: Backend) -> None:
    other = coffee_stall(backend)
    mine = blocking.block(member=stall.member, phone=PHONE)

    assert listed(blocking, other.member).total == 0
    assert not blocking.check(member=other.member, phone=PHONE).known.is_blocked
    with pytest.raises(BlockedNotFound):
        blocking.unblock(member=other.member, entry=mine.id)
    theirs = blocking.block(member=other.member, phone=PHONE)

    assert theirs.key != mine.key
    assert blocking.check(member=stall.member, phone=PHONE).known.is_blocked


def test_an_erased_phone_stays_blocked_and_nothing_says_whose_it_was(
    stall: Stall, blocking: Blocking, backend: Backend
) -> None:
    phone, street = "0813 4455 6677", "Jl. Cempaka 77"
    member = stall.member
    words = (*spellings("081344556677"), "Cempaka", "cempaka", "si penipu")
    invoice = stall.check_out(a_checkout(phone=phone, street=street)).invoice
    stall.move(invoice, Status.CANCELLED)
    once = Once(scope=f"store:{stall.subdomain} block", key="k", fingerprint="f", returns=Blocked)
    blocked = blocking.block(member=member, phone=phone, reason="si penipu", once=once)
    blocking.block(member=member, address=("jl cempaka, 77", JAKARTA))
    kept = blocking.block(member=member, phone=OTHER, reason="lain")
    place = blocking.block(member=member, address=MELATI)

    personal_data_on(backend).erase(member=member, phone=phone)

    assert found_of(backend, *words) == set()
    rows = {row["id"]: row for row in listed(blocking, member).rows}
    assert set(rows) == {blocked.id, kept.id, place.id}
    assert (rows[blocked.id]["kind"], rows[blocked.id]["phone"], rows[blocked.id]["reason"]) == ("phone", None, "")
    assert (rows[kept.id]["phone"], rows[kept.id]["reason"]) == ("+6281299998888", "lain")
    assert blocking.check(member=member, phone=phone).known.is_blocked
    with pytest.raises(BlockedAlready):
        blocking.block(member=member, phone=phone)
    blocking.unblock(member=member, entry=blocked.id)
    assert not blocking.check(member=member, phone=phone).known.is_blocked
