"""A store that hands parcels over to the twin of Boscod, wired as the product wires it."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from bosonline.adapters.outbound.boscod.bookings import BoscodBookings
from bosonline.adapters.outbound.boscod.client import BoscodClient
from bosonline.adapters.outbound.boscod.tracking import BoscodTracking, read_news
from bosonline.adapters.outbound.http import Limits
from bosonline.adapters.outbound.memory.shipments import MemoryDueParcels
from bosonline.adapters.outbound.sealing import AesSeal, DerivedWebhookSecrets, hmac_of
from bosonline.adapters.outbound.sql.shipments import SqlDueParcels
from bosonline.application.ordering import ChangeOrderStatus
from bosonline.application.ordering.call_off import CallOffParcel, CallOffParcels
from bosonline.application.ordering.hand_over import HandOutcome, HandOver, HandOverOrders
from bosonline.application.ordering.look_after import LookAfterParcels
from bosonline.application.ordering.parcel_desk import Parcels
from bosonline.application.ordering.parcel_news import (
    ReceiveWebhook,
    RefreshShipment,
    SetShipment,
    Webhook,
    WebhookArrived,
    WorkOffWebhook,
)
from bosonline.application.ordering.parcels import SettleBooking
from bosonline.application.shipping.accounts import CourierAccount
from bosonline.application.shipping.booking_ports import DueParcel, DueParcels
from bosonline.application.shipping.integrations import CheckWebhook
from bosonline.application.stores.ports import Area
from bosonline.domain.identity import StoreId
from bosonline.domain.ordering import Invoice, Order, PaymentMethod, Status
from bosonline.domain.phone import Phone
from bosonline.domain.shipping.shipment import Shipment
from bosonline.domain.stores import DistrictCode, Warehouse
from bosonline.testing.backends import Backend
from bosonline.testing.contracts.shipping import integration_desk_of
from bosonline.testing.identity import SECRET
from bosonline.testing.selling import Stall, a_checkout, coffee_stall

GAMBIR = "31.71.01"
SHORT = Limits(connect=2.0, read=2.0, deadline=2.0, body=65_536)


class GambirAlone:
    """A map of areas that knows one district."""

    def version(self, provider: str, /) -> str | None:  # noqa: ARG002  # the port's signature
        return "test"

    def ours(self, provider: str, provider_id: str, /) -> str | None:  # noqa: ARG002
        return GAMBIR if provider_id == "14910" else None

    def theirs(self, provider: str, code: str, /) -> str | None:  # noqa: ARG002
        return "14910" if code == GAMBIR else None

    def codes(self, provider: str, provider_ids: Collection[str], /) -> Mapping[str, str]:
        return {one: GAMBIR for one in provider_ids if self.ours(provider, one) is not None}

    def ids(self, provider: str, codes: Collection[str], /) -> Mapping[str, str]:
        return {one: "14910" for one in codes if self.theirs(provider, one) is not None}

    def replace(self, provider: str, version: str, areas: Sequence[Area], /) -> None:
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class OneForEach:
    """An account for one store, and others for those that share its database."""

    store: StoreId
    name: str

    def of(self, store: StoreId, /) -> CourierAccount:
        return CourierAccount(self.name if store == self.store else f"neighbour-{store}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipper:
    """A store on a backend, and the use cases on its parcels."""

    stall: Stall
    account: str
    parcels: Parcels
    look_after: LookAfterParcels
    bookings: BoscodBookings
    work_off: WorkOffWebhook

    @property
    def backend(self) -> Backend:
        """Where the store is."""
        return self.stall.backend

    def order(
        self, *, method: PaymentMethod = PaymentMethod.COD, status: Status = Status.PROCESSING, courier: str = "idx"
    ) -> Invoice:
        """An order of two coffees that goes by a courier, in this status."""
        number = next_number()
        buyer = a_checkout(method=method, phone=f"0813{number:08d}", street=f"Jl. Melati Raya {number}")
        receipt = self.stall.check_out(buyer)
        invoice = receipt.invoice
        if status is not Status.PENDING:
            self.stall.move(invoice, Status.PROCESSING)
        if courier:
            with self.backend.work(self.stall.member.store) as work:
                order = work.orders.get(invoice)
                order.courier_code, order.service_code = courier, "03"
                work.orders.save(order)
                work.commit()
        return invoice

    def hand_over(self, *invoices: Invoice, courier: str | None = None) -> list[HandOutcome]:
        """Hand orders over, as the owner."""
        asked = HandOver(invoices=invoices, courier_code=courier, service_code=courier and "03")
        return list(self.parcels.hand_over(member=self.stall.member, asked=asked).outcomes)

    def cancel(self, invoice: Invoice) -> None:
        """Cancel an order, as the owner."""
        self.stall.ordering.change_status(
            member=self.stall.member, invoice=invoice, status=Status.CANCELLED, reason="salah alamat"
        )

    def tell(self, body: object) -> None:
        """Boscod calls back, and the worker works it off."""
        store = self.stall.member.store
        with self.backend.work(store) as work:
            number = work.inbox.add(Webhook(body=json.dumps(body), at=self.backend.clock()))
            work.commit()
        self.work_off(store=store, arrived=WebhookArrived(number))

    def found(self, invoice: Invoice) -> tuple[Order, Shipment | None]:
        """An order and its last parcel."""
        with self.backend.work(self.stall.member.store) as work:
            return work.orders.get(invoice), work.shipments.of(invoice)


_numbers = iter(range(1, 10**8))


def next_number() -> int:
    """A number that no other buyer here has."""
    return next(_numbers)


def due_parcels_of(backend: Backend) -> DueParcels:
    """The parcels that have to be looked after, on this backend."""
    return (MemoryDueParcels if backend.name == "memory" else SqlDueParcels)(backend.database)


@dataclass(frozen=True, slots=True)
class OwnParcels:
    """The parcels of one store that have to be looked after: others share its database."""

    every: DueParcels
    store: StoreId

    def due(self, at: datetime, /, *, limit: int) -> Sequence[DueParcel]:
        return [one for one in self.every.due(at, limit=10_000) if one.store == self.store][:limit]


def shipper_on(backend: Backend, url: str) -> Shipper:
    """A store with a warehouse in Gambir that sells coffee, and an account with the twin of its own."""
    stall = coffee_stall(backend, on_hand=1000)
    name = f"account-{uuid4()}"
    account = OneForEach(stall.member.store, name)
    with backend.work(stall.member.store) as work:
        work.warehouses.add(
            Warehouse(
                name="Gudang",
                contact_name="Siti",
                phone=Phone("+6281234567890"),
                address="Jl. Merdeka Barat 1",
                district=DistrictCode(GAMBIR),
                is_default=True,
                created_at=backend.clock(),
            )
        )
        work.commit()
    client = BoscodClient(url=url, limits=SHORT, fail_max=1000)
    bookings = BoscodBookings(client, GambirAlone())
    work, clock = backend.work, backend.clock
    refresh = RefreshShipment(work=work, accounts=account, tracking=BoscodTracking(client), clock=clock)
    settle = SettleBooking(work=work, bookings=bookings, clock=clock)
    call_off = CallOffParcel(work=work, accounts=account, bookings=bookings, clock=clock)
    change_status = ChangeOrderStatus(work=work, clock=clock, call_off=call_off)
    return Shipper(
        stall=replace(stall, ordering=replace(stall.ordering, change_status=change_status)),
        account=name,
        parcels=Parcels(
            hand_over=HandOverOrders(work=work, accounts=account, settle=settle, clock=clock),
            call_off=CallOffParcels(call_off=call_off, work=work),
            refresh=refresh,
            set=SetShipment(work=work, clock=clock),
            receive=ReceiveWebhook(work=work, check=_check(backend), clock=clock),
        ),
        look_after=LookAfterParcels(
            parcels=OwnParcels(due_parcels_of(backend), stall.member.store),
            work=work,
            accounts=account,
            settle=settle,
            call_off=call_off,
            refresh=refresh,
            clock=clock,
        ),
        bookings=bookings,
        work_off=WorkOffWebhook(work=work, read=read_news, clock=clock),
    )


def _check(backend: Backend) -> CheckWebhook:
    return CheckWebhook(
        desk=integration_desk_of(backend), secrets=DerivedWebhookSecrets(SECRET), seal=AesSeal(SECRET), sign=hmac_of
    )
