"""A buyer is shown couriers' prices, chooses one, and is charged what was promised; the seller chooses another."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from dependency_injector.providers import Object
from flask.testing import FlaskClient

from bosonline.adapters.outbound.boscod.client import BoscodClient
from bosonline.adapters.outbound.sql.migrations import migrate
from bosonline.cli.sample_data import OWNER, load
from bosonline.container import Container, create_app, open_container
from bosonline.domain.catalog import Sku
from bosonline.domain.forms import CourierCode, FormContent, FormItem, FormStatus
from bosonline.domain.identity import StoreId
from bosonline.domain.ordering import PaymentMethod
from bosonline.sandbox import Boscod
from bosonline.settings import Settings
from bosonline.testing.backends import TestClock

HOST = "http://localhost"
SKU = "ESB-006-01"
FORM = "kurir"
GAMBIR, SAWAH_BESAR = "31.71.01", "31.71.02"


class Shop:
    """The sample store with a form that is sent by couriers, and its owner."""

    def __init__(self, container: Container, store: StoreId, twin: Boscod, clock: TestClock) -> None:
        self.twin, self.clock, self.container = twin, clock, container
        for slug, couriers in ((FORM, ("idx", "sap")), ("semua", ())):
            container.forms().create(
                store=store,
                name=slug,
                slug=slug,
                status=FormStatus.PUBLISHED,
                content=FormContent(
                    items=(FormItem(sku=Sku(SKU)),),
                    payment_methods=(PaymentMethod.COD, PaymentMethod.BANK_TRANSFER),
                    couriers=tuple(map(CourierCode, couriers)),
                ),
            )
        self.client: FlaskClient = create_app(container_settings(twin), container).test_client()
        self.phones = iter(range(81_355_660_000, 81_355_669_999))

    @property
    def owner(self) -> dict[str, str]:
        """The owner's header, of a session that the moved clock has not ended."""
        signed_in: Any = self.client.post(f"{HOST}/auth/login", json={"username": OWNER[1], "password": OWNER[3]})
        return {"Authorization": f"Bearer {signed_in.json['token']['access_token']}"}

    def rates(self, *, form: str = FORM, district: str = GAMBIR, qty: int = 1, **query: str) -> Any:
        asked = {"subdomain": "kopisiti", "district_code": district, "items": f"{SKU}:{qty}", **query}
        return self.client.get(f"{HOST}/store/order/checkout/{form}/rates", query_string=asked)

    def rate(self, courier: str = "idx", **query: Any) -> dict[str, Any]:
        rates: list[dict[str, Any]] = self.rates(**query).json["data"]
        return next(rate for rate in rates if rate["courier_code"] == courier)

    def order(self, rate: dict[str, Any] | None, *, method: str = "cod", qty: int = 1, **members: Any) -> Any:
        chosen: dict[str, Any] = (
            {} if rate is None else {n: rate[n] for n in ("courier_code", "service_code", "quote_id") if n in rate}
        )
        district = members.pop("district", GAMBIR)
        body = {
            "form": FORM,
            "subdomain": "kopisiti",
            "customer": {"name": "Budi Santoso", "phone": f"0{next(self.phones)}"},
            "address": {"street": "Jl. Melati 5 RT 02/03", "district_code": district},
            "items": [{"sku": SKU, "qty": qty}],
            "payment_method": method,
            **chosen,
            **members,
        }
        return self.client.post(f"{HOST}/store/order/checkout", json=body)

    def cart(self, **members: Any) -> dict[str, Any]:
        return {
            "form": FORM,
            "subdomain": "kopisiti",
            "items": [{"sku": SKU, "qty": 1}],
            "payment_method": "cod",
            "address": {"street": "Jl. Melati 5", "district_code": GAMBIR},
            "customer": {"phone": f"0{next(self.phones)}"},
            **members,
        }

    def apply(self, *, headers: dict[str, str] | None = None, **members: Any) -> Any:
        body = self.cart(voucher_code="ONGKIR10", **members)
        body["address"] = {"district_code": GAMBIR}
        body["customer"] = {"phone": "0813 9999 0000"}
        return self.client.post(f"{HOST}/store/vouchers/apply", json=body, headers=headers)

    def offers(self, **members: str) -> Any:
        query = {"form": FORM, "subdomain": "kopisiti", "items": f"{SKU}:1", "payment_method": "cod", **members}
        return self.client.get(f"{HOST}/store/vouchers/checkout", query_string={**query, "district_code": GAMBIR})

    def draft(self, **members: Any) -> Any:
        return self.client.post(f"{HOST}/store/order/abandoned", json=self.cart(**members))

    def detail(self, invoice: str) -> dict[str, Any]:
        found: dict[str, Any] = self.client.get(f"{HOST}/store/order/{invoice}", headers=self.owner).json  # type: ignore[assignment]
        return found

    def put(self, path: str, body: dict[str, Any], **headers: str) -> Any:
        return self.client.put(f"{HOST}{path}", json=body, headers={**self.owner, **headers})


