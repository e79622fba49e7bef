"""What every adapter of the ports of jobs must do."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bosonline.application.identity.ports import Listing
from bosonline.application.stores.job_ports import JobFilter, LeasedJob, LeaseLost
from bosonline.domain.identity import Author, Module, StaffId
from bosonline.domain.stores import Job, JobId, JobState
from bosonline.testing.backends import Backend
from bosonline.testing.jobs import OTHER, STORE, ask, job_desk_of, job_queue_of

LEASE = timedelta(minutes=10)
NEWEST = Listing(sort_by="made_at", category="kind")
EVERYBODY = JobFilter(made_by=StaffId(99), modules=frozenset(Module))


def claim(backend: Backend) -> LeasedJob:
    """The job that is due."""
    leased = job_queue_of(backend).claim(lease=LEASE)
    assert leased is not None
    return leased


def finish(backend: Backend, leased: LeasedJob, became: Job) -> None:
    """Keep how it ended."""
    with backend.work(became.store) as work:
        work.jobs.finish(leased, became)
        work.commit()


def ids(backend: Backend, shown: JobFilter = EVERYBODY, listing: Listing = NEWEST) -> list[JobId]:
    """The jobs of a list."""
    rows = job_desk_of(backend).page(STORE, listing, shown).rows
    return [row["job"].id for row in rows]  # type: ignore[attr-defined]  # so the port says


class JobsContract:
    """Subclass it where a fixture `backend` gives the adapters."""

    def test_a_job_comes_back_as_it_was_asked_for(self, backend: Backend) -> None:
        """In its own store alone."""
        kept = ask(backend, what=["a", 1, None])

        assert job_desk_of(backend).find(STORE, kept.id) == kept
        assert job_desk_of(backend).find(OTHER, kept.id) is None
        assert (kept.asked, kept.state, kept.attempts) == ({"what": ["a", 1, None]}, JobState.QUEUED, 0)

    def test_a_job_is_one_workers_until_its_lease_ends(self, backend: Backend) -> None:
        """Then another begins it anew, and the first can do nothing more for it."""
        ask(backend)
        first = claim(backend)
        assert (first.job.state, first.job.attempts) == (JobState.RUNNING, 1)
        assert job_queue_of(backend).claim(lease=LEASE) is None

        backend.clock.advance(minutes=9)
        job_queue_of(backend).tell(first, done=3, of=10, lease=LEASE)
        backend.clock.advance(minutes=9)
        assert job_queue_of(backend).claim(lease=LEASE) is None
        backend.clock.advance(minutes=1)

        second = claim(backend)
        assert (second.job.id, second.job.attempts, second.job.done, second.job.of) == (first.job.id, 2, 3, 10)
        with pytest.raises(LeaseLost):
            job_queue_of(backend).tell(first, done=4, of=10, lease=LEASE)
        with pytest.raises(LeaseLost):
            finish(backend, first, first.job.finished(at=backend.clock(), outcome={}))
        job_queue_of(backend).put_off(first, by=timedelta(), counts=True)
        assert job_queue_of(backend).claim(lease=LEASE) is None

    def test_the_oldest_goes_first(self, backend: Backend) -> None:
        """Of whichever store."""
        asked = []
        for store in (STORE, OTHER, STORE):
            asked.append(ask(backend, store=store).id)
            backend.clock.advance(seconds=1)

        assert [claim(backend).job.id for _ in asked] == asked

    def test_what_is_put_off_waits(self, backend: Backend) -> None:
        """And counts as an attempt, or does not."""
        ask(backend)
        job_queue_of(backend).put_off(claim(backend), by=timedelta(seconds=30), counts=True)
        assert job_queue_of(backend).claim(lease=LEASE) is None
        backend.clock.advance(seconds=30)
        job_queue_of(backend).put_off(claim(backend), by=timedelta(), counts=False)

        assert claim(backend).job.attempts == 2

    def test_how_it_ended_is_kept(self, backend: Backend) -> None:
        """Once, and in a transaction that can still be left."""
        ask(backend)
        leased = claim(backend)
        job_queue_of(backend).tell(leased, done=4, of=10, lease=LEASE)
        became = leased.job.finished(
            at=backend.clock(), outcome={"rows": 10}, file_name="produk.xlsx", keys=("7/jobs/1.xlsx",)
        )
        with backend.work(STORE) as work:
            work.jobs.finish(leased, became)
        assert job_desk_of(backend).find(STORE, leased.job.id) == replace(leased.job, done=4, of=10)

        finish(backend, leased, became)
        assert job_desk_of(backend).find(STORE, leased.job.id) == replace(became, done=10, of=10)
        backend.clock.advance(days=1)
        assert job_queue_of(backend).claim(lease=LEASE) is None
        with pytest.raises(LeaseLost):
            finish(backend, leased, became)

    def test_a_job_of_another_store_cannot_be_ended(self, backend: Backend) -> None:
        """Even with its lease."""
        ask(backend)
        leased = claim(backend)
        with pytest.raises(LeaseLost), backend.work(OTHER) as work:
            work.jobs.finish(leased, leased.job.failed(at=backend.clock(), outcome={}))

    def test_open_jobs_are_counted(self, backend: Backend) -> None:
        """Those of the store that wait or run."""
        for store in (STORE, STORE, STORE, OTHER):
            ask(backend, store=store)
        claim(backend)
        leased = claim(backend)
        finish(backend, leased, leased.job.failed(at=backend.clock(), outcome={"code": "x"}))

        with backend.work(STORE) as work:
            assert work.jobs.open() == 2

    def test_files_are_forgotten_when_they_have_had_their_time(self, backend: Backend) -> None:
        """And not before."""
        ask(backend)
        leased = claim(backend)
        finish(
            backend,
            leased,
            leased.job.finished(at=backend.clock(), outcome={}, file_name="a.csv", keys=("7/jobs/1.csv",)),
        )
        queue = job_queue_of(backend)
        backend.clock.advance(days=6, hours=23)
        assert queue.outlived(limit=10) == []
        backend.clock.advance(hours=1)

        (job,) = queue.outlived(limit=10)
        assert (job.id, job.keys) == (leased.job.id, ("7/jobs/1.csv",))
        queue.forget_files([job.id])
        assert queue.outlived(limit=10) == []
        found = job_desk_of(backend).find(STORE, job.id)
        assert found is not None
        assert (found.file_name, found.keys, found.state) == (None, (), JobState.DONE)

    def test_the_list_shows_what_a_member_may_know_of(self, backend: Backend) -> None:
        """Their own, and those of their modules; by state and kind, sorted, cut and counted."""
        mine = ask(backend).id
        backend.clock.advance(seconds=1)
        other = ask(backend, kind="else", by=Author(StaffId(6), "Bob")).id
        ask(backend, store=OTHER)
        leased = claim(backend)

        nobody = JobFilter(made_by=StaffId(99), modules=frozenset())
        alice = replace(nobody, made_by=StaffId(5))
        assert (leased.job.id, ids(backend)) == (mine, [other, mine])
        assert ids(backend, nobody) == []
        assert ids(backend, alice) == [mine]
        assert ids(backend, replace(nobody, modules=frozenset({Module.ORDER}))) == []
        assert ids(backend, replace(alice, modules=frozenset({Module.PRODUCT}))) == [other, mine]
        assert ids(backend, replace(EVERYBODY, state=JobState.RUNNING)) == [mine]
        assert ids(backend, replace(EVERYBODY, kind="else")) == [other]
        assert ids(backend, replace(EVERYBODY, kind="else", state=JobState.RUNNING)) == []
        assert ids(backend, EVERYBODY, replace(NEWEST, sort_by="kind", descending=False)) == [mine, other]
        assert ids(backend, EVERYBODY, replace(NEWEST, keyword="ELS")) == [other]
        page = job_desk_of(backend).page(STORE, replace(NEWEST, start=1, limit=1), EVERYBODY)
        assert (len(page.rows), page.total) == (1, 2)
