"""What a follow-up costs the database: statements, which have no noise."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from bosonline.application.ordering import FollowedUp
from bosonline.application.ports import Once
from bosonline.domain.identity import Author, StaffId
from bosonline.testing.backends import Backend
from bosonline.testing.following_up import ScriptedMessenger, following_up, open_store, place_order

pytestmark = pytest.mark.parametrize("backend", ["sqlite", "postgresql"], indirect=True)

ALICE = Author(StaffId(5), "Alice")
ONCE = Once(scope="user:1 POST /store/order/follow-up", key="k", fingerprint="f", returns=FollowedUp)


@contextmanager
def counted(backend: Backend) -> Iterator[list[str]]:
    """The statements that are executed meanwhile, without those that begin and end transactions."""
    seen: list[str] = []
    database = backend.database

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if not statement.startswith("BEGIN"):
            seen.append(statement)

    engines = {database.single, database.snapshot, database.writing}
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    yield seen
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)


def test_a_follow_up_by_link_takes_six_statements(backend: Backend) -> None:
    store = open_store(backend)
    invoice = place_order(backend, store).invoice
    follow_up = following_up(backend).follow_up
    for attempt in (1, 2, 3):
        with counted(backend) as seen:
            follow_up(store=store, by=ALICE, invoice=invoice, attempt=attempt)
        assert len(seen) <= 6, seen


def test_a_key_costs_two_more(backend: Backend) -> None:
    store = open_store(backend)
    invoice = place_order(backend, store).invoice
    with counted(backend) as seen:
        following_up(backend).follow_up(store=store, by=ALICE, invoice=invoice, attempt=1, once=ONCE)
    assert len(seen) <= 8, seen


def test_a_repeat_only_reads(backend: Backend) -> None:
    store = open_store(backend)
    invoice = place_order(backend, store).invoice
    follow_up = following_up(backend).follow_up
    follow_up(store=store, by=ALICE, invoice=invoice, attempt=1)
    with counted(backend) as seen:
        follow_up(store=store, by=ALICE, invoice=invoice, attempt=1)
    assert [statement.split()[0] for statement in seen] == ["SELECT", "SELECT"]


def test_a_gateway_costs_a_claim_and_a_settlement(backend: Backend) -> None:
    store = open_store(backend)
    invoice = place_order(backend, store).invoice
    with counted(backend) as seen:
        following_up(backend, ScriptedMessenger()).follow_up(store=store, by=ALICE, invoice=invoice, attempt=1)
    assert len(seen) <= 7, seen


def test_every_statement_carries_the_store(backend: Backend) -> None:
    store = open_store(backend)
    invoice = place_order(backend, store).invoice
    use = following_up(backend)
    with counted(backend) as seen:
        use.follow_up(store=store, by=ALICE, invoice=invoice, attempt=1)
        use.read_attempts(store=store, by=ALICE, invoice=invoice)
        use.opt_out(store=store, by=ALICE, invoice=invoice)
        use.read_templates(store=store)
        use.save_templates(store=store, texts=[])
    assert all("store_id" in statement or "stores.id" in statement for statement in seen), seen


def test_no_transaction_is_open_while_a_gateway_is_called(backend: Backend) -> None:
    store = open_store(backend)
    invoice = place_order(backend, store).invoice

    def send() -> str:
        assert backend.database.writing.pool.checkedout() == 0
        return "gateway-1"

    following_up(backend, ScriptedMessenger(instead=send)).follow_up(store=store, by=ALICE, invoice=invoice, attempt=1)
