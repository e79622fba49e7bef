"""Order forms, and how buyers find them, in memory."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime

from bosonline.adapters.outbound.memory.database import MemoryDatabase, Shelf
from bosonline.adapters.outbound.memory.lists import listed
from bosonline.application.forms.ports import VERSIONS_KEPT, AddressedForm, FormSaid, Storefront
from bosonline.application.identity.ports import Listed, Listing
from bosonline.application.ports import Clock
from bosonline.domain.catalog import Sku
from bosonline.domain.errors import ChangedMeanwhile
from bosonline.domain.forms import FormId, FormNotFound, FormStatus, OrderForm, status_at
from bosonline.domain.identity import StoreId
from bosonline.domain.ordering import Status
from bosonline.domain.ordering.status import BROUGHT_NOTHING
from bosonline.domain.stores import Store, Subdomain


class MemoryOrderForms:
    """The forms of one store, in one transaction."""

    def __init__(
        self,
        shelf: Shelf[FormId, OrderForm],
        said: Shelf[tuple[StoreId, FormId], tuple[FormSaid, ...]],
        next_id: Callable[[], int],
        store: StoreId,
    ) -> None:
        self._shelf, self._said, self._next_id, self._store = shelf, said, next_id, store

    def add(self, form: OrderForm, /) -> None:
        if form.slug in self.slugs_beginning(form.slug):
            raise ChangedMeanwhile
        form.id, form.version = FormId(self._next_id()), 1
        self._shelf.put(form.id, form)
        self._remember(form)

    def get(self, form: FormId, /) -> OrderForm:
        found = self._shelf.get(form)
        if found is None or found.store != self._store:
            raise FormNotFound
        return found

    def save(self, form: OrderForm, /, *, is_edited: bool = False) -> None:
        others = (one for one in self._shelf.values() if one.store == self._store and one.id != form.id)
        if self.get(form.id).version != form.version or form.slug in {one.slug for one in others}:
            raise ChangedMeanwhile
        form.version += 1
        self._shelf.put(form.id, form)
        if is_edited:
            self._remember(form)

    def _remember(self, form: OrderForm) -> None:
        said = FormSaid(version=form.version, name=form.name, content=form.content)
        before = self._said.get((self._store, form.id)) or ()
        self._said.put((self._store, form.id), (*before, said)[-VERSIONS_KEPT:])

    def remove(self, form: OrderForm, /, *, at: datetime) -> None:  # noqa: ARG002  # nobody asks when
        if self.get(form.id).version != form.version:
            raise ChangedMeanwhile
        self._shelf.remove(form.id)

    def slugs_beginning(self, beginning: str, /) -> frozenset[str]:
        slugs = (form.slug for form in self._shelf.values() if form.store == self._store)
        return frozenset(slug for slug in slugs if slug.startswith(beginning))


class MemoryOfferingForms:
    """The forms of one store that offer goods, in one transaction."""

    def __init__(self, forms: Shelf[FormId, OrderForm], store: StoreId) -> None:
        self._forms, self._store = forms, store

    def offering(self, skus: Collection[Sku], /) -> Sequence[str]:
        of_store = (form for form in self._forms.values() if form.store == self._store and form.is_published)
        found = [form for form in of_store if form.content.skus & set(skus)]
        return [form.name for form in sorted(found, key=lambda form: form.id)]


class MemoryFormDesk:
    """Forms as they are read."""

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database

    def find(self, store: StoreId, form: FormId, /) -> AddressedForm | None:
        found: OrderForm | None = self._database.read("forms").get(form)
        if found is None or found.store != store:
            return None
        return AddressedForm(subdomain=self._subdomain(store), form=found)

    def said(self, store: StoreId, form: FormId, version: int, /) -> FormSaid | None:
        said: tuple[FormSaid, ...] = self._database.read("form_versions").get((store, form)) or ()
        return next((one for one in reversed(said) if one.version <= version), None)

    def page(self, store: StoreId, listing: Listing, /, *, status: FormStatus | None) -> Listed:
        shown = [
            form
            for form in self._database.read("forms").values()
            if form.store == store and status in (None, form.status)
        ]
        found = listed(listing, ({**_row(form), "subdomain": self._subdomain(store)} for form in shown))
        return replace(found, rows=[{**row, **self._figures(store, FormId(int(str(row["id"]))))} for row in found.rows])

    def _figures(self, store: StoreId, form: FormId) -> dict[str, int]:
        orders = [
            order
            for (of, _), order in self._database.read("orders").items()
            if of == store and order.form is not None and order.form.id == form
        ]
        left = [order for order in orders if order.status is Status.ABANDONED]
        views = self._database.read("form_views").items()
        return {
            "views": sum(count for (of, one, _), count in views if (of, one) == (store, form)),
            "abandoned": len(left),
            "orders": len(orders) - len(left),
            "revenue": sum(order.totals.total.idr for order in orders if order.status not in BROUGHT_NOTHING),
        }

    def _subdomain(self, store: StoreId) -> Subdomain:
        stores: Iterable[Store] = self._database.read("stores").values()
        return next(found.subdomain for found in stores if found.id == store)


class MemoryStorefronts:
    """The forms that buyers come to."""

    def __init__(self, database: MemoryDatabase, clock: Clock) -> None:
        self._database, self._clock = database, clock

    def find(self, *, subdomain: str, slug: str) -> Storefront | None:
        stores = self._database.read("stores").values()
        store = next((store for store in stores if store.subdomain == subdomain), None)
        if store is None:
            return None
        forms = self._database.read("forms").values()
        form = next((form for form in forms if (form.store, form.slug) == (store.id, slug)), None)
        return form and Storefront(
            store=store.id,
            subdomain=store.subdomain,
            store_name=store.name,
            store_logo=store.logo,
            store_phone=store.phone,
            store_status=store.status,
            settings=store.settings,
            form=form.id,
            slug=form.slug,
            form_name=form.name,
            form_version=form.version,
            form_status=status_at(form.status, form.content, self._clock()),
            content=form.content,
        )


class MemoryViewTally:
    """How often forms were looked at."""

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database

    def count(self, store: StoreId, form: FormId, day: date, /) -> None:
        with self._database.turn:
            views, key = self._database.shelves["form_views"], (store, form, day)
            views[key] = views.get(key, 0) + 1

    def flush(self) -> None:
        """Nothing waits."""


def _row(form: OrderForm) -> dict[str, object]:
    return {
        "id": form.id,
        "slug": form.slug,
        "name": form.name,
        "status": form.status.value,
        "version": form.version,
        "created_at": form.created_at,
    }
