"""The backends for tests that open stores of their own: databases are made once, and nobody sees another's store."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bosonline.testing.backends import Backend, TestClock, memory_backend, sql_backend, sqlite_backend
from bosonline.testing.postgresql import database_on

POSTGRESQL = os.environ.get("BOSONLINE_TEST_POSTGRESQL")


@pytest.fixture(scope="session")
def sqlite_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backend]:
    """An SQLite file with the tables."""
    made = sqlite_backend(Path(tmp_path_factory.mktemp("ordering")))
    yield made
    made.close()


@pytest.fixture(scope="session")
def postgresql_once() -> Iterator[Backend]:
    """A PostgreSQL database with the tables."""
    if POSTGRESQL is None:
        pytest.skip("BOSONLINE_TEST_POSTGRESQL does not name a PostgreSQL server")
    with database_on(POSTGRESQL, "ordering") as url:
        made = sql_backend(url)
        yield made
        made.close()


@pytest.fixture
def databases(sqlite_once: Backend, request: pytest.FixtureRequest) -> list[Backend]:
    """The databases at hand, each with a clock of the test's own."""
    made = [sqlite_once]
    if POSTGRESQL is not None:
        made.append(request.getfixturevalue("postgresql_once"))
    return [replace(one, clock=TestClock()) for one in made]


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> Backend:
    """Each backend in turn, with a clock of the test's own."""
    if request.param == "memory":
        return memory_backend()
    shared: Backend = request.getfixturevalue(f"{request.param}_once")
    return replace(shared, clock=TestClock())
