"""The seller hands parcels over to couriers: each is booked once, however often that is asked for."""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bosonline.application.ordering.parcels import OpenParcelWork, ParcelWork, SettleBooking, account_of, refused
from bosonline.application.ports import Clock, Once
from bosonline.application.shipping.accounts import CourierAccount, CourierAccounts
from bosonline.application.shipping.booking_ports import BookingRequest, Contact
from bosonline.domain.errors import ChangedMeanwhile, Conflict, Refusal, Rejected
from bosonline.domain.identity import Author, Member, StoreId
from bosonline.domain.ordering import Invoice, Order, PaymentMethod
from bosonline.domain.ordering.parcel import check_shippable
from bosonline.domain.shipping.shipment import (
    BookingUnderWay,
    ParcelBooked,
    Shipment,
    ShipmentState,
    order_code_of,
)
from bosonline.domain.stores import Warehouse

CALLS_AT_ONCE = 4
PATIENCE = 25.0
"""Seconds after which the seller gets an answer; bookings that are not done by then are settled by themselves."""

ADDRESS = (10, 200)
SENDER_ADDRESS = (10, 500)


class NoSender(Conflict):
    """The couriers have to know where to fetch parcels."""

    code = "no-sender"
    text = "Add a warehouse first (POST /profile/warehouses): couriers have to know where parcels come from"


class CourierNeeded(Rejected):
    """Nobody has chosen who carries the order."""

    code = "courier-needed"
    text = "{invoice} has no courier: choose one by PUT /store/order/courier, or send courier_code and service_code"


class AddressNotForCourier(Rejected):
    """Couriers take addresses of a certain length."""

    code = "address-not-for-courier"
    text = "The address of {whose} must have {least} to {most} characters for the courier; it has {length}"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """How parcels are handed over; the courier counts for orders that have none."""

    invoices: Sequence[Invoice]
    by_pickup: bool = True
    vehicle: str | None = None
    pickup_at: datetime | None = None
    courier_code: str | None = None
    service_code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOutcome:
    """How one order fared: the courier's number of its parcel, or the refusal as code, text and facts."""

    invoice: Invoice
    order_no: str | None = None
    code: str | None = None
    text: str = ""
    facts: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, invoice: Invoice, refusal: Refusal) -> "HandOutcome":
        """The outcome that is a refusal."""
        code, text, facts = refused(refusal)
        return cls(invoice=invoice, code=code, text=text, facts=facts)


@dataclass(frozen=True, slots=True)
class HandedOver:
    """How each order fared, in the order in which they were named."""

    outcomes: tuple[HandOutcome, ...]


@dataclass(frozen=True, slots=True)
class Claimed:
    """A booking that is ours to make; `looks`: an earlier call may have made it."""

    shipment: Shipment
    request: BookingRequest
    looks: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverOrders:
    """Book the parcels of orders with their couriers; each order fares by itself.

    One transaction claims the bookings under codes of our own, the calls are made with none open, and each is settled
    in another. What is booked already is answered as such. Raises `NoCourierAccount`, `NoSender`, and
    `ChangedMeanwhile`.
    """

    work: OpenParcelWork
    accounts: CourierAccounts
    settle: SettleBooking
    clock: Clock

    def __call__(self, *, member: Member, asked: HandOver, once: Once | None = None) -> HandedOver:
        account = account_of(self.accounts, member.store)
        outcomes: dict[Invoice, HandOutcome] = {}
        claims: list[Claimed] = []
        with self.work(member.store, once) as work:
            sender = sender_of(work)
            # In one order for all callers, so that no two wait for each other.
            for invoice in sorted(dict.fromkeys(asked.invoices)):
                found = self._claim(work, member, invoice, asked, sender)
                if isinstance(found, Claimed):
                    claims.append(found)
                else:
                    outcomes[invoice] = found
            work.commit()
        claims.sort(key=lambda claim: claim.shipment.courier_code)
        outcomes |= self._book(member.store, claims, account)
        handed = HandedOver(tuple(outcomes[invoice] for invoice in dict.fromkeys(asked.invoices)))
        if once is not None:
            with self.work(member.store, once.settling()) as work:
                work.commit(handed)
        return handed

    def _claim(
        self, work: ParcelWork, member: Member, invoice: Invoice, asked: HandOver, sender: Warehouse
    ) -> Claimed | HandOutcome:
        try:
            return claim(work, work.orders.get(invoice), asked, sender, by=member.author, now=self.clock())
        except ChangedMeanwhile:
            raise
        except _Booked as booked:
            return HandOutcome(invoice=invoice, order_no=booked.order_no)
        except Refusal as refusal:
            return HandOutcome.of(invoice, refusal)

    def _book(self, store: StoreId, claims: Sequence[Claimed], account: CourierAccount) -> dict[Invoice, HandOutcome]:
        if len(claims) < 2:
            return {Invoice(one.shipment.invoice): self._one(store, one, account) for one in claims}
        pool = ThreadPoolExecutor(CALLS_AT_ONCE, thread_name_prefix="hand-over")
        under_way = {Invoice(one.shipment.invoice): pool.submit(self._one, store, one, account) for one in claims}
        wait(under_way.values(), timeout=PATIENCE)
        pool.shutdown(wait=False, cancel_futures=True)
        return {invoice: _ended(invoice, future) for invoice, future in under_way.items()}

    def _one(self, store: StoreId, claimed: Claimed, account: CourierAccount) -> HandOutcome:
        shipment = claimed.shipment
        invoice = Invoice(shipment.invoice)
        try:
            order_no = self.settle(
                store=store, claimed=shipment, request=claimed.request, account=account, looks=claimed.looks
            )
        except Refusal as refusal:
            return HandOutcome.of(invoice, refusal)
        return HandOutcome(invoice=invoice, order_no=order_no)


