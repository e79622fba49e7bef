"""One server for each database, with real threads in front of it."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from bosonline.container import open_container
from bosonline.testing.postgresql import database_on
from bosonline.testing.served_store import ServedStore

POSTGRESQL = os.environ.get("BOSONLINE_TEST_POSTGRESQL")
Opened = Callable[..., AbstractContextManager[ServedStore]]


@contextmanager
def open_on(database: str, folder: Path, **variables: str) -> Iterator[ServedStore]:
    """A store on a database of its own; nobody serves it yet."""
    if database == "sqlite":
        store = ServedStore(folder, f"sqlite:///{folder / 'races.db'}", open_container, variables)
        yield store
        store.close()
        return
    if POSTGRESQL is None:
        pytest.skip("BOSONLINE_TEST_POSTGRESQL does not name a PostgreSQL server")
    with database_on(POSTGRESQL, "races") as url:
        store = ServedStore(folder, url.replace("postgresql+psycopg", "postgresql"), open_container, variables)
        yield store
        store.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ServedStore]:
    """A store that nobody serves yet."""
    with open_on(request.param, tmp_path) as store:
        yield store


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedStore]:
    """A store that is served; every test sells goods of its own in it."""
    with open_on(request.param, Path(tmp_path_factory.mktemp("races"))) as store:
        with store.serve() as process:
            yield store
        assert "Traceback" not in process.log.read_text()
        if request.param == "postgresql":  # it has counted when the server's connections have ended
            assert store.rows("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()") == [(0,)]


@pytest.fixture(scope="session")
def opened() -> Opened:
    """Opens a store on a database, given the name of the database, a folder, and variables for the server."""
    return open_on
