"""Rupiah, as whole numbers: the currency has no minor unit in use."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount of whole rupiah; negative only as a difference between two amounts."""

    idr: int = 0

    def __post_init__(self) -> None:
        if type(self.idr) is not int:
            raise TypeError(f"rupiah are whole numbers, not {self.idr!r}")

    def __add__(self, other: Self) -> "Money":
        return Money(self.idr + other.idr)

    def __sub__(self, other: Self) -> "Money":
        return Money(self.idr - other.idr)

    def __mul__(self, times: int) -> "Money":
        return Money(self.idr * times)

    def __bool__(self) -> bool:
        return self.idr != 0

    def __str__(self) -> str:
        """As Indonesians write it: `Rp1.250.000`."""
        return f"{'-' if self.idr < 0 else ''}Rp{abs(self.idr):,}".replace(",", ".")

    def percent_down(self, percent: int) -> "Money":
        """A share, rounded down: discounts."""
        return Money(self.idr * percent // 100)

    def basis_points_up(self, basis_points: int) -> "Money":
        """A share in hundredths of a percent, rounded up: fees."""
        return Money(-(-self.idr * basis_points // 10_000))

    def spread(self, weights: Sequence[int]) -> list["Money"]:
        """Share this amount by weight with the largest remainder, so that the parts sum to the whole.

        Equal remainders go to the earlier part. Weights are not negative and not all zero.
        """
        whole = sum(weights)
        if whole <= 0 or min(weights) < 0:
            raise ValueError("weights are not negative and not all zero")
        shares, remainders = zip(*(divmod(self.idr * weight, whole) for weight in weights), strict=True)
        left = self.idr - sum(shares)
        first = sorted(range(len(weights)), key=lambda at: (-remainders[at], at))[:left]
        return [Money(share + (at in first)) for at, share in enumerate(shares)]

    @staticmethod
    def total(amounts: Iterable["Money"]) -> "Money":
        """The sum of amounts; nothing sums to zero rupiah."""
        return Money(sum(amount.idr for amount in amounts))


ZERO = Money(0)
