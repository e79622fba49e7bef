"""What couriers tell of parcels, by webhook or when they are asked: however it comes, it is kept and applied alike."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bosonline.application.ordering.parcels import OpenParcelWork, ParcelWork, account_of, keep_stray, take_in, tried
from bosonline.application.ports import Clock, UnitOfWork
from bosonline.application.shipping.accounts import CourierAccounts
from bosonline.application.shipping.booking_ports import ParcelReport, Tracking
from bosonline.application.shipping.integrations import CheckWebhook
from bosonline.domain.errors import NotFound, Refusal
from bosonline.domain.identity import Author, Member, StoreId
from bosonline.domain.ordering import Invoice
from bosonline.domain.shipping.cod_ledger import CodAccount, NothingReturned, balances, return_cost
from bosonline.domain.shipping.integration import Party
from bosonline.domain.shipping.shipment import (
    BY_HAND,
    ParcelBooked,
    ParcelEvent,
    Shipment,
    ShipmentNotFound,
    ShipmentState,
    order_code_of,
)

BETWEEN_LOOKS = timedelta(minutes=1)
CAME_BACK = (ShipmentState.REFUSED, ShipmentState.RETURNING, ShipmentState.RETURNED)


class WebhookUnknown(NotFound):
    """Nobody was given this address, or what came does not prove from whom it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelNews:
    """What was told of one parcel, by its number or by our code."""

    order_no: str | None
    order_code: str | None
    awb: str | None
    events: Sequence[ParcelEvent]


@dataclass(frozen=True, slots=True)
class WebhookArrived:
    """A webhook was kept as it came; it waits to be worked off."""

    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """A webhook as it came."""

    body: str
    at: datetime


class Inbox(Protocol):
    """The webhooks of the work's store, as they came."""

    def add(self, webhook: Webhook, /) -> int:
        """Keep one; its number."""
        ...

    def get(self, number: int, /) -> Webhook | None:
        """The one of this number that was not worked off yet, or None."""
        ...

    def done(self, number: int, outcome: str, /, *, at: datetime) -> None:
        """It was worked off, and how."""
        ...


class InboxWork(ParcelWork, UnitOfWork, Protocol):
    """A transaction on what came of one store's parcels."""

    @property
    def inbox(self) -> Inbox: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveWebhook:
    """Keep a webhook as it came, and let the worker work it off. Raises `WebhookUnknown`."""

    work: Callable[[StoreId], InboxWork]
    check: CheckWebhook
    clock: Clock

    def __call__(self, *, store: StoreId, secret: str, raw: bytes, proof: str | None) -> None:
        if not self.check(store=store, party=Party.BOSCOD, secret=secret, body=raw, proof=proof):
            raise WebhookUnknown
        with self.work(store) as work:
            work.record(WebhookArrived(work.inbox.add(Webhook(body=raw.decode(), at=self.clock()))))
            work.commit()


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkOffWebhook:
    """Take in what a webhook tells. One that tells of no parcel of the store is kept, and changes nothing."""

    work: Callable[[StoreId], InboxWork]
    read: Callable[[str], ParcelNews | None]
    clock: Clock

    def __call__(self, *, store: StoreId, arrived: WebhookArrived) -> None:
        def once() -> None:
            with self.work(store) as work:
                webhook = work.inbox.get(arrived.number)
                if webhook is None:
                    return
                outcome = self._take_in(work, self.read(webhook.body))
                work.inbox.done(arrived.number, outcome, at=self.clock())
                work.commit()

        tried(once)

    def _take_in(self, work: ParcelWork, news: ParcelNews | None) -> str:
        if news is None:
            return "unreadable"
        shipment = work.shipments.find(order_no=news.order_no, order_code=news.order_code)
        if shipment is None:
            return "unknown parcel"
        if news.order_no is not None and shipment.is_booking:
            # It came before the answer to the booking did.
            shipment.book(news.order_no, at=self.clock())
        elif news.order_no is not None and shipment.is_given_up:
            shipment.book(news.order_no, at=self.clock())
            keep_stray(work, shipment, clock=self.clock)
        take_in(work, shipment, news.events, awb=news.awb, by_way_of="webhook", clock=self.clock)
        return "taken in"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipmentSeen:
    """A parcel, and all that was told of it, the newest first."""

    shipment: Shipment
    events: Sequence[ParcelEvent]


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshShipment:
    """Ask the courier where a parcel is, at most once a minute, and apply what it says; between, tell what is known.

    Raises `ShipmentNotFound`, `CouriersUnavailable`, `NoCourierAccount` and `CourierAccountRefused`.
    """

    work: OpenParcelWork
    accounts: CourierAccounts
    tracking: Tracking
    clock: Clock

    def __call__(self, *, store: StoreId, invoice: str | None = None, order_no: str | None = None) -> ShipmentSeen:
        asked = self._claim(store, invoice, order_no)
        if asked is not None:
            report = self._ask(store, *asked)
            order_code = asked[0].order_code
            tried(lambda: self._apply(store, order_code, report))
        with self.work(store) as work:
            shipment = _found(work, invoice, order_no)
            return ShipmentSeen(shipment=shipment, events=work.shipments.told(shipment))

    def _ask(self, store: StoreId, asked: Shipment, before: datetime | None) -> ParcelReport:
        """What the courier says; a look that came to nothing was none."""
        try:
            return self.tracking.track(asked.order_no or "", account_of(self.accounts, store))
        except Refusal:
            tried(lambda: self._take_back(store, asked, before))
            raise

    def _take_back(self, store: StoreId, asked: Shipment, before: datetime | None) -> None:
        with self.work(store) as work:
            shipment = work.shipments.find(order_code=asked.order_code)
            if shipment is not None and shipment.checked_at == asked.checked_at:
                shipment.checked_at = before
                work.shipments.save(shipment)
                work.commit()

    def _claim(
        self, store: StoreId, invoice: str | None, order_no: str | None
    ) -> tuple[Shipment, datetime | None] | None:
        """The parcel to ask after, and when that was done before; None where it was a moment ago."""
        now = self.clock()
        with self.work(store) as work:
            shipment = _found(work, invoice, order_no)
            is_fresh = shipment.checked_at is not None and now - shipment.checked_at < BETWEEN_LOOKS
            if shipment.order_no is None or is_fresh:
                return None
            before, shipment.checked_at = shipment.checked_at, now
            shipment.schedule(now)
            work.shipments.save(shipment)
            work.commit()
        return shipment, before

    def _apply(self, store: StoreId, order_code: str, report: ParcelReport) -> None:
        with self.work(store) as work:
            shipment = work.shipments.find(order_code=order_code)
            if shipment is None:
                raise ShipmentNotFound
            take_in(work, shipment, report.events, awb=report.awb, by_way_of="tracking", clock=self.clock)
            work.commit()


