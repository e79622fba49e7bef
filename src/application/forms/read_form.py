"""Forms as sellers look at them."""

from dataclasses import dataclass, replace

from bosonline.application.forms.ports import AddressedForm, FormDesk
from bosonline.application.identity.ports import Listed, Listing
from bosonline.domain.forms import FormId, FormNotFound, FormStatus
from bosonline.domain.identity import StoreId


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadForm:
    """One form with everything that it offers and asks."""

    forms: FormDesk

    def __call__(self, *, store: StoreId, form: FormId) -> AddressedForm:
        """The form, or `FormNotFound`."""
        found = self.forms.find(store, form)
        if found is None:
            raise FormNotFound
        return found

    def said(self, *, store: StoreId, form: FormId, version: int) -> AddressedForm:
        """The form as it was in a version, which orders remember; or `FormNotFound`."""
        found, said = self(store=store, form=form), self.forms.said(store, form, version)
        if said is None:
            raise FormNotFound
        was = replace(found.form, name=said.name, content=said.content, version=said.version)
        return AddressedForm(subdomain=found.subdomain, form=was)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListForms:
    """A page of a store's forms."""

    forms: FormDesk

    def __call__(self, *, store: StoreId, listing: Listing, status: FormStatus | None = None) -> Listed:
        """The rows and how many there are in all."""
        return self.forms.page(store, listing, status=status)
