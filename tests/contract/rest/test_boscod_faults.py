"""Whatever goes wrong at Boscod, in whichever call: the seller is told what to do, and nothing is lost."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
from dependency_injector.providers import Object
from werkzeug.test import TestResponse

from bosonline.adapters.outbound.boscod.client import PATIENCE, BoscodClient, RetryBudget
from bosonline.adapters.outbound.http import Limits
from bosonline.adapters.outbound.sql.tables import metadata
from bosonline.application.stores.provider_areas import AreaGiven
from bosonline.cli import sample_data
from bosonline.container import create_app, open_container
from bosonline.sandbox import Boscod
from bosonline.sandbox.areas import areas
from bosonline.settings import Settings
from bosonline.testing.backends import TestClock
from bosonline.testing.snapshots import Snapshot

from .conftest import Product

GAMBIR, BOGOR = "31.71.01", "32.01.01"
IMPATIENT = Limits(connect=2.0, read=0.3, deadline=0.4, body=262_144)
FOR_EVER = 3600

FAULTS: dict[str, dict[str, Any]] = {
    "slow": {"kind": "slow", "seconds": FOR_EVER},
    "never ending": {"kind": "trickle", "seconds": FOR_EVER},
    "broken": {"kind": "status", "status": 500},
    "overloaded": {"kind": "status", "status": 503, "retry_after": 7},
    "too many": {"kind": "status", "status": 429},
    "not accepted": {"kind": "status", "status": 401},
    "elsewhere": {"kind": "redirect"},
    "a page": {"kind": "rubbish", "form": "html"},
    "other JSON": {"kind": "rubbish", "form": "json"},
    "other members": {"kind": "rubbish", "form": "members"},
    "half a JSON": {"kind": "rubbish", "form": "text"},
    "empty": {"kind": "rubbish", "form": "empty"},
    "huge": {"kind": "rubbish", "form": "huge"},
    "half": {"kind": "half"},
    "dropped": {"kind": "drop"},
    "reset": {"kind": "drop", "form": "reset"},
    "away": {},
}
ENDLESS = ("slow", "never ending")


class Shop:
    """The sample store, whose parcels go by the twin."""

    def __init__(self, product: Product, twin: Boscod, clock: TestClock, client: BoscodClient) -> None:
        self.product, self.twin, self.clock, self.boscod = product, twin, clock, client
        self.token = product.token_of(sample_data.OWNER[1])
        self.weights = count(1_000, 100)
        rows = self.call("GET", "/store/order?status=processing&limit=100").get_json()["data"]
        self.invoice: str = rows[0]["invoice"]
        self.order_no = ""

    def call(self, method: str, path: str, body: Any = None) -> TestResponse:
        headers = {"Authorization": f"Bearer {self.token}"}
        return self.product.app.test_client().open(path, method=method, json=body, headers=headers)

    def hand_over(self) -> TestResponse:
        body = {"invoices": [self.invoice], "order_type": "dropoff", "courier_code": "idx", "service_code": "03"}
        return self.call("POST", "/boscod/orders", body)

    def call_off(self) -> TestResponse:
        return self.call("POST", "/boscod/orders/cancel", {"invoices": [self.invoice], "reason": "salah alamat"})

    def rates(self, path: str = "ongkir", **query: Any) -> TestResponse:
        """Of a parcel that nobody has asked for."""
        asked = {"origin_district_code": BOGOR, "district_code": GAMBIR, "weight": next(self.weights), **query}
        return self.call("GET", f"/boscod/{path}?" + "&".join(f"{name}={value}" for name, value in asked.items()))

    def estimate(self) -> TestResponse:
        query = f"district_code={GAMBIR}&origin_district_code={BOGOR}&weight=1000&courier_code=idx&service_code=03"
        return self.call("GET", f"/store/order/estimation-rates?{query}")

    def book(self) -> None:
        """The order's parcel waits for its pickup."""
        (outcome,) = self.hand_over().get_json()["data"]
        assert outcome["ok"], outcome
        self.order_no = outcome["order_no"]

    def lose_the_answer(self) -> None:
        """The parcel is booked, nobody was told, and the claim is over."""
        self.twin.faults.add("drop", call="order", after=True, times=1)
        assert self.hand_over().get_json()["data"][0]["code"] == "booking-under-way"
        self.clock.advance(seconds=61)

    def parcels(self) -> list[str]:
        """The numbers of the parcels that the twin holds."""
        return [one["order_no"] for one in self.twin.depot.listed() if one["step"] != "cancelled"]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Shop, Snapshot]]:
    folder, twin, clock = tmp_path_factory.mktemp("faults"), Boscod().start(), TestClock()
    settings = Settings(
        database_url=f"sqlite:///{folder / 'shop.db'}",
        sqlite_synchronous="OFF",
        auth_rate=0,
        public_rate=0,
        var=folder,
        boscod_url=twin.url,
        boscod_token="a-token-of-tests",
    )
    container = open_container(settings)
    container.clock.override(clock)
    # Repeats are never used up here: what is not repeated is not for another reason.
    client = BoscodClient(url=twin.url, fail_max=1_000_000, budget=RetryBudget(share=1.0))
    container.boscod_client.override(Object(client))
    metadata.create_all(container.database().writing)
    sample_data.load(container)
    known = {"GAMBIR": GAMBIR, "CIBINONG": BOGOR}
    listed = [one for one in areas().districts.values() if one.name in known]
    rows = [AreaGiven(provider_id=str(one.id), code=known[one.name]) for one in listed]
    container.places().import_areas(provider="boscod", version="test", rows=rows)
    shop = Shop(Product(create_app(settings, container), container), twin, clock, client)
    with closing(Snapshot(container.database())) as beginning:
        yield shop, beginning
    container.database().dispose()
    twin.stop()


