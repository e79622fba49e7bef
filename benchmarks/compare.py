"""Rounds of the compared systems in turn, so that whatever else the machine does falls on all of them alike."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from benchmarks import dataset
from benchmarks.dataset import Dataset
from benchmarks.jobs import Job, jobs
from benchmarks.load import Round, run
from benchmarks.systems import FLOOR, PRODUCT, SECRET, STRAIGHTFORWARD, Served, database_spent, serve

SYSTEMS = (PRODUCT, FLOOR, STRAIGHTFORWARD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How much is measured."""

    rounds: int = 5
    seconds: float = 1.5
    warm_up: float = 1.0
    connections: int = 8


@dataclass(frozen=True, slots=True)
class Figures:
    """One round in figures: answers a second, processor seconds an answer (server, database), and latencies."""

    per_second: float
    server: float
    database: float
    client_share: float
    latencies: list[float]


@dataclass(frozen=True, slots=True)
class Spread:
    """A median, and between which values it lies."""

    median: float
    least: float
    most: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        """Of the values of all rounds."""
        return cls(median(values), min(values), max(values))


@dataclass(slots=True)
class Compared:
    """The rounds of one job on one database."""

    job: str
    backend: str
    rounds: dict[str, list[Figures]] = field(default_factory=lambda: {name: [] for name in SYSTEMS})

    def per_second(self, system: str) -> Spread:
        """Answers a second."""
        return Spread.of([figures.per_second for figures in self.rounds[system]])

    def server(self, system: str) -> Spread:
        """Processor seconds of the server for one answer."""
        return Spread.of([figures.server for figures in self.rounds[system]])

    def database(self, system: str) -> Spread:
        """Processor seconds of PostgreSQL for one answer."""
        return Spread.of([figures.database for figures in self.rounds[system]])

    def throughput_ratio(self, other: str) -> Spread:
        """How many times the other's answers a second the product gives, round by round."""
        return self._ratio(other, lambda product, others: product.per_second / others.per_second)

    def processor_ratio(self, other: str) -> Spread:
        """How many answers the product gives for the processor time of one of the other's."""
        return self._ratio(other, lambda product, others: others.server / product.server)

    def percentile(self, system: str, share: float) -> float:
        """The latency that this share of all rounds' answers stays below, in seconds."""
        latencies = sorted(latency for figures in self.rounds[system] for latency in figures.latencies)
        return latencies[min(len(latencies) - 1, int(len(latencies) * share))]

    @property
    def client_share(self) -> float:
        """The most that the client took of a processor in any round."""
        return max(figures.client_share for rounds in self.rounds.values() for figures in rounds)

    def _ratio(self, other: str, of: Callable[[Figures, Figures], float]) -> Spread:
        pairs = zip(self.rounds[PRODUCT], self.rounds[other], strict=True)
        return Spread.of([of(product, others) for product, others in pairs])


@dataclass(slots=True)
class Comparison:
    """All jobs on one database, and how large the product's largest process became."""

    backend: str
    jobs: list[Compared] = field(default_factory=list)
    rss: dict[str, int] = field(default_factory=dict)


def compare(data: Dataset, plan: Plan, folder: Path, only: Sequence[str] = ()) -> Comparison:
    """Serve all systems, each on its own copy of the data, and let them do each job in turn."""
    found = Comparison(data.url.get_backend_name())
    with ExitStack() as stack:
        stack.callback(dataset.drop_copies, data, SYSTEMS)
        served, work = {}, {}
        for name in SYSTEMS:
            url = dataset.copy(data, name)
            token = dataset.sign_in(url, SECRET)
            served[name] = stack.enter_context(serve(name, url, folder / f"{name}.log"))
            work[name] = {job.name: job for job in jobs(token, data.open_invoices())}
        for job in work[PRODUCT]:
            if not only or job in only:
                of_each = {name: work[name][job] for name in SYSTEMS}
                found.jobs.append(_compare_job(found.backend, job, served, of_each, plan))
        found.rss = {name: one.largest_rss() for name, one in served.items()}
    return found


def _compare_job(backend: str, name: str, served: dict[str, Served], work: dict[str, Job], plan: Plan) -> Compared:
    compared = Compared(name, backend)
    requests = {system: job.requests() for system, job in work.items()}
    for system in SYSTEMS:
        _round(served[system], work[system], requests[system], plan, plan.warm_up)
    for number in range(plan.rounds):
        turn = number % len(SYSTEMS)
        for system in (*SYSTEMS[turn:], *SYSTEMS[:turn]):
            figures = _measure(backend, served[system], work[system], requests[system], plan)
            compared.rounds[system].append(figures)
    return compared


def _measure(backend: str, served: Served, job: Job, requests: Iterator[bytes], plan: Plan) -> Figures:
    spent = database_spent() if backend == "postgresql" else lambda: 0.0
    server, database = served.cpu_seconds(), spent()
    done = _round(served, job, requests, plan, plan.seconds)
    answers = len(done.latencies)
    return Figures(
        per_second=done.per_second,
        server=(served.cpu_seconds() - server) / answers,
        database=(spent() - database) / answers,
        client_share=done.client_share,
        latencies=done.latencies,
    )


def _round(served: Served, job: Job, requests: Iterator[bytes], plan: Plan, seconds: float) -> Round:
    return run(served.port, requests, status=job.status, seconds=seconds, connections=plan.connections)
