"""The prices of Boscod's couriers: of all as a stream, and one by one where the stream does not tell."""

import re
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any

from bosonline.adapters.outbound.boscod.client import RETRY_AFTER, BoscodClient, BoscodRefused
from bosonline.adapters.outbound.http import NoAnswer
from bosonline.application.shipping.accounts import CourierAccount
from bosonline.application.shipping.ports import EstimateAsked
from bosonline.application.stores.ports import ProviderAreas
from bosonline.domain.money import Money
from bosonline.domain.shipping import (
    FINEST,
    LONGEST_SIDE,
    Courier,
    CouriersUnavailable,
    DistrictNotServed,
    Estimate,
    Journey,
    Parcel,
    Rate,
    Rates,
)

PROVIDER = "boscod"
KNOWN = (
    Courier("idx", "IDEXPRESS"),
    Courier("sap", "SAP EXPRESS"),
    Courier("jnt", "J&T EXPRESS"),
    Courier("lion", "LION PARCEL"),
    Courier("ninja", "NINJA XPRESS"),
)
"""Boscod's list of couriers has no published address: these are known by name, others by their rates alone."""

WHOLE_DEADLINE = 10.0
"""Seconds within which all couriers are asked, the stream included."""

_CODE = re.compile(r"[A-Za-z0-9._-]{1,20}", re.ASCII)
_MOST_IDR = 10**9
_STREAM = "rates stream"


class BoscodCouriers:
    """Asks at most `at_once` couriers at the same time, for whoever wants to know."""

    def __init__(self, client: BoscodClient, areas: ProviderAreas, *, at_once: int = 8) -> None:
        self._client, self._areas = client, areas
        self._helpers = ThreadPoolExecutor(at_once, thread_name_prefix="boscod-rates")

    def known(self) -> Sequence[Courier]:
        """The couriers that can be named."""
        return KNOWN

    def rates(self, journey: Journey, account: CourierAccount, /, *, courier: str | None = None) -> Rates:
        """The rates of all couriers, or of one."""
        if courier is None:
            parts = list(self.stream(journey, account))
        else:
            parts = [self._of_named(courier, self._query(journey), account)]
        return Rates(
            rates=[rate for part in parts for rate in part.rates], failed=[one for part in parts for one in part.failed]
        )

    def stream(self, journey: Journey, account: CourierAccount, /) -> Iterator[Rates]:
        """The rates of each courier as it answers; one that the stream is silent about is asked by itself."""
        query, ends_at = self._query(journey), time.monotonic() + WHOLE_DEADLINE
        seen: dict[tuple[str | None, str | None], Rate] = {}
        silent = {one.code: one for one in KNOWN}
        try:
            for event in self._client.events("/v1/courier/rates_stream", query, token=account.token, part=_STREAM):
                # An event may carry the rates of one courier, or of all that have answered so far.
                fresh = [rate for rate in _rates_of_event(event) if (rate.courier_code, rate.service_code) not in seen]
                seen |= {(rate.courier_code, rate.service_code): rate for rate in fresh}
                for rate in fresh:
                    silent.pop(rate.courier_code or "", None)
                if fresh:
                    yield Rates(rates=fresh)
        except (CouriersUnavailable, BoscodRefused, NoAnswer):
            pass  # Whoever has not answered by now is asked one by one.
        if silent:
            rest = self._one_by_one(list(silent.values()), query, account, seconds=ends_at - time.monotonic())
            if not seen:
                _demand_some([rest], KNOWN)
            yield rest

    def estimate(self, asked: EstimateAsked, account: CourierAccount, /) -> Estimate:
        """What a parcel would cost with all that belongs to it."""
        journey = asked.journey
        query = {
            "courier_code": asked.courier_code,
            "service_code": asked.service_code,
            "item_value": asked.value.idr,
            "insurance": int(asked.insured),
            "sender_addr_id": self._id_of(journey.origin),
            "receiver_addr_id": self._id_of(journey.destination),
            "cod": "" if asked.collect is None else asked.collect.idr,
            **{f"item_{name}": value for name, value in _measures(journey.parcel).items()},
        }
        try:
            read = self._client.get("/v1/order/estimation_rates", query, token=account.token, part=asked.courier_code)
            return _estimate(read)
        except BoscodRefused as error:
            raise DistrictNotServed(region=journey.destination) from error
        except NoAnswer as error:
            raise CouriersUnavailable(retry_after=RETRY_AFTER) from error

    def _one_by_one(
        self, couriers: Sequence[Courier], query: Mapping[str, object], account: CourierAccount, *, seconds: float
    ) -> Rates:
        """The rates of these couriers, asked side by side; who has not answered in time has failed."""
        asked = {self._helpers.submit(self._of_one, one.code, query, account): one for one in couriers}
        wait(asked, timeout=max(0.5, seconds))
        rates: list[Rate] = []
        failed = []
        for answer, one in asked.items():
            found = _result(answer)
            if found is None:
                failed.append(one)
            else:
                rates += found
        return Rates(rates=rates, failed=failed)

    def _of_named(self, courier: str, query: Mapping[str, object], account: CourierAccount) -> Rates:
        """The rates of one courier; of one that Boscod does not know either there are none."""
        named = next((one for one in KNOWN if one.code == courier), None)
        if named is not None:
            found = self._one_by_one([named], query, account, seconds=WHOLE_DEADLINE)
            _demand_some([found], [named])
            return found
        try:
            return Rates(rates=self._of_one(courier, query, account))
        except BoscodRefused:
            return Rates()
        except NoAnswer as error:
            raise CouriersUnavailable(retry_after=RETRY_AFTER) from error

    def _of_one(self, courier: str, query: Mapping[str, object], account: CourierAccount) -> list[Rate]:
        asked = {**query, "courier_code": courier}
        return _rates_of(self._client.get("/v1/courier/rates", asked, token=account.token, part=courier))

    def _query(self, journey: Journey) -> dict[str, object]:
        return {
            "origin_id": self._id_of(journey.origin),
            "destination_id": self._id_of(journey.destination),
            **_measures(journey.parcel),
        }

    def _id_of(self, district: str) -> str:
        found = self._areas.theirs(PROVIDER, district)
        if found is None and self._areas.version(PROVIDER) is None:
            # Nothing is known of Boscod's districts yet: they are being taken in.
            raise CouriersUnavailable(retry_after=RETRY_AFTER)
        if found is None:
            raise DistrictNotServed(region=district)
        return found


