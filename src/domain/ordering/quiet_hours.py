"""The hours in which nobody wants to be written to, on the buyer's own clock."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bosonline.domain.stores import StoreSettings, Zone

_WITA_PROVINCES = frozenset(("51", "52", "53", "63", "64", "65", "71", "72", "73", "74", "75", "76"))
_WIT_PROVINCES = frozenset(("81", "82", "91", "92", "93", "94", "95", "96"))
_WIB_PROVINCES = frozenset(
    ("11", "12", "13", "14", "15", "16", "17", "18", "19", "21", "31", "32", "33", "34", "35", "36", "61", "62")
)


@dataclass(frozen=True, slots=True)
class QuietHours:
    """A daily window, `begin` within it and `end` not; it may go past midnight, and is empty where the two are one."""

    begin: time
    end: time

    def quiet_until(self, at: datetime, zone: Zone) -> datetime | None:
        """The instant (UTC) at which the quiet that holds at `at` ends; None where it is not quiet."""
        here = ZoneInfo(zone)
        local = at.astimezone(here)
        now = local.time()
        if self.begin <= self.end:
            is_quiet, days = self.begin <= now < self.end, 0
        else:
            is_quiet, days = now >= self.begin or now < self.end, int(now >= self.begin)
        if not is_quiet:
            return None
        return datetime.combine(local.date() + timedelta(days=days), self.end, here).astimezone(UTC)


def zone_of_district(code: str) -> Zone | None:
    """The zone of a place by the province in its Kemendagri code; None for a code of no province."""
    province = code[:2]
    if province in _WIB_PROVINCES:
        return Zone.WIB
    if province in _WITA_PROVINCES:
        return Zone.WITA
    return Zone.WIT if province in _WIT_PROVINCES else None


def quiet_until(at: datetime, *, district_code: str, settings: StoreSettings) -> datetime | None:
    """When a buyer in this district may be written to again, by the store's quiet hours; None: now."""
    hours = QuietHours(settings.quiet_from, settings.quiet_until)
    return hours.quiet_until(at, zone_of_district(district_code) or settings.zone)
