"""Orders that the seller's people type, on memory, SQLite and PostgreSQL: by the rules of a checkout."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import Any

import pytest

from bosonline.adapters.outbound.phones import PhonenumbersReader
from bosonline.application.ordering import FormClosed, NoQris, OutOfStock, PriceChanged, RatesUnavailable, Receipt
from bosonline.application.ordering.blocklist import BlockBuyer
from bosonline.application.ports import Once, Replayed
from bosonline.domain.errors import Forbidden, Refusal
from bosonline.domain.forms import FormContent, FormItem, FormNotFound, FormStatus
from bosonline.domain.identity import Action, Member, Module, Role, StaffId
from bosonline.domain.money import Money
from bosonline.domain.ordering import Invoice, NotOnOffer, PaymentMethod, PaymentMethodNotTaken
from bosonline.domain.phone import PhoneInvalid
from bosonline.domain.promotions import VoucherUnknown
from bosonline.domain.stores import RegionUnknown, StaffUnknown
from bosonline.testing.backends import Backend
from bosonline.testing.selling import COFFEE, FORM, PHONE_HASH, SPOON, Stall, coffee_stall
from bosonline.testing.shops import REGIONS
from bosonline.testing.typing_orders import a_typed_order, type_order_on


@pytest.fixture
def stall(backend: Backend) -> Stall:
    return coffee_stall(backend)


def typed(stall: Stall, *items, member: Member | None = None, once: Once | None = None, **more) -> Receipt:  # type: ignore[no-untyped-def]  # as `a_typed_order`
    wish = a_typed_order(*items, **more)
    return type_order_on(stall.backend)(member=member or stall.member, typed=wish, once=once)


def read(stall: Stall, invoice: Invoice) -> Mapping[str, Any]:
    return stall.ordering.read_order(member=stall.member, invoice=invoice)


def clerk(stall: Stall, *actions: Action) -> Member:
    rights = frozenset((Module.ORDER, action) for action in actions)
    return replace(stall.member, role=Role.CS, rights=rights)


def test_a_typed_order_is_one_of_its_author(stall: Stall) -> None:
    receipt = typed(stall, (COFFEE, 2), (SPOON, 1), note="Dari WhatsApp", source={"utm_source": "wa"})

    order = stall.ordering.read_order(member=stall.member, invoice=receipt.invoice)
    assert (order["status"], order["payment_status"], order["form"]) == ("pending", "unpaid", None)
    assert (order["totals"]["goods"], order["totals"]["shipping"], order["total"]) == (105_000, 15_000, 120_000)
    assert order["cs"] == {"staff_id": stall.member.staff, "name": "Alice"}
    assert (order["cs_reason"], order["source"]) == ("typed", {"utm_source": "wa", "channel": "manual"})
    assert [(entry["what"], entry["by"]["name"]) for entry in order["history"]] == [
        ("placed", "Alice"),
        ("cs", "Alice"),
        ("cs_reason", "Alice"),
    ]
    assert receipt.due_at is not None
    assert stall.stock(COFFEE).reserved == 2
    assert stall.stock(SPOON).reserved == 1


def test_the_seller_may_send_for_nothing(stall: Stall) -> None:
    assert typed(stall, shipping=Money(0)).totals.total == Money(45_000)


def test_without_a_word_on_shipping_the_flat_rate_counts(stall: Stall) -> None:
    assert typed(stall, shipping=None, form=FORM).totals.shipping == Money(15_000)
    with pytest.raises(RatesUnavailable):
        typed(stall, shipping=None)


def test_cash_on_delivery_has_its_fee(stall: Stall) -> None:
    receipt = typed(stall, payment_method=PaymentMethod.COD)
    assert (receipt.totals.cod_fee, receipt.due_at) == (Money(1_800), None)


def test_a_price_of_ones_own_takes_the_right_to_update(stall: Stall) -> None:
    weak = clerk(stall, Action.READ, Action.CREATE)
    with pytest.raises(Forbidden):
        typed(stall, price=40_000, member=weak)
    assert typed(stall, member=weak).totals.goods == Money(45_000)
    strong = clerk(stall, Action.CREATE, Action.UPDATE)
    assert typed(stall, price=40_000, member=strong, phone="081355556666").totals.goods == Money(40_000)


def test_a_form_says_what_it_sells_and_takes(backend: Backend, stall: Stall) -> None:
    stall.publish(
        FormContent(items=(FormItem(sku=COFFEE, price=Money(42_000)),), payment_methods=(PaymentMethod.COD,)),
        slug="cod",
    )
    stall.publish(
        FormContent(items=(FormItem(sku=COFFEE),), payment_methods=(PaymentMethod.COD,)),
        slug="tutup",
        status=FormStatus.CLOSED,
    )
    assert typed(stall, form="cod", payment_method=PaymentMethod.COD).totals.goods == Money(42_000)
    refused: list[tuple[type[Refusal], dict[str, Any]]] = [
        (PaymentMethodNotTaken, {"form": "cod"}),
        (FormClosed, {"form": "tutup", "payment_method": PaymentMethod.COD}),
        (FormNotFound, {"form": "tak-ada"}),
    ]
    for refusal, more in refused:
        with pytest.raises(refusal):
            typed(stall, **more)
    with pytest.raises(NotOnOffer):
        typed(stall, (SPOON, 1), form="cod", payment_method=PaymentMethod.COD)


def test_what_is_refused_changes_nothing(stall: Stall) -> None:
    refused: list[tuple[type[Refusal], dict[str, Any]]] = [
        (PhoneInvalid, {"phone": "123"}),
        (RegionUnknown, {"district_code": "99.99.99"}),
        (PriceChanged, {"expected_total": 1}),
        (VoucherUnknown, {"vouchers": ["TAKADA"]}),
        (StaffUnknown, {"cs": StaffId(987_654)}),
    ]
    for refusal, more in refused:
        with pytest.raises(refusal):
            typed(stall, **more)
    with pytest.raises(OutOfStock):
        typed(stall, (COFFEE, 11))
    assert stall.stock(COFFEE).reserved == 0


def test_the_same_again_is_the_same_order(backend: Backend, stall: Stall) -> None:
    first, again = typed(stall), typed(stall)
    assert (again.invoice, again.repeated, stall.stock(COFFEE).reserved) == (first.invoice, True, 1)
    backend.clock.advance(minutes=11)
    assert typed(stall).invoice != first.invoice


def test_a_key_gives_the_first_answer_again(stall: Stall) -> None:
    key = Once(scope=f"user:{stall.member.user} typed", key="k", fingerprint="k", returns=Receipt)
    first = typed(stall, once=key)
    with pytest.raises(Replayed) as replay:
        typed(stall, once=key)
    assert replay.value.result == first


def test_the_same_goods_for_the_same_buyer_are_marked(backend: Backend, stall: Stall) -> None:
    first = typed(stall).invoice
    backend.clock.advance(minutes=11)
    again, others = typed(stall).invoice, typed(stall, phone="081355556666").invoice
    assert [read(stall, invoice)["duplicate_of"] for invoice in (first, again, others)] == [None, first, None]


def test_the_blocklist_holds_an_order_back_but_leaves_it_to_its_author(stall: Stall) -> None:
    backend = stall.backend
    block = BlockBuyer(
        work=backend.work, phones=PhonenumbersReader(), phone_hash=PHONE_HASH, regions=REGIONS, clock=backend.clock
    )
    block(member=stall.member, phone="081311112222")

    order = read(stall, typed(stall).invoice)
    assert (order["quarantined"], order["quarantine_reasons"]) == (True, ["phone-blocked"])
    assert (order["cs"]["name"], order["cs_reason"]) == ("Alice", "typed")


def test_names_and_numbers_of_orders_hold_nothing_back(stall: Stall) -> None:
    for number in range(5):
        receipt = typed(stall, name="X", street=f"Jl. Melati {number}")
        assert not read(stall, receipt.invoice)["quarantined"]


def test_a_qris_takes_a_qris(stall: Stall) -> None:
    with pytest.raises(NoQris):
        typed(stall, payment_method=PaymentMethod.QRIS)


def test_two_who_type_for_the_last_piece(databases: list[Backend]) -> None:
    for backend in databases:
        stall, together = coffee_stall(backend, on_hand=1), Barrier(2)

        def order(phone: str, stall: Stall = stall, together: Barrier = together) -> str:
            together.wait(60)
            try:
                return typed(stall, phone=phone).invoice
            except OutOfStock:
                return "out"

        with ThreadPoolExecutor(2) as pool:
            told = list(pool.map(order, ("081311112221", "081311112222")))

        assert sorted(one == "out" for one in told) == [False, True]
        assert (stall.stock(COFFEE).reserved, stall.stock(COFFEE).available) == (1, 0)


def test_the_same_typed_twice_at_once_is_one_order(databases: list[Backend]) -> None:
    for backend in databases:
        stall, together = coffee_stall(backend), Barrier(2)

        def order(_: int, stall: Stall = stall, together: Barrier = together) -> str:
            together.wait(60)
            return typed(stall).invoice

        with ThreadPoolExecutor(2) as pool:
            assert len(set(pool.map(order, range(2)))) == 1
        assert stall.stock(COFFEE).reserved == 1
