"""A seller says anew what a form offers and asks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bosonline.application.catalog.ports import Sanitizer
from bosonline.application.forms.create_form import free_slug
from bosonline.application.forms.goods import demand_parts, made_safe, with_products
from bosonline.application.forms.ports import AddressedForm, FormsWork, OpenFormsWork
from bosonline.application.forms.publishing import readiness
from bosonline.application.ports import Clock, Once
from bosonline.domain.errors import PreconditionFailed
from bosonline.domain.forms import (
    FormContent,
    FormEdited,
    FormId,
    FormItem,
    FormStatus,
    FormStatusChanged,
    OrderForm,
    SuccessPage,
)
from bosonline.domain.identity import AuditEntry, Author, StoreId


@dataclass(frozen=True, slots=True, kw_only=True)
class EditForm:
    """Replace what a form is. Every edit that changes something makes a new version; orders remember theirs."""

    work: OpenFormsWork
    clock: Clock
    sanitize: Sanitizer
    verified_owner_only: bool

    def __call__(
        self,
        *,
        store: StoreId,
        by: Author,
        form: FormId,
        name: str,
        content: FormContent,
        products: Sequence[FormItem] = (),
        slug: str | None = None,
        status: FormStatus | None = None,
        seen_version: int | None = None,
    ) -> AddressedForm:
        """The form as it now stands; without a slug or a status it keeps the one that it has.

        `FormNotFound`, `PreconditionFailed` where it is not the version that the caller saw, and what `CreateForm`
        refuses.
        """
        content = made_safe(content, self.sanitize)

        def anew(found: OrderForm, work: FormsWork) -> FormEdited | None:
            said = with_products(work, content, products)
            demand_parts(work, said, found.content)
            chosen = found.slug if slug in (None, found.slug) else free_slug(work.forms, name, slug)
            return _edited(self, work, found, name=name, slug=chosen, content=said)

        return _kept(self, anew, store=store, by=by, form=form, seen_version=seen_version, status=status)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSuccessPage:
    """Say anew what buyers see after ordering on a form; the rest of it stays. Another version, as with `EditForm`."""

    work: OpenFormsWork
    clock: Clock
    verified_owner_only: bool

    def __call__(
        self,
        *,
        store: StoreId,
        by: Author,
        form: FormId,
        page: SuccessPage,
        seen_version: int | None = None,
        once: Once | None = None,
    ) -> AddressedForm:
        """The form as it now stands; `FormNotFound`, `PreconditionFailed`, `FormContentInvalid`."""

        def anew(found: OrderForm, work: FormsWork) -> FormEdited | None:
            content = replace(found.content, success_page=page)
            return _edited(self, work, found, name=found.name, slug=found.slug, content=content)

        return _kept(self, anew, store=store, by=by, form=form, seen_version=seen_version, once=once)


_Use = EditForm | ChangeSuccessPage
_Anew = Callable[[OrderForm, FormsWork], FormEdited | None]


def _edited(use: _Use, work: FormsWork, found: OrderForm, **said: Any) -> FormEdited | None:
    ready = readiness(work, work.stores.get(), verified_owner_only=use.verified_owner_only)
    return found.edit(**said, readiness=ready, at=use.clock())


def _kept(
    use: _Use,
    anew: _Anew,
    *,
    store: StoreId,
    by: Author,
    form: FormId,
    seen_version: int | None,
    status: FormStatus | None = None,
    once: Once | None = None,
) -> AddressedForm:
    with use.work(store, once) as work:
        found = work.forms.get(form)
        if seen_version not in (None, found.version):
            raise PreconditionFailed
        owned = work.stores.get()
        edited = anew(found, work)
        ready = readiness(work, owned, verified_owner_only=use.verified_owner_only)
        moved = None if status is None else found.change_status(status, readiness=ready, at=use.clock())
        made = AddressedForm(subdomain=owned.subdomain, form=found)
        if edited is not None or moved is not None:
            work.forms.save(found, is_edited=edited is not None)
            _tell(work, by, edited, moved)
        work.commit(made)
    return made


def _tell(work: FormsWork, by: Author, edited: FormEdited | None, moved: FormStatusChanged | None) -> None:
    if edited is not None:
        work.record(edited)
        facts = {"changed": ", ".join(edited.changed)}
        work.audit(AuditEntry(act="form-edited", by=by, at=edited.at, about=f"form {edited.form}", facts=facts))
    if moved is not None:
        work.record(moved)
        facts = {"was": moved.was.value, "became": moved.became.value}
        work.audit(AuditEntry(act="form-status-changed", by=by, at=moved.at, about=f"form {moved.form}", facts=facts))
