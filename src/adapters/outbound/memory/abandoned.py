"""What buyers left on forms, in memory."""

from bosonline.adapters.outbound.memory.database import MemoryDatabase
from bosonline.application.ordering.ports import FormPlace
from bosonline.domain.ordering import Secret


class MemoryAbandonedDesk:
    """What buyers left on forms, on a `MemoryDatabase`."""

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database

    def place(self, token: Secret, /) -> FormPlace | None:
        read = self._database.read
        for (of, _), order in read("orders").items():
            form, store = order.form and read("forms").get(order.form.id), read("stores").get(of)
            if order.secret == token and form is not None and store is not None:
                return FormPlace(store=of, subdomain=store.subdomain, slug=form.slug)
        return None