@pytest.fixture
def shop(opened: tuple[Shop, Snapshot]) -> Iterator[Shop]:
    """As on the first day."""
    shop, beginning = opened
    began = shop.clock.now
    yield shop
    shop.twin.start()
    shop.twin.reset()
    shop.boscod._http.limits = PATIENCE
    beginning.undo()
    shop.clock.now = began


def let_happen(shop: Shop, name: str, call: str | None) -> None:
    """From now on this goes wrong."""
    if name == "away":
        shop.twin.stop()
        return
    shop.twin.faults.add(**FAULTS[name], call=call)
    if name in ENDLESS:
        shop.boscod._http.limits = IMPATIENT


def be_well(shop: Shop) -> None:
    """Boscod works again, and whoever was booking has ended."""
    shop.twin.start()
    shop.twin.faults.clear()
    shop.boscod._http.limits = PATIENCE
    shop.clock.advance(seconds=61)


def rows_of(shop: Shop) -> dict[str, list[Any]]:
    """Every row of the database, but for when a parcel is to be asked after next."""
    with closing(Snapshot(shop.product.container.database())) as snapshot:
        rows = snapshot.rows()
    plain = [{**row._asdict(), "due_at": None, "version": None} for row in rows["shipments"]]
    return {**rows, "shipments": plain}


@dataclass(frozen=True, kw_only=True)
class Reading:
    """An operation that asks Boscod, the call that goes wrong (every one where none is named), and its refusal."""

    ask: Callable[[Shop], TestResponse]
    call: str | None
    refused: str = "couriers-unavailable"
    before: Callable[[Shop], object] = lambda _: None


READINGS = {
    "provinces": Reading(ask=lambda shop: shop.call("GET", "/boscod/wilayah/provinces"), call="provinces"),
    "cities": Reading(ask=lambda shop: shop.call("GET", "/boscod/wilayah/cities/1"), call="cities"),
    "districts": Reading(ask=lambda shop: shop.call("GET", "/boscod/wilayah/districts/38"), call="districts"),
    "rates of all": Reading(ask=Shop.rates, call=None, refused="rates-unavailable"),
    "rates of one": Reading(ask=lambda shop: shop.rates(courier_code="idx"), call="rates", refused="rates-unavailable"),
    "stream": Reading(ask=lambda shop: shop.rates("ongkir/stream"), call=None, refused="rates-unavailable"),
    "estimate": Reading(ask=Shop.estimate, call="estimation_rates", refused="rates-unavailable"),
    "tracking": Reading(
        ask=lambda shop: shop.call("GET", f"/boscod/tracking/{shop.order_no}"), call="tracking", before=Shop.book
    ),
}

HALF_TOLD = [("rates of all", "half"), ("stream", "half")]
REFUSED = [(name, fault) for name in READINGS for fault in FAULTS if (name, fault) not in HALF_TOLD]


