"""A server that is killed in the middle of its work: nothing that it acknowledged is lost, and nothing is doubled."""

import json
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text

from bosonline.sandbox import WhatsApp
from bosonline.testing.command_line import Served
from bosonline.testing.served_store import ServedStore
from bosonline.testing.web import Answer, Unanswered, at_once

Opened = Callable[..., AbstractContextManager[ServedStore]]

TOKEN = "a-token-of-the-gateway"


@dataclass(slots=True)
class Asked:
    """One request with a key of its own, and every answer to it that was read."""

    send: Callable[[], Answer]
    answers: list[Answer] = field(default_factory=list)

    def ask(self) -> None:
        """Send it; what comes back is remembered, if anything does."""
        with suppress(Unanswered):
            self.answers.append(self.send())

    @property
    def is_acknowledged(self) -> bool:
        """Whether it was told to be done."""
        return any(answer.status in (200, 201) for answer in self.answers)


def letters(store: ServedStore, topic: str) -> Counter[tuple[str, int]]:
    """How often an event was recorded, by invoice and attempt, whether it is delivered by now or not."""
    table = "seen_letters" if store.url.startswith("sqlite") else "outbox"
    told = Counter[tuple[str, int]]()
    for (payload,) in store.rows(f"SELECT payload FROM {table} WHERE topic = :topic", topic=topic):
        event = json.loads(payload) if isinstance(payload, str) else payload
        told[event["invoice"], event.get("attempt", 0)] += 1
    return told


def remember_letters(store: ServedStore) -> None:
    """On SQLite a worker delivers beside the server: note what is recorded."""
    if store.url.startswith("sqlite"):
        with store.container.database().writing.begin() as connection:
            connection.execute(text("CREATE TABLE seen_letters (topic TEXT, payload TEXT)"))
            connection.execute(
                text(
                    "CREATE TRIGGER seen AFTER INSERT ON outbox BEGIN"
                    " INSERT INTO seen_letters VALUES (new.topic, new.payload); END"
                )
            )


def ask_until_killed(store: ServedStore, served: Served, asked: list[Asked], *, after: int) -> None:
    """Send all of it at once, and kill the server when so many were answered."""
    answered = threading.Semaphore(0)

    def ask(one: Asked) -> None:
        one.ask()
        answered.release()

    def kill() -> None:
        for _ in range(after):
            answered.acquire()
        store.kill(served)

    killer = threading.Thread(target=kill)
    killer.start()
    at_once([partial(ask, one) for one in asked])
    killer.join()


def check(store: ServedStore, orders: list[Asked], follow_ups: list[Asked], form: str, sku: str) -> None:
    """Every request has one effect, and every answer to it told the same."""
    for one in (*orders, *follow_ups):
        assert one.is_acknowledged, [answer.body for answer in one.answers]
        told = [answer for answer in one.answers if answer.status in (200, 201)]
        assert [answer.body for answer in told] == [told[0].body] * len(told)
        assert all(answer.status < 500 for answer in one.answers)
        assert not told[0].data["repeated"]
    placed = {one.answers[-1].data["invoice"] for one in orders}
    assert len(placed) == len(orders)
    assert placed == set(store.orders(form))
    assert letters(store, "OrderPlaced") == dict.fromkeys([(invoice, 0) for invoice in placed], 1)
    made = {(one.answers[-1].data["invoice"], one.answers[-1].data["follow_up_attempts"]) for one in follow_ups}
    assert letters(store, "OrderFollowedUp") == dict.fromkeys(made, 1)
    store.check_books(form, [sku])


