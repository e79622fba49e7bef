"""What a store can set, with the defaults that a new store begins with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bosonline.domain.errors import Rejected
from bosonline.domain.money import Money
from bosonline.domain.stores.flat_rate import FlatRate, rate_for, unlike
from bosonline.domain.stores.qris import checked_qris


class Zone(StrEnum):
    """The three time zones of Indonesia: WIB, WITA, WIT."""

    WIB = "Asia/Jakarta"
    WITA = "Asia/Makassar"
    WIT = "Asia/Jayapura"


class Language(StrEnum):
    """The languages that texts for buyers and sellers exist in."""

    INDONESIAN = "id"
    ENGLISH = "en"


class SettingOutOfRange(Rejected):
    """A setting has a least and a greatest value; the facts tell them, spans in seconds."""

    code = "setting-out-of-range"
    text = "{setting} must lie between {least} and {most}"


SPANS: Mapping[str, tuple[timedelta, timedelta]] = {
    "payment_deadline": (timedelta(minutes=15), timedelta(days=30)),
    "abandoned_after": (timedelta(minutes=1), timedelta(days=1)),
    "duplicate_window": (timedelta(0), timedelta(days=1)),
    "quote_validity": (timedelta(minutes=1), timedelta(days=1)),
}
"""The least and the greatest of each span of time."""

NUMBERS: Mapping[str, tuple[int, int]] = {
    "cod_fee_basis_points": (0, 5000),
    "low_stock": (0, 1_000_000),
    "follow_ups_offered": (1, 20),
}
"""The least and the greatest of each number."""

LIMITS: Mapping[str, tuple[int, int]] = {
    "orders_per_phone": (1, 1000),
    "orders_per_address": (1, 1000),
    "shortest_name": (1, 20),
}
"""The least and the greatest of each limit of quarantine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarantineLimits:
    """From where on an order looks suspicious: how many a day, and how short a name."""

    orders_per_phone: int = 3
    orders_per_address: int = 10
    shortest_name: int = 3

    def __post_init__(self) -> None:
        for name, (least, most) in LIMITS.items():
            _demand_between(f"quarantine.{name}", getattr(self, name), least, most)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreSettings:
    """The settings of one store; quiet hours that end when they begin are none.

    `follow_ups_offered` is how many attempts are proposed for an order (more may be made). `flat_rates` are the prices
    of shipping that the store falls back on where no courier answers. `qris` is the text of the store's static QRIS.
    """

    zone: Zone = Zone.WIB
    language: Language = Language.INDONESIAN
    payment_deadline: timedelta = timedelta(hours=24)
    abandoned_after: timedelta = timedelta(minutes=15)
    cod_fee_basis_points: int = 300
    insurance: bool = False
    unique_codes: bool = False
    duplicate_window: timedelta = timedelta(minutes=10)
    quiet_from: time = time(20, 0)
    quiet_until: time = time(8, 0)
    low_stock: int = 5
    quarantine: QuarantineLimits = field(default_factory=QuarantineLimits)
    quote_validity: timedelta = timedelta(minutes=30)
    follow_ups_offered: int = 4
    flat_rates: tuple[FlatRate, ...] = ()
    qris: str | None = None

    def __post_init__(self) -> None:
        for name, (shortest, longest) in SPANS.items():
            _demand_between(name, _seconds(getattr(self, name)), _seconds(shortest), _seconds(longest))
        for name, (least, most) in NUMBERS.items():
            _demand_between(name, getattr(self, name), least, most)
        unlike(self.flat_rates)
        if self.qris is not None:
            checked_qris(self.qris)

    def local(self, at: datetime) -> datetime:
        """An instant as the store's clock on the wall shows it."""
        return at.astimezone(ZoneInfo(self.zone))

    def day_begins(self, day: date) -> datetime:
        """The instant at which a day of the store begins, in UTC."""
        return datetime.combine(day, time(), ZoneInfo(self.zone)).astimezone(UTC)

    def flat_rate(self, district_code: str) -> Money | None:
        """What shipping to a district costs where the couriers cannot be asked; None: the store has not said."""
        return rate_for(district_code, self.flat_rates)


def _seconds(span: timedelta) -> int:
    return span // timedelta(seconds=1)


def _demand_between(name: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise SettingOutOfRange(field=name, setting=name, least=least, most=most)
