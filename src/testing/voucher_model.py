"""Vouchers as nothing but whole numbers: what they take off, from whom, and how often."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Lines = Sequence[tuple[str, int, int]]
"""SKU, quantity and price."""


@dataclass(slots=True, kw_only=True)
class Coupon:
    """One voucher: so much off the goods (`product`) or off the shipping (`ongkir`)."""

    kind: str
    percent: int | None
    amount: int
    ceiling: int | None
    stock: int
    limit: int
    methods: Sequence[str]
    items: Sequence[str]
    min_purchase: int
    min_qty: int
    is_on: bool = True
    used: int = 0

    def off(self, base: int) -> int:
        """What it takes off."""
        taken = self.amount if self.percent is None else base * self.percent // 100
        return min(taken, base, base if self.ceiling is None else self.ceiling)

    def meant(self, lines: Lines) -> Lines:
        """The lines that it is for."""
        return [line for line in lines if not self.items or line[0] in self.items]

    def reason_against(self, lines: Lines, method: str, by_buyer: int) -> tuple[str, dict[str, Any]] | None:
        """Why it does not count, and the figures that are told."""
        meant = self.meant(lines)
        checks: list[tuple[bool, str, dict[str, Any]]] = [
            (self.is_on, "voucher-off", {}),
            (
                not self.methods or method in self.methods,
                "voucher-payment-method",
                {"methods": ", ".join(self.methods)},
            ),
            (by_buyer < self.limit, "voucher-used-by-buyer", {"limit": self.limit}),
            (self.used < self.stock, "voucher-used-up", {}),
            (bool(meant), "voucher-products", {}),
            (
                sum(qty * price for _, qty, price in meant) >= self.min_purchase,
                "voucher-minimum-purchase",
                {"min_purchase": self.min_purchase},
            ),
            (sum(qty for _, qty, _ in meant) >= self.min_qty, "voucher-minimum-quantity", {"min_qty": self.min_qty}),
        ]
        return next(((code, facts) for holds, code, facts in checks if not holds), None)


@dataclass(slots=True)
class Redeemed:
    """A use of a voucher by an order: what it took off, and whether it counts."""

    code: str
    kind: str
    discount: int
    counts: bool = True


def shared(discount: int, bases: Sequence[int]) -> list[int]:
    """A discount over what it is taken off: each share rounded down, the rest by the largest remainders."""
    whole = sum(bases)
    if not discount:
        return [0 for _ in bases]
    shares = [discount * base // whole for base in bases]
    by_remainder = sorted(range(len(bases)), key=lambda at: (-(discount * bases[at] % whole), at))
    for at in by_remainder[: discount - sum(shares)]:
        shares[at] += 1
    return shares
