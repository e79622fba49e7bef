"""The Boscod twin: areas, rates, the stream and estimates."""

import json
from typing import Any

import pytest
import requests

from bosonline.sandbox import Boscod, Sandbox

GAMBIR, JAKARTA_PUSAT = 14910, 38
SAME_CITY: dict[str, Any] = {"origin_id": GAMBIR, "destination_id": GAMBIR + 1, "weight": 1, "courier_code": "idx"}


def area(http: requests.Session, sandbox: Sandbox, path: str, **query: Any) -> dict[str, Any]:
    answer = http.get(f"{sandbox.boscod.url}/v1/address/{path}", params={"limit": 1000, **query})
    assert answer.status_code == 200
    listed: dict[str, Any] = answer.json()
    return listed


def first_district(http: requests.Session, sandbox: Sandbox, province: str) -> int:
    provinces = {entry["name"]: entry["id"] for entry in area(http, sandbox, "provinces")["data"]}
    city = area(http, sandbox, f"cities/{provinces[province]}")["data"][0]["id"]
    return int(area(http, sandbox, f"districts/{city}")["data"][0]["id"])


def rates(http: requests.Session, sandbox: Sandbox, **query: Any) -> list[dict[str, Any]]:
    answer = http.get(f"{sandbox.boscod.url}/v1/courier/rates", params={**SAME_CITY, **query})
    assert answer.status_code == 200
    listed: list[dict[str, Any]] = answer.json()
    return listed


def events(answer: requests.Response) -> list[dict[str, Any]]:
    lines = answer.content.decode().split("\n\n")
    return [json.loads(line.removeprefix("data: ")) for line in lines if line]


def test_the_published_areas_bear_the_published_ids(sandbox: Sandbox, http: requests.Session) -> None:
    provinces = area(http, sandbox, "provinces")
    assert provinces["total"] == 34
    assert {"name": "DKI JAKARTA", "id": 1} in provinces["data"]
    assert {"name": "BANTEN", "id": 2} in provinces["data"]
    assert {"name": "BALI", "id": 28} in provinces["data"]
    assert sorted(entry["id"] for entry in provinces["data"]) == list(range(1, 35))
    city = {"name": "JAKARTA PUSAT", "code": "JKTP", "id": JAKARTA_PUSAT, "province_id": 1}
    assert city in area(http, sandbox, "cities/1")["data"]
    district = {"name": "GAMBIR", "code": "JKTP02", "id": GAMBIR, "city_id": JAKARTA_PUSAT, "province_id": 1}
    assert district in area(http, sandbox, f"districts/{JAKARTA_PUSAT}")["data"]


def test_every_province_has_cities_and_every_city_districts(sandbox: Sandbox, http: requests.Session) -> None:
    cities = [
        city
        for province in area(http, sandbox, "provinces")["data"]
        for city in area(http, sandbox, f"cities/{province['id']}")["data"]
    ]
    districts = [d["id"] for city in cities for d in area(http, sandbox, f"districts/{city['id']}")["data"]]

    assert len({city["id"] for city in cities}) == len(cities) == 514
    assert len(set(districts)) == len(districts) > 7_000
    assert any("code" not in city for city in cities)


def test_lists_come_in_pages_of_ten(sandbox: Sandbox, http: requests.Session) -> None:
    url = f"{sandbox.boscod.url}/v1/address/provinces"
    first, second = http.get(url).json(), http.get(url, params={"start": 10, "limit": 30}).json()

    assert (first["total"], len(first["data"]), len(second["data"])) == (34, 10, 24)
    assert http.get(url, params={"limit": 0}).status_code == 400
    assert http.get(url, params={"start": "x"}).status_code == 400


def test_an_unknown_area_has_nothing_below_it(sandbox: Sandbox, http: requests.Session) -> None:
    for path in ("cities/99", "districts/99999999999", "cities/x"):
        assert area(http, sandbox, path) == {"total": 0, "data": []}


def test_areas_and_couriers_can_be_looked_up(sandbox: Sandbox, http: requests.Session) -> None:
    assert GAMBIR in [entry["id"] for entry in area(http, sandbox, "search", keyword="gambir")["data"]]
    assert http.get(f"{sandbox.boscod.url}/v1/address/search", params={"keyword": "g"}).status_code == 400
    couriers = http.get(f"{sandbox.boscod.url}/v1/courier").json()["data"]
    assert [courier["courier_code"] for courier in couriers] == ["idx", "sap", "jnt", "lion", "ninja"]


def test_the_published_rate_is_what_a_kilogram_costs_within_a_province(
    sandbox: Sandbox, http: requests.Session
) -> None:
    other_city = area(http, sandbox, "districts/40")["data"][0]["id"]
    assert rates(http, sandbox, destination_id=other_city) == [
        {
            "cod": 1,
            "courier_name": "IDEXPRESS",
            "courier_code": "idx",
            "etd": "2-3",
            "max_price": 10700,
            "price": 10165,
            "service_code": "03",
            "drop_off": 1,
        }
    ]


def test_farther_and_heavier_cost_more(sandbox: Sandbox, http: requests.Session) -> None:
    ways = ["DKI JAKARTA", "JAWA BARAT", "JAWA TIMUR", "SULAWESI SELATAN", "PAPUA"]
    prices = [rates(http, sandbox, destination_id=first_district(http, sandbox, way))[0]["price"] for way in ways]
    assert prices == sorted(prices)
    assert len(set(prices)) == len(ways)
    one, two = rates(http, sandbox)[0]["price"], rates(http, sandbox, weight=2)[0]["price"]
    assert two == 2 * one


