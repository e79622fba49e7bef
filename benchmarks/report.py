"""The figures as a page to read."""

import os
import platform
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib.metadata import version
from pathlib import Path

from benchmarks.bars import BARS, COLD_START, IMPORT, RSS_MIB, TAIL
from benchmarks.compare import Compared, Comparison, Plan, Spread
from benchmarks.driver import sqlite
from benchmarks.systems import FLOOR, PRODUCT, STRAIGHTFORWARD
from benchmarks.where_time_goes import Profile

_PACKAGES = ("granian", "flask", "sqlalchemy", "psycopg", "marshmallow", "orjson", "pyjwt", "dependency-injector")
_DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}

_EXPLANATION = f"""\
Every system is served by granian with the same processes and threads, on its own copy of the same data, and the rounds
take turns, so that whatever else the machine does falls on all alike. The client is one process of raw sockets that
sends the next request when it has its answer; no request is made twice.

- **Floor**: a bare WSGI function over the raw driver (`pysqlite3`, `psycopg`) with SQL by hand: the same rows in the
  same tables through the same indexes with the same durability, and the same JSON. It does not authenticate, check
  what it is sent, log, or keep rights: the product does all that, for every request, and is compared all the same.
- **Straightforward**: Flask, SQLAlchemy's ORM, marshmallow schemas and injected use cases made for each request,
  PyJWT: what one would write first. It is correct (rows are locked, keys are kept) and has no caches.
- The product is `bosonline serve` as an operator runs it, with its log and, on SQLite, its worker in the same process.
- A checkout has three lines and one of a hundred vouchers, which is used up to once by each buyer.
- A ratio is taken round by round; shown are the median and, in brackets, the least and the most of all rounds.
  *Of the floor*: {PRODUCT}'s answers a second by the floor's. *Times straightforward*: by the other's.
  *Processor*: the same by processor time of the serving processes for one answer, which does not depend on how the
  client, the server and the database share the processors, but leaves out the waiting that all of them do.
"""


@dataclass(slots=True)
class Alone:
    """What concerns the product alone: seconds from start to first answer, and seconds that imports take."""

    cold_starts: dict[str, list[float]] = field(default_factory=dict)
    imports: list[float] = field(default_factory=list)


def page(
    comparisons: Sequence[Comparison],
    alone: Alone,
    *,
    profiles: dict[tuple[str, str], Profile],
    plan: Plan,
    orders: int,
    server: str,
) -> str:
    """The whole page."""
    lines = ["# What the product costs", "", f"Measured on {date.today().isoformat()} by `make bench`.", ""]  # noqa: DTZ011
    lines += [*_summary(comparisons, alone), "", "## How it was measured", "", *_EXPLANATION.splitlines(), ""]
    lines += [*_machine(comparisons, plan, orders, server), ""]
    for comparison in comparisons:
        lines += [f"## {_DATABASES[comparison.backend]}", "", *_tables(comparison), ""]
    lines += [*_profiles(comparisons, profiles)]
    return "\n".join(lines).rstrip() + "\n"


def _summary(comparisons: Sequence[Comparison], alone: Alone) -> Iterator[str]:
    yield "| what | database | bar | measured | reached |"
    yield "| --- | --- | --- | --- | --- |"
    for comparison in comparisons:
        name = _DATABASES[comparison.backend]
        for job in comparison.jobs:
            share, times = job.throughput_ratio(FLOOR), job.throughput_ratio(STRAIGHTFORWARD)
            bar = BARS[job.job]
            least = bar.share(comparison.backend)
            yield f"| {job.job}: of the floor | {name} | {least:.2f} | {_two(share)} | {_is(share.median >= least)} |"
            reached = times.median >= bar.times
            yield f"| {job.job}: times straightforward | {name} | {bar.times:.1f} | {_one(times)} | {_is(reached)} |"
    yield from _own_limits(comparisons, alone)


def _own_limits(comparisons: Sequence[Comparison], alone: Alone) -> Iterator[str]:
    for comparison in comparisons:
        name = _DATABASES[comparison.backend]
        for job in comparison.jobs:
            if job.job == "checkout" and comparison.backend == "sqlite":
                tail = job.percentile(PRODUCT, 0.99) / job.percentile(PRODUCT, 0.50)
                yield f"| checkout: p99 by p50 | {name} | {TAIL:.0f} | {tail:.2f} | {_is(tail <= TAIL)} |"
        rss = comparison.rss[PRODUCT] / 2**20
        yield f"| memory of a serving process, MiB | {name} | {RSS_MIB} | {rss:.0f} | {_is(rss <= RSS_MIB)} |"
        if comparison.backend in alone.cold_starts:
            cold = Spread.of(alone.cold_starts[comparison.backend])
            yield (
                f"| start to first answer, s | {name} | {COLD_START:.0f} | {_two(cold)} | "
                f"{_is(cold.median <= COLD_START)} |"
            )
    if alone.imports:
        took = Spread.of(alone.imports)
        shown = f"{took.median * 1000:.0f} ({took.least * 1000:.0f} to {took.most * 1000:.0f})"
        yield f"| import of the whole domain, ms | | {IMPORT * 1000:.0f} | {shown} | {_is(took.median < IMPORT)} |"


