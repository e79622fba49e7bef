"""PostgreSQL goes away under load, and comes back: buyers are told to wait, and what they were told stays true."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import Engine, make_url

from bosonline.testing.served_store import ServedStore
from bosonline.testing.web import Answer, Unanswered, at_once

Opened = Callable[..., AbstractContextManager[ServedStore]]


@pytest.fixture
def store(opened: Opened, tmp_path: Path) -> Iterator[ServedStore]:
    """A store on PostgreSQL."""
    with opened("postgresql", tmp_path) as made:
        yield made


@contextmanager
def administration(store: ServedStore) -> Iterator[Engine]:
    """The server's own database, from which another can be taken down."""
    url = make_url(store.url).set(drivername="postgresql+psycopg", database="postgres")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    yield engine
    engine.dispose()


def end_connections(administration: Engine, name: str) -> None:
    """Every connection to a database ends in the middle of whatever it does."""
    with administration.connect() as connection:
        connection.execute(
            text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"), {"name": name}
        )


def take_down(administration: Engine, name: str, *, seconds: float) -> None:
    """Nobody can connect to a database for a while."""
    with administration.connect() as connection:
        connection.execute(text(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false"))
    end_connections(administration, name)
    time.sleep(seconds)
    with administration.connect() as connection:
        connection.execute(text(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS true"))


def check_is_told(answer: Answer) -> None:
    """Whoever could not be served is told so as the API tells everything."""
    assert answer.headers["content-type"] == "application/problem+json", answer.body
    assert (answer.status, answer.code) in ((503, "database-unavailable"), (409, "twin-in-flight")), answer.body
    assert int(answer.headers["retry-after"]) >= 1


def test_buyers_and_staff_are_told_to_wait_and_nothing_is_lost_or_doubled(store: ServedStore) -> None:
    live_through_outages(store, buyers=240, cuts=5)


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_a_thousand_cuts(store: ServedStore) -> None:
    live_through_outages(store, buyers=20_000, cuts=1_000)


def live_through_outages(store: ServedStore, *, buyers: int, cuts: int) -> None:
    """Buyers order and are followed up while connections end; everybody insists until it is done."""
    name = make_url(store.url).database
    assert name is not None
    form, skus = store.sell(buyers)
    everybody = range(buyers)
    seen: list[Answer] = []

    def insist(call: Callable[[], Answer]) -> Answer:
        for _ in range(2_000):
            try:
                answer = call()
            except Unanswered:  # whether it was done is not known: the same key asks again
                continue
            if answer.status < 300:
                return answer
            check_is_told(answer)
            seen.append(answer)
            time.sleep(0.05)
        raise AssertionError(answer.body)

    def live(buyer: int) -> tuple[Answer, Answer]:
        ordered = insist(partial(store.check_out, form, skus, buyer=buyer, key=f"order-{buyer}"))
        invoice = ordered.data["invoice"]
        return ordered, insist(partial(store.follow_up, "bob", invoice, 1, key=f"follow-up-{invoice}"))

    def disturb() -> None:
        for _ in range(cuts):
            time.sleep(0.25)
            end_connections(server, name)
        take_down(server, name, seconds=0.7)

    with store.serve(), administration(store) as server:
        trouble = threading.Thread(target=disturb)
        trouble.start()
        answers = at_once(partial(live, buyer) for buyer in everybody)
        trouble.join()
        assert store.web.call("GET", "/readyz").status == 200
        again = at_once(
            partial(insist, partial(store.check_out, form, skus, buyer=buyer, key=f"order-{buyer}"))
            for buyer in everybody
        )

    store.close()  # the connections of this process were ended as well
    assert Counter(answer.status for answer in seen)[503] > 0
    assert [answer.body for answer in again] == [ordered.body for ordered, _ in answers]
    assert all(answer.replayed for answer in again)
    assert len({ordered.data["invoice"] for ordered, _ in answers}) == len(store.orders(form)) == buyers
    assert all(not followed.data["repeated"] for _, followed in answers)
    store.check_books(form, skus)
