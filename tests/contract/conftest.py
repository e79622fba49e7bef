"""The backends that port contracts run on."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from bosonline.testing.backends import Backend, memory_backend, sql_backend, sqlite_backend
from bosonline.testing.postgresql import database_on

POSTGRESQL = os.environ.get("BOSONLINE_TEST_POSTGRESQL")
NOT_NAMED = "BOSONLINE_TEST_POSTGRESQL does not name a PostgreSQL server"


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """A database of this test process's own on the PostgreSQL server that the environment names."""
    if POSTGRESQL is None:
        pytest.skip(NOT_NAMED)
    with database_on(POSTGRESQL, "test") as url:
        yield url


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Backend]:
    """Each backend in turn, empty."""
    if request.param == "memory":
        made = memory_backend()
    elif request.param == "sqlite":
        made = sqlite_backend(tmp_path)
    else:
        made = sql_backend(request.getfixturevalue("postgresql_url"))
    yield made
    made.close()
