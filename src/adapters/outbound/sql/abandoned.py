"""What buyers left on forms, found by the token that they were given."""

from sqlalchemy import and_, bindparam, select

from bosonline.adapters.outbound.sql.database import Database
from bosonline.adapters.outbound.sql.tables.forms import forms
from bosonline.adapters.outbound.sql.tables.ordering import orders
from bosonline.adapters.outbound.sql.tables.stores import stores
from bosonline.application.ordering.ports import FormPlace
from bosonline.domain.identity import StoreId
from bosonline.domain.ordering import Secret

_PLACE = (
    select(orders.c.store_id, stores.c.subdomain, forms.c.slug)
    .join(stores, stores.c.id == orders.c.store_id)
    .join(forms, and_(forms.c.store_id == orders.c.store_id, forms.c.id == orders.c.form_id))
    .where(orders.c.secret == bindparam("of_secret"))
)


class SqlAbandonedDesk:
    """What buyers left on forms; a token is a secret of one store alone."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def place(self, token: Secret, /) -> FormPlace | None:
        with self._database.read() as connection:
            row = connection.execute(_PLACE, {"of_secret": token}).one_or_none()
        return None if row is None else FormPlace(store=StoreId(row.store_id), subdomain=row.subdomain, slug=row.slug)