def _machine(comparisons: Sequence[Comparison], plan: Plan, orders: int, server: str) -> Iterator[str]:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    yield f"- Machine: {_processor()}, {os.cpu_count()} processors, {memory:.0f} GiB, {platform.system()};"
    yield "  client, servers and databases share it"
    yield f"- Versions: Python {platform.python_version()}, SQLite {sqlite.sqlite_version}, {server}; {packages}"
    others = max(1, orders // 100)
    yield f"- Data: 10 stores, one with {orders:,} orders of three lines, the others with {others:,} each"
    yield "- SQLite: WAL, `synchronous=FULL`, one process of 16 threads"
    yield f"- PostgreSQL: `fsync` and `synchronous_commit` on, {os.cpu_count()} processes of 4 threads"
    yield "- The order list shows the 20 newest of 8 % of the orders and counts up to 10,000 (straightforward: all)"
    yield f"- {plan.connections} connections, {plan.rounds} rounds of {plan.seconds:g} s for each system and job"
    shares = [job.client_share for comparison in comparisons for job in comparison.jobs]
    if shares:
        yield f"- The client took at most {max(shares):.0%} of one processor in any round"


def _tables(comparison: Comparison) -> Iterator[str]:
    yield "| job | product /s | floor /s | straightforward /s | of the floor | times straightforward |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for job in comparison.jobs:
        rates = " | ".join(_rate(job.per_second(system)) for system in (PRODUCT, FLOOR, STRAIGHTFORWARD))
        ratios = f"{_two(job.throughput_ratio(FLOOR))} | {_one(job.throughput_ratio(STRAIGHTFORWARD))}"
        yield f"| {job.job} | {rates} | {ratios} |"
    yield ""
    with_database = comparison.backend == "postgresql"
    yield "Processor milliseconds an answer (product, floor, straightforward), and the ratios of the servers':"
    yield ""
    database = " database |" if with_database else ""
    yield f"| job | server |{database} of the floor | times straightforward |"
    yield "| --- " * (5 if with_database else 4) + "|"
    for job in comparison.jobs:
        spent = f" {_each(job, 'server')} |" + (f" {_each(job, 'database')} |" if with_database else "")
        ratios = f"{_two(job.processor_ratio(FLOOR))} | {_one(job.processor_ratio(STRAIGHTFORWARD))}"
        yield f"| {job.job} |{spent} {ratios} |"
    yield ""
    yield "| job | product p50, p99 ms | floor p50, p99 ms | straightforward p50, p99 ms |"
    yield "| --- | --- | --- | --- |"
    for job in comparison.jobs:
        shown = " | ".join(_percentiles(job, system) for system in (PRODUCT, FLOOR, STRAIGHTFORWARD))
        yield f"| {job.job} | {shown} |"
    yield ""
    sizes = ", ".join(f"{name} {size / 2**20:.0f}" for name, size in comparison.rss.items())
    yield f"Memory of the largest serving process after all rounds, MiB: {sizes}."


def _profiles(comparisons: Sequence[Comparison], profiles: dict[tuple[str, str], Profile]) -> Iterator[str]:
    if not profiles:
        return
    yield "## Where the time of the product goes"
    yield ""
    yield "Microseconds a request, by samples of the application called in one process, one request after another and"
    yield "without a network. The driver's part includes waiting for the database (round trips, the disk). Jobs that do"
    yield "not reach a bar are marked: what stands in their way is what is listed first."
    for comparison in comparisons:
        missed = {job.job for job in comparison.jobs if _misses(job)}
        shown = [(job, found) for (backend, job), found in profiles.items() if backend == comparison.backend]
        if not shown:
            continue
        parts = sorted(
            {part for _, found in shown for part in found.parts},
            key=lambda part: -sum(found.share(part) * found.clock for _, found in shown),
        )
        yield ""
        titles = " | ".join(f"{job} (misses a bar)" if job in missed else job for job, _ in shown)
        yield f"| {_DATABASES[comparison.backend]} | {titles} |"
        yield "| --- " * (len(shown) + 1) + "|"
        for part in parts:
            yield (
                f"| {part} | "
                + " | ".join(f"{found.share(part) * found.clock * 1e6:,.0f}" for _, found in shown)
                + " |"
            )
        yield "| **in all** | " + " | ".join(f"**{found.clock * 1e6:,.0f}**" for _, found in shown) + " |"
        yield "| of it processor | " + " | ".join(f"{found.processor * 1e6:,.0f}" for _, found in shown) + " |"


def _misses(job: Compared) -> bool:
    bar = BARS[job.job]
    share, times = job.throughput_ratio(FLOOR).median, job.throughput_ratio(STRAIGHTFORWARD).median
    return share < bar.share(job.backend) or times < bar.times


def _each(job: Compared, what: str) -> str:
    spreads = (getattr(job, what)(system) for system in (PRODUCT, FLOOR, STRAIGHTFORWARD))
    return ", ".join(f"{spread.median * 1000:.2f}" for spread in spreads)


def _percentiles(job: Compared, system: str) -> str:
    return ", ".join(f"{job.percentile(system, share) * 1000:.1f}" for share in (0.50, 0.99))


def _rate(spread: Spread) -> str:
    return f"{spread.median:,.0f} ({spread.least:,.0f} to {spread.most:,.0f})"


def _two(spread: Spread) -> str:
    return f"{spread.median:.2f} ({spread.least:.2f} to {spread.most:.2f})"


def _one(spread: Spread) -> str:
    return f"{spread.median:.1f} ({spread.least:.1f} to {spread.most:.1f})"


def _is(reached: bool) -> str:
    return "yes" if reached else "**no**"


def _processor() -> str:
    described = Path("/proc/cpuinfo")
    if described.exists():
        for line in described.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.machine()
