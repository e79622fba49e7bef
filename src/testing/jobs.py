"""Jobs on a backend, wired as the product wires them, with runners of one's own."""

from collections.abc import Mapping
from datetime import datetime

from bosonline.adapters.outbound.job_links import SignedJobLinks
from bosonline.adapters.outbound.memory.files import MemoryFiles
from bosonline.adapters.outbound.memory.jobs import MemoryJobDesk, MemoryJobQueue
from bosonline.adapters.outbound.sql.jobs import SqlJobDesk, SqlJobQueue
from bosonline.application.files import Files
from bosonline.application.stores import ClearJobFiles, FetchJobFile, JobBoard, ListJobs, ReadJob, RunNextJob
from bosonline.application.stores.job_ports import JobDesk, JobQueue, JobRunner
from bosonline.domain.identity import Author, Module, StaffId, StoreId
from bosonline.domain.stores import Job
from bosonline.testing.backends import Backend

ALICE = Author(StaffId(5), "Alice")
STORE, OTHER = StoreId(7), StoreId(8)


def job_desk_of(backend: Backend) -> JobDesk:
    """Jobs as they are read, on this backend."""
    return MemoryJobDesk(backend.database) if backend.name == "memory" else SqlJobDesk(backend.database)


def job_queue_of(backend: Backend) -> JobQueue:
    """The jobs that wait, on this backend."""
    queue = MemoryJobQueue if backend.name == "memory" else SqlJobQueue
    return queue(backend.database, backend.clock)


def jobs_on(backend: Backend, runners: Mapping[str, JobRunner], files: Files | None = None) -> JobBoard:
    """The facade of jobs."""
    desk, queue, links = job_desk_of(backend), job_queue_of(backend), SignedJobLinks("a secret of tests")
    kept = files or MemoryFiles(backend.clock)
    clock = backend.clock
    return JobBoard(
        list=ListJobs(jobs=desk, links=links, clock=clock),
        read=ReadJob(jobs=desk, links=links, clock=clock),
        fetch=FetchJobFile(jobs=desk, links=links, files=kept, clock=clock),
        run_next=RunNextJob(queue=queue, jobs=desk, runners=runners, work=backend.work, files=kept, clock=clock),
        clear=ClearJobFiles(queue=queue, files=kept),
    )


def job(at: datetime, *, store: StoreId = STORE, kind: str = "count", by: Author = ALICE, **asked: object) -> Job:
    """A job that is not kept yet."""
    return Job(store=store, kind=kind, module=Module.PRODUCT, asked=asked, by=by, made_at=at)


def ask(backend: Backend, *, store: StoreId = STORE, kind: str = "count", by: Author = ALICE, **asked: object) -> Job:
    """A job that waits."""
    with backend.work(store) as work:
        kept: Job = work.jobs.add(job(backend.clock(), store=store, kind=kind, by=by, **asked))
        work.commit()
    return kept
