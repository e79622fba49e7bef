"""Uploads on memory, SQLite and PostgreSQL; and what becomes of them when two want different things at once."""

import threading
from datetime import timedelta
from time import monotonic, sleep

import pytest
from sqlalchemy import text

from bosonline.application.images import demand_uploaded
from bosonline.domain.images import ImageUnknown
from bosonline.testing.backends import Backend
from bosonline.testing.contracts.uploads import A_DAY, UploadsContract, look_over, sell
from bosonline.testing.stores import open_as
from bosonline.testing.uploads import keep_uploads

PATIENCE = 60
_WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()")


class TestUploads(UploadsContract):
    pass


def wait_until_somebody_waits(backend: Backend) -> None:
    """PostgreSQL says when another transaction waits for a row; the others let one write at a time anyhow."""
    until = monotonic() + PATIENCE
    while backend.name == "postgresql" and monotonic() < until:
        with backend.database.read() as connection:
            if connection.execute(_WAITING).scalar_one():
                return
        sleep(0.01)


def test_what_is_held_is_not_given_up_by_who_came_meanwhile(backend: Backend) -> None:
    store, now = open_as(backend, "satu").store, backend.clock()
    keep_uploads(backend.work, store, now - 9 * A_DAY, "a.png", "b.png")
    given_up: list[str] = []
    clearing = threading.Thread(target=lambda: given_up.extend(look_over(backend, store, now=now)))
    with backend.work(store) as work:
        demand_uploaded(work, ["a.png"])
        clearing.start()
        wait_until_somebody_waits(backend)
        store_of_work = work.stores.get()
        store_of_work.logo = "a.png"
        work.stores.save(store_of_work)
        work.commit()
    clearing.join(PATIENCE)

    assert given_up == ["b.png"]


def test_what_is_held_and_then_named_by_nobody_lives_another_day(backend: Backend) -> None:
    store, now = open_as(backend, "satu").store, backend.clock()
    keep_uploads(backend.work, store, now - 9 * A_DAY, "a.png")
    given_up: list[str] = []
    clearing = threading.Thread(target=lambda: given_up.extend(look_over(backend, store, now=now)))
    with backend.work(store) as work:
        demand_uploaded(work, ["a.png"])
        clearing.start()
        wait_until_somebody_waits(backend)
        work.commit()
    clearing.join(PATIENCE)

    assert given_up == []


def test_what_is_being_given_up_is_refused_to_who_came_meanwhile(backend: Backend) -> None:
    store, now = open_as(backend, "satu").store, backend.clock()
    keep_uploads(backend.work, store, now - 9 * A_DAY, "a.png")
    refused: list[ImageUnknown] = []

    def add() -> None:
        try:
            sell(backend, store, "A", images=("a.png",))
        except ImageUnknown as refusal:
            refused.append(refusal)

    selling = threading.Thread(target=add)
    with backend.work(store) as work:
        work.uploads.give_up_idle(at=now, idle_before=now - A_DAY)
        selling.start()
        wait_until_somebody_waits(backend)
        work.commit()
    selling.join(PATIENCE)

    assert [refusal.facts["field"] for refusal in refused] == ["image.0.file_name"]


@pytest.mark.parametrize("names", [("a.png", "b.png"), ("b.png", "a.png", "a.png")])
def test_many_who_hold_the_same_wait_for_each_other(backend: Backend, names: tuple[str, ...]) -> None:
    store, now = open_as(backend, "satu").store, backend.clock()
    keep_uploads(backend.work, store, now, "a.png", "b.png")
    errors: list[BaseException] = []

    def hold(turn: int) -> None:
        try:
            for _ in range(10):
                with backend.work(store) as work:
                    demand_uploaded(work, names[::-1] if turn % 2 else names)
                    work.commit()
                if turn == 0:
                    look_over(backend, store, now=now + timedelta(hours=1))
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=hold, args=[turn]) for turn in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert errors == []
