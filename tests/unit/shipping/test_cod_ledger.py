"""Whatever is posted adds up to zero, for an order and for a store."""

from collections.abc import Callable
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from bosonline.domain.shipping.cod_ledger import (
    SHOWN,
    CodAccount,
    Posting,
    balances,
    cod_told,
    collected,
    due,
    refunded,
    remitted,
    return_cost,
    returned,
    uncollected,
)

NOON = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
AMOUNT = st.integers(0, 10**12)
POSTINGS: list[Callable[[int], Posting]] = [
    lambda amount: due(amount, at=NOON),
    lambda amount: collected(amount, at=NOON),
    lambda amount: uncollected(amount, at=NOON),
    lambda amount: returned(amount, at=NOON),
    lambda amount: remitted(amount, at=NOON),
    lambda amount: refunded(amount, at=NOON),
    lambda amount: return_cost(amount, known=5_000, at=NOON),
]


@given(st.lists(st.tuples(st.sampled_from(POSTINGS), AMOUNT), max_size=20))
def test_all_that_is_posted_adds_up_to_zero(made: list[tuple[Callable[[int], Posting], int]]) -> None:
    entries = [entry for posting, amount in made for entry in posting(amount)]

    assert sum(balances(entries).values()) == 0


@given(AMOUNT)
def test_what_was_collected_and_came_back_leaves_nothing(amount: int) -> None:
    way = (due, collected, uncollected, returned)
    entries = [entry for posting in way for entry in posting(amount, at=NOON)]

    assert not any(balances(entries).values())


def test_the_seller_is_told_four_figures_or_nothing() -> None:
    told = cod_told((entry.account, entry.amount) for entry in due(60_000, at=NOON))

    assert told == {account.value: 60_000 if account is CodAccount.DUE else 0 for account in SHOWN}
    assert cod_told([]) is None
