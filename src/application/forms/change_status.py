"""A form is published, closed or withdrawn."""

from dataclasses import dataclass

from bosonline.application.forms.ports import AddressedForm, OpenFormsWork
from bosonline.application.forms.publishing import readiness
from bosonline.application.ports import Clock
from bosonline.domain.errors import PreconditionFailed
from bosonline.domain.forms import FormId, FormStatus
from bosonline.domain.identity import AuditEntry, Author, StoreId


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeFormStatus:
    """Let buyers order on a form, or no longer."""

    work: OpenFormsWork
    clock: Clock
    verified_owner_only: bool

    def __call__(
        self, *, store: StoreId, by: Author, form: FormId, status: FormStatus, seen_version: int | None = None
    ) -> AddressedForm:
        """The form as it now stands.

        `FormNotFound`, `PreconditionFailed` where it is not the version that the caller saw, `BankAccountNeeded` or
        `EmailUnverified` where it cannot be published yet.
        """
        with self.work(store) as work:
            found = work.forms.get(form)
            if seen_version not in (None, found.version):
                raise PreconditionFailed
            owned = work.stores.get()
            ready = readiness(work, owned, verified_owner_only=self.verified_owner_only)
            changed = found.change_status(status, readiness=ready, at=self.clock())
            if changed is not None:
                work.forms.save(found)
                work.record(changed)
                work.audit(
                    AuditEntry(
                        act="form-status-changed",
                        by=by,
                        at=changed.at,
                        about=f"form {form}",
                        facts={"was": changed.was.value, "became": changed.became.value},
                    )
                )
                work.commit()
        return AddressedForm(subdomain=owned.subdomain, form=found)
