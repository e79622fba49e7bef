"""Jobs are asked for, looked at, done beside the requests, and their files cleared away."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, BinaryIO

from bosonline.application.files import Files, OpenFile
from bosonline.application.identity.ports import Listed, Listing
from bosonline.application.ports import Clock
from bosonline.application.stores.job_ports import (
    JobDesk,
    JobFilter,
    JobLinks,
    JobQueue,
    JobRunner,
    Jobs,
    JobStopped,
    LeasedJob,
    LeaseLost,
    OpenJobsWork,
    Tell,
)
from bosonline.domain.errors import ChangedMeanwhile, Refusal, Unavailable
from bosonline.domain.identity import Action, Member, Module
from bosonline.domain.stores import Job, JobGivenUp, JobId, JobNotFound, JobState, TooManyJobs
from bosonline.domain.stores.job import OPEN_AT_MOST

LEASE = timedelta(minutes=10)
"""How long a worker has a job to itself after it last told how far it is."""

ATTEMPTS = 5
"""How often a job is begun before it is given up."""

PAUSE = timedelta(seconds=30)
TOLD_EVERY = timedelta(seconds=2)
LINK_LIFE = timedelta(minutes=15)
"""How long a link to a finished file leads there; whoever looks at the job gets a new one."""

_CHUNK = 1 << 16
_CLEARED_AT_ONCE = 100


def add_job(jobs: Jobs, job: Job) -> Job:
    """Keep a new job of the work's store, unless it has `TooManyJobs`."""
    if jobs.open() >= OPEN_AT_MOST:
        raise TooManyJobs(most=OPEN_AT_MOST)
    return jobs.add(job)


@dataclass(frozen=True, slots=True, kw_only=True)
class JobShown:
    """A job as a member sees it, with a token for its file where there is one and the member may have it."""

    job: Job
    token: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadJob:
    """One job."""

    jobs: JobDesk
    links: JobLinks
    clock: Clock

    def __call__(self, *, member: Member, job: JobId) -> JobShown:
        """The job, with a fresh link to its file; or `JobNotFound`."""
        found = self.jobs.find(member.store, job)
        if found is None or not found.is_shown_to(member):
            raise JobNotFound
        return shown_to(member, found, self.links, self.clock())


@dataclass(frozen=True, slots=True, kw_only=True)
class ListJobs:
    """The jobs that a member may know of."""

    jobs: JobDesk
    links: JobLinks
    clock: Clock

    def __call__(
        self, *, member: Member, listing: Listing, state: JobState | None = None, kind: str | None = None
    ) -> Listed:
        """The rows, each with a `JobShown` as `shown`, and how many there are in all."""
        modules = frozenset(module for module in Module if member.may(module, Action.READ))
        shown = JobFilter(made_by=member.staff, modules=modules, state=state, kind=kind)
        found, now = self.jobs.page(member.store, listing, shown), self.clock()
        rows = [{"shown": shown_to(member, _job_of(row), self.links, now)} for row in found.rows]
        return Listed(rows=rows, total=found.total)


def shown_to(member: Member, job: Job, links: JobLinks, at: datetime) -> JobShown:
    """The job as this member sees it: its file takes the right on the module, at this moment."""
    is_there = job.file_name is not None and job.files_until is not None and at < job.files_until
    if not is_there or not member.may(job.module, job.file_takes):
        return JobShown(job=job)
    return JobShown(job=job, token=links.token(job.store, job.id, until=at + LINK_LIFE))


def _job_of(row: Mapping[str, object]) -> Job:
    job = row["job"]
    assert isinstance(job, Job)  # noqa: S101  # so the port says
    return job


