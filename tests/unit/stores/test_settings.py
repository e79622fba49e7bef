"""What a store sets: within bounds, and flat rates by area."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bosonline.adapters.outbound.codec import plain, revive
from bosonline.domain.money import Money
from bosonline.domain.stores import (
    Coordinates,
    CoordinatesInvalid,
    FlatRate,
    FlatRateInvalid,
    FlatRateTwice,
    QuarantineLimits,
    SettingOutOfRange,
    StoreSettings,
)
from bosonline.domain.stores.settings import LIMITS, NUMBERS, SPANS

RATES = (
    FlatRate(area="32.01", price=Money(9_000)),
    FlatRate(area="32", price=Money(15_000)),
    FlatRate(price=Money(30_000)),
)


@pytest.mark.parametrize(("district", "price"), [("32.01.01", 9_000), ("32.71.01", 15_000), ("31.71.01", 30_000)])
def test_the_smallest_area_decides(district: str, price: int) -> None:
    for rates in (RATES, RATES[::-1]):
        assert StoreSettings(flat_rates=rates).flat_rate(district) == Money(price)


def test_where_no_rate_applies_there_is_no_price() -> None:
    assert StoreSettings().flat_rate("32.01.01") is None
    assert StoreSettings(flat_rates=RATES[:2]).flat_rate("31.71.01") is None


@pytest.mark.parametrize("area", ["", "3", "32.", "32.01.01", "xx", "32\n"])
def test_what_is_no_area(area: str) -> None:
    with pytest.raises(FlatRateInvalid):
        FlatRate(area=area, price=Money(1))


@pytest.mark.parametrize("price", [-1, 10_000_001])
def test_what_is_no_price(price: int) -> None:
    with pytest.raises(FlatRateInvalid):
        FlatRate(price=Money(price))


@pytest.mark.parametrize("area", [None, "32", "32.01"])
def test_an_area_has_one_rate(area: str | None) -> None:
    with pytest.raises(FlatRateTwice):
        StoreSettings(flat_rates=(*RATES, FlatRate(area=area, price=Money(1))))


OUT_OF_RANGE: list[tuple[str, Any]] = [
    *((name, bound) for name, (least, most) in SPANS.items() for bound in (least - timedelta(seconds=1), most * 2)),
    *((name, bound) for name, (least, most) in NUMBERS.items() for bound in (least - 1, most + 1)),
]


@pytest.mark.parametrize(("name", "value"), OUT_OF_RANGE)
def test_a_setting_out_of_range_is_named(name: str, value: Any) -> None:
    with pytest.raises(SettingOutOfRange) as refused:
        StoreSettings(**{name: value})
    assert refused.value.facts["setting"] == refused.value.facts["field"] == name


@pytest.mark.parametrize(("name", "value"), [(name, b) for name, (lo, hi) in LIMITS.items() for b in (lo - 1, hi + 1)])
def test_a_limit_out_of_range_is_named(name: str, value: int) -> None:
    with pytest.raises(SettingOutOfRange) as refused:
        QuarantineLimits(**{name: value})
    assert refused.value.facts["field"] == f"quarantine.{name}"


def test_what_lies_on_the_bounds_is_taken() -> None:
    for at in (0, 1):
        bounds: dict[str, Any] = {name: bound[at] for name, bound in (*SPANS.items(), *NUMBERS.items())}
        limits = QuarantineLimits(**{name: bound[at] for name, bound in LIMITS.items()})
        kept = StoreSettings(**bounds, quarantine=limits, flat_rates=RATES)
        assert revive(plain(kept), StoreSettings) == kept


def test_settings_of_an_earlier_release_get_the_defaults_of_what_is_new() -> None:
    kept = plain(StoreSettings())
    for new in ("quarantine", "flat_rates", "quote_validity", "follow_ups_offered"):
        del kept[new]
    assert revive(kept, StoreSettings) == StoreSettings()


@given(st.integers(-11_000_000, 6_000_000), st.integers(95_000_000, 141_000_000))
def test_a_point_is_told_as_it_was_read(latitude: int, longitude: int) -> None:
    point = Coordinates(latitude=latitude, longitude=longitude)
    assert Coordinates.read(*point.texts) == point


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        ("-6.5", None),
        (None, "106.8"),
        ("106.8", "-6.5"),
        ("0", "0"),
        ("-6,5", "106.8"),
        ("-6.1234567", "106.8"),
        ("", ""),
    ],
)
def test_what_is_no_point_in_indonesia(latitude: str | None, longitude: str | None) -> None:
    with pytest.raises(CoordinatesInvalid):
        Coordinates.read(latitude, longitude)


def test_points_as_people_write_them() -> None:
    assert Coordinates.read("-6.5", "106.8") == Coordinates(latitude=-6_500_000, longitude=106_800_000)
    assert Coordinates.read("-0.000001", "110") == Coordinates(latitude=-1, longitude=110_000_000)
    assert Coordinates.read(None, None) is None
