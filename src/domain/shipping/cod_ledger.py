"""Cash on delivery as double entry: what the buyer owes, the courier holds, and the seller has got.

Every posting sums to zero, and so does whatever is made of postings: an order's ledger, and a store's.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bosonline.domain.errors import Conflict


class CodAccount(StrEnum):
    """Where money is, or what it is for; amounts are what is there, negative where it came from."""

    DUE = "due"
    COLLECTED = "collected"
    REMITTED = "remitted"
    RETURN_COST = "return_cost"
    SALES = "sales"
    COURIER = "courier"


SHOWN = (CodAccount.DUE, CodAccount.COLLECTED, CodAccount.REMITTED, CodAccount.RETURN_COST)
"""What the seller is told: still to be collected, with the courier, handed on, and paid for returning."""


class NothingReturned(Conflict):
    """Nothing has come back that could have cost anything."""

    code = "nothing-returned"
    text = "An order that is {status} has no return that could cost anything"


@dataclass(frozen=True, slots=True, kw_only=True)
class CodEntry:
    """One line of an order's ledger, in rupiah; `what` names the posting that it belongs to."""

    what: str
    account: CodAccount
    amount: int
    at: datetime


Posting = tuple[CodEntry, ...]


def due(amount: int, *, at: datetime) -> Posting:
    """The parcel left: the buyer owes this."""
    return _moved("due", amount, CodAccount.SALES, CodAccount.DUE, at)


def collected(amount: int, *, at: datetime) -> Posting:
    """The parcel was delivered: the courier has what the buyer owed."""
    return _moved("collected", amount, CodAccount.DUE, CodAccount.COLLECTED, at)


def uncollected(amount: int, *, at: datetime) -> Posting:
    """It was not delivered after all: the buyer owes it as before."""
    return _moved("uncollected", amount, CodAccount.COLLECTED, CodAccount.DUE, at)


def returned(amount: int, *, at: datetime) -> Posting:
    """The goods are back: nobody owes anything."""
    return _moved("returned", amount, CodAccount.DUE, CodAccount.SALES, at)


def remitted(amount: int, *, at: datetime) -> Posting:
    """The courier handed this on; what it keeps back stays with it."""
    return _moved("remitted", amount, CodAccount.COLLECTED, CodAccount.REMITTED, at)


def refunded(amount: int, *, at: datetime) -> Posting:
    """The seller gave this back to the buyer."""
    return _moved("refunded", amount, CodAccount.REMITTED, CodAccount.SALES, at)


def return_cost(amount: int, *, known: int, at: datetime) -> Posting:
    """The return cost this in all, of which so much was known."""
    return _moved("return_cost", amount - known, CodAccount.COURIER, CodAccount.RETURN_COST, at)


def balances(entries: Iterable[CodEntry]) -> Mapping[CodAccount, int]:
    """What is on each account."""
    found = dict.fromkeys(CodAccount, 0)
    for entry in entries:
        found[entry.account] += entry.amount
    return found


def cod_told(amounts: Iterable[tuple[CodAccount, int]]) -> dict[str, int] | None:
    """What the seller is told of an order's ledger; None where there is nothing in it."""
    found = dict.fromkeys(CodAccount, 0)
    known = False
    for account, amount in amounts:
        found[account] += amount
        known = True
    return {account.value: found[account] for account in SHOWN} if known else None


def _moved(what: str, amount: int, source: CodAccount, goal: CodAccount, at: datetime) -> Posting:
    if not amount:
        return ()
    return (
        CodEntry(what=what, account=source, amount=-amount, at=at),
        CodEntry(what=what, account=goal, amount=amount, at=at),
    )
