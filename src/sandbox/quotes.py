"""Boscod's prices: the rates of one courier, of all couriers as a stream, and the estimate of an order."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .areas import District, areas
from .couriers import COURIERS, Courier, Parcelled, cod_fee, insurance, rates
from .faults import Faults
from .reading import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Carriage:
    """What is to be carried from where to where."""

    origin: District
    destination: District
    parcel: Parcelled

    def rates(self, courier: Courier) -> list[dict[str, Any]]:
        return rates(courier, self.origin, self.destination, self.parcel)


def read_carriage(read: Reading, *, origin: str, destination: str, measures: str = "") -> Carriage:
    """Kilograms and centimetres; ten centimetres where a side is not given."""
    return Carriage(
        origin=_place(read, origin),
        destination=_place(read, destination),
        parcel=Parcelled(
            kilograms=read.kilograms(measures + "weight", least=0.5, most=99),
            length=read.whole(measures + "length", least=1, most=999, default=10),
            width=read.whole(measures + "width", least=1, most=999, default=10),
            height=read.whole(measures + "height", least=1, most=999, default=10),
        ),
    )


def read_courier(read: Reading) -> Courier:
    return COURIERS.get(read.one_of("courier_code", COURIERS), COURIERS["idx"])


def _place(read: Reading, name: str) -> District:
    """A district by its id, which is a number in a query."""
    place = areas().districts.get(read.whole(name))
    if place is None:
        read.blame(name)
        return next(iter(areas().districts.values()))
    return place


class Quotes:
    """Asks the couriers, with the faults that are set for each; ``pause`` lets the time pass that they take."""

    def __init__(
        self, *, faults: Faults, pause: Callable[[float], None], courier_pause: float, cumulative: bool
    ) -> None:
        self._faults = faults
        self._pause = pause
        self._courier_pause = courier_pause
        self._cumulative = cumulative

    def of_one(self, courier: Courier, carriage: Carriage) -> list[dict[str, Any]] | None:
        """The rates of one courier; None where it fails."""
        fault = self._faults.strike_courier(courier.code)
        if fault is None:
            return carriage.rates(courier)
        if fault.form == "slow":
            self._pause(fault.seconds)
            return carriage.rates(courier)
        return [] if fault.form == "empty" else None

    def of_all(self, carriage: Carriage) -> Iterator[bytes]:
        """An event for every courier as it answers; how a failed one shows is unknown: it is left out."""
        waits = []
        for place, courier in enumerate(COURIERS.values(), start=1):
            fault = self._faults.strike_courier(courier.code)
            if fault is None or fault.form == "slow":
                waits.append((place * self._courier_pause + (0 if fault is None else fault.seconds), courier))
        passed = 0.0
        known: list[dict[str, Any]] = []
        for due, courier in sorted(waits, key=lambda wait: wait[0]):
            self._pause(due - passed)
            passed = due
            answered = carriage.rates(courier)
            known += answered
            event = {"total_rates": len(known), "rates": known if self._cumulative else answered}
            yield b"data: " + json.dumps(event).encode() + b"\n\n"


def estimate(rate: Mapping[str, Any], *, item_value: int, insured: bool, cod_value: int) -> dict[str, int]:
    """Beyond ``max_price, price, insurance`` the members are unknown; ``cod_fee`` and ``total`` are assumed."""
    fees = {"insurance": insurance(item_value) if insured else 0, "cod_fee": cod_fee(cod_value)}
    price = int(rate["price"])
    return {"max_price": rate["max_price"], "price": price, **fees, "total": price + sum(fees.values())}
