"""Invoice numbers on PostgreSQL come in blocks, over a connection that works do not compete for."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import pytest
from sqlalchemy import text

from bosonline.adapters.outbound.sql.database import Database, DatabaseUnavailable
from bosonline.domain.identity import SYSTEM
from bosonline.domain.ordering import Invoice
from bosonline.testing.backends import Backend
from bosonline.testing.selling import COFFEE, Stall, coffee_stall
from bosonline.testing.web import at_once

STORES = 8


@pytest.fixture
def narrow(postgresql_once: Backend) -> Iterator[Backend]:
    """PostgreSQL with a pool that fewer works fit in than there are."""
    database = Database(postgresql_once.database.url.render_as_string(hide_password=False), pool_size=1)
    yield replace(postgresql_once, database=database)
    database.dispose()


def test_works_that_fill_the_pool_still_get_their_numbers(postgresql_once: Backend, narrow: Backend) -> None:
    stalls = [coffee_stall(postgresql_once) for _ in range(STORES)]

    def begin(stall: Stall) -> str:
        with narrow.work(stall.member.store) as work:
            work.stock.take({COFFEE: 1}, invoice=Invoice("INV0000"), by=SYSTEM, at=narrow.clock())
            return str(work.orders.next_invoice())

    numbers = at_once((partial(begin, stall) for stall in stalls), threads=STORES)

    assert numbers == ["INV0001"] * STORES


def test_a_lost_connection_is_an_outage_and_the_next_call_has_another(
    postgresql_once: Backend, narrow: Backend
) -> None:
    store = coffee_stall(postgresql_once).member.store
    with narrow.database.count() as connection:
        pid = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
    with postgresql_once.database.writing.begin() as connection:
        connection.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})

    with pytest.raises(DatabaseUnavailable), narrow.work(store) as work:
        work.orders.next_invoice()
    with narrow.work(store) as work:
        assert work.orders.next_invoice() == "INV0001"