@dataclass(frozen=True, slots=True, kw_only=True)
class JobFile:
    """A finished file: what it is called, and its content."""

    name: str
    content: OpenFile


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchJobFile:
    """Somebody follows a link to a finished file."""

    jobs: JobDesk
    links: JobLinks
    files: Files
    clock: Clock

    def __call__(self, *, token: str) -> JobFile:
        """The file; `JobNotFound` where the link has ended, or the file is gone."""
        now = self.clock()
        meant = self.links.read(token, at=now)
        job = None if meant is None else self.jobs.find(*meant)
        if job is None or job.file_name is None or job.files_until is None or now >= job.files_until:
            raise JobNotFound
        content = self.files.open(job.keys[-1])
        if content is None:
            raise JobNotFound
        return JobFile(name=job.file_name, content=content)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunNextJob:
    """Take up the job that has waited longest and do it.

    A worker that dies leaves its lease, after which another begins anew; what a job changes, and that it is done, is
    one transaction under that lease, so that it takes effect once.
    """

    queue: JobQueue
    jobs: JobDesk
    runners: Mapping[str, JobRunner]
    work: OpenJobsWork
    files: Files
    clock: Clock
    lease: timedelta = LEASE

    def __call__(self, *, is_stopping: Callable[[], bool] = lambda: False) -> bool:
        """Whether there was one. A bug in its runner is raised, after the job was put off."""
        leased = self.queue.claim(lease=self.lease)
        if leased is None:
            return False
        try:
            self._run(leased, _Teller(self.queue, leased, self.clock, self.lease, is_stopping))
        except LeaseLost:
            self._forget_if_over(leased.job)
        except JobStopped:
            self.queue.put_off(leased, by=timedelta(), counts=False)
        except (Unavailable, ChangedMeanwhile):
            self.queue.put_off(leased, by=PAUSE, counts=True)
        except Refusal as refusal:
            self._fail(leased, refusal)
        except Exception:
            self.queue.put_off(leased, by=PAUSE * leased.job.attempts, counts=True)
            raise
        return True

    def _run(self, leased: LeasedJob, tell: Tell) -> None:
        job = leased.job
        if job.attempts > ATTEMPTS:
            raise JobGivenUp
        result = self.runners[job.kind](leased, tell)
        if result is None:
            return
        keys = () if result.file is None else (self._kept(job, result.file, result.file_name),)
        became = job.finished(at=self.clock(), outcome=result.outcome, file_name=result.file_name, keys=keys)
        self._finish(leased, became)

    def _kept(self, job: Job, file: BinaryIO, name: str | None) -> str:
        key = _key(job, name)
        with file:
            self.files.put(key, chunks_of(file))
        return key

    def _fail(self, leased: LeasedJob, refusal: Refusal) -> None:
        with suppress(LeaseLost):
            self._finish(leased, leased.job.failed(at=self.clock(), outcome=told(refusal)))

    def _finish(self, leased: LeasedJob, became: Job) -> None:
        with self.work(became.store) as work:
            work.jobs.finish(leased, became)
            work.commit()

    def _forget_if_over(self, job: Job) -> None:
        """Where the job was ended from outside nobody else knows of a file that was made of it meanwhile."""
        present = self.jobs.find(job.store, job.id)
        if present is None or present.state is JobState.FAILED:
            for suffix in SUFFIXES:
                self.files.remove(_key(job, suffix))


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearJobFiles:
    """The files of jobs go when they have had their time."""

    queue: JobQueue
    files: Files

    def __call__(self) -> int:
        """Of how many jobs they went."""
        cleared = 0
        while outlived := self.queue.outlived(limit=_CLEARED_AT_ONCE):
            for job in outlived:
                for key in job.keys:
                    self.files.remove(key)
            self.queue.forget_files([job.id for job in outlived])
            cleared += len(outlived)
        return cleared


@dataclass(frozen=True, slots=True, kw_only=True)
class JobBoard:
    """Everything that can be done with jobs."""

    list: ListJobs
    read: ReadJob
    fetch: FetchJobFile
    run_next: RunNextJob
    clear: ClearJobFiles


def chunks_of(file: BinaryIO) -> Iterator[bytes]:
    """The content of a file, piece by piece."""
    return iter(partial(file.read, _CHUNK), b"")


def told(refusal: Refusal) -> dict[str, Any]:
    """A refusal as the outcome of a job."""
    return {"code": refusal.code, "text": str(refusal), "facts": dict(refusal.facts)}


SUFFIXES = ("xlsx", "csv", "pdf")
"""The files that jobs make."""


def _key(job: Job, name: str | None) -> str:
    suffix = (name or "").rpartition(".")[2]
    return f"{job.store}/jobs/{job.id}.{suffix if suffix in SUFFIXES else SUFFIXES[0]}"


class _Teller:
    """Tells the queue how far a job is, now and then."""

    def __init__(
        self, queue: JobQueue, leased: LeasedJob, clock: Clock, lease: timedelta, is_stopping: Callable[[], bool]
    ) -> None:
        self._queue, self._leased, self._clock, self._lease = queue, leased, clock, lease
        self._is_stopping = is_stopping
        self._told_at: datetime | None = None

    def __call__(self, done: int, of: int | None, /) -> None:
        if self._is_stopping():
            raise JobStopped
        now = self._clock()
        if self._told_at is None or now - self._told_at >= min(TOLD_EVERY, self._lease / 5):
            self._queue.tell(self._leased, done=done, of=of, lease=self._lease)
            self._told_at = now