def kill_and_check(store: ServedStore, *, kills: int, requests: int, seed: int) -> None:
    """Kill the server again and again, ask again what it left unanswered, and hold everything against the answers."""
    chance = random.Random(seed)
    remember_letters(store)
    form, (sku,) = store.sell(kills * requests)
    orders: list[Asked] = []
    follow_ups: list[Asked] = []
    left: list[Asked] = []
    for kill in range(kills):
        known = [one.answers[-1].data["invoice"] for one in orders if one.is_acknowledged][-requests // 2 :]
        new_orders = [
            Asked(partial(store.check_out, form, [sku], buyer=number, key=f"order-{number}"))
            for number in range(kill * requests, kill * requests + requests // 2)
        ]
        new_follow_ups = [
            Asked(partial(store.follow_up, "alice", invoice, 1, key=f"follow-up-{invoice}")) for invoice in known
        ]
        orders += new_orders
        follow_ups += new_follow_ups
        asked = [*left, *new_orders, *new_follow_ups]
        chance.shuffle(asked)
        with store.serve() as served:
            ask_until_killed(store, served, asked, after=chance.randint(1, len(asked) - 1))
        left = [one for one in asked if not one.answers]
    with store.serve():
        ask_again([*orders, *follow_ups])
        check(store, orders, follow_ups, form, sku)


def ask_again(asked: list[Asked]) -> None:
    """Ask everything once more, and what is being worked on until it is done."""
    at_once(one.ask for one in asked)
    for _ in range(50):
        waiting = [one for one in asked if one.answers[-1].code == "twin-in-flight"]
        if not waiting:
            return
        time.sleep(0.2)
        at_once(one.ask for one in waiting)


def test_nothing_is_lost_and_nothing_doubled(kept: ServedStore) -> None:
    kill_and_check(kept, kills=3, requests=200, seed=1)


@pytest.mark.soak
@pytest.mark.timeout(0)
def test_two_hundred_kills(kept: ServedStore) -> None:
    kill_and_check(kept, kills=200, requests=100, seed=2)


class TestGateway:
    """Follow-ups that a gateway sends: at most one message for each, whatever dies in between."""

    @pytest.fixture
    def gateway(self) -> Iterator[WhatsApp]:
        """A gateway that takes its time."""
        twin = WhatsApp(tokens=[TOKEN]).start()
        twin.faults.add("slow", seconds=0.15, after=True)
        yield twin
        twin.stop()

    @pytest.fixture(params=["sqlite", "postgresql"])
    def sending(
        self, request: pytest.FixtureRequest, tmp_path: Path, gateway: WhatsApp, opened: Opened
    ) -> Iterator[ServedStore]:
        """A store that sends through it."""
        variables = {
            "BOSONLINE_MESSENGER": "generic",
            "BOSONLINE_MESSENGER_URL": f"{gateway.url}/messages",
            "BOSONLINE_MESSENGER_TOKEN": TOKEN,
        }
        with opened(request.param, tmp_path, **variables) as store:
            yield store

    def test_a_message_is_never_sent_twice(self, sending: ServedStore, gateway: WhatsApp) -> None:
        kill_while_sending(sending, gateway, kills=2, attempts=60, seed=3)

    @pytest.mark.soak
    @pytest.mark.timeout(0)
    def test_two_hundred_kills(self, sending: ServedStore, gateway: WhatsApp) -> None:
        kill_while_sending(sending, gateway, kills=200, attempts=30, seed=4)


def kill_while_sending(store: ServedStore, gateway: WhatsApp, *, kills: int, attempts: int, seed: int) -> None:
    """Kill the server while messages are on their way, and ask again when the leases have ended."""
    chance = random.Random(seed)
    form, skus = store.sell(kills * attempts)
    before: list[Asked] = []
    for kill in range(kills):
        with store.serve() as served:
            ask_after_the_lease(before, gateway)
            buyers = range(kill * attempts, kill * attempts + attempts)
            bought = at_once(partial(store.check_out, form, skus, buyer=buyer) for buyer in buyers)
            invoices = [answer.data["invoice"] for answer in bought]
            before = [Asked(partial(store.follow_up, "alice", invoice, 1, key=f"by-{invoice}")) for invoice in invoices]
            ask_until_killed(store, served, before, after=chance.randint(1, attempts // 2))
        pass_two_minutes(store)
    with store.serve():
        ask_after_the_lease(before, gateway)
    store.check_books(form, skus)


def ask_after_the_lease(before: list[Asked], gateway: WhatsApp) -> None:
    """What was told is told again, and what was not has one message, or none where its fate is not known."""
    again = [Asked(one.send) for one in before]
    ask_again(again)
    assert {answer.status for one in again for answer in one.answers} <= {200, 409}
    for one, earlier in zip(again, before, strict=True):
        assert one.is_acknowledged
        told = one.answers[-1]
        assert [answer.body for answer in earlier.answers] == [told.body] * len(earlier.answers)
        ours = [sent for sent in gateway.sent() if sent["id"].startswith(f"{told.data['invoice']}-1-")]
        assert [sent["attempts"] for sent in ours] == [1] or (not ours and told.data["state"] == "unknown")
        assert told.data["state"] in ("sent", "unknown")


def pass_two_minutes(store: ServedStore) -> None:
    """Let the leases end that the killed server held."""
    engine = store.container.database().writing
    is_sqlite = store.container.database().is_sqlite
    earlier = "{0} - 180000000" if is_sqlite else "{0} - interval '3 minutes'"
    with engine.begin() as connection:
        for table, column in (("idempotency", "at"), ("follow_ups", "lease_until")):
            connection.execute(text(f"UPDATE {table} SET {column} = {earlier.format(column)}"))
