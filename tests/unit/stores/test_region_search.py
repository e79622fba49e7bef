"""Places are found as people type them."""

import time
from collections.abc import Sequence
from threading import Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bosonline.adapters.outbound.regions import KemendagriRegions
from bosonline.adapters.outbound.regions.words import SHORT
from bosonline.domain.stores import Level, Place
from bosonline.testing.stores import REGIONS


def codes(keyword: str, limit: int = 10) -> list[str]:
    return [place.code for place in REGIONS.search(keyword, limit=limit)]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("cibinong bogor", "32.01.01"),
        ("bogor cibinong", "32.01.01"),
        ("Cibinong, Kab. Bogor, Jawa Barat", "32.01.01"),
        ("kec. cibinong kab. bogor jabar 16911", "32.01.01"),
        ("setiabudi jaksel", "31.74.02"),
        ("setia budi jaksel", "31.74.02"),
        ("setiabudi jakarta selatan dki", "31.74.02"),
        ("gambir jakpus", "31.71.01"),
        ("kebon jeruk jakbar", "31.73.05"),
        ("cakung jaktim", "31.75.06"),
        ("koja jakut", "31.72.03"),
        ("coblong bdg", "32.73.02"),
        ("gubeng sby", "35.78.08"),
        ("serpong tangsel", "36.74.01"),
        ("jati asih bekasi", "32.75.09"),
        ("jatiasih", "32.75.09"),
        ("depok sleman", "34.04.07"),
        ("kotagede jogja", "34.71.14"),
        ("kota gede yogya", "34.71.14"),
        ("danurejan diy", "34.71.04"),
        ("banjarsari solo", "33.72.05"),
        ("makasar jaktim", "31.75.08"),
        ("tembalang smg jateng", "33.74.10"),
        ("lowokwaru mlg jatim", "35.73.05"),
        ("perumahan griya asri rt 02 rw 03 cibinong bogor", "32.01.01"),
        ("jaksel", "31.74"),
        ("jawa barat", "32"),
        ("kota bogor", "32.71"),
        ("kab bogor", "32.01"),
        ("kota bandung", "32.73"),
        ("prov papua", "91"),
        ("kel menteng jakpus", "31.71.06.1001"),
    ],
)
def test_the_first_hit(typed: str, code: str) -> None:
    assert codes(typed)[0] == code


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("cibinang bogor", "32.01.01"),
        ("cibnong bogor", "32.01.01"),
        ("cibinnong bogor", "32.01.01"),
        ("cibinogn bogor", "32.01.01"),
        ("cibinong bogr", "32.01.01"),
        ("stiabudi jaksel", "31.74.02"),
        ("tebed jaksel", "31.74.01"),
        ("gambri", "31.71.01"),
    ],
)
def test_a_letter_may_be_wrong(typed: str, code: str) -> None:
    assert codes(typed)[0] == code


def test_every_district_is_found_by_its_own_path() -> None:
    """Of a sample spread over the country: its name, its regency and its province lead to it first."""
    sample = [
        district
        for province in REGIONS.children(None)
        for regency in REGIONS.children(province.code)[::6]
        for district in REGIONS.children(regency.code)[::9]
    ]
    assert len(sample) > 100

    lost = [district.path for district in sample if district.code not in codes(district.path, limit=2)]

    assert lost == []


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_no_single_slip_loses_a_district(data: st.DataObject) -> None:
    """Whichever letter of a longer name is left out, doubled, swapped or another, the district is among the hits.

    Unless other places are spelled just so: then they are what was meant.
    """
    regency = data.draw(st.sampled_from(REGIONS.children("32")))
    district = data.draw(st.sampled_from(REGIONS.children(regency.code)))
    name = district.name.lower().replace(" ", "")
    at = data.draw(st.integers(1, len(name) - 2))
    letter = data.draw(st.sampled_from("aiuenks"))
    slips = (
        name[:at] + name[at + 1 :],
        name[:at] + name[at] + name[at:],
        name[:at] + letter + name[at + 1 :],
        name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :],
    )
    slip = data.draw(st.sampled_from(slips))

    hits = REGIONS.search(f"{slip} {regency.name}", limit=30)

    are_spelled_so = bool(hits) and all(place.name.lower().replace(" ", "").startswith(slip) for place in hits)
    assert are_spelled_so or district.code in [place.code for place in hits]


