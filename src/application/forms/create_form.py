"""A store makes an order form."""

from dataclasses import dataclass

from bosonline.application.forms.ports import AddressedForm, FormsWork, OpenFormsWork, OrderForms
from bosonline.application.forms.publishing import readiness
from bosonline.application.ports import Clock, Once
from bosonline.application.stores import demand_serving
from bosonline.domain.forms import (
    FormContent,
    FormStatus,
    OrderForm,
    SkuNotOnSale,
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
    verified_owner_only: bool

    def __call__(
        self,
        *,
        store: StoreId,
        name: str,
        content: FormContent,
        slug: str | None = None,
        status: FormStatus = FormStatus.DRAFT,
        once: Once | None = None,
    ) -> AddressedForm:
        """The form, its slug made from the name where none is given.

        `SlugTaken`, `SkuNotOnSale`, `StaffUnknown`, `FormContentInvalid`; published at once also what
        `ChangeFormStatus` refuses.
        """
        with self.work(store, once) as work:
            at = self.clock()
            chosen = _free_slug(work.forms, name, slug)
            form = OrderForm.draft(store=store, slug=chosen, name=name, content=content, at=at)
            _demand_goods_and_staff(work, content)
            owned = work.stores.get()
            if status is not FormStatus.DRAFT:
                ready = readiness(work, owned, verified_owner_only=self.verified_owner_only)
                form.change_status(status, readiness=ready, at=at)
            work.forms.add(form)
            work.record(form.created())
            made = AddressedForm(subdomain=owned.subdomain, form=form)
            work.commit(made)
        return made


def _free_slug(forms: OrderForms, name: str, wanted: str | None) -> Slug:
    base = slug_of(name) if wanted is None else checked_slug(wanted)
    known = forms.slugs_beginning(stem_of(base, most=SLUG_LENGTH))
    free = Slug(free_name(base, known, most=SLUG_LENGTH))
    if wanted is not None and free != base:
        raise SlugTaken(suggestion=free)
    return free


def _demand_goods_and_staff(work: FormsWork, content: FormContent) -> None:
    missing = content.skus - work.products.on_sale(content.skus)
    if missing:
        raise SkuNotOnSale.of(missing)
    demand_serving(work.roster, [attendant.staff for attendant in content.attendants], field="cs")
