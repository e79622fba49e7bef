"""Regions: every level is there, and codes lead to places."""

import pytest

from bosonline.adapters.outbound.regions import KemendagriRegions
from bosonline.domain.stores import District, Village
from bosonline.domain.stores.region import customary


@pytest.fixture(scope="module")
def regions() -> KemendagriRegions:
    return KemendagriRegions()


def test_every_level_is_there(regions: KemendagriRegions) -> None:
    assert regions.counts() == (38, 514, 7_285, 83_762)


def test_a_district_with_its_parents_and_post_codes(regions: KemendagriRegions) -> None:
    gambir = regions.district("31.71.01")

    assert isinstance(gambir, District)
    assert gambir.path == "Gambir, Kota Jakarta Pusat, DKI Jakarta"
    assert (gambir.regency, gambir.province) == ("Kota Administrasi Jakarta Pusat", "Daerah Khusus Ibukota Jakarta")
    assert "10110" in gambir.post_codes


def test_a_village_in_its_district(regions: KemendagriRegions) -> None:
    village = regions.village("32.01.01.1002")

    assert isinstance(village, Village)
    assert village.path.endswith("Cibinong, Kabupaten Bogor, Jawa Barat")
    assert village.district == regions.district("32.01.01")
    assert village.post_code in village.district.post_codes


@pytest.mark.parametrize("code", ["", "31", "31.71", "31.71.99", "317101", "31.71.01.1001", " 31.71.01", "31.71.01\n"])
def test_what_is_no_district(regions: KemendagriRegions, code: str) -> None:
    assert regions.district(code) is None


@pytest.mark.parametrize("code", ["", "31.71.01", "31.71.01.9999", "31.71.99.1001", "31.71.01.", "31.71.01.1001\t"])
def test_what_is_no_village(regions: KemendagriRegions, code: str) -> None:
    assert regions.village(code) is None


@pytest.mark.parametrize(
    ("official", "short"),
    [
        ("Daerah Istimewa Yogyakarta", "DI Yogyakarta"),
        ("Kabupaten Administrasi Kepulauan Seribu", "Kabupaten Kepulauan Seribu"),
        ("Jawa Barat", "Jawa Barat"),
    ],
)
def test_names_as_people_write_them(official: str, short: str) -> None:
    assert customary(official) == short
