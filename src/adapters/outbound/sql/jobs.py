"""Jobs in the database: a row each, which a worker holds by a lease."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, bindparam, func, insert, literal, null, or_, select, update

from bosonline.adapters.outbound.sql.database import Database, outages
from bosonline.adapters.outbound.sql.lists import ListStatements
from bosonline.adapters.outbound.sql.tables.worker import jobs
from bosonline.application.identity.ports import Listed, Listing
from bosonline.application.ports import Clock
from bosonline.application.stores.job_ports import JobFilter, LeasedJob, LeaseLost
from bosonline.domain.identity import Author, Module, StaffId, StoreId
from bosonline.domain.stores import Job, JobId, JobState

_now = bindparam("now", type_=jobs.c.due_at.type)
_is_due = jobs.c.due_at <= _now
_is_open = jobs.c.state.in_([JobState.QUEUED.value, JobState.RUNNING.value])
_ADD = insert(jobs).returning(jobs.c.id)
_OPEN = select(func.count()).select_from(jobs).where(jobs.c.store_id == bindparam("store"), _is_open)
_held = (jobs.c.id == bindparam("of_job"), jobs.c.lease == bindparam("of_lease"))
_FAIL = update(jobs).where(jobs.c.store_id == bindparam("of_store"), *_held)
_FINISH = {JobState.FAILED: _FAIL, JobState.DONE: _FAIL.values(done=func.coalesce(jobs.c.of, jobs.c.done))}
_ANY_DUE = select(literal(1)).where(_is_due).limit(1)
_due = (
    select(jobs.c.id)
    .where(_is_due)
    .order_by(jobs.c.due_at, jobs.c.id)
    .limit(1)
    .with_for_update(skip_locked=True)
    .cte("due")
)
_CLAIM = (
    update(jobs)
    .where(jobs.c.id == _due.c.id)
    .values(
        state=JobState.RUNNING.value,
        lease=bindparam("by_lease"),
        due_at=bindparam("until"),
        attempts=jobs.c.attempts + 1,
    )
    .returning(*jobs.c)
)
_TELL = update(jobs).where(*_held).values(done=bindparam("so_far"), of=bindparam("in_all"), due_at=bindparam("until"))
_PUT_OFF = (
    update(jobs)
    .where(*_held)
    .values(
        state=JobState.QUEUED.value,
        lease=null(),
        due_at=bindparam("again_at"),
        attempts=jobs.c.attempts - bindparam("uncounted"),
    )
)
_OUTLIVED = (
    select(jobs)
    .where(jobs.c.files_until <= bindparam("now", type_=jobs.c.files_until.type))
    .order_by(jobs.c.files_until)
    .limit(bindparam("at_most"))
)
_FORGET_FILES = (
    update(jobs)
    .where(jobs.c.id.in_(bindparam("ids", expanding=True)))
    .values(files_until=null(), file_name=null(), keys=[])
)
_FIND = select(jobs).where(jobs.c.store_id == bindparam("store"), jobs.c.id == bindparam("of_job"))


class SqlJobs:
    """The jobs of one store, in one transaction."""

    def __init__(self, execute: Callable[..., Any], store: StoreId) -> None:
        self._execute, self._store = execute, store

    def add(self, job: Job, /) -> Job:
        values = {**_values(job), "store_id": self._store, "lease": None, "due_at": job.made_at}
        values |= {"done": job.done, "of": job.of}
        return job.kept(JobId(self._execute(_ADD, values).scalar_one()))

    def open(self) -> int:
        found: int = self._execute(_OPEN, {"store": self._store}).scalar_one()
        return found

    def finish(self, leased: LeasedJob, became: Job, /) -> None:
        held = {"of_store": self._store, "of_job": leased.job.id, "of_lease": leased.lease}
        values = {**held, **_values(became), "lease": None, "due_at": None}
        if not self._execute(_FINISH[became.state], values).rowcount:
            raise LeaseLost


class SqlJobQueue:
    """The jobs of all stores that wait to be done."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    def claim(self, *, lease: timedelta) -> LeasedJob | None:
        """Take up the job that has waited longest. Where none is due, no writer is disturbed."""
        name, now = str(uuid4()), self._clock()
        with self._database.read() as connection:
            if connection.execute(_ANY_DUE, {"now": now}).first() is None:
                return None
        with self._transaction() as connection:
            row = connection.execute(_CLAIM, {"now": now, "by_lease": name, "until": now + lease}).one_or_none()
        return None if row is None else LeasedJob(job=_job(row._mapping), lease=name)

    def tell(self, leased: LeasedJob, /, *, done: int, of: int | None, lease: timedelta) -> None:
        values = {**_is(leased), "so_far": done, "in_all": of, "until": self._clock() + lease}
        with self._transaction() as connection:
            if not connection.execute(_TELL, values).rowcount:
                raise LeaseLost

    def put_off(self, leased: LeasedJob, /, *, by: timedelta, counts: bool) -> None:
        values = {**_is(leased), "again_at": self._clock() + by, "uncounted": int(not counts)}
        with self._transaction() as connection:
            connection.execute(_PUT_OFF, values)

    def outlived(self, *, limit: int) -> Sequence[Job]:
        with self._database.read() as connection:
            rows = connection.execute(_OUTLIVED, {"now": self._clock(), "at_most": limit}).mappings().all()
        return [_job(row) for row in rows]

    def forget_files(self, jobs: Collection[JobId], /) -> None:
        with self._transaction() as connection:
            connection.execute(_FORGET_FILES, {"ids": list(jobs)})

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with outages(), self._database.writing.begin() as connection:
            yield connection


