"""The outbox and the rota on every backend, and claims made at the same time."""

from concurrent.futures import ThreadPoolExecutor

from bosonline.testing.backends import Backend
from bosonline.testing.contracts.outbox import LEASE, OutboxContract, RotaContract, post


class TestOutbox(OutboxContract):
    """On memory, SQLite and PostgreSQL."""


class TestRota(RotaContract):
    """On memory, SQLite and PostgreSQL."""


def test_claims_at_the_same_time_never_share_a_letter(backend: Backend) -> None:
    post(backend, *(str(number) for number in range(200)))

    with ThreadPoolExecutor(4) as pool:
        claims = list(pool.map(lambda _: backend.outbox.claim(limit=7, lease=LEASE), range(24)))
    # A claim may come back short where another was at the same rows, but none is left behind for good.
    claims.append(backend.outbox.claim(limit=200, lease=LEASE))

    claimed = [letter.id for claim in claims for letter in claim.letters]
    assert len(claimed) == len(set(claimed)) == 200


def test_one_of_many_gets_the_turn(backend: Backend) -> None:
    with ThreadPoolExecutor(4) as pool:
        turns = list(pool.map(lambda _: backend.rota.take("tidy", lease=LEASE), range(8)))

    assert sum(turn is not None for turn in turns) == 1
