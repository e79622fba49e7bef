"""The Boscod twin: areas, rates (plain and as a stream), orders, cancelling, tracking, estimates and webhooks.

Every call takes ``Authorization: Bearer <token>``; the token is the account. Webhooks go to the address set with
``PUT /sandbox/webhook``; a parcel's life is hurried with ``POST /sandbox/parcels/{order_no}/advance``.
"""

import base64
from collections.abc import Iterable
from typing import Any

from .areas import areas
from .bookings import read_booking
from .callbacks import Address, Persistence
from .couriers import COURIERS
from .depot import Depot
from .faults import COURIER_KIND
from .parcels import STEPS, Parcel
from .quotes import Quotes, estimate, read_carriage, read_courier
from .reading import Reading
from .twin import Refused, Route, Twin, control_answer, control_body, misused
from .wire import Answer, Request, json_answer

# Search Area, List Courier and Detail Order are published by name; their paths are unknown and assumed here.
_SEARCH_AREA = "/v1/address/search"
_LIST_COURIER = "/v1/courier"
_DETAIL_ORDER = "/v1/order/detail/{order_no}"

# How often Boscod repeats a webhook that was not taken is unknown.
_PERSISTENCE = Persistence(tries=3, pause=0.5, accepts=lambda answer: answer.ok)

# The longest page is unknown.
_LONGEST_PAGE = 1_000

_PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