def container_settings(twin: Boscod) -> Settings:
    return Settings(environment="test", boscod_url=twin.url, boscod_token="a-token", public_rate=0, auth_rate=0)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    folder: Path = tmp_path_factory.mktemp("shop")
    url = f"sqlite:///{folder / 'shop.db'}"
    migrate(url)
    twin = Boscod().start()
    container = open_container(
        Settings(environment="test", database_url=url, var=folder, boscod_url=twin.url, boscod_token="a-token")
    )
    clock = TestClock(now=datetime(2026, 1, 5, 3, 0, tzinfo=UTC))
    container.clock.override(clock)
    # What goes wrong in one test must not keep the next from asking.
    container.boscod_client.override(Object(BoscodClient(url=twin.url, fail_max=1000)))
    store = load(container)
    assert container.shipping().areas.know() is not None
    yield Shop(container, store, twin, clock)
    container.database().dispose()
    twin.stop()


@pytest.fixture(autouse=True)
def well_again(shop: Shop) -> Iterator[None]:
    yield
    shop.twin.reset()


def test_a_buyer_sees_the_couriers_of_the_form(shop: Shop) -> None:
    answer = shop.rates()

    assert answer.status_code == 200
    assert {rate["courier_code"] for rate in answer.json["data"]} == {"idx", "sap"}
    assert all(rate["quote_id"] for rate in answer.json["data"])
    everyone = shop.rates(form="semua").json["data"]
    assert {rate["courier_code"] for rate in everyone} == {"idx", "sap", "jnt", "lion", "ninja"}
    assert all(rate["cod"] for rate in shop.rates(form="semua", payment_method="cod").json["data"])


def test_what_was_promised_is_charged_and_kept(shop: Shop) -> None:
    rate = shop.rate()

    answer = shop.order(rate)

    assert answer.status_code == 201, answer.text
    assert answer.json["data"]["totals"]["shipping"] == rate["price"]
    detail = shop.detail(answer.json["data"]["invoice"])
    assert (detail["courier_code"], detail["service_code"]) == ("idx", "03")


def test_a_promise_holds_while_boscod_is_down_and_ends_with_its_time(shop: Shop) -> None:
    rate = shop.rate()
    shop.twin.faults.add("drop")
    assert shop.order(rate).status_code == 201
    shop.clock.advance(minutes=31)

    late = shop.order(rate)
    assert (late.status_code, late.json["code"]) == (409, "quote-stale")


@pytest.mark.parametrize("stale", ["expired", "elsewhere", "heavier", "missing"])
def test_a_stale_quote_is_answered_with_the_present_prices(shop: Shop, stale: str) -> None:
    rate = shop.rate()
    members: dict[str, Any] = {}
    if stale == "expired":
        shop.clock.advance(minutes=31)
    elif stale == "elsewhere":
        members["district"] = SAWAH_BESAR
    elif stale == "heavier":
        members["qty"] = 9
    else:
        rate["quote_id"] = None

    answer = shop.order({name: value for name, value in rate.items() if value is not None}, **members)

    assert (answer.status_code, answer.json["code"]) == (409, "quote-stale"), answer.text
    fresh = next(one for one in answer.json["rates"] if one["courier_code"] == "idx")
    again = shop.order(fresh, **members)
    assert again.status_code == 201, again.text
    assert again.json["data"]["totals"]["shipping"] == fresh["price"]


