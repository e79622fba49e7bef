"""Forms are given up, and copied."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bosonline.application.forms.ports import AddressedForm, FormsWork, OpenFormsWork
from bosonline.application.ports import Clock, Once
from bosonline.domain.errors import PreconditionFailed
from bosonline.domain.forms import FormContent, FormDeleted, FormId, FormNotFound, OrderForm, Slug
from bosonline.domain.forms.form import SLUG_LENGTH
from bosonline.domain.identity import AuditEntry, Author, StoreId
from bosonline.domain.names import free_name, stem_of


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteForm:
    """Give a form up: buyers do not find it, its slug is free, its orders and what buyers left stay."""

    work: OpenFormsWork
    clock: Clock

    def __call__(self, *, store: StoreId, by: Author, form: FormId, seen_version: int | None = None) -> FormDeleted:
        """`FormNotFound`, or `PreconditionFailed` where it is not the version that the caller saw."""
        with self.work(store) as work:
            found, at = work.forms.get(form), self.clock()
            if seen_version not in (None, found.version):
                raise PreconditionFailed
            work.forms.remove(found, at=at)
            news = FormDeleted(form=form, at=at)
            work.record(news)
            facts = {"name": found.name, "slug": found.slug}
            work.audit(AuditEntry(act="form-deleted", by=by, at=at, about=f"form {form}", facts=facts))
            work.commit()
        return news


@dataclass(frozen=True, slots=True, kw_only=True)
class FormCopied:
    """What became of one form that was to be copied: its copy, or None where the store has no such form."""

    form: FormId
    copy: AddressedForm | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateForm:
    """Make drafts that say what other forms say, under slugs of their own and without their figures."""

    work: OpenFormsWork
    clock: Clock

    def __call__(self, *, store: StoreId, form: FormId, once: Once | None = None) -> AddressedForm:
        """The copy, or `FormNotFound`."""
        with self.work(store, once) as work:
            made = _copied(work, form, self.clock())
            work.commit(made)
        return made

    def several(self, *, store: StoreId, forms: Sequence[FormId], once: Once | None = None) -> list[FormCopied]:
        """What became of each; those that there are get their copies whatever the others are."""
        outcomes = []
        with self.work(store, once) as work:
            for form in dict.fromkeys(forms):
                try:
                    outcomes.append(FormCopied(form=form, copy=_copied(work, form, self.clock())))
                except FormNotFound:
                    outcomes.append(FormCopied(form=form, copy=None))
            work.commit(outcomes)
        return outcomes


def _copied(work: FormsWork, form: FormId, at: datetime) -> AddressedForm:
    found = work.forms.get(form)
    known = work.forms.slugs_beginning(stem_of(found.slug, most=SLUG_LENGTH))
    slug = Slug(free_name(found.slug, known, most=SLUG_LENGTH))
    copy = found.copy(slug=slug, content=_still_there(work, found), at=at)
    work.forms.add(copy)
    work.record(copy.created())
    return AddressedForm(subdomain=work.stores.get().subdomain, form=copy)


def _still_there(work: FormsWork, form: OrderForm) -> FormContent:
    """What the form says, without staff who left the store and without a logo that was cleared away."""
    content, logo = form.content, form.content.theme.logo
    staff = [one.staff for one in content.attendants]
    serving = work.roster.serving(staff) if staff else frozenset()
    shown = logo if logo is not None and work.uploads.hold([logo]) else None
    return replace(
        content,
        attendants=tuple(one for one in content.attendants if one.staff in serving),
        theme=replace(content.theme, logo=shown),
    )
