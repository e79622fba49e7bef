"""Prices of couriers and their areas, for the seller."""

from collections.abc import Sequence
from typing import Any

from flask import Response

from bosonline.adapters.inbound.rest.api import Api, Call
from bosonline.adapters.inbound.rest.fields import Answer, Flag, Inside, ListOf, Query, Text, WholeNumber
from bosonline.adapters.inbound.rest.offers import EVENTS, EXAMPLE, RatesAnswer, streamed, told
from bosonline.adapters.inbound.rest.patterns import COURIER, DISTRICT_CODE, INVOICE, SERVICE
from bosonline.adapters.inbound.rest.regions import NamedAnswer
from bosonline.application.ordering import EstimateOrder, ServiceNeeded
from bosonline.application.shipping import Shipping
from bosonline.application.shipping.areas import FoundDistrict
from bosonline.application.shipping.ports import CourierArea
from bosonline.application.shipping.rates import RatesAsked, WarehouseNeeded
from bosonline.domain.errors import Rejected
from bosonline.domain.money import Money
from bosonline.domain.ordering import Invoice, OrderNotFound
from bosonline.domain.shipping import (
    HEAVIEST,
    LONGEST_SIDE,
    CourierAccountRefused,
    CouriersUnavailable,
    DistrictNotServed,
    Estimate,
    NoCourierAccount,
    Parcel,
    ParcelTooHeavy,
    ProviderAreaNotFound,
    RatesUnavailable,
)
from bosonline.domain.stores import RegionUnknown, WarehouseNotFound

_MOST_IDR = 1_000_000_000


class DraftIncomplete(Rejected):
    """Without an order the parcel has to be described."""

    code = "draft-incomplete"
    text = "Name an order (invoice), or district_code, weight, courier_code and service_code"
    field = "invoice"


class _ParcelQuery(Query):
    warehouse_id = WholeNumber(least=1, load_default=None)
    origin_district_code = Text(most=8, pattern=DISTRICT_CODE, load_default=None)
    length = WholeNumber(most=LONGEST_SIDE, load_default=0)
    width = WholeNumber(most=LONGEST_SIDE, load_default=0)
    height = WholeNumber(most=LONGEST_SIDE, load_default=0)


class OngkirQuery(_ParcelQuery):
    district_code = Text(required=True, most=8, pattern=DISTRICT_CODE)
    weight = WholeNumber(required=True, least=1, most=HEAVIEST)
    cod = Flag(load_default=False)


class OneCourierQuery(OngkirQuery):
    courier_code = Text(most=20, pattern=COURIER, load_default=None)


class EstimateQuery(_ParcelQuery):
    invoice = Text(most=24, pattern=INVOICE, load_default=None)
    district_code = Text(most=8, pattern=DISTRICT_CODE, load_default=None)
    weight = WholeNumber(least=1, most=HEAVIEST, load_default=None)
    courier_code = Text(most=20, pattern=COURIER, load_default=None)
    service_code = Text(most=20, pattern=SERVICE, load_default=None)
    item_value = WholeNumber(most=_MOST_IDR, load_default=0)
    cod = WholeNumber(most=_MOST_IDR, load_default=None)
    insurance = Flag(load_default=False)


class AreaQuery(Query):
    keyword = Text(required=True, least=2, most=100)
    limit = WholeNumber(least=1, most=50, load_default=10)


class EstimateAnswer(Answer):
    price = WholeNumber(required=True)
    max_price = WholeNumber(required=True)
    insurance = WholeNumber(required=True)
    cod_fee = WholeNumber(required=True)
    total = WholeNumber(required=True)


class CourierAnswer(Answer):
    courier_code = Text(required=True)
    courier_name = Text(required=True)


class CouriersAnswer(Answer):
    data = ListOf(Inside(CourierAnswer), required=True)
    total = WholeNumber(required=True)


class AreaAnswer(Answer):
    id = WholeNumber(required=True)
    name = Text(required=True)
    code = Text(required=True, allow_none=True)
    province_id = WholeNumber(required=True, allow_none=True)
    city_id = WholeNumber(required=True, allow_none=True)
    district_code = Text(required=True, allow_none=True)


class AreasAnswer(Answer):
    data = ListOf(Inside(AreaAnswer), most=1000, required=True)
    total = WholeNumber(required=True)