def _found(work: ParcelWork, invoice: str | None, order_no: str | None) -> Shipment:
    if invoice is not None:
        work.orders.get(Invoice(invoice))
    found = work.shipments.find(order_no=order_no) if invoice is None else work.shipments.of(invoice)
    if found is None:
        raise ShipmentNotFound
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class SetShipment:
    """Say by hand where a parcel is, or which waybill it has; an order without a parcel gets one that no courier knows.

    `cost` is what its way back cost in all, in rupiah. Raises `OrderNotFound`, `ShipmentNotBackwards`,
    `NothingReturned`, and what forbids the order to follow.
    """

    work: OpenParcelWork
    clock: Clock

    def __call__(
        self,
        *,
        member: Member,
        invoice: Invoice,
        awb: str | None = None,
        state: ShipmentState | None = None,
        cost: int | None = None,
    ) -> ShipmentSeen:
        now, by = self.clock(), member.author
        with self.work(member.store) as work:
            order = work.orders.get(invoice)
            shipment = work.shipments.of(invoice)
            came_back = shipment is not None and shipment.state is ShipmentState.RETURNED
            if shipment is None or not (shipment.is_open or came_back):
                shipment = _own_parcel(member.store, invoice, shipment, courier=order.courier_code, now=now, by=by)
                work.shipments.add(shipment)
            if shipment.is_booking:
                raise ParcelBooked(awb=shipment.awb or "-")
            events = []
            if state is not None:
                shipment.check_forwards(state)
                events.append(ParcelEvent(at=max(now, shipment.state_at), code=BY_HAND, state=state, note=member.name))
            take_in(work, shipment, events, awb=awb, by_way_of=BY_HAND, clock=self.clock, by=by)
            if cost is not None:
                _note_cost(work, invoice, shipment.state, cost, now)
            seen = ShipmentSeen(shipment=shipment, events=work.shipments.told(shipment))
            work.commit()
        return seen


def _note_cost(work: ParcelWork, invoice: str, state: ShipmentState, cost: int, at: datetime) -> None:
    if state not in CAME_BACK:
        raise NothingReturned(status=state.value)
    known = balances(work.cod_ledger.of(invoice))[CodAccount.RETURN_COST]
    work.cod_ledger.post(invoice, return_cost(cost, known=known, at=at))


def _own_parcel(
    store: StoreId, invoice: str, last: Shipment | None, *, courier: str | None, now: datetime, by: Author
) -> Shipment:
    number = 1 if last is None else last.number + 1
    return Shipment(
        invoice=invoice,
        number=number,
        order_code=order_code_of(store, invoice, number),
        courier_code=courier or "own",
        service_code="",
        state=ShipmentState.CREATED,
        state_at=now,
        claimed_at=now,
        by=by,
    )
