"""A buyer is told what a store keeps, and forgotten by it, on memory, SQLite and PostgreSQL."""

from dataclasses import replace
from typing import Any

import pytest

from bosonline.adapters.outbound.phones import PhonenumbersReader
from bosonline.application.ordering import FollowedUp, OrderFilter, Receipt
from bosonline.application.ordering.personal_data import BuyerErased
from bosonline.application.ports import Once, Replayed
from bosonline.domain.errors import NotFound
from bosonline.domain.identity import Role
from bosonline.domain.identity.data_deletion import OpenOrdersFirst
from bosonline.domain.ordering import Invoice, Status
from bosonline.domain.ordering.follow_up_rules import NotOpenToFollowUp
from bosonline.domain.phone import ERASED_PHONE, Phone, PhoneInvalid
from bosonline.testing.backends import Backend
from bosonline.testing.blocklist import blocking_on
from bosonline.testing.people import personal_data_on
from bosonline.testing.selling import ALICE, COFFEE, PHONE_HASH, Stall, a_checkout, coffee_stall
from bosonline.testing.traces import found_of, spellings

PHONE = "081377778888"
WORDS = (*spellings(PHONE), "Ratna Wulandari", "Kenanga", "Jangan dibel", "fbclid", "Cempaka Putih", "ratna@", "10160")


@pytest.fixture
def stall(backend: Backend) -> Stall:
    """A store that sells coffee."""
    return coffee_stall(backend, on_hand=100)


def once(scope: str, returns: type, key: str = "k") -> Once:
    return Once(scope=scope, key=key, fingerprint=key, returns=returns)


def order(stall: Stall, *, phone: str = PHONE, key: str = "k") -> Receipt:
    """A buyer who leaves as much as a buyer can."""
    wish = a_checkout((COFFEE, 2), phone=phone, street="Jl. Kenanga 7 RT 02")

    told = replace(
        wish,
        name="Ratna Wulandari",
        email="ratna@example.com",
        note="Jangan dibel",
        source={"fbclid": "fbclid-1", "utm_source": "ig"},
        village_code="31.71.01.1001",
        post_code="10160",
    )
    return stall.check_out(told, once=once(f"store:{stall.subdomain} POST /store/order/checkout", Receipt, key))


def follow_up(stall: Stall, invoice: Invoice) -> FollowedUp:
    scope = f"user:{stall.member.user} POST /store/order/follow-up"
    return stall.ordering.following_up.follow_up(
        store=stall.member.store, by=ALICE, invoice=invoice, attempt=1, once=once(scope, FollowedUp, invoice)
    )


def employ(stall: Stall) -> None:
    """The owner is on the staff, as in every store that was opened as stores are."""
    with stall.backend.work(stall.member.store) as work:
        work.staff.add(store=stall.member.store, user=stall.member.user, role=Role.OWNER, at=stall.backend.clock())
        work.commit()


def end(stall: Stall, invoice: Invoice) -> None:
    for status in (Status.PROCESSING, Status.READY, Status.SHIPPED, Status.DELIVERED):
        stall.move(invoice, status)


def erase(stall: Stall, phone: str = PHONE) -> BuyerErased:
    return personal_data_on(stall.backend).erase(member=stall.member, phone=phone)


def test_nothing_is_found_of_a_buyer_who_was_erased(stall: Stall) -> None:
    employ(stall)
    invoice = order(stall).invoice
    follow_up(stall, invoice)
    stall.ordering.following_up.opt_out(store=stall.member.store, by=ALICE, invoice=invoice)
    with stall.backend.work(stall.member.store) as work:
        kept = work.orders.get(invoice)
        kept.remember(at=stall.backend.clock(), by=ALICE, what="customer", was="Ratna Wulandari", became="Jl. Kenanga")
        work.orders.save(kept)
        work.commit()
    end(stall, invoice)
    assert {word for _, word in found_of(stall.backend, *WORDS)} >= {"Ratna Wulandari", "Kenanga", "fbclid", "10160"}
    before = dict(stall.ordering.read_order(member=stall.member, invoice=invoice))

    assert erase(stall).orders == 1

    assert found_of(stall.backend, *WORDS) == set()
    after = dict(stall.ordering.read_order(member=stall.member, invoice=invoice))
    assert after["customer"] == {"name": "", "phone": None, "email": None}
    assert after["customer_phone"] is None
    assert after["address"]["district_code"] == before["address"]["district_code"]
    assert after["address"]["region"] == before["address"]["region"].partition(", ")[2]
    kept_members = ("totals", "items", "created_at", "shipped_at", "status", "payment_status", "paid", "invoice")
    assert {name: after[name] for name in kept_members} == {name: before[name] for name in kept_members}
    assert [(one["what"], one["at"]) for one in after["history"]] == [
        (one["what"], one["at"]) for one in before["history"]
    ]
    assert after["version"] > before["version"]