def test_post_codes() -> None:
    places = REGIONS.search("16911", limit=10)

    assert places[0].code == "32.01.01"
    assert all("16911" in place.post_codes for place in places)
    assert codes("16911 cibinong")[0] == "32.01.01"
    assert all(any(code.startswith("169") for code in place.post_codes) for place in REGIONS.search("169", limit=10))
    assert codes("00000") == []


def fit(place: Place, word: str) -> int:
    names = place.name.lower().split()
    return 0 if word in names else 1 if any(name.startswith(word) for name in names) else 2


@pytest.mark.parametrize("word", ["kemang", "menteng", "cempaka", "sukamaju"])
def test_exact_before_beginning_and_districts_before_villages(word: str) -> None:
    found = REGIONS.search(word, limit=30)

    assert sorted(found, key=lambda place: fit(place, word)) == list(found)
    whole = [place.level for place in found if place.name.lower() == word]
    assert whole == sorted(whole, key=[Level.DISTRICT, Level.REGENCY, Level.PROVINCE, Level.VILLAGE].index)


def test_a_city_that_is_asked_for_comes_before_the_regency_of_its_name() -> None:
    for typed, first in (("kota bandung", "32.73"), ("kabupaten bandung", "32.04")):
        assert codes(typed)[0] == first
    assert {"32.71", "32.01"} <= set(codes("bogor"))


def test_a_city_goes_on_with_its_districts() -> None:
    districts = [place.code for place in REGIONS.children("31.74")]

    assert codes("jaksel", limit=11) == ["31.74", *districts]


@pytest.mark.parametrize("short", sorted(SHORT))
def test_every_short_word_finds_something(short: str) -> None:
    assert codes(short)


@pytest.mark.parametrize(
    "typed", ["", " ", "?!", "qqqqqqqqq", "rt", "\x00", "kota", "' OR 1=1", "0" * 100, "a " * 60, "é"]
)
def test_whatever_is_typed_is_answered(typed: str) -> None:
    found = REGIONS.search(typed, limit=10)

    assert len(found) <= 10


@given(st.text(max_size=120), st.integers(1, 50))
@settings(max_examples=150, deadline=None)
def test_any_text_is_answered_by_different_places(typed: str, limit: int) -> None:
    found = codes(typed, limit=limit)

    assert len(found) == len(set(found)) <= limit


def levels(places: Sequence[Place]) -> set[Level]:
    return {place.level for place in places}


def test_going_down() -> None:
    provinces = REGIONS.children(None)
    assert (len(provinces), levels(provinces)) == (38, {Level.PROVINCE})
    assert [place.name for place in provinces] == sorted(place.name for place in provinces)
    regencies = REGIONS.children("31")
    assert (len(regencies), levels(regencies)) == (6, {Level.REGENCY})
    assert levels(REGIONS.children("31.74")) == {Level.DISTRICT}
    villages = REGIONS.children("31.74.02")
    assert levels(villages) == {Level.VILLAGE}
    assert villages[0].path.endswith("Setiabudi, Kota Jakarta Selatan, DKI Jakarta")
    assert [code for code, _ in villages[0].within] == ["31.74.02", "31.74", "31"]
    assert REGIONS.children(villages[0].code) == REGIONS.children("99") == []


def test_what_lies_in_a_place_lies_there_for_the_whole_country() -> None:
    counted = [0, 0, 0]
    for province in REGIONS.children(None):
        for regency in REGIONS.children(province.code):
            counted[0] += 1
            for district in REGIONS.children(regency.code):
                counted[1] += 1
                counted[2] += len(REGIONS.children(district.code))

    assert counted == [514, 7_285, 83_762]


def test_many_who_ask_first_at_once_read_once() -> None:
    regions, found = KemendagriRegions(), []
    threads = [Thread(target=lambda: found.append(regions.search("gambir", limit=1)[0].code)) for _ in range(4)]
    began = time.process_time()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == ["31.71.01"] * 4
    assert time.process_time() - began < 8
