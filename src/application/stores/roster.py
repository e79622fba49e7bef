"""Those who are named must serve in the store."""

from collections.abc import Collection

from bosonline.application.stores.ports import Roster
from bosonline.domain.identity import StaffId
from bosonline.domain.stores import StaffUnknown


def demand_serving(roster: Roster, staff: Collection[StaffId], *, field: str) -> None:
    """Refuse with `StaffUnknown` whoever does not serve; `field` is the member that names them."""
    if not staff:
        return
    strangers = frozenset(staff) - roster.serving(staff)
    if strangers:
        raise StaffUnknown.of(strangers, field=field)
