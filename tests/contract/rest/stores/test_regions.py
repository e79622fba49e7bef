"""Regions over REST."""

import pytest

from bosonline.testing.backends import Backend, memory_backend

from .conftest import Callers


@pytest.fixture
def backend() -> Backend:
    """The places of the country are in no database."""
    return memory_backend()


def test_a_district_is_found_with_its_whole_path(call: Callers) -> None:
    answer = call("rudi")("GET", "/store/region?keyword=cibinong+bogor")

    assert answer.status_code == 200
    first = answer.get_json()["data"][0]
    assert {**first, "post_codes": None} == {
        "code": "32.01.01",
        "name": "Cibinong",
        "level": "district",
        "path": "Cibinong, Kabupaten Bogor, Jawa Barat",
        "province": {"code": "32", "name": "Jawa Barat"},
        "regency": {"code": "32.01", "name": "Kabupaten Bogor"},
        "district": {"code": "32.01.01", "name": "Cibinong"},
        "village": None,
        "post_codes": None,
    }
    assert "16911" in first["post_codes"]


def test_going_down_from_the_top(call: Callers) -> None:
    rudi = call("rudi")

    def names(query: str) -> list[str]:
        answer = rudi("GET", f"/store/region{query}").get_json()
        assert answer["total"] == len(answer["data"])
        return [place["name"] for place in answer["data"]]

    assert len(names("")) == len(names("?parent=")) == 38
    assert names("?parent=31")[-1] == "Kota Jakarta Utara"
    assert "Setiabudi" in names("?parent=31.74")
    villages = rudi("GET", "/store/region?parent=31.74.02").get_json()["data"]
    assert villages[0]["village"] == {"code": villages[0]["code"], "name": villages[0]["name"]}
    assert villages[0]["post_codes"] == ["12980"]
    assert names(f"?parent={villages[0]['code']}") == []


@pytest.mark.parametrize(
    ("query", "code"),
    [("?parent=99", "region-unknown"), ("?parent=x", "validation-failed"), ("?limit=0", "validation-failed")],
)
def test_what_is_wrong(call: Callers, query: str, code: str) -> None:
    answer = call("rudi")("GET", f"/store/region{query}")

    assert (answer.status_code, answer.get_json()["code"]) == (422, code)


def test_who_is_not_signed_in(call: Callers) -> None:
    assert call()("GET", "/store/region").status_code == 401


def test_as_many_as_are_asked_for(call: Callers) -> None:
    assert call("rudi")("GET", "/store/region?keyword=tanjung&limit=50").get_json()["total"] == 50
    assert call("rudi")("GET", "/store/region?keyword=qqqqqqqq").get_json() == {"data": [], "total": 0}