class Boscod(Twin):
    name = "boscod"
    calls = (
        "provinces",
        "cities",
        "districts",
        "search_area",
        "couriers",
        "rates",
        "rates_stream",
        "order",
        "cancel",
        "detail",
        "tracking",
        "estimation_rates",
    )
    callback_calls = ("awb", "status")
    extra_faults = (COURIER_KIND,)

    def __init__(
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        webhook: Address = None,
        pace: float | None = None,
        awb_after: float = 0.05,
        courier_pause: float = 0.02,
        stream_is_cumulative: bool = False,
    ) -> None:
        """With a ``pace`` every parcel makes a step by itself each so many seconds.

        Whether an event of the rate stream carries the rates of one courier or all so far is unknown: both can be had.
        """
        super().__init__(host=host, port=port, persistence=_PERSISTENCE)
        self.depot = Depot(
            agenda=self.agenda,
            callbacks=self.callbacks,
            webhook=webhook,
            pace=pace,
            awb_after=awb_after,
            photo_of=lambda order_no: f"{self.url}/pod/{order_no}",
        )
        self._quotes = Quotes(
            faults=self.faults, pause=self.pause, courier_pause=courier_pause, cumulative=stream_is_cumulative
        )

    def routes(self) -> tuple[Route, ...]:
        return (
            Route("GET", "/v1/address/provinces", "provinces", self._provinces),
            Route("GET", "/v1/address/cities/{province_id}", "cities", self._cities),
            Route("GET", "/v1/address/districts/{city_id}", "districts", self._districts),
            Route("GET", _SEARCH_AREA, "search_area", self._search_area),
            Route("GET", _LIST_COURIER, "couriers", self._couriers),
            Route("GET", "/v1/courier/rates", "rates", self._rates),
            Route("GET", "/v1/courier/rates_stream", "rates_stream", self._rates_stream),
            Route("POST", "/v1/order", "order", self._order),
            Route("POST", "/v1/order/cancel", "cancel", self._cancel),
            Route("GET", "/v1/order/tracking/{order_no}", "tracking", self._tracking),
            Route("GET", "/v1/order/estimation_rates", "estimation_rates", self._estimation_rates),
            Route("GET", _DETAIL_ORDER, "detail", self._detail),
            Route("GET", "/pod/{order_no}", None, self._photo),
            Route("PUT", "/sandbox/webhook", None, self._set_webhook),
            Route("GET", "/sandbox/parcels", None, self._listed),
            Route("POST", "/sandbox/parcels/{order_no}/advance", None, self._advance),
        )

    def error(self, status: int, message: str, *, call: str | None = None) -> Answer:  # noqa: ARG002  # worded alike
        """The shape of Boscod's errors is unknown but for the ``message`` that its cancel answers carry."""
        return json_answer({"message": message}, status)

    def forget(self) -> None:
        self.depot.forget()

    # -- areas

    def _provinces(self, request: Request) -> Answer:
        self._account(request)
        return self._page(request, sorted(areas().provinces.values(), key=lambda province: province.name))

    def _cities(self, request: Request) -> Answer:
        self._account(request)
        return self._page(request, areas().cities_of(_number(request.args["province_id"])))

    def _districts(self, request: Request) -> Answer:
        self._account(request)
        return self._page(request, areas().districts_of(_number(request.args["city_id"])))

    def _search_area(self, request: Request) -> Answer:
        self._account(request)
        word = request.query.get("keyword", "").upper()
        if len(word) < 3:
            raise Refused(self.error(400, "keyword must have at least 3 letters"))
        return self._page(request, [place for place in areas().districts.values() if word in place.name])

    def _couriers(self, request: Request) -> Answer:
        self._account(request)
        listed = [{"courier_code": courier.code, "courier_name": courier.name} for courier in COURIERS.values()]
        return json_answer({"total": len(listed), "data": listed})

    def _page(self, request: Request, found: Iterable[Any]) -> Answer:
        """``start`` and ``limit`` of a list, answered with the total of the whole."""
        read = Reading(request.query)
        start = read.whole("start", default=0)
        limit = read.whole("limit", least=1, most=_LONGEST_PAGE, default=10)
        self._check(read)
        listed = [area.listed() for area in found]
        return json_answer({"total": len(listed), "data": listed[start : start + limit]})

    # -- rates

    def _rates(self, request: Request) -> Answer:
        """Of one courier, as a bare array."""
        self._account(request)
        read = Reading(request.query)
        carriage = read_carriage(read, origin="origin_id", destination="destination_id")
        courier = read_courier(read)
        self._check(read)
        found = self._quotes.of_one(courier, carriage)
        if found is None:
            raise Refused(self.error(502, f"{courier.name} did not answer"))
        return json_answer(found)

    def _rates_stream(self, request: Request) -> Answer:
        self._account(request)
        read = Reading(request.query)
        carriage = read_carriage(read, origin="origin_id", destination="destination_id")
        self._check(read)
        events = self._quotes.of_all(carriage)
        return Answer(content_type="text/event-stream", headers={"Cache-Control": "no-cache"}, chunks=events)

    def _estimation_rates(self, request: Request) -> Answer:
        self._account(request)
        read = Reading(request.query)
        carriage = read_carriage(read, origin="sender_addr_id", destination="receiver_addr_id", measures="item_")
        courier = read_courier(read)
        service = read.one_of("service_code", [service.code for service in courier.services])
        item_value = read.whole("item_value")
        insured = read.one_of("insurance", ("0", "1")) == "1"
        cod_value = read.whole("cod", default=0)
        self._check(read)
        rate = next((rate for rate in carriage.rates(courier) if rate["service_code"] == service), None)
        if rate is None:
            raise Refused(self.error(404, f"{courier.name} does not serve this destination"))
        return json_answer(estimate(rate, item_value=item_value, insured=insured, cod_value=cod_value))

    # -- orders

    def _order(self, request: Request) -> Answer:
        """The answer is unknown but for what must be in it: Boscod's number beside our code, one for every item."""
        account = self._account(request)
        body = request.json_object()
        if body is None:
            raise Refused(self.error(400, "the body must be a JSON object"))
        booking, read = read_booking(body)
        self._check(read)
        with self.depot.lock:
            # What Boscod does with an order_code it has seen is unknown; assumed: it refuses unless that was cancelled.
            if self.depot.knows_code(account, booking.order_code):
                raise Refused(self.error(409, f"order_code {booking.order_code} already exists"))
            parcels = [self.depot.book(account, booking, receiver) for receiver in booking.receivers]
        booked = [{"order_no": parcel.order_no, "order_code": parcel.order_code} for parcel in parcels]
        return json_answer({"message": "Order created", "data": booked})

    def _cancel(self, request: Request) -> Answer:
        """Only while Pending Pickup. That one refused number refuses the whole list is assumed."""
        account = self._account(request)
        read = Reading(request.json_object() or {})
        numbers = [str(number) for number in read.items("order_numbers")]
        read.text("reason")
        self._check(read)
        with self.depot.lock:
            parcels = [self._parcel(account, number) for number in numbers]
            late = [parcel.order_no for parcel in parcels if not parcel.is_pending_pickup]
            if late:
                raise Refused(self.error(400, f"not Pending Pickup any more: {', '.join(late)}"))
            for parcel in parcels:
                self.depot.take(parcel, "cancelled")
        return json_answer({"message": "Order cancelled", "cancelled": numbers})

    def _tracking(self, request: Request) -> Answer:
        account = self._account(request)
        with self.depot.lock:
            return json_answer(self._parcel(account, request.args["order_no"]).tracked())

    def _detail(self, request: Request) -> Answer:
        """That it finds by the caller's own order_code too is assumed."""
        account = self._account(request)
        with self.depot.lock:
            number = request.args["order_no"]
            listed = (self.depot.coded(account, number) or self._parcel(account, number)).listed()
        return json_answer({name: value for name, value in listed.items() if name not in ("step", "next")})

    def _parcel(self, account: str, order_no: str) -> Parcel:
        parcel = self.depot.find(order_no)
        if parcel is None:
            raise Refused(self.error(404, f"order {order_no} not found"))
        if parcel.account != account:
            raise Refused(self.error(403, f"order {order_no} belongs to another account"))
        return parcel

    def _photo(self, _: Request) -> Answer:
        return Answer(body=_PIXEL, content_type="image/png")

    # -- controls

    def _set_webhook(self, request: Request) -> Answer:
        """``{"url", "secret", "token"}``: the secret and the account's token may be left out."""
        read = Reading(control_body(request))
        url = read.text("url", most=2048, like=r"https?://.+")
        secret = read.text("secret", needed=False) or None
        token = read.text("token", needed=False) or None
        if read.wrong:
            raise misused(f"missing or malformed: {', '.join(read.wrong)}")
        self.depot.set_webhook(url, secret=secret, token=token)
        return control_answer({"url": url})

    def _listed(self, _: Request) -> Answer:
        return control_answer({"parcels": self.depot.listed()})

    def _advance(self, request: Request) -> Answer:
        """``{}`` for the next step, ``{"to": "delivered"}`` for all steps up to one."""
        goal = control_body(request).get("to")
        if goal is not None and goal not in STEPS:
            raise misused(f"to is one of {', '.join(STEPS)}")
        try:
            return control_answer(self.depot.advance(request.args["order_no"], goal))
        except KeyError as error:
            raise misused("no such parcel", 404) from error
        except ValueError as error:
            raise misused(str(error), 409) from error

    # -- reading

    def _account(self, request: Request) -> str:
        if request.bearer is None:
            raise Refused(self.error(401, "Unauthorized"))
        return request.bearer

    def _check(self, read: Reading) -> None:
        if read.wrong:
            wording = "; ".join(f"{name} is {how}" for name, how in read.wrong.items())
            raise Refused(json_answer({"message": wording, "errors": read.wrong}, 400))


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) <= 9 else 0
