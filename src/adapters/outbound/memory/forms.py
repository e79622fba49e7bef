"""Order forms, and how buyers find them, in memory."""

from collections.abc import Callable, Collection, Iterable, Sequence

from bosonline.adapters.outbound.memory.database import MemoryDatabase, Shelf
from bosonline.adapters.outbound.memory.lists import listed
from bosonline.application.forms.ports import AddressedForm, Storefront
from bosonline.application.identity.ports import Listed, Listing
from bosonline.domain.catalog import Sku
from bosonline.domain.errors import ChangedMeanwhile
from bosonline.domain.forms import FormId, FormNotFound, FormStatus, OrderForm
from bosonline.domain.identity import StoreId
from bosonline.domain.stores import Store, Subdomain


class MemoryOrderForms:
    """The forms of one store, in one transaction."""

    def __init__(self, shelf: Shelf[FormId, OrderForm], next_id: Callable[[], int], store: StoreId) -> None:
        self._shelf, self._next_id, self._store = shelf, next_id, store

    def add(self, form: OrderForm, /) -> None:
        if form.slug in self.slugs_beginning(form.slug):
            raise ChangedMeanwhile
        form.id, form.version = FormId(self._next_id()), 1
        self._shelf.put(form.id, form)

    def get(self, form: FormId, /) -> OrderForm:
        found = self._shelf.get(form)
        if found is None or found.store != self._store:
            raise FormNotFound
        return found

    def save(self, form: OrderForm, /) -> None:
        if self.get(form.id).version != form.version:
            raise ChangedMeanwhile
        form.version += 1
        self._shelf.put(form.id, form)

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

    def page(self, store: StoreId, listing: Listing, /, *, status: FormStatus | None) -> Listed:
        shown = [
            form
            for form in self._database.read("forms").values()
            if form.store == store and status in (None, form.status)
        ]
        return listed(listing, ({**_row(form), "subdomain": self._subdomain(store)} for form in shown))

    def _subdomain(self, store: StoreId) -> Subdomain:
        stores: Iterable[Store] = self._database.read("stores").values()
        return next(found.subdomain for found in stores if found.id == store)


class MemoryStorefronts:
    """The forms that buyers come to."""

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database

    def find(self, *, subdomain: str, slug: str) -> Storefront | None:
        stores = self._database.read("stores").values()
        store = next((store for store in stores if store.subdomain == subdomain), None)
        if store is None:
            return None
        forms = self._database.read("forms").values()
        form = next((form for form in forms if (form.store, form.slug) == (store.id, slug)), None)
        return form and Storefront(
            store=store.id,
            store_name=store.name,
            store_phone=store.phone,
            store_status=store.status,
            settings=store.settings,
            form=form.id,
            form_name=form.name,
            form_version=form.version,
            form_status=form.status,
            content=form.content,
        )


def _row(form: OrderForm) -> dict[str, object]:
    return {
        "id": form.id,
        "slug": form.slug,
        "name": form.name,
        "status": form.status.value,
        "version": form.version,
        "created_at": form.created_at,
    }
