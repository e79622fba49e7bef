"""The life of a parcel at the twin, from the hand-over to its end, by webhooks and by asking: on every backend."""

import random
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bosonline.application.shipping.booking_ports import CancelRefused
from bosonline.domain.errors import Refusal
from bosonline.domain.money import Money
from bosonline.domain.ordering import Invoice, PaymentMethod, PaymentStatus, Status
from bosonline.domain.shipping.cod_ledger import CodAccount, NothingReturned, balances
from bosonline.domain.shipping.shipment import ShipmentNotBackwards, ShipmentNotFound, ShipmentState
from bosonline.sandbox import Sandbox
from bosonline.testing.backends import Backend
from bosonline.testing.parcels import Shipper, shipper_on
from bosonline.testing.selling import COFFEE


@pytest.fixture(scope="module")
def twins() -> Iterator[Sandbox]:
    """The twins, started once."""
    with Sandbox() as running:
        yield running


@pytest.fixture
def sandbox(twins: Sandbox) -> Sandbox:
    twins.boscod.faults.clear()
    return twins


@pytest.fixture
def shop(backend: Backend, sandbox: Sandbox) -> Shipper:
    # Couriers tell by their own clock.
    backend.clock.now = backend.clock.now.fromtimestamp(int(time.time()), backend.clock.now.tzinfo)
    return shipper_on(backend, sandbox.boscod.url)


def handed_over(shop: Shipper, method: PaymentMethod = PaymentMethod.COD) -> tuple[Invoice, str]:
    invoice = shop.order(method=method)
    (outcome,) = shop.hand_over(invoice)
    assert outcome.order_no is not None
    return invoice, outcome.order_no


def told(sandbox: Sandbox, order_no: str) -> list[dict[str, Any]]:
    """The webhooks that the twin sends of a parcel's whole life, the oldest first."""
    parcel = sandbox.boscod.depot.find(order_no)
    assert parcel is not None
    bodies, code = [], ""
    for scan in reversed(parcel.history):
        code = scan["status"] or code
        bodies.append(
            {
                "order_no": order_no,
                "order_code": parcel.order_code,
                "awb": parcel.awb,
                **scan,
                "status": code,
            }
        )
    return bodies


def look(shop: Shipper, invoice: Invoice) -> None:
    shop.backend.clock.advance(seconds=61)
    shop.parcels.refresh(store=shop.stall.member.store, invoice=invoice)


def standing(shop: Shipper, invoice: Invoice) -> tuple[Any, ...]:
    order, shipment = shop.found(invoice)
    assert shipment is not None
    return order.status, order.payment_status, order.awb, order.parcel, shipment.state, shipment.code


ENDS = {
    "delivered": (Status.DELIVERED, PaymentStatus.COD_COLLECTED),
    "returned": (Status.RETURNED, PaymentStatus.COD_DUE),
    "lost": (Status.SHIPPED, PaymentStatus.COD_DUE),
}


@pytest.mark.parametrize("goal", ENDS)
def test_asking_leads_to_where_the_parcel_is(shop: Shipper, sandbox: Sandbox, goal: str) -> None:
    invoice, order_no = handed_over(shop)
    sandbox.boscod.depot.advance(order_no, goal)
    look(shop, invoice)

    order, shipment = shop.found(invoice)
    assert (order.status, order.payment_status) == ENDS[goal]
    assert order.parcel == goal
    assert shipment is not None
    with shop.backend.work(shop.stall.member.store) as work:
        assert len(work.shipments.told(shipment)) >= len(told(sandbox, order_no)) - 1


@pytest.mark.parametrize("goal", ENDS)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_webhooks_in_any_order_lead_where_asking_leads(shop: Shipper, sandbox: Sandbox, goal: str, seed: int) -> None:
    (asked, first), (called, second) = handed_over(shop), handed_over(shop)
    for order_no in (first, second):
        sandbox.boscod.depot.advance(order_no, goal)
    look(shop, asked)
    bodies = told(sandbox, second) * 2
    random.Random(seed).shuffle(bodies)
    on_hand = shop.stall.stock(COFFEE).on_hand
    for body in bodies:
        shop.tell(body)

    (*by_asking, _), (*by_call, _) = standing(shop, asked), standing(shop, called)
    by_asking[2] = by_call[2] = None
    assert by_call == by_asking
    assert shop.found(called)[0].awb is not None
    came_back = 0 if goal == "returned" else 1
    assert shop.stall.stock(COFFEE).on_hand == on_hand - came_back, "goods leave once, and come back once"


