"""Codes that tell transfers apart, given under a lock of the store so that no two get the same."""

from dataclasses import replace
from typing import Protocol

from bosonline.domain.money import ZERO, Money
from bosonline.domain.ordering import Invoice, Totals
from bosonline.domain.ordering.unique_code import LEAST, MOST, free_code


class Transfers(Protocol):
    """What buyers of the work's store are to transfer."""

    def due(self, least: Money, most: Money, /, *, account: int | None, but: Invoice) -> frozenset[Money]:
        """The totals from `least` to `most` of open orders that may be transferred to an account, but for one order's.

        None stands for several accounts: then every open transfer counts. Until this work ends nobody else asks.
        """
        ...


class CodingWork(Protocol):
    """A transaction that can give codes."""

    @property
    def transfers(self) -> Transfers: ...


def coded(work: CodingWork, totals: Totals, *, account: int | None, invoice: Invoice, draw: int) -> Totals:
    """Totals whose sum is nobody else's among the open transfers to the account; as they are where that cannot be.

    What costs nothing takes no code.
    """
    plain = replace(totals, unique_code=ZERO)
    if not plain.total:
        return plain
    least, most = (Money(plain.total.idr + code) for code in (LEAST, MOST))
    taken = work.transfers.due(least, most, account=account, but=invoice)
    return replace(plain, unique_code=free_code(plain.total, taken, draw=draw, present=totals.unique_code))
