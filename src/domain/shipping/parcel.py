"""What a parcel weighs and measures, and the weight that couriers charge for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from bosonline.domain.errors import Rejected

LONGEST_SIDE = 999
LIGHTEST, HEAVIEST, FINEST = 500, 99_000, 100
"""Grams: couriers are told of no less in a parcel, take no more, and are told in steps of so much."""

_GRAMS = 1000


class ParcelTooHeavy(Rejected):
    """More than couriers carry in one parcel."""

    code = "parcel-too-heavy"
    text = "Couriers carry at most {most} kg in one parcel; order less at once, or ask the seller"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """Weight in grams and the three sides in cm; a side of 0 is not known."""

    weight: int
    length: int = 0
    width: int = 0
    height: int = 0

    @property
    def volume(self) -> int:
        """Cubic centimetres; 0 where a side is not known."""
        return self.length * self.width * self.height

    def told(self) -> "Parcel":
        """The parcel as couriers are told of it: in hundreds of grams, which no service's steps are finer than."""
        return replace(self, weight=max(LIGHTEST, -(-self.weight // FINEST) * FINEST))

    def check(self) -> None:
        """Refuse with `ParcelTooHeavy` what no courier carries, by its weight or by its volume."""
        if max(self.weight, DEFAULT_RULE.volumetric(self)) > HEAVIEST:
            raise ParcelTooHeavy(most=HEAVIEST // _GRAMS)


def packed(goods: Iterable[tuple[Parcel, int]]) -> Parcel:
    """The parcel that holds so many of each: it weighs what they weigh, and holds at least what they fill.

    It is as long and as wide as the largest of them, and as high as their volume demands. Goods whose sides are not
    known count by their weight alone.
    """
    weight = volume = length = width = height = 0
    for one, qty in goods:
        weight += one.weight * qty
        if one.volume:
            longest, middle, shortest = sorted((one.length, one.width, one.height), reverse=True)
            length, width, height = max(length, longest), max(width, middle), max(height, shortest)
            volume += one.volume * qty
    if volume:
        if volume > length * width * LONGEST_SIDE:
            edge = round(volume ** (1 / 3)) + 1
            length, width = max(length, edge), max(width, edge)
        height = max(height, -(-volume // (length * width)))
    return Parcel(weight=weight, length=length, width=width, height=height)


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightRule:
    """How a service weighs: cubic cm that count as a kilogram, and its step, tolerance and minimum in grams."""

    divisor: int = 6000
    step: int = 1000
    tolerance: int = 300
    least: int = 1000

    def volumetric(self, parcel: Parcel) -> int:
        """The grams that its volume counts for, rounded up."""
        return -(-parcel.volume * _GRAMS // self.divisor)

    def billable(self, parcel: Parcel) -> int:
        """The grams that are charged: the greater of weight and volume, in whole steps, never less than the least."""
        counted = max(parcel.weight, self.volumetric(parcel))
        return max(self.least, -(-(counted - self.tolerance) // self.step) * self.step)


DEFAULT_RULE = WeightRule()

RULES: Mapping[tuple[str, str | None], WeightRule] = {
    ("lion", "BIGPACK"): WeightRule(least=10_000),
    ("ninja", None): WeightRule(tolerance=500),
}
"""The rules that differ, by courier and service; None stands for each service of the courier."""


def rule_of(courier: str | None, service: str | None) -> WeightRule:
    """How a service weighs."""
    if courier is None:
        return DEFAULT_RULE
    return RULES.get((courier, service)) or RULES.get((courier, None)) or DEFAULT_RULE