def test_a_delivered_parcel_may_still_come_back(shop: Shipper, sandbox: Sandbox) -> None:
    invoice, order_no = handed_over(shop)
    sandbox.boscod.depot.advance(order_no, "delivered")
    look(shop, invoice)
    sandbox.boscod.depot.advance(order_no, "returned")
    look(shop, invoice)

    order, _ = shop.found(invoice)
    assert (order.status, order.payment_status) == (Status.RETURNED, PaymentStatus.COD_DUE)


def test_it_is_asked_once_a_minute_at_most(shop: Shipper, sandbox: Sandbox) -> None:
    invoice, order_no = handed_over(shop)
    look(shop, invoice)
    sandbox.boscod.depot.advance(order_no, "delivered")
    shop.parcels.refresh(store=shop.stall.member.store, invoice=invoice)

    assert shop.found(invoice)[0].status is Status.READY


def test_the_worker_asks_after_parcels_that_nobody_tells_of(shop: Shipper, sandbox: Sandbox) -> None:
    invoice, order_no = handed_over(shop)
    sandbox.boscod.depot.advance(order_no, "delivered")
    shop.backend.clock.advance(hours=3)
    shop.look_after()

    assert shop.found(invoice)[0].status is Status.DELIVERED


@pytest.mark.parametrize(
    "body",
    [{}, [], "x", None, {"order_no": 7}, {"order_no": "BCD0"}, {"order_code": "\x00"}, {"order_no": "x" * 10_000}],
)
def test_webhooks_of_no_parcel_change_nothing(shop: Shipper, sandbox: Sandbox, body: object) -> None:
    invoice, _ = handed_over(shop)
    before = shop.found(invoice)
    shop.tell(body)

    assert shop.found(invoice) == before


def test_a_code_that_nobody_knows_is_kept_and_shown(shop: Shipper, sandbox: Sandbox) -> None:
    invoice, order_no = handed_over(shop)
    shop.tell({"order_no": order_no, "status": "4711", "update_on": int(time.time()) + 5, "note": "Antariksa"})

    order, shipment = shop.found(invoice)
    assert shipment is not None
    assert (order.status, shipment.code, shipment.note) == (Status.READY, "4711", "Antariksa")


def test_a_webhook_that_overtakes_the_answer_settles_the_booking(shop: Shipper, sandbox: Sandbox) -> None:
    invoice = shop.order()
    sandbox.boscod.faults.add("drop", call="order", times=1, after=True)
    shop.hand_over(invoice)
    (parcel,) = sandbox.boscod.depot.listed(shop.account)
    sandbox.boscod.depot.advance(parcel["order_no"], "picked_up")
    for body in told(sandbox, parcel["order_no"]):
        shop.tell(body)
    shop.backend.clock.advance(minutes=3)
    shop.look_after()

    order, shipment = shop.found(invoice)
    assert shipment is not None
    assert (order.status, shipment.order_no) == (Status.SHIPPED, parcel["order_no"])
    assert len(sandbox.boscod.depot.listed(shop.account)) == 1


def test_by_hand_for_couriers_that_nobody_else_tells_of(shop: Shipper) -> None:
    invoice = shop.order(courier="")
    member = shop.stall.member
    shop.parcels.set(member=member, invoice=invoice, awb="RESI0001")
    assert shop.found(invoice)[0].status is Status.READY
    shop.parcels.set(member=member, invoice=invoice, state=ShipmentState.DELIVERED)

    order, _ = shop.found(invoice)
    assert (order.status, order.awb, order.payment_status) == (
        Status.DELIVERED,
        "RESI0001",
        PaymentStatus.COD_COLLECTED,
    )
    with pytest.raises(ShipmentNotBackwards):
        shop.parcels.set(member=member, invoice=invoice, state=ShipmentState.PICKED_UP)
    shop.backend.clock.advance(days=2)
    shop.look_after()
    assert shop.found(invoice)[0].version == order.version


def test_another_stores_parcel_is_not_found(shop: Shipper, backend: Backend, sandbox: Sandbox) -> None:
    other = shipper_on(backend, sandbox.boscod.url)
    _, order_no = handed_over(shop)

    with pytest.raises(ShipmentNotFound):
        other.parcels.refresh(store=other.stall.member.store, order_no=order_no)


