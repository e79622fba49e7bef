"""`python -m benchmarks`: measure, and write `benchmarks/RESULTS.md`.

Without arguments it takes about five minutes on 50,000 orders; `--orders 1000000` is the full data set, which is made
once and kept. PostgreSQL is measured where `BOSONLINE_TEST_POSTGRESQL` (or `--postgresql`) names a server.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import psycopg
from sqlalchemy.engine import URL, make_url

from benchmarks import dataset
from benchmarks.bars import BARS
from benchmarks.compare import Comparison, Plan, compare
from benchmarks.report import Alone, page
from benchmarks.systems import ROOT, cold_start
from benchmarks.where_time_goes import Profile

FOLDER = ROOT / "var" / "benchmarks"
RESULTS = Path(__file__).with_name("RESULTS.md")
_IMPORT_DOMAIN = """
import pkgutil, time
began = time.perf_counter()
import bosonline.domain
for found in pkgutil.walk_packages(bosonline.domain.__path__, "bosonline.domain."):
    __import__(found.name)
print(time.perf_counter() - began)
"""


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure what was asked for."""
    asked = _parser().parse_args(arguments)
    plan = Plan(rounds=asked.rounds, seconds=asked.seconds, connections=asked.connections)
    comparisons: list[Comparison] = []
    alone = Alone(imports=[_import_time() for _ in range(5)])
    profiles: dict[tuple[str, str], Profile] = {}
    for server in _servers(asked):
        backend = server.get_backend_name()
        print(f"{backend}: {asked.orders:,} orders ...", flush=True)
        data = dataset.prepare(server, asked.orders, FOLDER)
        comparison = compare(data, plan, FOLDER, asked.job)
        comparisons.append(comparison)
        alone.cold_starts[backend] = _cold_starts(data)
        if not asked.no_profile:
            profiles.update(_profiles(data, [job.job for job in comparison.jobs]))
    written = page(
        comparisons, alone, profiles=profiles, plan=plan, orders=asked.orders, server=_postgresql_version(asked)
    )
    if asked.print:
        print(written)
    else:
        RESULTS.write_text(written)
        print(f"written to {RESULTS.relative_to(ROOT)}")


def _parser() -> argparse.ArgumentParser:
    usual = Plan()
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure the product beside its floor.")
    parser.add_argument("--orders", type=int, default=50_000, help="orders of the large store (50000)")
    parser.add_argument("--rounds", type=int, default=usual.rounds)
    parser.add_argument("--seconds", type=float, default=usual.seconds, help="of one round of one system")
    parser.add_argument("--connections", type=int, default=usual.connections)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), action="append", help="only this one")
    parser.add_argument("--job", choices=tuple(BARS), action="append", default=[], help="only this one")
    parser.add_argument("--postgresql", default=os.environ.get("BOSONLINE_TEST_POSTGRESQL"), help="URL of a server")
    parser.add_argument("--no-profile", action="store_true", help="leave out where the time goes")
    parser.add_argument("--print", action="store_true", help="print the page, write nothing")
    return parser


def _servers(asked: argparse.Namespace) -> list[URL]:
    wanted = asked.database or ["sqlite", "postgresql"]
    servers = [make_url("sqlite://")] if "sqlite" in wanted else []
    if "postgresql" in wanted and asked.postgresql:
        servers.append(make_url(asked.postgresql))
    elif "postgresql" in wanted:
        print("BOSONLINE_TEST_POSTGRESQL names no server: PostgreSQL is left out", file=sys.stderr)
    return servers


def _import_time() -> float:
    run = subprocess.run([sys.executable, "-c", _IMPORT_DOMAIN], capture_output=True, check=True, cwd=ROOT, text=True)
    return float(run.stdout)


def _cold_starts(data: dataset.Dataset) -> list[float]:
    url = dataset.copy(data, "cold")
    try:
        return [cold_start(url, FOLDER / "cold.log") for _ in range(3)]
    finally:
        dataset.drop_copies(data, ["cold"])


def _profiles(data: dataset.Dataset, jobs: list[str]) -> dict[tuple[str, str], Profile]:
    """Sampled in a process of its own, which has the product's settings."""
    url = dataset.copy(data, "profile")
    try:
        run = subprocess.run(
            [sys.executable, "-m", "benchmarks.where_time_goes", url.render_as_string(hide_password=False), *jobs],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            check=True,
            cwd=ROOT,
            env={**os.environ, "BENCHMARK_ORDERS": str(data.orders)},
        )
    finally:
        dataset.drop_copies(data, ["profile"])
    found = json.loads(run.stdout)
    return {(data.url.get_backend_name(), job): Profile.revived(told) for job, told in found.items()}


def _postgresql_version(asked: argparse.Namespace) -> str:
    if not asked.postgresql:
        return "no PostgreSQL"
    with psycopg.connect(asked.postgresql) as connection:
        number = connection.info.server_version
    return f"PostgreSQL {number // 10_000}.{number % 10_000}"


if __name__ == "__main__":
    main()
