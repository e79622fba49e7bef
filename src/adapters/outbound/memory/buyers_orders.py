"""Orders by the secret that their buyers have, in memory."""

from collections.abc import Sequence
from typing import Any

from bosonline.adapters.outbound.memory.database import MemoryDatabase
from bosonline.adapters.outbound.memory.shipments import MemoryShipments
from bosonline.application.ordering.public_order import OrderFound
from bosonline.domain.forms import OrderForm
from bosonline.domain.identity import StaffMember, StoreId
from bosonline.domain.ordering import Order, Secret
from bosonline.domain.phone import Phone
from bosonline.domain.shipping.shipment import ParcelEvent
from bosonline.domain.stores import Store


class MemoryBuyersOrders:
    """Orders by their secret, on a `MemoryDatabase`."""

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database

    def find(self, secret: Secret, /) -> OrderFound | None:
        of_secret = (kept for kept in self._database.read("orders").items() if kept[1].secret == secret)
        (store, _), order = next(of_secret, ((None, None), None))
        return None if store is None or order is None else self._found(store, order)

    def _found(self, of: StoreId, order: Order) -> OrderFound:
        store: Store = self._shelf("stores")[of]
        form: OrderForm | None = None if order.form is None else self._shelf("forms").get(order.form.id)
        return OrderFound(
            store=of,
            subdomain=store.subdomain,
            store_name=store.name,
            store_logo=store.logo,
            store_phone=store.phone,
            settings=store.settings,
            order=order,
            cs_phone=self._cs_phone(order),
            slug=None if form is None else form.slug,
            success_page=None if form is None else form.content.success_page,
            parcel_events=self._parcel_events(of, order),
        )

    def _cs_phone(self, order: Order) -> Phone | None:
        member: StaffMember | None = None if order.cs is None else self._shelf("staff").get(order.cs.staff)
        if member is None or member.removed_at is not None or not member.is_active:
            return None
        phone: Phone = self._shelf("users")[member.user].phone
        return phone

    def _parcel_events(self, store: StoreId, order: Order) -> Sequence[ParcelEvent]:
        shipments = MemoryShipments(self._database.read, store)
        last = shipments.of(order.invoice)
        return () if last is None else shipments.told(last)

    def _shelf(self, name: str) -> dict[Any, Any]:
        return dict(self._database.read(name).items())
