"""A worker that is killed in the middle of a delivery loses nothing: the letter comes again after its lease."""

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from bosonline.testing.backends import Backend
from bosonline.testing.contracts.outbox import post

PROGRAM = Path(__file__).with_name("delivering.py")
PATIENCE = 60


class Log:
    """What the workers wrote down, in order."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def times(self, kind: str) -> list[tuple[int, float]]:
        """Letter and moment of each line of a kind."""
        lines = self.path.read_text().splitlines() if self.path.exists() else []
        split = [line.split() for line in lines]
        return [(int(letter), float(at)) for what, letter, _, at in split if what == kind]

    def letters(self, kind: str) -> list[int]:
        return [letter for letter, _ in self.times(kind)]


@pytest.fixture
def stored(backend: Backend) -> Backend:
    """A backend that several processes can share, by the clock of the wall."""
    if backend.name == "memory":
        pytest.skip("memory has no other process")
    backend.clock.now = datetime.now(UTC)
    return backend


@contextmanager
def worker(backend: Backend, log: Log, seconds: float) -> Iterator[subprocess.Popen[bytes]]:
    """A worker process; at the end of the block it is killed."""
    url = backend.database.url.render_as_string(hide_password=False)
    with subprocess.Popen([sys.executable, str(PROGRAM), url, str(log.path), str(seconds)]) as process:
        try:
            yield process
        finally:
            process.kill()


def wait_until(condition: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert process.poll() is None, "the worker ended by itself"
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(0.01)


def test_a_letter_whose_worker_was_killed_comes_again_after_the_lease(stored: Backend, tmp_path: Path) -> None:
    log = Log(tmp_path / "log")
    post(stored, "slow")
    with worker(stored, log, seconds=60) as process:
        wait_until(lambda: bool(log.letters("begun")), process)

    with worker(stored, log, seconds=0) as process:
        wait_until(lambda: bool(log.letters("ended")), process)
        stored.clock.now = datetime.now(UTC)
        wait_until(lambda: left(stored) == 0, process)

    (letter, first), (again, second) = log.times("begun")
    assert letter == again
    assert second - first >= 1.9


def left(backend: Backend) -> int:
    with backend.database.read() as connection:
        found: int = connection.exec_driver_sql("SELECT count(*) FROM outbox").scalar()
        return found


def has_grown(log: Log, before: int) -> bool:
    return len(log.letters("ended")) > before


def kill_and_count(backend: Backend, log: Log, *, letters: int, kills: int) -> None:
    """Kill workers in mid-delivery, let the last one finish, and hold every letter against what was written down."""
    post(backend, *(str(number) for number in range(letters)))
    for _ in range(kills):
        before = len(log.letters("ended"))
        with worker(backend, log, seconds=0.02) as process:
            wait_until(partial(has_grown, log, before), process)
    with worker(backend, log, seconds=0) as process:
        wait_until(lambda: left(backend) == 0, process)

    ended, begun = Counter(log.letters("ended")), Counter(log.letters("begun"))
    assert len(ended) == letters
    assert begun.total() - ended.total() <= kills


def test_no_letter_is_lost_however_often_the_worker_is_killed(stored: Backend, tmp_path: Path) -> None:
    kill_and_count(stored, Log(tmp_path / "log"), letters=60, kills=3)


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_two_hundred_kills(stored: Backend, tmp_path: Path) -> None:
    kill_and_count(stored, Log(tmp_path / "log"), letters=4_000, kills=200)
