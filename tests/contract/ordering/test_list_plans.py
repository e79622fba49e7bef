"""How the databases go about lists of a store with many orders: along indexes, and never through all of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Connection, event, text

from bosonline.adapters.outbound.sql.order_lists import COUNTED_UP_TO
from bosonline.adapters.outbound.sql.tables.ordering import orders
from bosonline.application.ordering import OrderFilter
from bosonline.domain.identity import StoreId
from bosonline.domain.ordering import Invoice, PaymentStatus, Status
from bosonline.testing.backends import Backend, TestClock
from bosonline.testing.selling import Stall, a_checkout, coffee_stall

MANY = 12_000
assert MANY > COUNTED_UP_TO
IN_ORDER = ("ix_orders_newest", "ix_orders_status")
Sent = list[tuple[str, Any]]


@pytest.fixture(scope="module", params=["sqlite_once", "postgresql_once"])
def stall(request: pytest.FixtureRequest) -> Stall:
    """A store with many orders, nearly all by people called Budi, on a database that knows how many."""
    shared: Backend = request.getfixturevalue(request.param)
    made = coffee_stall(replace(shared, clock=TestClock()))
    made.check_out(a_checkout())
    with made.backend.database.writing.begin() as connection:
        fill(connection, made.member.store)
    if not made.backend.database.is_sqlite:
        with made.backend.database.single.connect() as connection:
            connection.execute(text("VACUUM ANALYZE orders"))
    return made


def fill(connection: Connection, store: StoreId) -> None:
    """Orders like the first one, made one after another; every fiftieth is of somebody else and has left."""
    other = "n % 50 = 0"
    made = {
        "invoice": "'INV9' || n",
        "secret": "'s-' || store_id || '-' || n",
        "customer_name": f"CASE WHEN {other} THEN 'Siti ' || n ELSE 'Budi ' || n END",
        "name_key": f"CASE WHEN {other} THEN 'siti ' || n ELSE 'budi ' || n END",
        "customer_phone": f"CASE WHEN {other} THEN '+62899' || n ELSE '+62812' || n END",
        "status": f"CASE WHEN {other} THEN 'shipped' ELSE 'pending' END",
        "awb": f"CASE WHEN {other} THEN 'JX' || n END",
        "due_at": "NULL",  # nobody lets these expire: their goods were never taken
        "created_at": "created_at + n * 1000000"
        if connection.dialect.name == "sqlite"
        else "created_at + n * '1s'::interval",
    }
    names = ", ".join(f'"{column.name}"' for column in orders.c)
    values = ", ".join(made.get(column.name, f'"{column.name}"') for column in orders.c)
    numbers = "WITH RECURSIVE numbers(n) AS (SELECT 10001 UNION ALL SELECT n + 1 FROM numbers WHERE n < :last)"
    insert = f"INSERT INTO orders ({names}) {numbers} SELECT {values} FROM orders, numbers WHERE store_id = :store"
    connection.execute(text(insert), {"store": store, "last": 10_000 + MANY})


@contextmanager
def sent_to(backend: Backend) -> Iterator[Sent]:
    """The reads of this block."""
    found: Sent = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        if statement.startswith(("SELECT", "WITH")):
            found.append((statement, values))

    database = backend.database
    engines = [database.single, database.snapshot] if database.is_sqlite else [database.writing]
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    yield found
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)


def plans(backend: Backend, sent: Sent) -> list[str]:
    """How the database goes about each of these; where it can go along an index it must, few as the orders are."""
    begin = "EXPLAIN QUERY PLAN " if backend.database.is_sqlite else "EXPLAIN "
    with backend.database.writing.begin() as connection:
        if not backend.database.is_sqlite:
            for whole in ("enable_seqscan", "enable_bitmapscan"):
                connection.execute(text(f"SET LOCAL {whole} = off"))
        return [
            "\n".join(str(row[-1]) for row in connection.exec_driver_sql(begin + statement, values).all())
            for statement, values in sent
        ]


def goes_along(plan: str, *indexes: str) -> None:
    """Nobody goes through all orders of the store, and the way is along these indexes."""
    assert "Seq Scan on orders" not in plan, plan
    assert "SCAN orders" not in plan, plan
    assert "USING PRIMARY KEY (store_id=?)" not in plan, plan
    assert all(index in plan for index in indexes), plan


@pytest.mark.parametrize(
    ("asked", "indexes"),
    [
        ({"keyword": "siti 10050"}, ["ix_orders_name"]),
        ({"keyword": "siti", "status": Status.SHIPPED}, ["ix_orders_name"]),
        ({"keyword": "siti", "payment_status": PaymentStatus.UNPAID}, ["ix_orders_name"]),
        ({"keyword": "0899 10050"}, ["ix_orders_phone"]),
        ({"keyword": "JX100", "category": "awb"}, ["ix_orders_awb"]),
        ({"keyword": "JX100"}, ["ix_orders_awb", "ix_orders_name"]),
        ({"keyword": "INV91"}, []),
        ({"keyword": "inv910050", "category": "invoice"}, []),
    ],
)
def test_what_begins_so_is_collected_along_its_index(stall: Stall, asked: dict[str, Any], indexes: list[str]) -> None:
    with sent_to(stall.backend) as sent:
        page = stall.ordering.list_orders(member=stall.member, shown=OrderFilter(**asked), limit=20)
    count, rows = plans(stall.backend, sent)

    assert page.rows
    goes_along(count, *indexes)
    goes_along(rows, *indexes[:1])
    for plan in (count, rows):
        # PostgreSQL plans by what it has counted of a small table, and may walk the newest as well.
        assert stall.backend.name == "postgresql" or "ix_orders_newest" not in plan


@pytest.mark.parametrize("status", [None, Status.PENDING])
@pytest.mark.parametrize(
    ("keyword", "index"), [("budi", "ix_orders_name"), ("0812", "ix_orders_phone"), ("inv9", None)]
)
def test_of_many_that_begin_so_the_newest_are_met_on_the_way(
    stall: Stall, keyword: str, index: str | None, status: Status | None
) -> None:
    shown = OrderFilter(keyword=keyword, status=status)
    with sent_to(stall.backend) as sent:
        page = stall.ordering.list_orders(member=stall.member, shown=shown, limit=20)
    count, rows = plans(stall.backend, sent)

    assert (len(page.rows), page.total, page.is_capped) == (20, COUNTED_UP_TO, True)
    # Where nearly all are counted PostgreSQL may well choose another index.
    goes_along(count, *([index] if index and stall.backend.database.is_sqlite else []))
    goes_along(rows)
    assert any(one in rows for one in IN_ORDER), rows
    assert "ix_orders_name" not in rows
    assert "ix_orders_phone" not in rows
    assert "Sort" not in rows
    assert "TEMP B-TREE" not in rows


@pytest.mark.parametrize(
    "asked",
    [{}, {"status": Status.PENDING}, {"payment_status": PaymentStatus.UNPAID}, {"payment_method": "bank_transfer"}],
)
def test_a_long_list_is_counted_exactly_by_its_sums(stall: Stall, asked: dict[str, Any]) -> None:
    with stall.backend.database.read() as connection:
        where = "".join(f" AND {name} = :{name}" for name in asked)
        counted = text(f"SELECT count(*) FROM orders WHERE store_id = :store{where}")
        number = connection.execute(counted, {"store": stall.member.store, **asked}).scalar_one()

    with sent_to(stall.backend) as sent:
        page = stall.ordering.list_orders(member=stall.member, shown=OrderFilter(**asked), limit=20)

    assert number > COUNTED_UP_TO
    assert (page.total, page.is_capped) == (number, False)
    assert len(sent) == 2
    assert "order_sums" in sent[1][0]
    assert "FROM orders" not in sent[1][0]


def test_a_keyword_that_stands_in_two_places_of_an_order_counts_it_once(stall: Stall) -> None:
    phone = f"+62833{stall.member.store:08d}"
    known = {"phone": phone, "store": stall.member.store}
    named = text(
        "UPDATE orders SET customer_phone = :phone, awb = :phone WHERE store_id = :store AND invoice = 'INV910077'"
    )
    with stall.backend.database.writing.begin() as connection:
        connection.execute(named, known)

    with sent_to(stall.backend) as sent:
        page = stall.ordering.list_orders(member=stall.member, shown=OrderFilter(keyword=phone), limit=20)
    again = stall.ordering.list_orders(member=stall.member, shown=OrderFilter(keyword=phone, status=Status.SHIPPED))

    assert ([row["invoice"] for row in page.rows], page.total) == (["INV910077"], 1)
    assert len(sent) == 3
    assert (again.rows, again.total) == ([], 0)


@pytest.mark.parametrize("asked", [{}, {"status": Status.PENDING}])
def test_a_page_far_down_is_as_near_as_the_first(stall: Stall, asked: dict[str, Any]) -> None:
    shown = OrderFilter(**asked)
    read = stall.ordering.list_orders
    first = read(member=stall.member, shown=shown, limit=20, newest_first=False)
    with sent_to(stall.backend) as sent:
        read(member=stall.member, shown=shown, limit=20)
        deep = read(member=stall.member, shown=shown, limit=20, after=first.next_after)

    assert len(sent) == 3
    assert len(deep.rows) == 19
    pages = [(statement, values) for statement, values in sent if "LIMIT" in statement]
    assert len(pages) == 2
    for plan in plans(stall.backend, pages):
        goes_along(plan)
        assert any(one in plan for one in IN_ORDER), plan
        assert "Sort" not in plan
        assert "TEMP B-TREE" not in plan


def test_one_order_is_fetched_by_its_number(stall: Stall) -> None:
    with sent_to(stall.backend) as sent:
        found = stall.ordering.read_order(member=stall.member, invoice=Invoice("INV910077"))

    assert found["customer_name"] == "Budi 10077"
    for plan in plans(stall.backend, [(statement, values) for statement, values in sent if "FROM orders" in statement]):
        goes_along(plan)
        assert "invoice" in plan