class FoundAnswer(Answer):
    id = WholeNumber(required=True, allow_none=True)
    district_code = Text(required=True)
    name = Text(required=True)
    path = Text(required=True, most=500)
    within = ListOf(Inside(NamedAnswer), required=True)


class FoundAreasAnswer(Answer):
    data = ListOf(Inside(FoundAnswer), required=True)
    total = WholeNumber(required=True)


_ASKING = (CourierAccountRefused, NoCourierAccount)
_RATES = (
    *_ASKING,
    DistrictNotServed,
    ParcelTooHeavy,
    RatesUnavailable,
    RegionUnknown,
    WarehouseNeeded,
    WarehouseNotFound,
)
_AREAS = (*_ASKING, CouriersUnavailable)
_GAMBIR = {"id": 14910, "name": "GAMBIR", "code": "JKTP02", "province_id": 1, "city_id": 38}


def shipping(facade: Shipping, estimate_order: EstimateOrder) -> Api:
    """The operations about prices and areas."""
    api = Api("boscod")
    _rates(api, facade)
    _areas(api, facade)
    orders = Api("order")
    _for_orders(orders, facade, estimate_order)
    api.operations += orders.operations
    return api


def _rates(api: Api, facade: Shipping) -> None:
    @api.get("/boscod/ongkir", query=OneCourierQuery, answer=RatesAnswer, answer_example=EXAMPLE, refusals=_RATES)
    def cek_ongkir(call: Call) -> dict[str, Any]:
        """Cek Ongkir

        What it costs to send a parcel (grams, cm) from a warehouse, a district, or else the default warehouse, by every
        courier or by one. Answers are a few minutes old at most; couriers that failed are in `failed`, and the others
        are offered all the same. `quote_id` is a promise that an order may cite until `expires_at`.
        """
        return told(facade.ask(store=call.member.store, asked=_asked(call, courier=call.query["courier_code"])))

    @api.get("/boscod/ongkir/stream", query=OngkirQuery, refusals=_RATES, media=EVENTS)
    def cek_ongkir_stream(call: Call) -> Response:
        """Cek Ongkir (stream)

        The same as server-sent events: a `rates` event for each courier as it answers, in the shape of the plain
        answer, then `end`, or `error` with a code. Too many open streams are 503: ask for the plain answer then.
        """
        return streamed(facade.ask.stream(store=call.member.store, asked=_asked(call)))


def _areas(api: Api, facade: Shipping) -> None:
    @api.get(
        "/boscod/wilayah/provinces",
        answer=AreasAnswer,
        answer_example=_listed([CourierArea(id=1, name="DKI JAKARTA")]),
        refusals=_AREAS,
    )
    def provinces(call: Call) -> dict[str, Any]:
        """Wilayah: provinces

        The provinces as Boscod numbers them.
        """
        return _listed(facade.areas.browse.provinces(store=call.member.store))

    @api.get(
        "/boscod/wilayah/cities/<id:province_id>",
        answer=AreasAnswer,
        answer_example=_listed([CourierArea(id=38, name="JAKARTA PUSAT", code="JKTP", province=1)]),
        refusals=(*_AREAS, ProviderAreaNotFound),
    )
    def cities(call: Call, province_id: int) -> dict[str, Any]:
        """Wilayah: cities

        The cities and regencies of a province, by Boscod's id of it.
        """
        return _listed(facade.areas.browse.cities(store=call.member.store, province=province_id))

    @api.get(
        "/boscod/wilayah/districts/<id:city_id>",
        answer=AreasAnswer,
        answer_example={"data": [{**_GAMBIR, "district_code": "31.71.01"}], "total": 1},
        refusals=(*_AREAS, ProviderAreaNotFound),
    )
    def districts(call: Call, city_id: int) -> dict[str, Any]:
        """Wilayah: districts

        The districts of a city, by Boscod's id of it; `district_code` is Kemendagri's, null where it is not known
        which district Boscod means.
        """
        return _listed(facade.areas.browse.districts(store=call.member.store, city=city_id))

    @api.get(
        "/boscod/wilayah/search",
        query=AreaQuery,
        answer=FoundAreasAnswer,
        answer_example={
            "data": [
                {
                    "id": 14910,
                    "district_code": "31.71.01",
                    "name": "Gambir",
                    "path": "Gambir, Kota Jakarta Pusat, DKI Jakarta",
                    "within": [
                        {"code": "31.71", "name": "Kota Administrasi Jakarta Pusat"},
                        {"code": "31", "name": "Daerah Khusus Ibukota Jakarta"},
                    ],
                }
            ],
            "total": 1,
        },
    )
    def search_area(call: Call) -> dict[str, Any]:
        """Wilayah: search

        The districts that the words mean, as people type them (`cibinong bogor`), with Kemendagri's code and Boscod's
        id, null where Boscod has none.
        """
        found = facade.areas.browse.search(keyword=call.query["keyword"], limit=call.query["limit"])
        return {"data": [_found(one) for one in found], "total": len(found)}


