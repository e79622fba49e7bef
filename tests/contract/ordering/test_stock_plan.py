"""How SQLite goes about the stock of an order: by the goods in it, however many the store has."""

from pathlib import Path
from typing import Any

from sqlalchemy import event

from bosonline.domain.ordering import Status
from bosonline.testing.backends import sqlite_backend
from bosonline.testing.selling import a_checkout, coffee_stall


def test_a_step_of_an_order_goes_to_its_own_goods_alone(tmp_path: Path) -> None:
    backend = sqlite_backend(tmp_path)
    stall = coffee_stall(backend)
    sent: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        if "UPDATE variants" in statement:
            sent.append((statement, values))

    event.listen(backend.database.writing, "before_cursor_execute", note)
    invoice = stall.check_out(a_checkout()).invoice
    for status in (Status.PROCESSING, Status.READY, Status.SHIPPED, Status.RETURNING, Status.RETURNED):
        stall.ordering.change_status(member=stall.member, invoice=invoice, status=status)
    event.remove(backend.database.writing, "before_cursor_execute", note)

    assert len(sent) == 3  # taken, shipped, put back
    for statement, values in sent:
        with backend.database.writing.begin() as connection:
            plan = [row[-1] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)]
        assert "SEARCH variants USING INTEGER PRIMARY KEY (rowid=?)" in plan, plan
    backend.close()
