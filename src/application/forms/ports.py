"""What the use cases of forms need from outside."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from bosonline.application.catalog.ports import Products
from bosonline.application.identity.ports import Listed, Listing, Users
from bosonline.application.images.ports import Uploads
from bosonline.application.ports import Once, UnitOfWork
from bosonline.application.stores.ports import Roster, StoreRecords
from bosonline.domain.forms import FormContent, FormId, FormStatus, OrderForm, Slug
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

    def save(self, form: OrderForm, /, *, is_edited: bool = False) -> None:
        """Keep a changed form, or `ChangedMeanwhile` when somebody saved it since it was loaded.

        What an edited one says is kept beside what it said before, as `FormDesk.said` tells; also where its slug is
        taken by now it is `ChangedMeanwhile`.
        """
        ...

    def remove(self, form: OrderForm, /, *, at: datetime) -> None:
        """Let nobody find the form any more, and free its slug; `ChangedMeanwhile` as with `save`.

        Its id is not given again, and what it said can still be read.
        """
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

    @property
    def uploads(self) -> Uploads: ...


class OpenFormsWork(Protocol):
    """Begin a transaction on one store, perhaps under a caller's key."""

    def __call__(self, store: StoreId, once: Once | None = None, /) -> FormsWork: ...


VERSIONS_KEPT = 100
"""How many edits of a form are remembered, the newest of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSaid:
    """What a form said, from one of its versions on."""

    version: int
    name: str
    content: FormContent


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

    def said(self, store: StoreId, form: FormId, version: int, /) -> FormSaid | None:
        """What it said in a version, as an order remembers it; None where it had none such or it is forgotten."""
        ...

    def page(self, store: StoreId, listing: Listing, /, *, status: FormStatus | None) -> Listed:
        """Forms as rows, by `created_at` or `name`, with their figures.

        A row has `id, slug, name, status, version, created_at, subdomain`; how often it was looked at (`views`); how
        many buyers left it (`abandoned`) and how many ordered (`orders`); and the `revenue` (rupiah): the totals of
        its orders but for those that were cancelled or came back.
        """
        ...


class ViewTally(Protocol):
    """How often forms were looked at."""

    def count(self, store: StoreId, form: FormId, day: date, /) -> None:
        """Count one view on a day of the store's zone. It costs the caller nothing, and fails for nobody.

        It is kept a moment later: who ends the process at once loses the views of that moment.
        """
        ...

    def flush(self) -> None:
        """Keep what was counted and is not kept yet; what cannot be kept now is tried again later."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Storefront:
    """A form with its store, as buyers come to them; `store_logo` is the name of an image."""

    store: StoreId
    subdomain: Subdomain
    store_name: str
    store_logo: str | None = None
    store_phone: Phone
    store_status: StoreStatus
    settings: StoreSettings
    form: FormId
    slug: Slug
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
        """The form at this address as it stands now, whatever its status, or None.

        A published one whose closing time has come is closed.
        """
        ...
