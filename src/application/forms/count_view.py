"""Somebody looks at a form."""

from dataclasses import dataclass

from bosonline.application.forms.ports import Storefront, ViewTally
from bosonline.application.ports import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class CountView:
    """Count a view of a form on which buyers can order; nobody waits for it."""

    views: ViewTally
    clock: Clock

    def __call__(self, front: Storefront) -> None:
        if front.is_selling:
            self.views.count(front.store, front.form, front.settings.local(self.clock()).date())
