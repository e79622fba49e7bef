"""What publishing a form depends on."""

from bosonline.application.forms.ports import FormsWork
from bosonline.domain.forms import Readiness
from bosonline.domain.stores import Store


def readiness(work: FormsWork, store: Store, *, verified_owner_only: bool) -> Readiness:
    """Whether buyers could transfer, and whether the owner can be reached where that is asked for."""
    return Readiness(
        has_bank_account=bool(work.bank_accounts.active()),
        owner_is_verified=not verified_owner_only or work.users.get(store.owner).email_verified_at is not None,
    )