def test_a_voucher_is_held_against_the_price_that_was_promised(shop: Shop) -> None:
    rate = shop.rate()
    chosen = {name: rate[name] for name in ("courier_code", "service_code", "quote_id")}

    applied = shop.apply(**chosen)
    assert applied.status_code == 200, applied.text
    told = applied.json
    assert (told["totals"]["shipping"], told["discount"]) == (rate["price"], min(rate["price"], 10_000))
    (offer,) = [one for one in shop.offers(**chosen).json["data"] if one["code"] == "ONGKIR10"]
    assert (offer["discount"], offer["reason"]) == (told["discount"], None)
    ordered = shop.order(rate, voucher_code="ONGKIR10")
    assert ordered.json["data"]["totals"]["shipping_discount"] == told["discount"]

    swapped = "B" if rate["quote_id"][0] == "A" else "A"
    forged = shop.apply(**{**chosen, "quote_id": swapped + rate["quote_id"][1:]})
    assert (forged.status_code, forged.json["code"]) == (422, "quote-unknown")
    for unquoted in (shop.apply(courier_code="idx"), shop.offers(courier_code="idx")):
        assert (unquoted.status_code, unquoted.json["code"]) == (409, "quote-stale")
        assert {one["courier_code"] for one in unquoted.json["rates"]} == {"idx", "sap"}


def test_an_answer_about_a_voucher_is_repeated_when_the_quote_is_stale(shop: Shop) -> None:
    rate = shop.rate()
    chosen = {name: rate[name] for name in ("courier_code", "service_code", "quote_id")}
    key = {"Idempotency-Key": "a-voucher-asked-for-once"}
    first = shop.apply(headers=key, **chosen)
    shop.clock.advance(minutes=31)

    again = shop.apply(headers=key, **chosen)
    assert (again.status_code, again.json) == (200, first.json)
    assert again.headers["Idempotency-Replayed"] == "true"
    late = shop.apply(**chosen)
    assert (late.status_code, late.json["code"]) == (409, "quote-stale")


def test_what_was_typed_is_kept_with_its_courier(shop: Shop) -> None:
    rate = shop.rate()
    chosen = {name: rate[name] for name in ("courier_code", "service_code", "quote_id")}

    kept = shop.draft(**chosen)
    assert kept.status_code == 201, kept.text
    detail = shop.detail(kept.json["data"]["invoice"])
    assert (detail["courier_code"], detail["service_code"]) == ("idx", "03")
    assert detail["totals"]["shipping"] == rate["price"]

    unpriced = shop.detail(shop.draft(courier_code="sap", service_code="REG").json["data"]["invoice"])
    assert (unpriced["courier_code"], unpriced["totals"]["shipping"]) == ("sap", 0)
    refused = shop.draft(courier_code="jnt")
    assert (refused.status_code, refused.json["code"]) == (422, "courier-not-offered")


def test_a_quote_that_was_changed_or_is_for_another_service_is_refused(shop: Shop) -> None:
    idx, sap = shop.rate(), shop.rate("sap")
    swapped = "B" if idx["quote_id"][0] == "A" else "A"

    forged = shop.order({**idx, "quote_id": swapped + idx["quote_id"][1:]})
    other = shop.order({**sap, "quote_id": idx["quote_id"]})

    assert (forged.status_code, forged.json["code"]) == (422, "quote-unknown")
    assert (other.status_code, other.json["code"]) == (422, "quote-not-meant")


def test_the_form_decides_who_carries_and_the_service_who_collects(shop: Shop) -> None:
    jnt = next(one for one in shop.rates(form="semua").json["data"] if one["courier_code"] == "jnt")
    express = next(one for one in shop.rates().json["data"] if not one["cod"])

    not_offered = shop.order(jnt)
    assert (not_offered.status_code, not_offered.json["code"]) == (422, "courier-not-offered")
    no_cod = shop.order(express)
    assert (no_cod.status_code, no_cod.json["code"]) == (422, "courier-does-not-collect")
    assert shop.order(express, method="bank_transfer").status_code == 201


def test_without_couriers_and_flat_rates_there_is_no_price(shop: Shop) -> None:
    shop.twin.faults.add("status", status=500)

    for answer in (shop.rates(qty=3, district="33.74.01"), shop.order(None, qty=3, district="33.74.01")):
        assert (answer.status_code, answer.json["code"]) == (503, "rates-unavailable")
        assert int(answer.headers["Retry-After"]) > 0


