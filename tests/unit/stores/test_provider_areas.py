"""A provider's list of districts is taken in, and what it calls by other names is told."""

import pytest

from bosonline.adapters.outbound.memory.store_names import MemoryProviderAreas
from bosonline.application.stores import AreaGiven, AreasUnusable, ImportProviderAreas
from bosonline.testing.stores import REGIONS


@pytest.fixture
def areas() -> MemoryProviderAreas:
    return MemoryProviderAreas()


@pytest.fixture
def take_in(areas: MemoryProviderAreas) -> ImportProviderAreas:
    return ImportProviderAreas(areas=areas, regions=REGIONS)


def test_rows_are_matched_by_code_or_by_names(areas: MemoryProviderAreas, take_in: ImportProviderAreas) -> None:
    rows = [
        AreaGiven(provider_id="1", code="31.71.01"),
        AreaGiven(provider_id="2", district="CIBINONG", regency="KAB. BOGOR", province="JAWA BARAT"),
        AreaGiven(provider_id="3", district="Setia Budi", regency="Jakarta Selatan", province="DKI JAKARTA"),
        AreaGiven(provider_id="4", district="Danurejan", regency="KOTA YOGYAKARTA", province="D.I. Yogyakarta"),
        AreaGiven(provider_id="5", district="Kepulauan Seribu Utara", regency="Kab. Adm. Kepulauan Seribu"),
    ]

    report = take_in(provider="boscod", version="2026-01", rows=rows)

    assert (report.matched, report.unmatched) == (5, ())
    assert areas.version("boscod") == "2026-01"
    assert [areas.ours("boscod", row.provider_id) for row in rows] == [
        "31.71.01",
        "32.01.01",
        "31.74.02",
        "34.71.04",
        "31.01.01",
    ]


def test_what_cannot_be_placed_is_reported_and_left_out(
    areas: MemoryProviderAreas, take_in: ImportProviderAreas
) -> None:
    rows = [
        AreaGiven(provider_id="1", code="31.71.01"),
        AreaGiven(provider_id="1", code="31.71.02"),
        AreaGiven(provider_id="2", code="31.71"),
        AreaGiven(provider_id="3", code="99.99.99"),
        AreaGiven(provider_id="4", district="Atlantis"),
        AreaGiven(provider_id="5"),
        AreaGiven(provider_id="6", district="Bandung"),
        AreaGiven(provider_id="7", district="Cibinong", regency="Kota Bogor"),
    ]

    report = take_in(provider="boscod", version="1", rows=rows)

    assert report.matched == 1
    assert [(one.row.provider_id, one.why) for one in report.unmatched] == [
        ("1", "the id occurs twice"),
        ("2", "no such district"),
        ("3", "no such district"),
        ("4", "no such district"),
        ("5", "no such district"),
        ("6", "could be any of 35.04.17, 36.04.34"),
        ("7", "no such district"),
    ]
    assert areas.ours("boscod", "1") == "31.71.01"
    assert areas.theirs("boscod", "31.71.02") is None


def test_a_list_of_which_nothing_is_known_replaces_nothing(
    areas: MemoryProviderAreas, take_in: ImportProviderAreas
) -> None:
    take_in(provider="boscod", version="1", rows=[AreaGiven(provider_id="1", code="31.71.01")])

    with pytest.raises(AreasUnusable) as refused:
        take_in(provider="boscod", version="2", rows=[AreaGiven(provider_id="1", district="Atlantis")])

    assert refused.value.facts == {"rows": 1}
    assert areas.version("boscod") == "1"