@pytest.mark.parametrize(("name", "fault"), REFUSED)
def test_who_asks_is_told_when_to_come_again_and_nothing_has_changed(shop: Shop, name: str, fault: str) -> None:
    reading = READINGS[name]
    reading.before(shop)
    before = rows_of(shop)
    let_happen(shop, fault, reading.call)

    answer = reading.ask(shop)

    problem = answer.get_json()
    code = "courier-account-refused" if fault == "not accepted" else reading.refused
    assert (answer.status_code, problem["code"], answer.mimetype) == (503, code, "application/problem+json")
    assert int(answer.headers["Retry-After"]) >= (7 if fault == "overloaded" and "rates" not in reading.refused else 1)
    assert problem["message"]
    assert "a-token" not in answer.text
    assert rows_of(shop) == before

    be_well(shop)
    assert reading.ask(shop).status_code == 200


@pytest.mark.parametrize(("name", "fault"), HALF_TOLD)
def test_of_half_a_stream_the_whole_events_count_and_the_others_are_named(shop: Shop, name: str, fault: str) -> None:
    let_happen(shop, fault, None)
    answer = READINGS[name].ask(shop)
    assert answer.status_code == 200
    assert '"courier_code":"idx","courier_name":"IDEXPRESS","service_code":"03"' in answer.text
    assert '"courier_code":"sap","message":"SAP EXPRESS does not answer at the moment"' in answer.text


@pytest.mark.parametrize("call", ["rates_stream", "rates"])
@pytest.mark.parametrize("fault", [one for one in FAULTS if one not in ("away", "not accepted")])
def test_all_couriers_are_offered_as_long_as_one_way_leads_to_them(shop: Shop, fault: str, call: str) -> None:
    let_happen(shop, fault, call)
    answer = shop.rates()
    assert answer.status_code == 200
    assert {rate["courier_code"] for rate in answer.get_json()["data"]} == {"idx", "sap", "jnt", "lion", "ninja"}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_parcel_whose_booking_goes_wrong_is_booked_once_in_the_end(shop: Shop, fault: str) -> None:
    let_happen(shop, fault, "order")
    answer = shop.hand_over()

    (outcome,) = answer.get_json()["data"]
    code = "courier-account-refused" if fault == "not accepted" else "booking-under-way"
    assert (answer.status_code, outcome["ok"], outcome["code"]) == (200, False, code)
    assert outcome["message"]

    be_well(shop)
    (outcome,) = shop.hand_over().get_json()["data"]
    assert shop.parcels() == [outcome["order_no"]]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_parcel_that_may_be_booked_is_never_booked_without_a_look(shop: Shop, fault: str) -> None:
    shop.lose_the_answer()
    booked = shop.parcels()
    let_happen(shop, fault, "detail")
    (outcome,) = shop.hand_over().get_json()["data"]

    assert outcome["code"] == ("courier-account-refused" if fault == "not accepted" else "booking-under-way")
    assert shop.twin.count("order") == 1

    be_well(shop)
    assert shop.hand_over().get_json()["data"] == [{"invoice": shop.invoice, "ok": True, "order_no": booked[0]}]
    assert shop.parcels() == booked
    assert len(booked) == 1


@pytest.mark.parametrize("fault", FAULTS)
def test_a_parcel_is_called_off_exactly_where_boscod_let_go_of_it(shop: Shop, fault: str) -> None:
    shop.book()
    before = rows_of(shop)
    let_happen(shop, fault, "cancel")
    answer = shop.call_off()

    (outcome,) = answer.get_json()["data"]
    assert (answer.status_code, outcome["ok"]) == (200, shop.parcels() == [])
    if not outcome["ok"]:
        code = "courier-account-refused" if fault == "not accepted" else "couriers-unavailable"
        assert outcome["code"] == code
        assert outcome["message"]
        assert rows_of(shop) == before

    be_well(shop)
    assert shop.call_off().get_json()["data"][0]["ok"]
    assert shop.parcels() == []


@pytest.mark.parametrize("name", ["provinces", "rates of one", "estimate", "tracking"])
def test_the_seller_is_answered_while_boscod_is_still_at_it(shop: Shop, name: str) -> None:
    reading = READINGS[name]
    reading.before(shop)
    let_happen(shop, "slow", reading.call)
    assert reading.ask(shop).status_code == 503

    last = shop.twin._requests[-1]
    assert (last["call"], last["status"]) == (reading.call, None)
    assert shop.twin.count(reading.call or "") == 1, "who has waited for long does not wait again"
