"""Orders that look suspicious wait apart until they are let in, and repetitions are marked, on every backend."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bosonline.adapters.outbound.phones import PhonenumbersReader
from bosonline.application.ordering import Checkout, OrderFilter
from bosonline.application.ordering.blocklist import BlockBuyer
from bosonline.domain.identity import Action, Email, Module, Role
from bosonline.domain.ordering import Invoice, PaymentMethod, Status
from bosonline.domain.phone import Phone
from bosonline.domain.stores import QuarantineLimits, StoreSettings
from bosonline.testing.backends import Backend
from bosonline.testing.people import personal_data_on
from bosonline.testing.selling import COFFEE, JAKARTA, PHONE_HASH, SPOON, Stall, a_checkout, coffee_stall
from bosonline.testing.shops import REGIONS

PHONE, OTHER_PHONE = "081330000001", "081330000002"


def hire(stall: Stall, name: str) -> None:
    with stall.backend.work(stall.member.store) as work:
        user = work.users.add(
            name=name,
            email=Email(f"{name.lower()}-{stall.subdomain}@example.com"),
            phone=Phone("+6281311110000"),
            password_hash="-",
            at=stall.backend.clock(),
        )
        rights = frozenset({(Module.ORDER, Action.READ)})
        work.staff.add(store=stall.member.store, user=user, role=Role.CS, rights=rights, at=stall.backend.clock())
        work.commit()


def asked(number: int = 0, *, phone: str = PHONE, **more: Any) -> Checkout:
    """An order that is nobody's twin."""
    return replace(a_checkout((COFFEE, 1 + number % 5), (SPOON, 1 + number // 5), phone=phone), **more)


def read(stall: Stall, invoice: Invoice) -> Mapping[str, Any]:
    return stall.ordering.read_order(member=stall.member, invoice=invoice)


def reasons(stall: Stall, checkout: Checkout) -> list[str]:
    """Why an order waits apart; empty where it does not."""
    found = read(stall, stall.check_out(checkout).invoice)
    assert found["quarantined"] == bool(found["quarantine_reasons"])
    assert found["status"] == "pending"
    return list(found["quarantine_reasons"])


def block(stall: Stall, **whom: Any) -> None:
    backend = stall.backend
    blocking = BlockBuyer(
        work=backend.work, phones=PhonenumbersReader(), phone_hash=PHONE_HASH, regions=REGIONS, clock=backend.clock
    )
    blocking(member=stall.member, **whom)


def test_the_fourth_order_of_a_day_from_one_phone_waits_apart(backend: Backend) -> None:
    stall, other = coffee_stall(backend, on_hand=100), coffee_stall(backend)
    backend.clock.now = datetime(2026, 1, 5, 3, 0, tzinfo=UTC)
    streets = [f"Jl. Kenanga {number}" for number in range(5)]
    found = [reasons(stall, asked(number, street=streets[number])) for number in range(4)]
    assert found == [[], [], [], ["too-many-from-phone"]]
    assert reasons(other, asked()) == []
    assert reasons(stall, asked(phone=OTHER_PHONE)) == []

    backend.clock.now = datetime(2026, 1, 5, 16, 59, tzinfo=UTC)  # one minute before midnight in Jakarta
    assert reasons(stall, asked(4, street=streets[4])) == ["too-many-from-phone"]
    backend.clock.now = datetime(2026, 1, 5, 17, 0, tzinfo=UTC)
    assert reasons(stall, asked(5, street=streets[4])) == []


def test_too_many_to_one_address_wait_apart_however_it_is_written(backend: Backend) -> None:
    stall = coffee_stall(
        backend,
        on_hand=100,
        settings=StoreSettings(quarantine=QuarantineLimits(orders_per_address=2)),
    )
    written = ["Jl. Melati No. 5", "jl melati no 5", "JL. MELATI,  NO 5!", "Jl. Melati No. 6"]
    found = [
        reasons(stall, asked(street=street, phone=f"0813300001{number:02d}")) for number, street in enumerate(written)
    ]
    assert found == [[], [], ["too-many-to-address"], []]


def test_blocked_phones_and_addresses_wait_apart(backend: Backend) -> None:
    stall, other = coffee_stall(backend, on_hand=100), coffee_stall(backend)
    block(stall, phone="+62 813 3000 0001")
    block(stall, address=("Jl. Mawar 1", JAKARTA))

    assert reasons(stall, asked()) == ["phone-blocked"]
    assert reasons(stall, asked(phone=OTHER_PHONE, street="jl mawar 1")) == ["address-blocked"]
    assert reasons(stall, asked(street="jl mawar 1")) == ["phone-blocked", "address-blocked"]
    assert reasons(other, asked(street="jl mawar 1")) == []


@pytest.mark.parametrize(("name", "expected"), [("Al", ["name-too-short"]), ("sdfgh", ["name-nonsense"]), ("Ali", [])])
def test_names_that_are_none_wait_apart(backend: Backend, name: str, expected: list[str]) -> None:
    assert reasons(coffee_stall(backend), asked(name=name)) == expected


def test_the_stores_own_limits_count(backend: Backend) -> None:
    limits = QuarantineLimits(orders_per_phone=1, shortest_name=5)
    stall = coffee_stall(backend, settings=StoreSettings(quarantine=limits))
    assert reasons(stall, asked()) == ["name-too-short"]
    assert reasons(stall, asked(1, name="Budiman")) == ["too-many-from-phone"]


def test_nobody_looks_after_a_suspicious_order_until_it_is_let_in(backend: Backend) -> None:
    stall = coffee_stall(backend)
    hire(stall, "Alice")
    block(stall, phone=PHONE)
    invoice = stall.check_out(asked()).invoice
    apart = read(stall, invoice)
    assert (apart["cs"], apart["cs_reason"]) == (None, None)
    assert [(one["what"], one["to"], one["by"]["name"]) for one in apart["history"]] == [
        ("placed", "pending", "buyer"),
        ("quarantine", "yes", "system"),
        ("quarantine_reason", "phone-blocked", "system"),
    ]
    shown = stall.ordering.list_orders(member=stall.member, shown=OrderFilter(is_quarantined=True))
    assert [row["invoice"] for row in shown.rows] == [invoice]

    stall.ordering.attending.quarantine(member=stall.member, invoice=invoice, on=False)
    let_in = read(stall, invoice)
    assert (let_in["quarantined"], let_in["quarantine_reasons"]) == (False, [])
    assert (let_in["cs"]["name"], let_in["cs_reason"]) == ("Alice", "even")


def test_the_same_goods_from_the_same_phone_are_marked_as_a_repetition(backend: Backend) -> None:
    stall, other = coffee_stall(backend), coffee_stall(backend)
    first = stall.check_out(asked()).invoice

    def alike(stall: Stall, checkout: Checkout) -> str | None:
        backend.clock.advance(minutes=1)
        invoice = stall.check_out(checkout).invoice
        rows = stall.ordering.list_orders(member=stall.member, shown=OrderFilter()).rows
        row = next(row for row in rows if row["invoice"] == invoice)
        found: str | None = read(stall, invoice)["duplicate_of"]
        assert row["duplicate_of"] == found
        return found

    assert read(stall, first)["duplicate_of"] is None
    assert alike(stall, asked(1)) is None
    assert alike(stall, asked(phone=OTHER_PHONE)) is None
    assert alike(other, asked()) is None
    assert alike(stall, asked(street="Jl. Mawar 1")) == first
    moved = stall.ordering.list_orders(member=stall.member, shown=OrderFilter()).rows[0]["invoice"]
    assert alike(stall, asked(payment_method=PaymentMethod.COD)) == moved

    for row in stall.ordering.list_orders(member=stall.member, shown=OrderFilter()).rows:
        stall.move(row["invoice"], Status.CANCELLED)
    assert alike(stall, asked()) is None
    backend.clock.advance(days=1)
    assert alike(stall, asked(street="Jl. Mawar 1")) is None


def test_what_was_suspicious_is_erased_with_the_buyer(backend: Backend) -> None:
    stall = coffee_stall(backend)
    invoice = stall.check_out(asked(name="Al", street="Jl. Rahasia 7")).invoice
    stall.move(invoice, Status.CANCELLED)
    personal_data_on(backend).erase(member=stall.member, phone=PHONE)

    found = read(stall, invoice)
    assert (found["quarantined"], found["quarantine_reasons"]) == (True, [])
    with backend.work(stall.member.store) as work:
        assert work.orders.get(invoice).address.key is None