def _measures(parcel: Parcel) -> dict[str, object]:
    """Kilograms and centimetres; sides that are not known are left to Boscod."""
    kilograms, grams = divmod(parcel.told().weight, 1000)
    sides = {"length": parcel.length, "width": parcel.width, "height": parcel.height} if parcel.volume else {}
    return {
        "weight": f"{kilograms}.{grams // FINEST}",
        **{name: min(side, LONGEST_SIDE) for name, side in sides.items()},
    }


def _result(answer: Future[list[Rate]]) -> list[Rate] | None:
    """What one courier answered; None where it failed. That the token is refused is no courier's failure."""
    if not answer.done():
        answer.cancel()
        return None
    try:
        return answer.result()
    except (CouriersUnavailable, BoscodRefused, NoAnswer):
        return None


def _demand_some(parts: Sequence[Rates], couriers: Collection[Courier]) -> None:
    """Where every courier failed, nothing is known: not even that there is no rate."""
    if sum(len(part.failed) for part in parts) >= len(couriers) and not any(part.rates for part in parts):
        raise CouriersUnavailable(retry_after=RETRY_AFTER)


def _rates_of_event(event: Any) -> list[Rate]:
    return _rates_of(event.get("rates") if isinstance(event, dict) else None)


def _rates_of(read: Any) -> list[Rate]:
    if not isinstance(read, list):
        raise NoAnswer("rates are a list")
    return [_rate(one) for one in read]


def _rate(read: Any) -> Rate:
    if not isinstance(read, dict):
        raise NoAnswer("a rate is an object")
    price = _rupiah(read.get("price"))
    return Rate(
        courier_code=_code(read.get("courier_code")).lower(),
        courier_name=str(read.get("courier_name") or read["courier_code"])[:60],
        service_code=_code(read.get("service_code")),
        price=price,
        max_price=_rupiah(read.get("max_price", price.idr)),
        etd=str(read.get("etd") or "")[:20],
        cod=str(read.get("cod")) in ("1", "True"),
    )


def _estimate(read: Any) -> Estimate:
    """Beside the prices and the insurance the members are not published; one that is missing counts as nothing."""
    if not isinstance(read, dict):
        raise NoAnswer("an estimate is an object")
    price = _rupiah(read.get("price"))
    return Estimate(
        price=price,
        max_price=_rupiah(read.get("max_price", price.idr)),
        insurance=_rupiah(read.get("insurance") or 0),
        cod_fee=_rupiah(read.get("cod_fee") or 0),
    )


def _code(value: Any) -> str:
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if not _CODE.fullmatch(text):
        raise NoAnswer("a code is not one")
    return text


def _rupiah(value: Any) -> Money:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _MOST_IDR:
        raise NoAnswer("a price is not one")
    return Money(value)