class SqlJobDesk:
    """Jobs as they are read."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, store: StoreId, job: JobId, /) -> Job | None:
        with self._database.read() as connection:
            row = connection.execute(_FIND, {"store": store, "of_job": job}).mappings().one_or_none()
        return None if row is None else _job(row)

    def page(self, store: StoreId, listing: Listing, shown: JobFilter, /) -> Listed:
        statements = _list(by_state=shown.state is not None, by_kind=shown.kind is not None)
        values = {
            "store": store,
            "made_by": shown.made_by,
            "modules": sorted(module.value for module in shown.modules),
            "of_state": None if shown.state is None else shown.state.value,
            "of_kind": shown.kind,
        }
        found = statements.read(self._database, listing, values)
        return Listed(rows=[{"job": _job(row)} for row in found.rows], total=found.total)


@cache
def _list(*, by_state: bool, by_kind: bool) -> ListStatements:
    seen = or_(jobs.c.staff_id == bindparam("made_by"), jobs.c.module.in_(bindparam("modules", expanding=True)))
    shown = select(jobs).where(jobs.c.store_id == bindparam("store"), seen)
    if by_state:
        shown = shown.where(jobs.c.state == bindparam("of_state"))
    if by_kind:
        shown = shown.where(jobs.c.kind == bindparam("of_kind"))
    return ListStatements(shown, {"made_at": jobs.c.made_at, "kind": jobs.c.kind}, jobs.c.id)


def _is(leased: LeasedJob) -> dict[str, object]:
    return {"of_job": leased.job.id, "of_lease": leased.lease}


def _values(job: Job) -> dict[str, object]:
    return {
        "kind": job.kind,
        "module": job.module.value,
        "asked": dict(job.asked),
        "staff_id": job.by.staff,
        "by": job.by.name,
        "made_at": job.made_at,
        "state": job.state.value,
        "attempts": job.attempts,
        "keys": list(job.keys),
        "file_name": job.file_name,
        "files_until": job.files_until,
        "outcome": dict(job.outcome),
        "finished_at": job.finished_at,
    }


def _job(row: Any) -> Job:
    return Job(
        id=JobId(row["id"]),
        store=StoreId(row["store_id"]),
        kind=row["kind"],
        module=Module(row["module"]),
        asked=row["asked"],
        by=Author(None if row["staff_id"] is None else StaffId(row["staff_id"]), row["by"]),
        made_at=row["made_at"],
        state=JobState(row["state"]),
        done=row["done"],
        of=row["of"],
        attempts=row["attempts"],
        keys=tuple(row["keys"]),
        file_name=row["file_name"],
        files_until=row["files_until"],
        outcome=row["outcome"],
        finished_at=row["finished_at"],
    )
