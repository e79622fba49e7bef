"""Jobs: done beside the requests, once, and looked at by those who may."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from bosonline.adapters.outbound.memory.files import MemoryFiles
from bosonline.application.identity.ports import Listing
from bosonline.application.stores import JobBoard, JobShown, add_job
from bosonline.application.stores.job_ports import JobResult, LeasedJob, Tell
from bosonline.application.stores.jobs import ATTEMPTS
from bosonline.domain.errors import Unavailable
from bosonline.domain.identity import Action, Author, Member, Module, Rights, Role, StaffId, UserId
from bosonline.domain.stores import Job, JobNotFound, JobState, StoreNameInvalid, TooManyJobs
from bosonline.testing.backends import Backend, memory_backend
from bosonline.testing.jobs import ALICE, OTHER, STORE, ask, job, job_desk_of, job_queue_of, jobs_on

Runner = Callable[[LeasedJob, Tell], JobResult | None]


def member(staff: int = 5, *, store: Any = STORE, rights: Rights = frozenset()) -> Member:
    """Somebody of the store."""
    return Member(store=store, user=UserId(1), staff=StaffId(staff), name="Alice", role=Role.CS, rights=rights)


READER = member(9, rights=frozenset({(Module.PRODUCT, Action.READ)}))


def writes_a_file(leased: LeasedJob, tell: Tell) -> JobResult:
    """A runner that comes to its end."""
    tell(1, 2)
    return JobResult(outcome={"rows": 2}, file=io.BytesIO(b"a,b\r\n" * 50_000), file_name="produk.csv")


def tell_nobody(done: int, of: int | None) -> None:
    """Tells nobody how far a job is."""


@pytest.fixture
def backend() -> Backend:
    """The ports in memory."""
    return memory_backend()


def seen(backend: Backend, kept: Job) -> Job:
    """The job as it stands."""
    found = job_desk_of(backend).find(kept.store, kept.id)
    assert found is not None
    return found


def board(backend: Backend, runner: Runner = writes_a_file, files: MemoryFiles | None = None) -> JobBoard:
    """The facade with one kind of job."""
    return jobs_on(backend, {"count": runner}, files)


def test_a_job_is_done_and_its_file_fetched(backend: Backend) -> None:
    """By the link that looking at it gives, without a token."""
    jobs, kept = board(backend), ask(backend)
    assert (jobs.run_next(), jobs.run_next()) == (True, False)

    shown = jobs.read(member=READER, job=kept.id)
    assert (shown.job.state, shown.job.outcome, shown.job.done, shown.job.of) == (JobState.DONE, {"rows": 2}, 2, 2)
    assert shown.token is not None
    file = jobs.fetch(token=shown.token)
    assert (file.name, file.content.size, file.content.read()[:5]) == ("produk.csv", 250_000, b"a,b\r\n")


def test_a_link_ends(backend: Backend) -> None:
    """After a quarter of an hour; with another sign in it, it is none."""
    jobs, kept = board(backend), ask(backend)
    jobs.run_next()
    token = jobs.read(member=READER, job=kept.id).token
    assert token is not None
    for other in (token[:-1] + ("0" if token[-1] != "0" else "1"), token.replace("7-", "8-", 1), "", "x" * 300):
        with pytest.raises(JobNotFound):
            jobs.fetch(token=other)
    backend.clock.advance(minutes=15)
    with pytest.raises(JobNotFound):
        jobs.fetch(token=token)
    assert jobs.read(member=READER, job=kept.id).token not in (None, token)


def test_who_may_know_of_a_job(backend: Backend) -> None:
    """Whoever asked for it, and who may read its module, who alone get its file; nobody of another store."""
    jobs, kept = board(backend), ask(backend)
    jobs.run_next()

    assert jobs.read(member=member(), job=kept.id).token is None
    for stranger in (member(6), member(store=OTHER), member(6, rights=frozenset({(Module.ORDER, Action.READ)}))):
        with pytest.raises(JobNotFound):
            jobs.read(member=stranger, job=kept.id)
    listing = Listing(sort_by="made_at", category="kind")
    (row,) = jobs.list(member=READER, listing=listing).rows
    assert isinstance(row["shown"], JobShown)
    assert row["shown"].token is not None
    assert jobs.list(member=member(6), listing=listing).total == 0


def test_files_go_after_their_time(backend: Backend) -> None:
    """The job is still told of."""
    files = MemoryFiles(backend.clock)
    jobs, kept = board(backend, files=files), ask(backend)
    jobs.run_next()
    (key,) = seen(backend, kept).keys
    token = jobs.read(member=READER, job=kept.id).token
    assert (token is not None, jobs.clear(), files.size(key)) == (True, 0, 250_000)

    backend.clock.advance(days=7)
    assert jobs.read(member=READER, job=kept.id).token is None
    assert (jobs.clear(), jobs.clear(), files.size(key)) == (1, 0, None)
    assert jobs.read(member=READER, job=kept.id).job.file_name is None


def test_a_refusal_ends_a_job(backend: Backend) -> None:
    """With what was refused, to be told in any language."""

    def refuses(leased: LeasedJob, tell: Tell) -> JobResult:
        raise StoreNameInvalid

    kept = ask(backend)
    assert board(backend, refuses).run_next()

    found = seen(backend, kept)
    assert (found.state, found.outcome["code"], found.file_name) == (JobState.FAILED, "store-name-invalid", None)


@pytest.mark.parametrize("error", [Unavailable(), ZeroDivisionError()])
def test_what_may_pass_is_tried_again(backend: Backend, error: Exception) -> None:
    """So many times; then the job is given up."""
    begun = []

    def fails(leased: LeasedJob, tell: Tell) -> JobResult:
        begun.append(leased.job.attempts)
        raise error

    kept = ask(backend)
    jobs = board(backend, fails)
    for _ in range(ATTEMPTS):
        if isinstance(error, Unavailable):
            jobs.run_next()
        else:
            with pytest.raises(ZeroDivisionError):
                jobs.run_next()
        assert seen(backend, kept).state is JobState.QUEUED
        backend.clock.advance(minutes=10)
    assert jobs.run_next()

    assert begun == [1, 2, 3, 4, 5]
    assert (seen(backend, kept).state, seen(backend, kept).outcome["code"]) == (JobState.FAILED, "job-given-up")


def test_told_to_stop_a_worker_leaves_its_job_to_others(backend: Backend) -> None:
    """At once, and it does not count as an attempt."""
    kept = ask(backend)
    assert board(backend).run_next(is_stopping=lambda: True)

    assert (seen(backend, kept).state, seen(backend, kept).attempts) == (JobState.QUEUED, 0)
    assert board(backend).run_next()


def test_progress_is_told_now_and_then(backend: Backend) -> None:
    """Not at every step: each time is a write."""
    queue, told = job_queue_of(backend), []

    def steps(leased: LeasedJob, tell: Tell) -> JobResult:
        for step in range(100):
            tell(step, 100)
            told.append(seen(backend, leased.job).done)
            backend.clock.advance(seconds=0.5)
        return JobResult(outcome={})

    ask(backend)
    board(backend, steps).run_next()
    assert queue.claim(lease=timedelta(minutes=1)) is None
    assert (len(set(told)), told[:9]) == (25, [0, 0, 0, 0, 4, 4, 4, 4, 8])


def test_a_job_that_was_taken_away_has_no_effect(backend: Backend) -> None:
    """Whoever has it now makes the file."""
    files = MemoryFiles(backend.clock)

    def is_slow(leased: LeasedJob, tell: Tell) -> JobResult:
        result = writes_a_file(leased, tell)
        backend.clock.advance(minutes=11)
        if leased.job.attempts == 1:
            assert board(backend, files=files).run_next()
        return result

    kept = ask(backend)
    assert board(backend, is_slow, files).run_next()

    found = seen(backend, kept)
    assert (found.state, found.attempts, [files.size(key) for key in found.keys]) == (JobState.DONE, 2, [250_000])


@pytest.mark.parametrize("when", ["queued", "running", "done"])
def test_a_store_that_closes_ends_its_jobs(backend: Backend, when: str) -> None:
    """Nothing of them is left but that they were."""
    files = MemoryFiles(backend.clock)

    def close() -> None:
        with backend.work(STORE) as work:
            work.traces.close(at=backend.clock())
            work.commit()

    def closes_meanwhile(leased: LeasedJob, tell: Tell) -> JobResult:
        close()
        return writes_a_file(leased, tell_nobody)

    kept = ask(backend, phone="0812")
    jobs = board(backend, closes_meanwhile if when == "running" else writes_a_file, files)
    if when != "queued":
        jobs.run_next()
    if when != "running":
        close()
    jobs.clear()

    assert not jobs.run_next()
    found = seen(backend, kept)
    assert found.state is (JobState.DONE if when == "done" else JobState.FAILED)
    assert (found.by, found.asked, found.outcome, found.keys) == (Author(StaffId(5), ""), {}, {}, ())
    assert list(files.older_than(backend.clock() + timedelta(days=1), str(STORE))) == []


def test_a_store_has_so_many_jobs(backend: Backend) -> None:
    """And other stores theirs."""
    with backend.work(STORE) as work:
        for _ in range(10):
            add_job(work.jobs, job(backend.clock()))
        with pytest.raises(TooManyJobs):
            add_job(work.jobs, job(backend.clock()))
    with backend.work(OTHER) as work:
        assert add_job(work.jobs, job(backend.clock(), store=OTHER, by=ALICE)).id
