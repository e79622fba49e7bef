"""The order form: a checkout page for some of a store's goods, at an address of its own."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import NewType

from bosonline.domain.catalog.sku import Sku
from bosonline.domain.errors import Conflict, NotFound, Rejected
from bosonline.domain.forms.content import FormContent
from bosonline.domain.identity import StoreId
from bosonline.domain.names import plain_name
from bosonline.domain.stores import PaymentMethod

FormId = NewType("FormId", int)
Slug = NewType("Slug", str)

SLUG_LENGTH = 80
NAME_LENGTH = 120
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)


class FormStatus(StrEnum):
    """Whether buyers can order on a form."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CLOSED = "closed"


class FormNotFound(NotFound):
    """The store has no such form."""


class FormNameInvalid(Rejected):
    """A form has a name of a reasonable length."""

    code = "form-name-invalid"
    text = "A form's name has 1 to 120 characters"
    field = "name"


class SlugInvalid(Rejected):
    """Not a name that can stand in an address."""

    code = "slug-invalid"
    text = "A slug has lower-case letters and digits with single dashes between them, at most 80 characters"
    field = "slug"


class SlugTaken(Conflict):
    """Another form of the store has this slug; the fact `suggestion` is one that is free."""

    code = "slug-taken"
    text = "Another form of your store has this slug; {suggestion} is free"
    field = "slug"


class SkuNotOnSale(Rejected):
    """A form offers what the store does not sell; the fact `skus` names it."""

    code = "sku-not-on-sale"
    text = "Your store sells no variant with the SKU: {told}"
    field = "items"

    @classmethod
    def of(cls, skus: Iterable[Sku]) -> "SkuNotOnSale":
        """The refusal that names these."""
        listed = sorted(skus)
        return cls(skus=listed, told=", ".join(listed))


class BankAccountNeeded(Conflict):
    """Buyers cannot transfer where there is no account."""

    code = "bank-account-needed"
    text = "A form that takes bank transfers can be published once the store has an active bank account"
    field = "payment_methods"


class EmailUnverified(Conflict):
    """A form goes to the public only when its seller can be reached."""

    code = "email-unverified"
    text = "A form can be published once the store's owner has verified the e-mail address"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormCreated:
    """A store has a new form."""

    form: FormId
    status: FormStatus
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FormEdited:
    """A form says something else; `changed` names its members that do."""

    form: FormId
    changed: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FormStatusChanged:
    """A form was published, closed or withdrawn."""

    form: FormId
    was: FormStatus
    became: FormStatus
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FormDeleted:
    """A form is gone; the orders that were made with it stay."""

    form: FormId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """What publishing depends on outside the form."""

    has_bank_account: bool
    owner_is_verified: bool


@dataclass(slots=True, kw_only=True)
class OrderForm:
    """One form of one store; `id` is 0 until it is kept."""

    id: FormId = FormId(0)
    store: StoreId
    slug: Slug
    name: str
    content: FormContent
    status: FormStatus = FormStatus.DRAFT
    created_at: datetime
    version: int = 0

    @classmethod
    def draft(cls, *, store: StoreId, slug: Slug, name: str, content: FormContent, at: datetime) -> "OrderForm":
        """A new form that nobody sees yet."""
        content.check()
        return cls(store=store, slug=slug, name=_checked_name(name), content=content, created_at=at)

    @property
    def is_published(self) -> bool:
        """Whether buyers can order."""
        return self.status is FormStatus.PUBLISHED

    def created(self) -> FormCreated:
        """The news of this form, once it is kept."""
        return FormCreated(form=self.id, status=self.status, at=self.created_at)

    def edit(
        self, *, name: str, slug: Slug, content: FormContent, readiness: Readiness, at: datetime
    ) -> FormEdited | None:
        """Say anew what the form is; a published one has to stay fit for it. None: it was so already."""
        if content != self.content:
            content.check()
        name = _checked_name(name)
        changed = [
            named for named, is_same in (("name", name == self.name), ("slug", slug == self.slug)) if not is_same
        ]
        changed += [
            one.name for one in fields(content) if getattr(content, one.name) != getattr(self.content, one.name)
        ]
        if not changed:
            return None
        self.name, self.slug, self.content = name, slug, content
        if self.is_published:
            self._demand(readiness)
        return FormEdited(form=self.id, changed=tuple(changed), at=at)

    def copy(self, *, slug: Slug, content: FormContent, at: datetime) -> "OrderForm":
        """A draft that says the same (`content` is what of it is still there) at another address."""
        return OrderForm(store=self.store, slug=slug, name=self.name, content=content, created_at=at)

    def change_status(self, wanted: FormStatus, *, readiness: Readiness, at: datetime) -> FormStatusChanged | None:
        """Publish, close or withdraw the form; publishing takes what buyers depend on. None: it was so already."""
        if wanted is self.status:
            return None
        if wanted is FormStatus.PUBLISHED:
            self._demand(readiness)
        was, self.status = self.status, wanted
        return FormStatusChanged(form=self.id, was=was, became=wanted, at=at)

    def _demand(self, readiness: Readiness) -> None:
        if not readiness.owner_is_verified:
            raise EmailUnverified
        if PaymentMethod.BANK_TRANSFER in self.content.payment_methods and not readiness.has_bank_account:
            raise BankAccountNeeded


def status_at(status: FormStatus, content: FormContent, at: datetime) -> FormStatus:
    """The status as buyers find it: a published form whose closing time has come is closed."""
    return FormStatus.CLOSED if status is FormStatus.PUBLISHED and content.is_over(at) else status


def _checked_name(name: str) -> str:
    if not 1 <= len(name.strip()) <= NAME_LENGTH:
        raise FormNameInvalid
    return name.strip()


def checked_slug(text: str) -> Slug:
    """The text as a slug."""
    if not _SLUG.fullmatch(text) or len(text) > SLUG_LENGTH:
        raise SlugInvalid
    return Slug(text)


def slug_of(name: str) -> Slug:
    """The slug that a form's name suggests."""
    return Slug(plain_name(name, most=SLUG_LENGTH) or "form")