class _Booked(Exception):
    def __init__(self, order_no: str) -> None:
        self.order_no = order_no


def claim(work: ParcelWork, order: Order, asked: HandOver, sender: Warehouse, *, by: Author, now: datetime) -> Claimed:
    """Claim the booking of an order's parcel, anew or again where whoever had claimed it ended without a word."""
    last = work.shipments.of(order.invoice)
    if last is not None and last.is_open:
        if last.order_no is not None:
            raise _Booked(last.order_no)
        if not last.is_booking:
            raise ParcelBooked(awb=last.awb or "-")
        return claim_again(work, last, order, sender, now)
    check_shippable(order)
    courier, service = order.courier_code or asked.courier_code, order.service_code or asked.service_code
    if courier is None or service is None:
        raise CourierNeeded(invoice=order.invoice)
    shipment = Shipment(
        invoice=order.invoice,
        number=1 if last is None else last.number + 1,
        order_code=order_code_of(work.store, order.invoice, 1 if last is None else last.number + 1),
        courier_code=courier,
        service_code=service,
        by_pickup=asked.by_pickup,
        vehicle=asked.vehicle,
        pickup_at=asked.pickup_at,
        state_at=now,
        claimed_at=now,
        by=by,
    )
    shipment.claim(now)
    request = request_of(order, shipment, sender)
    _note(order, shipment, at=now, by=by)
    work.orders.save(order)
    work.shipments.add(shipment)
    return Claimed(shipment, request, looks=False)


def claim_again(work: ParcelWork, shipment: Shipment, order: Order, sender: Warehouse, now: datetime) -> Claimed:
    """Claim a booking that nobody settled; `BookingUnderWay` while somebody may still do so."""
    if shipment.is_claimed(now):
        raise BookingUnderWay
    shipment.claim(now)
    work.shipments.save(shipment)
    return Claimed(shipment, request_of(order, shipment, sender), looks=True)


def sender_of(work: ParcelWork) -> Warehouse:
    """Where parcels come from: the default warehouse, or `NoSender`."""
    found = next((one for one in work.warehouses.all() if one.is_default), None)
    if found is None:
        raise NoSender
    return found


def request_of(order: Order, shipment: Shipment, sender: Warehouse) -> BookingRequest:
    """What the courier is told; `AddressNotForCourier` where an address does not fit."""
    address, is_cod = order.address, order.payment_method is PaymentMethod.COD
    return BookingRequest(
        order_code=shipment.order_code,
        sender=Contact(
            name=sender.contact_name,
            phone=sender.phone,
            address=_fitting(sender.address, "", SENDER_ADDRESS, "the warehouse"),
            district_code=sender.district,
        ),
        receiver=Contact(
            name=order.customer.name,
            phone=order.customer.phone,
            address=_fitting(address.street, address.region, ADDRESS, order.invoice),
            district_code=address.district_code,
        ),
        courier_code=shipment.courier_code,
        service_code=shipment.service_code,
        by_pickup=shipment.by_pickup,
        vehicle=shipment.vehicle,
        pickup_at=shipment.pickup_at,
        content=", ".join(f"{line.qty} x {line.product_name}" for line in order.lines)[:200],
        pieces=order.qty,
        weight=sum(line.weight * line.qty for line in order.lines),
        value=order.totals.goods - order.totals.product_discount,
        collect=order.totals.total if is_cod else None,
        is_insured=bool(order.totals.insurance),
    )


def _fitting(street: str, place: str, bounds: tuple[int, int], whose: str) -> str:
    least, most = bounds
    plain = " ".join(street.split())
    whole = f"{plain}, {place}" if place else plain
    told = whole if len(whole) <= most else plain
    if not least <= len(told) <= most:
        raise AddressNotForCourier(whose=whose, least=least, most=most, length=len(told))
    return told


def _note(order: Order, shipment: Shipment, *, at: datetime, by: Author) -> None:
    for what, became in (("courier_code", shipment.courier_code), ("service_code", shipment.service_code)):
        was = getattr(order, what)
        if was != became:
            order.remember(at=at, by=by, what=what, was=was, became=became)
            setattr(order, what, became)
    order.remember(at=at, by=by, what="shipment", was=order.parcel, became=ShipmentState.BOOKING)
    order.parcel = ShipmentState.BOOKING


def _ended(invoice: Invoice, future: Future[HandOutcome]) -> HandOutcome:
    if not future.done() or future.cancelled():
        return HandOutcome.of(invoice, BookingUnderWay())
    return future.result()