def together(*deeds: Callable[[], object]) -> list[object]:
    """Do them at the same instant; what came of each."""
    barrier = threading.Barrier(len(deeds))
    outcomes: list[object] = [None for _ in deeds]

    def do(place: int, deed: Callable[[], object]) -> None:
        barrier.wait()
        try:
            outcomes[place] = deed()
        except Refusal as refusal:
            outcomes[place] = refusal

    threads = [threading.Thread(target=do, args=one) for one in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_a_cancellation_against_the_webhook_of_the_pickup(shop: Shipper, sandbox: Sandbox) -> None:
    for _ in range(4):
        invoice, order_no = handed_over(shop)
        before = shop.stall.stock(COFFEE)
        sandbox.boscod.depot.advance(order_no, "picked_up")
        bodies = told(sandbox, order_no)
        refused, *_ = together(lambda: shop.cancel(invoice), lambda: deque(map(shop.tell, bodies)))  # noqa: B023

        assert isinstance(refused, Refusal | CancelRefused)
        assert shop.found(invoice)[0].status is Status.SHIPPED
        assert shop.stall.stock(COFFEE).on_hand == before.on_hand - 1


def test_the_same_webhook_at_the_same_instant(shop: Shipper, sandbox: Sandbox) -> None:
    invoice, order_no = handed_over(shop)
    sandbox.boscod.depot.advance(order_no, "returned")
    before = shop.stall.stock(COFFEE)
    last = told(sandbox, order_no)[-1]
    together(*(lambda: shop.tell(last) for _ in range(4)))

    order, _ = shop.found(invoice)
    after = shop.stall.stock(COFFEE)
    assert (order.status, after.on_hand, after.reserved) == (Status.RETURNED, before.on_hand, before.reserved - 1)


def booked(shop: Shipper, invoice: Invoice) -> dict[str, int]:
    """What is on the accounts of an order's ledger, where there is anything."""
    with shop.backend.work(shop.stall.member.store) as work:
        entries = work.cod_ledger.of(invoice)
        totals = work.cod_ledger.totals()
    assert sum(totals.values()) == 0
    assert sum(balances(entries).values()) == 0
    shown = shop.stall.ordering.read_order(member=shop.stall.member, invoice=invoice)["cod"] or {}
    assert shown == {name: balances(entries)[CodAccount(name)] for name in shown}
    return {account.value: amount for account, amount in balances(entries).items() if amount}


def test_the_money_of_a_cash_order_is_due_collected_and_remitted(shop: Shipper, sandbox: Sandbox) -> None:
    invoice, order_no = handed_over(shop)
    total = shop.found(invoice)[0].totals.total.idr
    assert booked(shop, invoice) == {}
    for step, found in (("picked_up", {"due": total}), ("delivered", {"collected": total})):
        sandbox.boscod.depot.advance(order_no, step)
        look(shop, invoice)
        assert booked(shop, invoice) == {**found, "sales": -total}

    shop.stall.ordering.settling.remit(member=shop.stall.member, invoice=invoice, amount=Money(total - 2_000))
    assert booked(shop, invoice) == {"remitted": total - 2_000, "collected": 2_000, "sales": -total}


@pytest.mark.parametrize("by_way_of", [["returned"], ["delivered", "returning", "returned"]])
def test_what_comes_back_is_due_no_more_and_costs(shop: Shipper, sandbox: Sandbox, by_way_of: list[str]) -> None:
    invoice, order_no = handed_over(shop)
    member = shop.stall.member
    with pytest.raises(NothingReturned):
        shop.parcels.set(member=member, invoice=invoice, cost=9_000)
    for step in by_way_of:
        sandbox.boscod.depot.advance(order_no, step)
        look(shop, invoice)
    assert booked(shop, invoice) == {}

    for cost in (9_000, 7_500, 7_500):
        shop.parcels.set(member=member, invoice=invoice, cost=cost)
        assert booked(shop, invoice) == {"return_cost": cost, "courier": -cost}


def test_a_transfer_order_has_no_cash_in_its_books(shop: Shipper, sandbox: Sandbox) -> None:
    invoice, order_no = handed_over(shop, PaymentMethod.BANK_TRANSFER)
    sandbox.boscod.depot.advance(order_no, "delivered")
    look(shop, invoice)

    assert booked(shop, invoice) == {}


def test_a_transfer_order_goes_and_comes_with_its_money_untouched(shop: Shipper, sandbox: Sandbox) -> None:
    invoice, order_no = handed_over(shop, PaymentMethod.BANK_TRANSFER)
    paid = shop.found(invoice)[0].payment_status
    sandbox.boscod.depot.advance(order_no, "delivered")
    look(shop, invoice)

    order, _ = shop.found(invoice)
    assert (order.status, order.payment_status) == (Status.DELIVERED, paid)