def test_others_are_left_alone(stall: Stall) -> None:
    employ(stall)
    mine, others = order(stall).invoice, order(stall, phone="081399990000", key="other").invoice
    other_store = coffee_stall(stall.backend)
    elsewhere = order(other_store).invoice
    end(stall, mine)

    erase(stall)

    read = stall.ordering.read_order(member=stall.member, invoice=others)
    assert (read["customer"]["name"], read["customer_phone"]) == ("Ratna Wulandari", "+6281399990000")
    read = other_store.ordering.read_order(member=other_store.member, invoice=elsewhere)
    assert read["customer_phone"] == "+6281377778888"
    with pytest.raises(Replayed) as replayed:
        order(stall, phone="081399990000", key="other")
    assert isinstance(replayed.value.result, Receipt)
    assert replayed.value.result.invoice == others


def test_open_orders_end_first(stall: Stall) -> None:
    first, second = order(stall).invoice, order(stall, key="k2").invoice
    stall.backend.clock.advance(hours=1)
    third = order(stall, key="k3").invoice

    with pytest.raises(OpenOrdersFirst) as refused:
        erase(stall)

    assert first == second
    assert refused.value.facts["invoices"] == [first, third]
    end(stall, first)
    stall.move(third, Status.CANCELLED)
    assert erase(stall).orders == 2
    assert erase(stall).orders == 0


def test_a_keyed_hash_stays(stall: Stall) -> None:
    end(stall, order(stall).invoice)
    store, phone = stall.member.store, Phone("+6281377778888")

    erase(stall)

    with stall.backend.work(store) as work:
        assert work.traces.was_erased(PHONE_HASH(store, phone))
        assert not work.traces.was_erased(PHONE_HASH(store, Phone("+6281399990000")))
    other = coffee_stall(stall.backend).member.store
    assert PHONE_HASH(store, phone) != PHONE_HASH(other, phone)
    with stall.backend.work(other) as work:
        assert not work.traces.was_erased(PHONE_HASH(store, phone))
    stall.backend.clock.advance(hours=1)
    end(stall, order(stall, key="again").invoice)
    assert erase(stall).orders == 1


def test_nobody_is_followed_up_who_was_erased(stall: Stall) -> None:
    invoice = order(stall).invoice
    made = follow_up(stall, invoice)
    end(stall, invoice)
    erase(stall)
    following_up, store = stall.ordering.following_up, stall.member.store

    again = following_up.follow_up(store=store, by=ALICE, invoice=invoice, attempt=1)
    assert (again.repeated, again.whatsapp_url, again.text) == (True, None, "")
    assert made.whatsapp_url is not None
    with pytest.raises(NotOpenToFollowUp):
        following_up.follow_up(store=store, by=ALICE, invoice=invoice, attempt=2)
    with pytest.raises(NotOpenToFollowUp):
        following_up.opt_out(store=store, by=ALICE, invoice=invoice)


def test_the_list_shows_that_somebody_was_erased(stall: Stall) -> None:

    end(stall, order(stall).invoice)
    erase(stall)

    (row,) = stall.ordering.list_orders(member=stall.member, shown=OrderFilter()).rows
    assert (row["customer_name"], row["customer_phone"]) == ("", None)
    found = stall.ordering.list_orders(member=stall.member, shown=OrderFilter(keyword="Ratna"))
    assert list(found.rows) == []


def test_a_buyer_is_told_everything(stall: Stall) -> None:
    invoice = order(stall).invoice
    follow_up(stall, invoice)
    order(stall, phone="081399990000", key="other")
    data = personal_data_on(stall.backend)

    told: Any = data.export(member=stall.member, phone="+62 813-7777-8888")

    assert (told["phone"], told["opted_out"], [one["invoice"] for one in told["orders"]]) == (
        "+6281377778888",
        False,
        [invoice],
    )
    (one,) = told["orders"]
    assert one["address"]["street"] == "Jl. Kenanga 7 RT 02"
    assert "Ratna Wulandari" in one["follow_ups"][0]["text"]
    assert "secret" not in one
    assert told["blocked"] is None
    end(stall, invoice)
    erase(stall)
    with pytest.raises(NotFound):
        data.export(member=stall.member, phone=PHONE)


def test_a_buyer_is_told_of_the_blocklist(stall: Stall) -> None:
    data, at = personal_data_on(stall.backend), stall.backend.clock()
    blocking_on(stall.backend).block(member=stall.member, phone=PHONE, reason="menolak paket")
    stall.backend.clock.advance(hours=1)

    told = data.export(member=stall.member, phone=PHONE)

    assert (told["blocked"], told["orders"]) == ({"reason": "menolak paket", "at": at}, [])
    with pytest.raises(NotFound):
        data.export(member=stall.member, phone="081399990000")
    erase(stall)
    with pytest.raises(NotFound):
        data.export(member=stall.member, phone=PHONE)


def test_nobody_has_the_number_that_stands_for_an_erased_one() -> None:
    with pytest.raises(PhoneInvalid):
        PhonenumbersReader().read(ERASED_PHONE.e164)
