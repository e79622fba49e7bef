"""Jobs in memory."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import uuid4

from bosonline.adapters.outbound.memory.database import MemoryDatabase, Shelf
from bosonline.adapters.outbound.memory.lists import listed
from bosonline.application.identity.ports import Listed, Listing
from bosonline.application.ports import Clock
from bosonline.application.stores.job_ports import JobFilter, LeasedJob, LeaseLost
from bosonline.domain.identity import StoreId
from bosonline.domain.stores import Job, JobId, JobState

_OPEN = (JobState.QUEUED, JobState.RUNNING)


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingJob:
    """A job, and who has it until when."""

    job: Job
    lease: str | None = None
    due_at: datetime | None = None


class MemoryJobs:
    """The jobs of one store, in one transaction."""

    def __init__(self, shelf: Shelf[JobId, WaitingJob], next_id: Callable[[], int], store: StoreId) -> None:
        self._shelf, self._next_id, self._store = shelf, next_id, store

    def add(self, job: Job, /) -> Job:
        kept = replace(job, id=JobId(self._next_id()), store=self._store)
        self._shelf.put(kept.id, WaitingJob(job=kept, due_at=kept.made_at))
        return kept

    def open(self) -> int:
        jobs = (waiting.job for waiting in self._shelf.values())
        return sum(job.store == self._store and job.state in _OPEN for job in jobs)

    def finish(self, leased: LeasedJob, became: Job, /) -> None:
        present = self._shelf.get(leased.job.id)
        if present is None or present.lease != leased.lease or present.job.store != self._store:
            raise LeaseLost
        done, of = present.job.done, present.job.of
        if became.state is JobState.DONE and of is not None:
            done = of
        self._shelf.put(leased.job.id, WaitingJob(job=replace(became, done=done, of=of)))


class MemoryJobQueue:
    """The jobs of all stores that wait to be done."""

    def __init__(self, database: MemoryDatabase, clock: Clock) -> None:
        self._database, self._clock = database, clock

    def claim(self, *, lease: timedelta) -> LeasedJob | None:
        """Take up the job that has waited longest."""
        now = self._clock()
        with self._database.turn:
            due = [(one.due_at, key) for key, one in self._jobs.items() if one.due_at is not None and one.due_at <= now]
            if not due:
                return None
            _, key = min(due)
            job = self._jobs[key].job
            job = replace(job, state=JobState.RUNNING, attempts=job.attempts + 1)
            taken = WaitingJob(job=job, lease=str(uuid4()), due_at=now + lease)
            self._jobs[key] = taken
        return LeasedJob(job=job, lease=taken.lease or "")

    def tell(self, leased: LeasedJob, /, *, done: int, of: int | None, lease: timedelta) -> None:
        with self._database.turn:
            present = self._held(leased)
            if present is None:
                raise LeaseLost
            job = replace(present.job, done=done, of=of)
            self._jobs[job.id] = replace(present, job=job, due_at=self._clock() + lease)

    def put_off(self, leased: LeasedJob, /, *, by: timedelta, counts: bool) -> None:
        with self._database.turn:
            present = self._held(leased)
            if present is not None:
                attempts = present.job.attempts - (not counts)
                job = replace(present.job, state=JobState.QUEUED, attempts=attempts)
                self._jobs[job.id] = WaitingJob(job=job, due_at=self._clock() + by)

    def outlived(self, *, limit: int) -> Sequence[Job]:
        now = self._clock()
        with self._database.turn:
            jobs = [one.job for one in self._jobs.values()]
        found = [(job.files_until, job) for job in jobs if job.files_until is not None and job.files_until <= now]
        return [job for _, job in sorted(found, key=lambda pair: pair[0])[:limit]]

    def forget_files(self, jobs: Collection[JobId], /) -> None:
        with self._database.turn:
            for key in jobs:
                present = self._jobs[key]
                job = replace(present.job, files_until=None, file_name=None, keys=())
                self._jobs[key] = replace(present, job=job)

    @property
    def _jobs(self) -> dict[JobId, WaitingJob]:
        return self._database.shelves["jobs"]

    def _held(self, leased: LeasedJob) -> WaitingJob | None:
        present = self._jobs.get(leased.job.id)
        return None if present is None or present.lease != leased.lease else present


class MemoryJobDesk:
    """Jobs as they are read."""

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database

    def find(self, store: StoreId, job: JobId, /) -> Job | None:
        found: WaitingJob | None = self._database.read("jobs").get(job)
        return None if found is None or found.job.store != store else found.job

    def page(self, store: StoreId, listing: Listing, shown: JobFilter, /) -> Listed:
        jobs = [waiting.job for waiting in self._database.read("jobs").values()]
        found = [job for job in jobs if job.store == store and _is_shown(job, shown)]
        rows = ({"id": job.id, "made_at": job.made_at, "kind": job.kind, "job": job} for job in found)
        return listed(listing, rows)


def _is_shown(job: Job, shown: JobFilter) -> bool:
    is_theirs = job.by.staff == shown.made_by or job.module in shown.modules
    return is_theirs and shown.state in (None, job.state) and shown.kind in (None, job.kind)
