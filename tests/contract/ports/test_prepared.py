"""Statements that are made ready give what Core gives, and fail as Core fails."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import bindparam, delete, event, func, insert, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, IntegrityError, MultipleResultsFound, NoResultFound

from bosonline.adapters.outbound.sql.database import DatabaseUnavailable
from bosonline.adapters.outbound.sql.prepared import KEPT, ROWS_AT_ONCE, Statements
from bosonline.adapters.outbound.sql.tables.identity import staff
from bosonline.adapters.outbound.sql.tables.ordering import opt_outs
from bosonline.testing.backends import Backend

pytestmark = pytest.mark.parametrize("backend", ["sqlite", "postgresql"], indirect=True)

AT = datetime(2026, 1, 5, 3, 0, 0, 123456, tzinfo=UTC)
MEMBER = {
    "store_id": 1,
    "user_id": 1,
    "role": 3,
    "rights": {"order": ["read", "update"], "quotes": ["'", '"', "%", "?", "é"]},
    "active": True,
    "hired_at": AT,
    "version": 1,
}
OF_USER = select(staff).where(staff.c.user_id == bindparam("user"))


def opt_out(number: int) -> dict[str, object]:
    return {"store_id": 1, "phone": f"+62{number:09d}", "at": AT, "staff_id": None, "by": "?%s"}


@pytest.fixture
def statements() -> Statements:
    return Statements()


@pytest.fixture
def connection(backend: Backend) -> Any:
    with backend.database.writing.connect() as connection:
        connection.begin()
        yield connection


def is_ready(statements: Statements) -> bool:
    """Whether the last statement was made ready, and not left to Core."""
    return list(statements._ready.values())[-1] is not None


def test_every_type_comes_back_as_core_gives_it(connection: Any, statements: Statements) -> None:
    statements.execute(connection, insert(staff), MEMBER)
    by_core = connection.execute(OF_USER, {"user": 1}).one()
    row = statements.execute(connection, OF_USER, {"user": 1}).one()

    assert is_ready(statements)
    assert tuple(row) == tuple(by_core)
    assert [type(value) for value in row] == [type(value) for value in by_core]
    assert dict(row._mapping) == dict(by_core._mapping)
    assert (row.hired_at, row.active, row.rights) == (AT, True, MEMBER["rights"])


def test_rows_are_read_as_those_of_core(connection: Any, statements: Statements) -> None:
    statements.execute(connection, insert(opt_outs), [opt_out(number) for number in range(3)])
    listed = select(opt_outs.c.phone, opt_outs.c.by).order_by(opt_outs.c.phone)
    nobody = listed.where(opt_outs.c.phone == bindparam("phone"))

    for name in ("all", "first"):
        assert getattr(statements.execute(connection, listed), name)() == getattr(connection.execute(listed), name)()
    assert statements.execute(connection, listed).scalars().all() == connection.execute(listed).scalars().all()
    assert statements.execute(connection, listed).mappings().all() == connection.execute(listed).mappings().all()
    assert [row.by for row in statements.execute(connection, listed)] == ["?%s"] * 3
    found = statements.execute(connection, nobody, {"phone": "none"})
    assert (found.first(), found.one_or_none(), found.scalar_one_or_none(), found.scalar()) == (None, None, None, None)
    with pytest.raises(NoResultFound):
        found.scalar_one()
    with pytest.raises(MultipleResultsFound):
        statements.execute(connection, listed).one_or_none()


@pytest.mark.parametrize("many", [1, 2, 3, ROWS_AT_ONCE, ROWS_AT_ONCE + 1])
def test_many_rows_are_inserted_in_one_go(connection: Any, statements: Statements, many: int) -> None:
    statements.execute(connection, insert(opt_outs), [opt_out(number) for number in range(many)])
    statements.execute(connection, insert(opt_outs), [opt_out(number) for number in range(many, many + 3)])

    rows = connection.execute(select(opt_outs).order_by(opt_outs.c.phone)).mappings().all()
    assert rows == [opt_out(number) for number in range(many + 3)]


def test_what_was_changed_is_counted(connection: Any, statements: Statements) -> None:
    statements.execute(connection, insert(opt_outs), [opt_out(number) for number in range(3)])
    change = update(opt_outs).where(opt_outs.c.phone == bindparam("of_phone")).values(by=bindparam("by"))

    assert statements.execute(connection, change, {"of_phone": opt_out(1)["phone"], "by": "Alice"}).rowcount == 1
    assert statements.execute(connection, change, {"of_phone": "nobody", "by": "Alice"}).rowcount == 0
    assert statements.execute(connection, delete(opt_outs).where(opt_outs.c.by == "?%s")).rowcount == 2


def test_what_core_has_to_do_is_left_to_it(connection: Any, statements: Statements) -> None:
    statements.execute(connection, insert(opt_outs), [opt_out(number) for number in range(4)])
    some = select(func.count()).where(opt_outs.c.phone.in_(bindparam("phones", expanding=True)))

    for phones in ([], [opt_out(1)["phone"]], [opt_out(1)["phone"], opt_out(2)["phone"]]):
        assert statements.execute(connection, some, {"phones": phones}).scalar_one() == len(phones)
    assert not is_ready(statements)
    added = statements.execute(
        connection, insert(staff).returning(staff.c.user_id), [{**MEMBER, "user_id": user} for user in (1, 2)]
    )
    assert sorted(added.scalars()) == [1, 2]


def test_words_of_the_database_itself(backend: Backend, connection: Any, statements: Statements) -> None:
    dialect: Any = sqlite if backend.name == "sqlite" else postgresql
    upsert = dialect.insert(opt_outs).on_conflict_do_nothing().returning(opt_outs.c.phone)
    written = text("UPDATE opt_outs SET by = :by WHERE store_id = :store RETURNING phone, by AS signed")

    assert statements.execute(connection, upsert, opt_out(1)).scalar_one_or_none() == opt_out(1)["phone"]
    assert statements.execute(connection, upsert, opt_out(1)).scalar_one_or_none() is None
    for who in ("Alice", "100 %"):
        row = statements.execute(connection, written, {"by": who, "store": 1}).one()
        assert (row.phone, row.signed) == (opt_out(1)["phone"], who)
        assert is_ready(statements)
    assert statements.execute(connection, written, {"by": "Alice", "store": 2}).all() == []


def test_the_same_columns_in_another_order_are_another_statement(connection: Any, statements: Statements) -> None:
    values = opt_out(1)
    statements.execute(connection, insert(opt_outs), values)
    statements.execute(connection, insert(opt_outs), dict(reversed(opt_out(2).items())))
    without = {name: value for name, value in opt_out(3).items() if name != "staff_id"}
    statements.execute(connection, insert(opt_outs), without)

    rows = connection.execute(select(opt_outs).order_by(opt_outs.c.phone)).mappings().all()
    assert rows == [opt_out(1), opt_out(2), opt_out(3)]


def test_a_broken_rule_is_told_as_core_tells_it(connection: Any, statements: Statements) -> None:
    statements.execute(connection, insert(opt_outs), opt_out(1))
    with pytest.raises(IntegrityError) as told:
        statements.execute(connection, insert(opt_outs), opt_out(1))
    assert "+62" not in str(told.value.statement)
    assert told.value.params is None


def test_a_connection_that_is_gone_leaves_the_pool(backend: Backend) -> None:
    if backend.name == "sqlite":
        pytest.skip("an embedded database does not hang up")
    database = backend.database
    who, end = text("SELECT pg_backend_pid()"), text("SELECT pg_terminate_backend(:pid)")

    def ask_after_the_end() -> None:
        with database.read() as connection:
            gone.append(connection.execute(who).scalar_one())
            with database.counting.connect() as other:
                other.execute(end, {"pid": gone[0]})
            connection.execute(who)

    gone: list[int] = []
    with pytest.raises(DatabaseUnavailable):
        ask_after_the_end()
    with database.read() as connection:
        assert connection.execute(who).scalar_one() != gone[0]


def test_a_snapshot_stays_as_it_was(backend: Backend) -> None:
    count = select(func.count()).select_from(opt_outs)
    with backend.database.read_snapshot() as connection:
        assert connection.execute(count).scalar_one() == 0
        with backend.database.writing.begin() as writing:
            writing.execute(insert(opt_outs), opt_out(1))
        assert connection.execute(count).scalar_one() == 0
    with backend.database.read_snapshot() as connection:
        assert connection.execute(count).scalar_one() == 1


def test_who_listens_hears_every_statement(backend: Backend) -> None:
    heard: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        heard.append(statement)

    count = select(func.count()).select_from(opt_outs)
    with backend.database.read() as connection:
        connection.execute(count)
    for engine in {backend.database.single, backend.database.writing}:
        event.listen(engine, "before_cursor_execute", note)
    with backend.database.read() as connection:
        connection.execute(count)
    assert any("opt_outs" in statement for statement in heard)
    heard.clear()
    with backend.work(None) as work:
        work.execute(count)
    assert any("opt_outs" in statement for statement in heard)


def test_statements_built_for_each_call_do_not_pile_up(connection: Any, statements: Statements) -> None:
    for number in range(KEPT + 50):
        assert statements.execute(connection, select(func.count().label(f"n{number}"))).scalar_one() == 1
    assert len(statements._ready) <= KEPT


def test_nonsense_is_an_error_of_the_database(connection: Any, statements: Statements) -> None:
    with pytest.raises(DBAPIError, match="no_such_table"):
        statements.execute(connection, text("SELECT * FROM no_such_table"))