def _for_orders(api: Api, facade: Shipping, estimate_order: EstimateOrder) -> None:
    @api.get(
        "/store/order/couriers",
        answer=CouriersAnswer,
        answer_example={"data": [{"courier_code": "idx", "courier_name": "IDEXPRESS"}], "total": 1},
    )
    def courier_list(call: Call) -> dict[str, Any]:  # noqa: ARG001  # the same for every store
        """Courier List

        The couriers that a form can be limited to and an order sent by.
        """
        listed = [{"courier_code": one.code, "courier_name": one.name} for one in facade.list_couriers()]
        return {"data": listed, "total": len(listed)}

    @api.get(
        "/store/order/estimation-rates",
        query=EstimateQuery,
        answer=EstimateAnswer,
        answer_example={"price": 10165, "max_price": 10700, "insurance": 180, "cod_fee": 2700, "total": 13045},
        refusals=(*_RATES, DraftIncomplete, OrderNotFound, ServiceNeeded),
    )
    def estimation_rates(call: Call) -> dict[str, int]:
        """Estimation Rates

        What Boscod would charge to send an order (`invoice`), or a draft (`district_code`, `weight`, `courier_code`,
        `service_code`): the price, the insurance, and the courier's fee for collecting (`cod`: the amount).
        """
        return _estimate(_estimated(call, facade, estimate_order))


def _estimated(call: Call, facade: Shipping, estimate_order: EstimateOrder) -> Estimate:
    query = call.query
    if query["invoice"] is not None:
        return estimate_order(
            store=call.member.store,
            invoice=Invoice(query["invoice"]),
            courier_code=query["courier_code"],
            service_code=query["service_code"],
            insured=query["insurance"],
            warehouse=query["warehouse_id"],
        )
    if None in (query["district_code"], query["weight"], query["courier_code"], query["service_code"]):
        raise DraftIncomplete
    return facade.estimate(
        store=call.member.store,
        asked=_asked(call),
        courier_code=query["courier_code"],
        service_code=query["service_code"],
        value=Money(query["item_value"]),
        insured=query["insurance"],
        collect=None if query["cod"] is None else Money(query["cod"]),
    )


def _asked(call: Call, *, courier: str | None = None) -> RatesAsked:
    query = call.query
    return RatesAsked(
        destination=query["district_code"],
        parcel=Parcel(weight=query["weight"], length=query["length"], width=query["width"], height=query["height"]),
        warehouse=query["warehouse_id"],
        origin=query["origin_district_code"],
        courier=courier,
        cod=query["cod"] is True,
    )


def _estimate(estimate: Estimate) -> dict[str, int]:
    parts = {name: getattr(estimate, name).idr for name in ("price", "insurance", "cod_fee")}
    return {**parts, "max_price": estimate.max_price.idr, "total": sum(parts.values())}


def _listed(areas: Sequence[CourierArea]) -> dict[str, Any]:
    return {"data": [_area(one) for one in areas], "total": len(areas)}


def _area(area: CourierArea) -> dict[str, Any]:
    return {
        "id": area.id,
        "name": area.name,
        "code": area.code,
        "province_id": area.province,
        "city_id": area.city,
        "district_code": area.district_code,
    }


def _found(found: FoundDistrict) -> dict[str, Any]:
    place = found.place
    return {
        "id": found.id,
        "district_code": place.code,
        "name": place.name,
        "path": place.path,
        "within": [{"code": code, "name": name} for code, name in place.within],
    }
