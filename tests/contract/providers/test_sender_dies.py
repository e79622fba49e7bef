"""A sender that is killed in the middle of it: no message leaves twice, and none is taken for sent that was not."""

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from bosonline.adapters.outbound.sql.tables.ordering import follow_ups
from bosonline.domain.identity import StoreId
from bosonline.domain.ordering import Invoice
from bosonline.sandbox import WhatsApp
from bosonline.testing.backends import Backend
from bosonline.testing.following_up import open_store, place_order

pytestmark = pytest.mark.parametrize("backend", ["sqlite", "postgresql"], indirect=True)

ORDERS_FOR_EACH_KILL = 12
SENDER = Path(__file__).with_name("sender.py")


@pytest.fixture
def twin() -> Iterator[WhatsApp]:
    twin = WhatsApp().start()
    twin.faults.add("slow", seconds=0.01)
    twin.faults.add("slow", seconds=0.01, after=True)
    yield twin
    twin.stop()


def sender(backend: Backend, twin: WhatsApp, store: StoreId, orders: int) -> subprocess.Popen[str]:
    url = backend.database.url.render_as_string(hide_password=False)
    command = [sys.executable, str(SENDER), url, f"{twin.url}/messages", str(store), str(orders)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


@pytest.mark.parametrize("kills", [4, pytest.param(200, marks=pytest.mark.soak)])
def test_a_message_leaves_at_most_once(backend: Backend, twin: WhatsApp, kills: int) -> None:
    store, orders = open_store(backend), kills * ORDERS_FOR_EACH_KILL
    invoices = [place_order(backend, store).invoice for _ in range(orders)]
    chance = random.Random(20260105)

    for _ in range(kills):
        dying = sender(backend, twin, store, orders)
        assert dying.stdout is not None
        with dying.stdout:
            dying.stdout.readline()
            time.sleep(chance.uniform(0, 0.35))
            dying.kill()
            dying.wait(timeout=30)
    last = sender(backend, twin, store, orders)
    told, _ = last.communicate(timeout=600)
    assert last.returncode == 0, told

    sent = {message["id"]: message for message in twin.sent()}
    with backend.database.read() as connection:
        rows = connection.execute(select(follow_ups.c.invoice, follow_ups.c.state, follow_ups.c.message_id)).all()
    assert {message["attempts"] for message in sent.values()} == {1}
    assert sorted(Invoice(row.invoice) for row in rows) == sorted(invoices)
    assert {row.message_id for row in rows if row.state == "sent"} <= set(sent)
    unfinished = [row for row in rows if row.state != "sent"]
    assert {row.state for row in unfinished} == {"sending"}, "no sender died in the middle of a message"
    assert len(unfinished) <= kills
    assert orders - len(unfinished) <= len(sent) <= orders