def test_the_stream_tells_each_courier_and_its_end(shop: Shop) -> None:
    asked = {"subdomain": "kopisiti", "district_code": "12.71.01", "items": f"{SKU}:1"}
    answer = shop.client.get(f"{HOST}/store/order/checkout/semua/rates/stream", query_string=asked)

    assert answer.content_type == "text/event-stream"
    assert answer.text.count("event: rates") >= 5
    assert answer.text.rstrip().endswith("event: end\ndata: {}")
    refused = shop.client.get(
        f"{HOST}/store/order/checkout/semua/rates/stream", query_string={**asked, "district_code": "99.99.99"}
    )
    assert (refused.status_code, refused.json["code"]) == (422, "region-unknown")  # type: ignore[index]


def test_the_seller_lets_another_courier_carry_an_order(shop: Shop) -> None:
    invoice = shop.order(shop.rate()).json["data"]["invoice"]
    before = shop.detail(invoice)

    answer = shop.put("/store/order/courier", {"invoice": invoice, "courier_code": "sap", "service_code": "UDRREG"})

    assert answer.status_code == 200, answer.text
    totals = answer.json["data"]["totals"]
    assert totals["shipping"] == shop.rate("sap")["price"] != before["totals"]["shipping"]
    assert totals["total"] == totals["goods"] + totals["shipping"] + totals["cod_fee"]
    after = shop.detail(invoice)
    assert (after["courier_code"], after["service_code"]) == ("sap", "UDRREG")
    assert {"courier_code", "shipping", "total"} <= {entry["what"] for entry in after["history"]}


def test_a_courier_is_changed_only_as_it_was_seen_and_offered(shop: Shop) -> None:
    invoice = shop.order(shop.rate()).json["data"]["invoice"]
    body = {"invoice": invoice, "courier_code": "sap", "service_code": "UDRREG"}

    assert shop.put("/store/order/courier", body, **{"If-Match": '"99"'}).status_code == 412
    unknown = shop.put("/store/order/courier", {**body, "service_code": "LAIN"})
    assert (unknown.status_code, unknown.json["code"]) == (409, "service-not-offered")
    assert [rate["courier_code"] for rate in unknown.json["rates"]] == ["sap", "sap"]
    express = shop.put("/store/order/courier", {**body, "service_code": "UDRONS"})
    assert (express.status_code, express.json["code"]) == (422, "courier-does-not-collect")
    assert shop.detail(invoice)["courier_code"] == "idx"


def test_another_district_is_carried_at_its_own_price(shop: Shop) -> None:
    invoice = shop.order(shop.rate()).json["data"]["invoice"]
    address = {"street": "Jl. Tunjungan 1", "district_code": "35.78.01"}

    answer = shop.put("/store/order/customer", {"invoice": invoice, "address": address})

    assert answer.status_code == 200, answer.text
    assert answer.json["data"]["totals"]["shipping"] == shop.rate(district="35.78.01")["price"]
    shop.twin.faults.add("status", status=500)
    far = {"street": "Jl. Pemuda 1", "district_code": "33.74.01"}
    down = shop.put("/store/order/customer", {"invoice": invoice, "address": far})
    assert down.status_code == 503
    assert shop.detail(invoice)["address"]["district_code"] == "35.78.01"


@pytest.mark.parametrize(
    "path",
    [
        "/boscod/ongkir?district_code=31.71.01&weight=1700",
        "/boscod/ongkir?district_code=31.71.01&weight=1700&courier_code=idx",
        "/boscod/ongkir/stream?district_code=31.71.01&weight=1700",
        "/boscod/wilayah/provinces",
        "/boscod/wilayah/cities/1",
        "/boscod/wilayah/districts/38",
        "/boscod/wilayah/search?keyword=gambir",
        "/store/order/couriers",
        "/store/order/estimation-rates?district_code=31.71.01&weight=900&courier_code=idx&service_code=03",
    ],
)
@pytest.mark.parametrize("kind", ["drop", "status", "rubbish", "half"])
def test_no_operation_fails_where_boscod_does(shop: Shop, path: str, kind: str) -> None:
    well = shop.client.get(HOST + path, headers=shop.owner)
    assert well.status_code == 200, well.text
    shop.twin.faults.add(kind)

    answer = shop.client.get(HOST + path.replace("1700", "2900"), headers=shop.owner)

    assert answer.status_code in (200, 404, 422, 503), answer.text
    assert "a-token" not in answer.text
