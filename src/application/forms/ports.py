"""What the use cases of forms need from outside."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bosonline.application.catalog.ports import Products
from bosonline.application.identity.ports import Listed, Listing, Users
from bosonline.application.ports import Once, UnitOfWork
from bosonline.application.stores.ports import Roster, StoreRecords
from bosonline.domain.forms import FormContent, FormId, FormStatus, OrderForm
from bosonline.domain.identity import StoreId
from bosonline.domain.phone import Phone
from bosonline.domain.stores import StoreSettings, StoreStatus, Subdomain


class OrderForms(Protocol):
    """The forms of the work's store."""

    def add(self, form: OrderForm, /) -> None:
        """Keep a new form, which gets its id; `ChangedMeanwhile` where its slug is taken by now."""
        ...

    def get(self, form: FormId, /) -> OrderForm:
        """The form, or `FormNotFound`."""
        ...

    def save(self, form: OrderForm, /) -> None:
        """Keep a changed form, or `ChangedMeanwhile` when somebody saved it since it was loaded."""
        ...

    def slugs_beginning(self, beginning: str, /) -> frozenset[str]:
        """Every slug of the store's forms that begins so."""
        ...


class TransferTargets(Protocol):
    """Where buyers of the work's store transfer to."""

    def active(self) -> Sequence[object]:
        """The accounts in use."""
        ...


class FormsWork(UnitOfWork, Protocol):
    """A transaction on the forms of one store, and on what they are made of."""

    @property
    def forms(self) -> OrderForms: ...

    @property
    def products(self) -> Products: ...

    @property
    def stores(self) -> StoreRecords: ...

    @property
    def users(self) -> Users: ...

    @property
    def roster(self) -> Roster: ...

    @property
    def bank_accounts(self) -> TransferTargets: ...


class OpenFormsWork(Protocol):
    """Begin a transaction on one store, perhaps under a caller's key."""

    def __call__(self, store: StoreId, once: Once | None = None, /) -> FormsWork: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressedForm:
    """A form with the subdomain under which it is found."""

    subdomain: Subdomain
    form: OrderForm


class FormDesk(Protocol):
    """Forms as they are read."""

    def find(self, store: StoreId, form: FormId, /) -> AddressedForm | None:
        """One form, or None."""
        ...

    def page(self, store: StoreId, listing: Listing, /, *, status: FormStatus | None) -> Listed:
        """Forms as rows (`id, slug, name, status, version, created_at, subdomain`), by `created_at` or `name`."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Storefront:
    """A form with its store, as the checkout needs them."""

    store: StoreId
    store_name: str
    store_phone: Phone
    store_status: StoreStatus
    settings: StoreSettings
    form: FormId
    form_name: str
    form_version: int
    form_status: FormStatus
    content: FormContent

    @property
    def is_selling(self) -> bool:
        """Whether buyers can order here now."""
        return self.store_status is StoreStatus.OPEN and self.form_status is FormStatus.PUBLISHED


class Storefronts(Protocol):
    """The forms that buyers come to."""

    def find(self, *, subdomain: str, slug: str) -> Storefront | None:
        """The form at this address, whatever its status, or None."""
        ...
