"""Parcels are booked once, at the twin of Boscod over HTTP: however often that is asked for, and whatever breaks."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from bosonline.application.ordering.hand_over import HandOutcome, HandOver
from bosonline.application.ports import Once, Replayed
from bosonline.application.shipping.booking_ports import BookingRequest, CancelRefused
from bosonline.domain.errors import ChangedMeanwhile, Refusal
from bosonline.domain.ordering import Invoice, PaymentMethod, Status
from bosonline.domain.shipping.shipment import BookingUnderWay, ParcelBooked, ShipmentState
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
    """The twins without faults; each store has an account of its own with them."""
    twins.boscod.faults.clear()
    return twins


@pytest.fixture
def shop(backend: Backend, sandbox: Sandbox) -> Shipper:
    return shipper_on(backend, sandbox.boscod.url)


def booked(sandbox: Sandbox, shop: Shipper) -> list[str]:
    """The codes of the parcels that the twin holds for this store and that were not cancelled."""
    listed = sandbox.boscod.depot.listed(shop.account)
    return [one["order_code"] for one in listed if one["step"] != "cancelled"]


def test_a_parcel_is_booked_and_its_order_ready(shop: Shipper, sandbox: Sandbox) -> None:
    invoice = shop.order()
    (outcome,) = shop.hand_over(invoice)
    order, shipment = shop.found(invoice)

    assert outcome.code is None
    assert shipment is not None
    assert (order.status, order.parcel, shipment.order_no) == (Status.READY, ShipmentState.CREATED, outcome.order_no)
    assert booked(sandbox, shop) == [shipment.order_code] == [f"{shop.stall.member.store}-{invoice}"]


def test_pressed_again_it_is_the_same_parcel(shop: Shipper, sandbox: Sandbox) -> None:
    invoice = shop.order()
    first, second = (shop.hand_over(invoice)[0] for _ in range(2))

    assert first == second
    assert len(booked(sandbox, shop)) == 1


def test_each_order_fares_by_itself(shop: Shipper, sandbox: Sandbox) -> None:
    good, other = shop.order(), shop.order(courier="jnt")
    pending, bare = shop.order(status=Status.PENDING), shop.order(courier="")
    outcomes = shop.hand_over(good, Invoice("INV99999999"), pending, bare, other, good)

    assert [(one.invoice, one.code) for one in outcomes] == [
        (good, None),
        (Invoice("INV99999999"), "not-found"),
        (pending, "order-not-shippable"),
        (bare, "courier-needed"),
        (other, "booking-refused"),
    ]
    assert len(booked(sandbox, shop)) == 1
    order, shipment = shop.found(other)
    assert (order.status, order.parcel) == (Status.PROCESSING, None)
    assert shipment is not None
    assert not shipment.is_open


def test_a_courier_may_be_chosen_when_handing_over(shop: Shipper, sandbox: Sandbox) -> None:
    invoice = shop.order(courier="")
    (outcome,) = shop.hand_over(invoice, courier="idx")

    assert outcome.code is None
    assert shop.found(invoice)[0].courier_code == "idx"


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "drop", "after": True},
        {"kind": "drop"},
        {"kind": "slow", "seconds": 4, "after": True},
        {"kind": "half", "after": True},
        {"kind": "rubbish", "form": "json", "after": True},
        {"kind": "rubbish", "form": "html"},
        {"kind": "status", "status": 503, "after": True},
        {"kind": "status", "status": 503},
        {"kind": "status", "status": 429},
    ],
    ids=str,
)
def test_what_nobody_knows_is_looked_up_before_it_is_repeated(
    shop: Shipper, sandbox: Sandbox, fault: dict[str, object]
) -> None:
    invoice = shop.order()
    sandbox.boscod.faults.add(call="order", times=1, **fault)  # type: ignore[arg-type]
    (outcome,) = shop.hand_over(invoice)
    assert outcome.code == "booking-under-way"
    assert shop.hand_over(invoice)[0].code == "booking-under-way"
    with pytest.raises((ParcelBooked, BookingUnderWay)):
        shop.cancel(invoice)

    sandbox.settle()
    shop.backend.clock.advance(seconds=61)
    shop.look_after()

    order, shipment = shop.found(invoice)
    assert shipment is not None
    assert (order.status, shipment.state) == (Status.READY, ShipmentState.CREATED)
    assert len(booked(sandbox, shop)) == 1
    assert shop.hand_over(invoice)[0].order_no == shipment.order_no


class Killed(BaseException):
    """The process ends here."""


@dataclass
class Dying:
    """Bookings whose caller dies: before the courier hears, or after."""

    inner: object
    after: bool

    def book(self, request: BookingRequest, account: object) -> str:
        if self.after:
            self.inner.book(request, account)  # type: ignore[attr-defined]
        raise Killed

    def find(self, order_code: str, account: object) -> object:
        return self.inner.find(order_code, account)  # type: ignore[attr-defined]


@pytest.mark.parametrize("after", [False, True])
def test_whoever_died_between_claim_and_settle_has_booked_once(shop: Shipper, sandbox: Sandbox, after: bool) -> None:
    invoice = shop.order()
    settle = shop.parcels.hand_over.settle
    object.__setattr__(settle, "bookings", Dying(shop.bookings, after))
    with pytest.raises(Killed):
        shop.hand_over(invoice)
    object.__setattr__(settle, "bookings", shop.bookings)
    shop.look_after()
    assert shop.found(invoice)[0].parcel is ShipmentState.BOOKING, "somebody may still be at it"

    shop.backend.clock.advance(seconds=61)
    shop.look_after()

    order, shipment = shop.found(invoice)
    assert shipment is not None
    assert (order.status, shipment.state) == (Status.READY, ShipmentState.CREATED)
    assert len(booked(sandbox, shop)) == 1


@dataclass
class Stalled:
    """Bookings whose caller stands still for longer than its claim lasts, while this happens, and then goes on."""

    inner: object
    meanwhile: Callable[[], object]

    def book(self, request: BookingRequest, account: object) -> object:
        self.meanwhile()
        return self.inner.book(request, account)  # type: ignore[attr-defined]

    def find(self, order_code: str, account: object) -> object:
        return self.inner.find(order_code, account)  # type: ignore[attr-defined]


def hand_over_while(shop: Shipper, invoice: Invoice, meanwhile: Callable[[], object]) -> HandOutcome:
    """Hand an order over, and be held up before the courier hears of it."""

    def held_up() -> None:
        object.__setattr__(settle, "bookings", shop.bookings)
        shop.backend.clock.advance(seconds=61)
        meanwhile()

    settle = shop.parcels.hand_over.settle
    object.__setattr__(settle, "bookings", Stalled(shop.bookings, held_up))
    return shop.hand_over(invoice)[0]


def test_what_is_booked_after_its_order_was_cancelled_is_taken_back(shop: Shipper, sandbox: Sandbox) -> None:
    invoice = shop.order()
    outcome = hand_over_while(shop, invoice, lambda: shop.cancel(invoice))
    assert outcome.code == "parcel-called-off"
    assert len(booked(sandbox, shop)) == 1
    detail = shop.stall.ordering.read_order(member=shop.stall.member, invoice=invoice)
    assert detail["history"][-1]["what"] == "stray-parcel"

    shop.look_after()

    order, shipment = shop.found(invoice)
    assert shipment is not None
    assert booked(sandbox, shop) == []
    assert (order.status, shipment.state, shipment.due_at) == (Status.CANCELLED, ShipmentState.CANCELLED, None)


@pytest.mark.parametrize("kind", [{"kind": "drop", "after": True}, {"kind": "status", "status": 503, "after": True}])
def test_what_may_have_been_booked_after_the_cancellation_is_looked_for(
    shop: Shipper, sandbox: Sandbox, kind: dict[str, object]
) -> None:
    invoice = shop.order()
    sandbox.boscod.faults.add(call="order", times=1, **kind)  # type: ignore[arg-type]
    assert hand_over_while(shop, invoice, lambda: shop.cancel(invoice)).code == "parcel-called-off"
    assert len(booked(sandbox, shop)) == 1
    shop.look_after()
    assert len(booked(sandbox, shop)) == 1, "the courier may still be at it"

    shop.backend.clock.advance(seconds=31)
    shop.look_after()

    assert booked(sandbox, shop) == []
    assert shop.found(invoice)[0].status is Status.CANCELLED


def test_a_stray_is_taken_back_beside_the_parcel_that_was_booked_anew(shop: Shipper, sandbox: Sandbox) -> None:
    invoice = shop.order()

    def anew() -> None:
        called = shop.parcels.call_off(member=shop.stall.member, invoices=[invoice], reason="ganti kurir")
        assert called.outcomes[0].code is None
        assert shop.hand_over(invoice)[0].code is None

    assert hand_over_while(shop, invoice, anew).code == "parcel-called-off"
    code = f"{shop.stall.member.store}-{invoice}"
    assert booked(sandbox, shop) == [f"{code}-2", code]

    shop.look_after()

    order, shipment = shop.found(invoice)
    assert shipment is not None
    assert booked(sandbox, shop) == [f"{code}-2"]
    assert (order.status, shipment.number, shipment.state) == (Status.READY, 2, ShipmentState.CREATED)


def test_a_stray_that_was_fetched_shows_on_its_order(shop: Shipper, sandbox: Sandbox) -> None:
    invoice = shop.order()
    hand_over_while(shop, invoice, lambda: shop.cancel(invoice))
    _, stray = shop.found(invoice)
    assert stray is not None
    assert stray.order_no is not None
    sandbox.boscod.depot.advance(stray.order_no, "picked_up")

    shop.look_after()

    order, shipment = shop.found(invoice)
    assert shipment is not None
    assert (order.status, order.parcel, shipment.state) == (
        Status.CANCELLED,
        ShipmentState.PICKED_UP,
        ShipmentState.PICKED_UP,
    )


def test_a_webhook_may_tell_of_a_stray(shop: Shipper, sandbox: Sandbox) -> None:
    invoice = shop.order()

    def gone() -> None:
        shop.cancel(invoice)
        raise Killed

    with pytest.raises(Killed):
        hand_over_while(shop, invoice, gone)
    _, given_up = shop.found(invoice)
    assert given_up is not None
    assert not given_up.is_stray
    shop.tell({"order_no": "BCD-LATE", "order_code": given_up.order_code, "status": "0", "update_on": int(time.time())})

    _, shipment = shop.found(invoice)
    assert shipment is not None
    assert (shipment.is_stray, shipment.order_no) == (True, "BCD-LATE")


def test_two_presses_at_the_same_instant_book_once(shop: Shipper, sandbox: Sandbox) -> None:
    invoice = shop.order()
    barrier, outcomes = threading.Barrier(2), []

    def press() -> None:
        barrier.wait()
        for _ in range(20):
            try:
                outcomes.append(shop.hand_over(invoice)[0])
                return
            except ChangedMeanwhile:
                continue

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(outcomes) == 2
    assert {one.code for one in outcomes} <= {None, "booking-under-way"}
    assert len(booked(sandbox, shop)) == 1
    assert shop.found(invoice)[0].status is Status.READY


def test_a_key_gives_the_same_answer_again(shop: Shipper, sandbox: Sandbox) -> None:
    invoice = shop.order()
    once = Once(scope=f"test {shop.stall.subdomain}", key="k", fingerprint="f", returns=type(_handed(shop, invoice)))
    asked = HandOver(invoices=[invoice, Invoice("INV99999999")])
    first = shop.parcels.hand_over(member=shop.stall.member, asked=asked, once=once)
    with pytest.raises(Replayed) as replay:
        shop.parcels.hand_over(member=shop.stall.member, asked=asked, once=once)

    assert replay.value.result == first


def _handed(shop: Shipper, invoice: Invoice) -> object:
    return shop.parcels.hand_over(member=shop.stall.member, asked=HandOver(invoices=[invoice]))


def test_cancelling_the_order_takes_the_parcel_back_first(shop: Shipper, sandbox: Sandbox) -> None:
    invoice = shop.order(method=PaymentMethod.COD)
    reserved = shop.stall.stock(COFFEE).reserved
    shop.hand_over(invoice)
    shop.cancel(invoice)

    order, shipment = shop.found(invoice)
    assert shipment is not None
    assert (order.status, shipment.state, booked(sandbox, shop)) == (Status.CANCELLED, ShipmentState.CANCELLED, [])
    assert shop.stall.stock(COFFEE).reserved == reserved - 1


def test_what_the_courier_has_fetched_is_not_cancelled(shop: Shipper, sandbox: Sandbox) -> None:
    invoice = shop.order()
    (outcome,) = shop.hand_over(invoice)
    assert outcome.order_no is not None
    sandbox.boscod.depot.advance(outcome.order_no, "picked_up")
    before = shop.found(invoice)

    with pytest.raises(CancelRefused):
        shop.cancel(invoice)
    assert shop.found(invoice) == before


@pytest.mark.parametrize("kind", [{"kind": "drop", "after": True}, {"kind": "status", "status": 503, "after": True}])
def test_a_lost_answer_to_a_cancellation_is_looked_up(shop: Shipper, sandbox: Sandbox, kind: dict[str, object]) -> None:
    invoice = shop.order()
    shop.hand_over(invoice)
    sandbox.boscod.faults.add(call="cancel", times=1, **kind)  # type: ignore[arg-type]
    shop.cancel(invoice)

    assert shop.found(invoice)[0].status is Status.CANCELLED
    assert booked(sandbox, shop) == []


def test_a_parcel_called_off_may_be_booked_anew(shop: Shipper, sandbox: Sandbox) -> None:
    invoice = shop.order()
    (first,) = shop.hand_over(invoice)
    called = shop.parcels.call_off(member=shop.stall.member, invoices=[invoice], reason="ganti kurir")
    assert called.outcomes == (HandOutcome(invoice=invoice, order_no=first.order_no),)
    assert shop.found(invoice)[0].status is Status.PROCESSING

    (second,) = shop.hand_over(invoice)
    assert second.order_no not in (None, first.order_no)
    assert booked(sandbox, shop) == [f"{shop.stall.member.store}-{invoice}-2"]


def test_an_order_with_a_parcel_is_not_edited(shop: Shipper, sandbox: Sandbox) -> None:
    invoice = shop.order()
    shop.hand_over(invoice)

    with pytest.raises(ParcelBooked):
        shop.stall.ordering.editing.fees(member=shop.stall.member, invoice=invoice, fees=[])
    with pytest.raises(ParcelBooked):
        shop.stall.move(invoice, Status.PROCESSING)


def test_a_claim_that_came_to_nothing_may_be_given_up(shop: Shipper, sandbox: Sandbox) -> None:
    invoice = shop.order()
    sandbox.boscod.faults.add("drop", call="order", times=1)
    shop.hand_over(invoice)
    shop.backend.clock.advance(minutes=2)
    shop.cancel(invoice)

    assert shop.found(invoice)[0].status is Status.CANCELLED
    assert booked(sandbox, shop) == []


def test_many_at_once_are_booked_side_by_side(shop: Shipper, sandbox: Sandbox) -> None:
    invoices = [shop.order() for _ in range(25)]
    outcomes: list[HandOutcome | Refusal] = list(shop.hand_over(*invoices))

    assert [one.invoice for one in outcomes if isinstance(one, HandOutcome)] == invoices
    assert {one.code for one in outcomes if isinstance(one, HandOutcome)} == {None}
    assert len(booked(sandbox, shop)) == 25
