"""What tests of follow-ups need: a store, an order, a messenger that does as it is told, the use cases put together."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count

from bosonline.adapters.outbound.memory.follow_up_schedule import MemoryScheduleDesk
from bosonline.adapters.outbound.memory.follow_ups import MemoryFollowUpDesk
from bosonline.adapters.outbound.sql.follow_up_schedule import SqlScheduleDesk
from bosonline.adapters.outbound.sql.follow_ups import SqlFollowUpDesk
from bosonline.adapters.outbound.whatsapp.link import whatsapp_link
from bosonline.application.ordering import (
    FollowingUp,
    FollowUpOrder,
    Messenger,
    OptOut,
    ReadFollowUpAttempts,
    ReadFollowUpSchedule,
    ReadFollowUpTemplates,
    RecordFollowUpOutcome,
    SaveFollowUpSchedule,
    SaveFollowUpTemplates,
)
from bosonline.application.ordering.follow_up_ports import FollowUpDesk
from bosonline.application.ordering.follow_up_schedule import ScheduleDesk
from bosonline.domain.catalog import Sku, VariantId
from bosonline.domain.identity import BUYER, StoreId, UserId
from bosonline.domain.money import Money
from bosonline.domain.ordering import Address, Customer, Invoice, Line, Order, PaymentMethod, Secret, Totals
from bosonline.domain.payments import Bank, BankAccount
from bosonline.domain.phone import Phone
from bosonline.domain.stores import Store, StoreSettings, Subdomain
from bosonline.testing.backends import Backend

NOBODY = 1_000_000_000
"""Ids from here on are no accounts': the owners of stores that nobody signs in to."""

_numbers = count(1)


@dataclass(slots=True)
class ScriptedMessenger:
    """A messenger that keeps what it was given to send, and does what it is told instead of sending, where it is."""

    sent: list[tuple[str, str, str]] = field(default_factory=list)
    instead: Callable[[], str] | None = None

    def send(self, *, message_id: str, to: Phone, text: str) -> str:
        """Send, or do what was told."""
        if self.instead is not None:
            return self.instead()
        self.sent.append((message_id, to.e164, text))
        return f"gateway-{len(self.sent)}"


def open_store(backend: Backend, *, name: str = "Kopi Siti", settings: StoreSettings | None = None) -> StoreId:
    """A store with an account at BCA."""
    number = next(_numbers)
    store = Store(
        owner=UserId(NOBODY + number),
        name=name,
        phone=Phone("+6281234567890"),
        subdomain=Subdomain(f"store-{number}"),
        settings=settings or StoreSettings(),
        created_at=backend.clock(),
    )
    with backend.work() as work:
        work.stores.add(store)
        work.commit()
    with backend.work(store.id) as work:
        work.bank_accounts.add(
            BankAccount.of(
                Bank("014", "BCA"),
                store=store.id,
                account_name="SITI RAHMA",
                account_number="1234567890",
                created_at=backend.clock(),
            )
        )
        work.commit()
    return store.id


def place_order(
    backend: Backend,
    store: StoreId,
    *,
    method: PaymentMethod = PaymentMethod.BANK_TRANSFER,
    phone: str = "+6281311112222",
    district: str = "31.71.01",
    name: str = "Budi",
    invoice: Invoice | None = None,
) -> Order:
    """A pending order of two bags of coffee."""
    price = Money(45_000)
    line = Line(
        variant=VariantId(1),
        sku=Sku("ESB-006-01"),
        product_name="Kopi Arabika",
        name="Biji",
        qty=2,
        price=price,
        cost_price=Money(40_000),
        weight=250,
    )
    with backend.work(store) as work:
        invoice = invoice or work.orders.next_invoice()
        order, _ = Order.place(
            invoice=invoice,
            secret=Secret(f"secret-of-{store}-{invoice}"),
            at=backend.clock(),
            by=BUYER,
            customer=Customer(name=name, phone=Phone(phone)),
            address=Address(street="Jl. Melati 5", district_code=district, region="Gambir"),
            lines=(line,),
            totals=Totals(goods=price * 2, shipping=Money(15_000)),
            payment_method=method,
            due_at=None if method is PaymentMethod.COD else backend.clock() + timedelta(hours=24),
        )
        work.orders.add(order)
        work.commit()
    return order


def following_up(backend: Backend, messenger: Messenger | None = None) -> FollowingUp:
    """The use cases on a backend; without a messenger they hand out links."""
    desk: FollowUpDesk = (MemoryFollowUpDesk if backend.name == "memory" else SqlFollowUpDesk)(backend.database)
    work, clock = backend.work, backend.clock
    return FollowingUp(
        follow_up=FollowUpOrder(work=work, clock=clock, links=whatsapp_link, order_url=order_url, messenger=messenger),
        read_attempts=ReadFollowUpAttempts(desk=desk, clock=clock, order_url=order_url),
        read_templates=ReadFollowUpTemplates(desk=desk),
        save_templates=SaveFollowUpTemplates(work=work, desk=desk, clock=clock),
        read_schedule=ReadFollowUpSchedule(desk=schedule_desk_of(backend)),
        save_schedule=SaveFollowUpSchedule(work=work, clock=clock),
        record_outcome=RecordFollowUpOutcome(work=work, clock=clock),
        opt_out=OptOut(work=work, clock=clock),
    )


def schedule_desk_of(backend: Backend) -> ScheduleDesk:
    """Schedules as they are read, on this backend."""
    return (MemoryScheduleDesk if backend.name == "memory" else SqlScheduleDesk)(backend.database)


def order_url(secret: Secret, _store: StoreId) -> str:
    """Where the page of an order would be."""
    return f"https://kopisiti.example/o/{secret}"
