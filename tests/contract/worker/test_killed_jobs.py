"""A worker that is killed in the middle of a job loses nothing: another does it, and it takes effect once."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from bosonline.testing.backends import Backend
from bosonline.testing.jobs import ask

PROGRAM = Path(__file__).with_name("doing_jobs.py")
PATIENCE = 60
JOBS, KILLS = 9, 3


@pytest.fixture
def stored(backend: Backend) -> Backend:
    """A backend that several processes can share, by the clock of the wall."""
    if backend.name == "memory":
        pytest.skip("memory has no other process")
    backend.clock.now = datetime.now(UTC)
    return backend


@contextmanager
def worker(backend: Backend, seconds: float) -> Iterator[subprocess.Popen[bytes]]:
    """A worker process; at the end of the block it is killed."""
    url = backend.database.url.render_as_string(hide_password=False)
    with subprocess.Popen([sys.executable, str(PROGRAM), url, str(seconds)]) as process:
        try:
            yield process
        finally:
            process.kill()


def counted(backend: Backend, condition: str) -> int:
    """How many jobs are so."""
    with backend.database.read() as connection:
        found: int = connection.exec_driver_sql(f"SELECT count(*) FROM jobs WHERE {condition}").scalar()
        return found


def wait_until(condition: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    """Look until it is so."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert process.poll() is None, "the worker ended by itself"
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(0.01)


def is_further(backend: Backend, before: int) -> bool:
    """Whether more is done by now, and the next job begun."""
    return counted(backend, "state = 'done'") > before and counted(backend, "state = 'running'") > 0


def test_jobs_take_effect_once_however_often_workers_are_killed(stored: Backend) -> None:
    """Each is begun anew by another worker when the lease has ended."""
    for _ in range(JOBS):
        ask(stored)
    for _ in range(KILLS):
        before = counted(stored, "state = 'done'")
        with worker(stored, seconds=0.05) as process:
            wait_until(partial(is_further, stored, before), process)
    with worker(stored, seconds=0) as process:
        wait_until(lambda: counted(stored, "state = 'done'") == JOBS, process)

    with stored.database.read() as connection:
        effects = connection.exec_driver_sql("SELECT payload FROM outbox").all()
    assert len(effects) == JOBS
    assert len({str(payload) for (payload,) in effects}) == JOBS
    assert counted(stored, "attempts > 1") > 0