@pytest.mark.parametrize(("weight", "kilograms"), [("0.5", 1), ("1.3", 1), ("1.31", 2), ("2.3", 2), ("99", 99)])
def test_three_hundred_grams_over_are_free(
    sandbox: Sandbox, http: requests.Session, weight: str, kilograms: int
) -> None:
    assert rates(http, sandbox, weight=weight)[0]["max_price"] == 8000 * kilograms


def test_a_light_but_large_parcel_is_charged_by_its_volume(sandbox: Sandbox, http: requests.Session) -> None:
    assert rates(http, sandbox, length=30, width=20, height=30)[0]["max_price"] == 8000 * 3


def test_a_courier_offers_nothing_where_it_does_not_go(sandbox: Sandbox, http: requests.Session) -> None:
    papua = first_district(http, sandbox, "PAPUA")
    assert rates(http, sandbox, courier_code="ninja", destination_id=papua) == []
    assert {rate["cod"] for rate in rates(http, sandbox, courier_code="sap", destination_id=papua)} == {0}


@pytest.mark.parametrize(
    "change",
    [
        {"weight": "0.4"},
        {"weight": "99.5"},
        {"weight": ""},
        {"courier_code": "abc"},
        {"courier_code": None},
        {"origin_id": None},
        {"origin_id": ""},
        {"destination_id": 1},
        {"destination_id": "x"},
        {"length": 0},
    ],
)
def test_rates_refuse_what_is_missing_or_out_of_range(
    sandbox: Sandbox, http: requests.Session, change: dict[str, Any]
) -> None:
    answer = http.get(f"{sandbox.boscod.url}/v1/courier/rates", params={**SAME_CITY, **change})

    assert (answer.status_code, list(answer.json()["errors"])) == (400, list(change))


@pytest.mark.parametrize("path", ["address/provinces", "courier/rates", "courier/rates_stream", "order/tracking/X"])
def test_every_call_wants_a_token(sandbox: Sandbox, path: str) -> None:
    assert requests.get(f"{sandbox.boscod.url}/v1/{path}", timeout=30).status_code == 401


def test_the_stream_has_an_event_for_each_courier(sandbox: Sandbox, http: requests.Session) -> None:
    query = {name: value for name, value in SAME_CITY.items() if name != "courier_code"}
    answer = http.get(f"{sandbox.boscod.url}/v1/courier/rates_stream", params=query)

    assert answer.headers["Content-Type"] == "text/event-stream"
    found = events(answer)
    assert [event["rates"][0]["courier_code"] for event in found] == ["idx", "sap", "jnt", "lion", "ninja"]
    assert [event["total_rates"] for event in found] == [1, 3, 4, 6, 7]
    assert found[0]["rates"] == rates(http, sandbox)


def test_the_stream_can_be_had_cumulative(http: requests.Session) -> None:
    twin = Boscod(stream_is_cumulative=True, courier_pause=0).start()
    try:
        query = {"origin_id": GAMBIR, "destination_id": GAMBIR, "weight": 1}
        found = events(http.get(f"{twin.url}/v1/courier/rates_stream", params=query))
        assert [len(event["rates"]) for event in found] == [event["total_rates"] for event in found]
    finally:
        twin.stop()


ESTIMATE: dict[str, Any] = {
    "courier_code": "idx",
    "service_code": "03",
    "item_value": 100_001,
    "item_weight": 1,
    "insurance": 1,
    "sender_addr_id": GAMBIR,
    "receiver_addr_id": GAMBIR,
    "cod": 110_000,
}


def test_an_estimate_adds_insurance_and_the_fee_of_cod(sandbox: Sandbox, http: requests.Session) -> None:
    url = f"{sandbox.boscod.url}/v1/order/estimation_rates"
    expected = {"max_price": 8000, "price": 7600, "insurance": 201, "cod_fee": 3300, "total": 11_101}

    assert http.get(url, params=ESTIMATE).json() == expected
    without = http.get(url, params={**ESTIMATE, "insurance": 0, "cod": ""}).json()
    assert (without["insurance"], without["cod_fee"], without["total"]) == (0, 0, 7600)


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"service_code": "99"}, 400),
        ({"insurance": 2}, 400),
        ({"item_value": None}, 400),
        ({"courier_code": "lion", "service_code": "REGPACK", "item_weight": 0}, 400),
    ],
)
def test_an_estimate_refuses_what_it_cannot_price(
    sandbox: Sandbox, http: requests.Session, change: dict[str, Any], status: int
) -> None:
    answer = http.get(f"{sandbox.boscod.url}/v1/order/estimation_rates", params={**ESTIMATE, **change})
    assert answer.status_code == status


def test_an_estimate_for_a_place_that_is_not_served_is_not_found(sandbox: Sandbox, http: requests.Session) -> None:
    papua = first_district(http, sandbox, "PAPUA")
    query = {**ESTIMATE, "courier_code": "ninja", "service_code": "STD", "receiver_addr_id": papua}
    assert http.get(f"{sandbox.boscod.url}/v1/order/estimation_rates", params=query).status_code == 404
