"""`bosonline serve`: it answers, does what follows, keeps what it was given, and ends without a trace."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from bosonline.adapters.outbound.sql.database import Database
from bosonline.adapters.outbound.sql.tables import metadata
from bosonline.sandbox import Boscod
from bosonline.testing.command_line import PATIENCE, CommandLine, Served

SITI = {"username": "siti@example.com", "password": "kopi-siti-2026"}
NEWCOMER = {
    "name": "Wati Kusuma",
    "email": "wati@example.com",
    "phone": "081298765432",
    "password": "gula-aren-di-pasar-minggu",
}
PRODUCTION = {
    "BOSONLINE_ENV": "production",
    "BOSONLINE_SECRET": "a-secret-made-by-chance-0123456789abcdef",
    "BOSONLINE_MAIL_URL": "smtp://127.0.0.1:1",
}

WITHOUT_PYDANTIC = """\
# dependency-injector loads pydantic (9 MiB) wherever it finds it; the product never brings it, its test tools do.
import sys


class Hidden:
    def find_spec(name, path=None, target=None):
        if name.partition(".")[0] in {"pydantic", "pydantic_settings"}:
            raise ModuleNotFoundError(name)


sys.meta_path.insert(0, Hidden)
"""


STREAMS = 60
"""More than a process has threads."""


@pytest.fixture
def slow_boscod() -> Iterator[Boscod]:
    """Boscod, none of whose couriers answers in time."""
    twin = Boscod().start()
    for call in ("rates", "rates_stream"):
        twin.faults.add("slow", call=call, seconds=3600)
    yield twin
    twin.stop()


def test_it_serves_from_nothing_and_ends_without_a_trace(bosonline: CommandLine) -> None:
    with bosonline.serve() as served:
        assert served.get("/readyz").json()["checks"] == {"database": True, "schema": True}
        assert "is played by a twin" in served.log.read_text()
        tree = served.tree
        served.process.send_signal(signal.SIGTERM)
        assert served.process.wait(60) == 0

    gone, alive = psutil.wait_procs(tree, timeout=60)
    assert alive == []
    assert len(gone) == 3  # the parent, the one that serves, the twins
    assert "Traceback" not in served.log.read_text()


def test_an_interrupt_at_the_terminal_ends_it_too(bosonline: CommandLine) -> None:
    with bosonline.serve() as served:
        for process in served.tree:
            process.send_signal(signal.SIGINT)
        assert served.process.wait(60) == 0

    assert "Traceback" not in served.log.read_text()


def test_on_sqlite_it_delivers_what_follows(bosonline: CommandLine) -> None:
    with bosonline.serve() as served:
        assert served.post("/auth/register", NEWCOMER).status_code == 201
        served.wait_for_log("/verify-email?token=")


def test_streams_of_slow_couriers_leave_threads_for_the_others(bosonline: CommandLine, slow_boscod: Boscod) -> None:
    variables = {"BOSONLINE_BOSCOD_URL": slow_boscod.url, "BOSONLINE_BOSCOD_TOKEN": "a-token"}
    bosonline.run("migrate")
    bosonline.run("sample-data", "--if-empty")
    with bosonline.with_variables(**variables).serve() as served, ThreadPoolExecutor(STREAMS) as buyers:
        token = served.post("/auth/login", SITI).json()["token"]["access_token"]
        headers = {"Authorization": f"Bearer {token}"}
        deadline = time.monotonic() + PATIENCE
        while served.get("/boscod/wilayah/search?keyword=gambir", headers=headers).json()["data"][0]["id"] is None:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        asked = "/boscod/ongkir/stream?district_code=31.71.01&weight={}"
        weights = range(1000, 1000 + 100 * STREAMS, 100)
        streams = [buyers.submit(served.get, asked.format(grams), headers=headers) for grams in weights]
        while slow_boscod.count("rates_stream") == 0 or not any(stream.done() for stream in streams):
            assert time.monotonic() < deadline
            time.sleep(0.02)

        assert served.get("/healthz").status_code == 200
        assert served.get("/store/products", headers=headers).json()["total"] > 0

        open_still = [stream for stream in streams if not stream.done()]
        assert 0 < len(open_still) < STREAMS
        assert {stream.result().status_code for stream in streams} == {503}, "more than are let in come again later"


def test_a_second_run_keeps_the_data(bosonline: CommandLine) -> None:
    bosonline.run("migrate")
    first = bosonline.run("sample-data", "--if-empty")
    with bosonline.serve() as served:
        assert served.post("/auth/login", SITI).status_code == 200
        assert served.post("/auth/register", NEWCOMER).status_code == 201

    assert bosonline.run("sample-data", "--if-empty") == first
    with bosonline.serve() as served:
        assert served.post("/auth/login", SITI).status_code == 200
        newcomer = {"username": NEWCOMER["email"], "password": NEWCOMER["password"]}
        assert served.post("/auth/login", newcomer).status_code == 200


def test_the_twin_tells_the_sample_store_of_its_parcels(bosonline: CommandLine) -> None:
    bosonline.run("migrate")
    bosonline.run("sample-data")
    with bosonline.with_variables(BOSONLINE_BASE_URL="http://127.0.0.1:1").serve() as served:
        token = served.post("/auth/login", SITI).json()["token"]["access_token"]
        owner = {"Authorization": f"Bearer {token}"}
        invoice = served.get("/store/order?status=processing", headers=owner).json()["data"][0]["invoice"]
        wait_until(lambda: served.get("/boscod/wilayah/search?keyword=cibinong", headers=owner).json()["data"][0]["id"])
        handed = {"invoices": [invoice], "order_type": "dropoff", "courier_code": "idx", "service_code": "03"}
        (outcome,) = served.post("/boscod/orders", handed, headers=owner).json()["data"]
        assert outcome["ok"], outcome

        order = f"/store/order/{invoice}"
        wait_until(lambda: served.get(order, headers=owner).json()["awb"])


def wait_until(is_so: Callable[[], object]) -> None:
    """Until this is true of what the product does by itself."""
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_a_port_in_use_is_told(bosonline: CommandLine, tmp_path: Path) -> None:
    with bosonline.serve() as served:
        port = served.url.rpartition(":")[2]
        other = CommandLine(tmp_path, {"BOSONLINE_DATABASE_URL": "sqlite:///other.db"})

        assert "Address already in use" in other.run("serve", "--port", port, status=1)


def test_when_the_parent_is_killed_nothing_stays_behind(bosonline: CommandLine) -> None:
    with bosonline.serve() as served:
        others = served.tree[1:]
        served.process.kill()
        served.process.wait(60)

        _, alive = psutil.wait_procs(others, timeout=60)
        assert alive == []


def test_production_serves_no_outdated_schema(bosonline: CommandLine) -> None:
    production = bosonline.with_variables(**PRODUCTION)

    assert "run `bosonline migrate` first" in production.run("serve", status=1)
    production.run("migrate")
    with production.serve() as served:
        assert served.get("/readyz").ok
        assert "twin" not in served.log.read_text()
        assert "Strict-Transport-Security" in served.get("/healthz").headers


def test_production_refuses_the_settings_of_the_desk(bosonline: CommandLine) -> None:
    told = bosonline.with_variables(BOSONLINE_ENV="production").run("serve", status=1)

    assert "BOSONLINE_SECRET: " in told
    assert "BOSONLINE_MAIL_URL: " in told
    assert "Traceback" not in told


def test_it_serves_by_waitress_where_granian_is_missing(bosonline: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "granian.py").write_text("raise ImportError\n")
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    with bosonline.with_variables(PYTHONPATH=path).serve() as served:
        assert served.post("/auth/register", NEWCOMER).status_code == 201
        served.wait_for_log("/verify-email?token=")


@pytest.fixture
def on_postgresql(bosonline: CommandLine, postgresql_url: str) -> CommandLine:
    """The command line on an empty PostgreSQL database."""
    database = Database(postgresql_url)
    metadata.drop_all(database.writing)
    with database.writing.begin() as connection:
        connection.exec_driver_sql("DROP TABLE IF EXISTS alembic_version")
    database.dispose()
    return bosonline.with_variables(
        BOSONLINE_DATABASE_URL=postgresql_url.replace("+psycopg", ""), BOSONLINE_WORKERS="2"
    )


def test_on_postgresql_the_worker_is_a_process(on_postgresql: CommandLine, tmp_path: Path) -> None:
    with on_postgresql.serve() as served:
        assert len(served.tree) == 4  # the parent, two that serve, the twins
        assert served.post("/auth/register", NEWCOMER).status_code == 201
        assert "verify-email" not in served.log.read_text()
        asked = 40
        for _ in range(asked):
            served.get("/docs")
        assert (
            f'bosonline_request_seconds_count{{operation="docs",status="200"}} {asked}.0' in served.get("/metrics").text
        )
        log = tmp_path / "worker.log"
        with on_postgresql.start("worker", log=log) as worker:
            Served(worker, served.url, log).wait_for_log("/verify-email?token=")
            worker.send_signal(signal.SIGTERM)
            assert worker.wait(60) == 0


def test_it_stays_small(bosonline: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(WITHOUT_PYDANTIC)
    bosonline.run("migrate")
    bosonline.run("sample-data")
    path = os.pathsep.join(filter(None, [str(tmp_path), os.environ.get("PYTHONPATH")]))
    with bosonline.with_variables(PYTHONPATH=path).serve() as served:
        use(served)
        sizes = [process.memory_info().rss / 2**20 for process in served.tree]

    assert max(sizes) <= 130, sizes


def use(served: Served) -> None:
    """One of each kind of call that loads something, and some that take much memory for a moment."""
    for _ in range(4):
        answer = served.post("/auth/login", SITI)
    token = {"Authorization": f"Bearer {answer.json()['token']['access_token']}"}
    assert served.get("/store/order", headers=token).json()["total"] == 8
    assert served.get("/openapi.json").json()["openapi"].startswith("3.1")
