"""An order as its buyer sees it, who has nothing but its secret."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bosonline.domain.forms import Slug, SuccessPage
from bosonline.domain.identity import StoreId
from bosonline.domain.money import ZERO, Money
from bosonline.domain.ordering import (
    Invoice,
    Line,
    Order,
    OrderNotFound,
    OrderVoucher,
    PaymentMethod,
    PaymentStatus,
    Secret,
    Status,
    Totals,
)
from bosonline.domain.ordering.message import told_seller
from bosonline.domain.payments import TransferTarget
from bosonline.domain.phone import Phone
from bosonline.domain.shipping.shipment import BY_HAND, ParcelEvent, ShipmentState
from bosonline.domain.stores import StoreSettings, Subdomain
from bosonline.domain.stores.qris import with_amount

_NUMBERS = re.compile(r"\+?\d(?:[ .()-]?\d){7,}")
"""Phone numbers of couriers and receivers, and whatever looks like one."""

_PAYABLE = (PaymentStatus.UNPAID, PaymentStatus.PARTIALLY_PAID)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFound:
    """An order with what its store is called and how it is reached.

    `cs_phone` is that of the member of customer service who looks after it, while they serve; `slug` and
    `success_page` are its form's, where that is still there. `parcel_events` is what was told of its last parcel, the
    newest first.
    """

    store: StoreId
    subdomain: Subdomain
    store_name: str
    store_logo: str | None
    store_phone: Phone
    settings: StoreSettings
    order: Order
    cs_phone: Phone | None = None
    slug: Slug | None = None
    success_page: SuccessPage | None = None
    parcel_events: Sequence[ParcelEvent] = ()


class BuyersOrders(Protocol):
    """Orders by the secret that their buyers have."""

    def find(self, secret: Secret, /) -> OrderFound | None:
        """The order of whichever store, or None."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicEvent:
    """What a buyer may see of an event of their parcel; `words` and `branch` are the courier's own, or empty."""

    at: datetime
    state: ShipmentState | None
    words: str
    branch: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicOrder:
    """What a buyer may see of an order: what they typed themselves, and how far it has come.

    Instants are on the store's clock. `due` is what is still to be paid now, to `pay_to` or by the payload `qris`; of
    an order that is paid for on delivery, or that has ended, nothing is. `contact` is the phone of whoever looks after
    the order, `parcel_events` what was told of the parcel, the newest first, and `whatsapp_text` what the seller's form
    lets the buyer tell them; None where it leaves that to us.
    """

    store: StoreId
    subdomain: Subdomain
    store_name: str
    store_logo: str | None
    contact: Phone
    invoice: Invoice
    secret: Secret
    created_at: datetime
    status: Status
    payment_status: PaymentStatus
    payment_method: PaymentMethod
    is_expired: bool
    lines: tuple[Line, ...]
    totals: Totals
    vouchers: tuple[OrderVoucher, ...]
    paid: Money
    due: Money
    due_at: datetime | None
    pay_to: tuple[TransferTarget, ...]
    qris: str | None
    name: str
    phone: str | None
    street: str
    region: str
    post_code: str | None
    paid_at: datetime | None
    shipped_at: datetime | None
    courier_code: str | None
    awb: str | None
    parcel: ShipmentState | None
    parcel_events: tuple[PublicEvent, ...]
    slug: Slug | None
    success_page: SuccessPage
    whatsapp_text: str | None
    version: int

    @classmethod
    def of(cls, found: OrderFound) -> "PublicOrder":
        """What is told of an order that was found."""
        order, local = found.order, found.settings.local
        due = _due(order)
        buyer = order.customer
        return cls(
            store=found.store,
            subdomain=found.subdomain,
            store_name=found.store_name,
            store_logo=found.store_logo,
            contact=found.cs_phone or found.store_phone,
            invoice=order.invoice,
            secret=order.secret,
            created_at=local(order.created_at),
            status=order.status,
            payment_status=order.payment_status,
            payment_method=order.payment_method,
            is_expired=order.has_expired,
            lines=order.lines,
            totals=order.totals,
            vouchers=order.vouchers,
            paid=order.paid,
            due=due,
            due_at=local(order.due_at) if due and order.due_at else None,
            pay_to=order.pay_to if due else (),
            qris=_qris(order, found.settings, due),
            name=buyer.name,
            phone=None if buyer.is_erased else buyer.phone.masked,
            street=order.address.street,
            region=order.address.region,
            post_code=order.address.post_code,
            paid_at=order.paid_at and local(order.paid_at),
            shipped_at=order.shipped_at and local(order.shipped_at),
            courier_code=order.courier_code,
            awb=order.awb,
            parcel=order.parcel if order.has_parcel else None,
            parcel_events=tuple(_events(found)),
            slug=found.slug,
            success_page=found.success_page or SuccessPage(),
            whatsapp_text=_whatsapp_text(found),
            version=order.version,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPublicOrder:
    """The order of a secret, or `OrderNotFound`; what a buyer left unfinished is no order."""

    orders: BuyersOrders

    def __call__(self, *, secret: Secret) -> PublicOrder:
        found = self.orders.find(secret)
        if found is None or found.order.status is Status.ABANDONED:
            raise OrderNotFound
        return PublicOrder.of(found)


def _events(found: OrderFound) -> Iterator[PublicEvent]:
    order = found.order
    for event in found.parcel_events if order.has_parcel else ():
        # What staff say by hand bears their name, and what couriers say may name who received the parcel.
        is_told = event.code != BY_HAND and not order.customer.is_erased
        words = _NUMBERS.sub("***", event.description or event.note) if is_told else ""
        if event.state is not None or words:
            branch = event.branch if event.code != BY_HAND else ""
            yield PublicEvent(at=found.settings.local(event.at), state=event.state, words=words, branch=branch)


def _due(order: Order) -> Money:
    is_open = order.status is not Status.CANCELLED and order.payment_status in _PAYABLE
    return order.totals.total - order.paid if is_open and order.payment_method is not PaymentMethod.COD else ZERO


def _whatsapp_text(found: OrderFound) -> str | None:
    text = "" if found.success_page is None else found.success_page.whatsapp_text.strip()
    return told_seller(found.order, text, store_name=found.store_name, settings=found.settings) if text else None


def _qris(order: Order, settings: StoreSettings, due: Money) -> str | None:
    is_due = bool(due) and order.payment_method is PaymentMethod.QRIS
    return with_amount(settings.qris, due) if is_due and settings.qris is not None else None
