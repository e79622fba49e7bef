"""A store makes an order form."""

from collections.abc import Sequence
from dataclasses import dataclass

from bosonline.application.catalog.ports import Sanitizer
from bosonline.application.forms.goods import demand_parts, made_safe, with_products
from bosonline.application.forms.ports import AddressedForm, OpenFormsWork, OrderForms
from bosonline.application.forms.publishing import readiness
from bosonline.application.ports import Clock, Once
from bosonline.domain.forms import (
    FormContent,
    FormItem,
    FormStatus,
    OrderForm,
    Slug,
    SlugTaken,
    checked_slug,
    slug_of,
)
from bosonline.domain.forms.form import SLUG_LENGTH
from bosonline.domain.identity import StoreId
from bosonline.domain.names import free_name, stem_of


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateForm:
    """Make a form at an address of its own, perhaps published at once."""

    work: OpenFormsWork
    clock: Clock
    sanitize: Sanitizer
    verified_owner_only: bool

    def __call__(
        self,
        *,
        store: StoreId,
        name: str,
        content: FormContent,
        products: Sequence[FormItem] = (),
        slug: str | None = None,
        status: FormStatus = FormStatus.DRAFT,
        once: Once | None = None,
    ) -> AddressedForm:
        """The form, its slug made from the name where none is given; it offers every variant of `products` too.

        `SlugTaken`, `SkuNotOnSale`, `StaffUnknown`, `ImageUnknown`, `FormContentInvalid`, `PatternInvalid`; published
        at once also what `ChangeFormStatus` refuses.
        """
        with self.work(store, once) as work:
            at = self.clock()
            content = with_products(work, made_safe(content, self.sanitize), products)
            chosen = free_slug(work.forms, name, slug)
            form = OrderForm.draft(store=store, slug=chosen, name=name, content=content, at=at)
            demand_parts(work, content)
            owned = work.stores.get()
            if status is not FormStatus.DRAFT:
                ready = readiness(work, owned, verified_owner_only=self.verified_owner_only)
                form.change_status(status, readiness=ready, at=at)
            work.forms.add(form)
            work.record(form.created())
            made = AddressedForm(subdomain=owned.subdomain, form=form)
            work.commit(made)
        return made


def free_slug(forms: OrderForms, name: str, wanted: str | None) -> Slug:
    """The slug that was wanted, or one made from the name; `SlugInvalid`, `SlugTaken`."""
    base = slug_of(name) if wanted is None else checked_slug(wanted)
    known = forms.slugs_beginning(stem_of(base, most=SLUG_LENGTH))
    free = Slug(free_name(base, known, most=SLUG_LENGTH))
    if wanted is not None and free != base:
        raise SlugTaken(suggestion=free)
    return free
