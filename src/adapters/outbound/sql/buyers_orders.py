"""Orders by the secret that their buyers have; a secret is of one order of one store alone."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, bindparam, select

from bosonline.adapters.outbound.codec import revive
from bosonline.adapters.outbound.sql.database import Database
from bosonline.adapters.outbound.sql.order_rows import READ, order_of
from bosonline.adapters.outbound.sql.shipments import TOLD_OF_LAST, event_of
from bosonline.adapters.outbound.sql.tables.forms import forms
from bosonline.adapters.outbound.sql.tables.identity import staff, users
from bosonline.adapters.outbound.sql.tables.ordering import orders
from bosonline.adapters.outbound.sql.tables.stores import stores
from bosonline.application.ordering.public_order import OrderFound
from bosonline.domain.forms import FormContent, Slug
from bosonline.domain.identity import StoreId
from bosonline.domain.ordering import Order, Secret
from bosonline.domain.phone import Phone
from bosonline.domain.shipping.shipment import ParcelEvent
from bosonline.domain.stores import StoreSettings, Subdomain

_ORDER = READ.where(orders.c.secret == bindparam("of_secret"))
_serves = and_(
    staff.c.store_id == stores.c.id,
    staff.c.id == bindparam("of_staff"),
    staff.c.removed_at.is_(None),
    staff.c.active,
)
_AROUND = (
    select(
        stores.c.subdomain,
        stores.c.name,
        stores.c.logo,
        stores.c.phone,
        stores.c.settings,
        users.c.phone.label("cs_phone"),
        forms.c.slug,
        forms.c.content,
    )
    .select_from(stores)
    .outerjoin(staff, _serves)
    .outerjoin(users, users.c.id == staff.c.user_id)
    .outerjoin(forms, and_(forms.c.store_id == stores.c.id, forms.c.id == bindparam("of_form")))
    .where(stores.c.id == bindparam("store"))
)


class SqlBuyersOrders:
    """Orders by their secret, on a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, secret: Secret, /) -> OrderFound | None:
        with self._database.read_snapshot() as connection:
            rows = connection.execute(_ORDER, {"of_secret": secret}).all()
            if not rows:
                return None
            order = order_of(rows)
            around = {
                "store": rows[0].store_id,
                "of_staff": 0 if order.cs is None else order.cs.staff,
                "of_form": 0 if order.form is None else order.form.id,
            }
            row = connection.execute(_AROUND, around).one()
            last = {"of_store": rows[0].store_id, "of_invoice": order.invoice}
            told = connection.execute(TOLD_OF_LAST, last).all() if order.has_parcel else ()
        return _found(StoreId(rows[0].store_id), order, row, [event_of(one) for one in told])


def _found(store: StoreId, order: Order, row: Any, events: Sequence[ParcelEvent]) -> OrderFound:
    return OrderFound(
        store=store,
        subdomain=Subdomain(row.subdomain),
        store_name=row.name,
        store_logo=row.logo,
        store_phone=Phone(row.phone),
        settings=revive(row.settings, StoreSettings),
        order=order,
        cs_phone=row.cs_phone and Phone(row.cs_phone),
        slug=row.slug and Slug(row.slug),
        success_page=row.content and revive(row.content, FormContent).success_page,
        parcel_events=events,
    )
