"""Quiet hours: whose clock, and until when."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bosonline.domain.ordering.quiet_hours import QuietHours, quiet_until, zone_of_district
from bosonline.domain.stores import StoreSettings, Zone

NIGHT = QuietHours(time(20, 0), time(8, 0))
WIB = ZoneInfo("Asia/Jakarta")
INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
HOURS = st.times().map(lambda at: at.replace(second=0, microsecond=0))


@pytest.mark.parametrize(
    ("at", "ends"),
    [
        (datetime(2026, 1, 5, 19, 59, 59, tzinfo=WIB), None),
        (datetime(2026, 1, 5, 20, 0, tzinfo=WIB), datetime(2026, 1, 6, 8, 0, tzinfo=WIB)),
        (datetime(2026, 1, 5, 23, 59, tzinfo=WIB), datetime(2026, 1, 6, 8, 0, tzinfo=WIB)),
        (datetime(2026, 1, 6, 0, 0, tzinfo=WIB), datetime(2026, 1, 6, 8, 0, tzinfo=WIB)),
        (datetime(2026, 1, 6, 7, 59, 59, tzinfo=WIB), datetime(2026, 1, 6, 8, 0, tzinfo=WIB)),
        (datetime(2026, 1, 6, 8, 0, tzinfo=WIB), None),
    ],
)
def test_a_night_begins_in_the_evening_and_ends_in_the_morning(at: datetime, ends: datetime | None) -> None:
    assert NIGHT.quiet_until(at, Zone.WIB) == ends


def test_a_window_within_a_day() -> None:
    noon = QuietHours(time(12, 0), time(13, 0))
    assert noon.quiet_until(datetime(2026, 1, 5, 12, 30, tzinfo=WIB), Zone.WIB) == datetime(2026, 1, 5, 13, tzinfo=WIB)
    assert noon.quiet_until(datetime(2026, 1, 5, 13, 0, tzinfo=WIB), Zone.WIB) is None


@given(INSTANTS, HOURS, st.sampled_from(Zone))
def test_an_empty_window_is_never_quiet(at: datetime, hour: time, zone: Zone) -> None:
    assert QuietHours(hour, hour).quiet_until(at, zone) is None


@given(INSTANTS, HOURS, HOURS, st.sampled_from(Zone))
def test_quiet_ends_at_its_hour_within_a_day_and_is_not_quiet_then(
    at: datetime, begin: time, end: time, zone: Zone
) -> None:
    hours = QuietHours(begin, end)
    ends = hours.quiet_until(at, zone)
    if ends is None:
        return
    assert at < ends <= at + timedelta(days=1)
    assert ends.astimezone(ZoneInfo(zone)).time() == end
    assert hours.quiet_until(ends, zone) is None
    assert hours.quiet_until(ends - timedelta(microseconds=1), zone) == ends


@given(INSTANTS, HOURS, HOURS, st.sampled_from(Zone))
def test_a_window_and_its_complement_share_the_day(at: datetime, begin: time, end: time, zone: Zone) -> None:
    quiet = QuietHours(begin, end).quiet_until(at, zone) is not None
    loud = QuietHours(end, begin).quiet_until(at, zone) is not None
    assert quiet != loud or begin == end


@pytest.mark.parametrize(
    ("district", "zone"),
    [
        ("11.01.01", Zone.WIB),
        ("31.71.01", Zone.WIB),
        ("61.01.01", Zone.WIB),
        ("62.01.01", Zone.WIB),
        ("51.71.01", Zone.WITA),
        ("63.01.01", Zone.WITA),
        ("73.71.01", Zone.WITA),
        ("81.71.01", Zone.WIT),
        ("91.71.01", Zone.WIT),
        ("96.71.01", Zone.WIT),
        ("", None),
        ("99.01.01", None),
    ],
)
def test_the_province_says_the_zone(district: str, zone: Zone | None) -> None:
    assert zone_of_district(district) is zone


def test_the_buyers_clock_counts_before_the_stores() -> None:
    at = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
    settings = StoreSettings(zone=Zone.WIB)

    assert quiet_until(at, district_code="31.71.01", settings=settings) is None
    assert quiet_until(at, district_code="91.71.01", settings=settings) == datetime(2026, 1, 5, 23, 0, tzinfo=UTC)
    assert quiet_until(at, district_code="", settings=StoreSettings(zone=Zone.WIT)) is not None
