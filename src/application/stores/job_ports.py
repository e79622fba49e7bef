"""What jobs need from outside."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, BinaryIO, Protocol

from bosonline.application.identity.ports import Listed, Listing
from bosonline.application.ports import Once, UnitOfWork
from bosonline.domain.identity import Module, StaffId, StoreId
from bosonline.domain.stores import Job, JobId, JobState


class LeaseLost(Exception):
    """Not a refusal: the job is somebody else's by now, or gone. Nothing more may be done for it."""


class JobStopped(Exception):
    """Not a refusal: the worker is told to stop; the job is done later, from its beginning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeasedJob:
    """A job that one worker alone may do until its lease ends."""

    job: Job
    lease: str


class Jobs(Protocol):
    """The jobs of the work's store."""

    def add(self, job: Job, /) -> Job:
        """Keep a new job, to be taken up from now on; it comes back with its id."""
        ...

    def open(self) -> int:
        """How many wait or run."""
        ...

    def finish(self, leased: LeasedJob, became: Job, /) -> None:
        """Keep how a job ended; `LeaseLost` where it is not this worker's any more."""
        ...


class JobsWork(UnitOfWork, Protocol):
    """A transaction on jobs."""

    @property
    def jobs(self) -> Jobs: ...


class OpenJobsWork(Protocol):
    """Begin a transaction on one store, perhaps under a caller's key."""

    def __call__(self, store: StoreId, once: Once | None = None, /) -> JobsWork: ...


class JobQueue(Protocol):
    """The jobs of all stores that wait to be done. Each call is a transaction of its own."""

    def claim(self, *, lease: timedelta) -> LeasedJob | None:
        """Take up the job that has waited longest, or whose worker's lease ended; None where there is none."""
        ...

    def tell(self, leased: LeasedJob, /, *, done: int, of: int | None, lease: timedelta) -> None:
        """Note how far it is, and hold it for another lease; or `LeaseLost`."""
        ...

    def put_off(self, leased: LeasedJob, /, *, by: timedelta, counts: bool) -> None:
        """Let it wait to be taken up again, if it is still this worker's; `counts` says whether that was an attempt."""
        ...

    def outlived(self, *, limit: int) -> Sequence[Job]:
        """Jobs whose files have had their time."""
        ...

    def forget_files(self, jobs: Collection[JobId], /) -> None:
        """Their files are gone."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class JobFilter:
    """Which jobs a list shows: those that this member made and those of these modules; None asks for all states."""

    made_by: StaffId
    modules: frozenset[Module]
    state: JobState | None = None
    kind: str | None = None


class JobDesk(Protocol):
    """Jobs as they are read."""

    def find(self, store: StoreId, job: JobId, /) -> Job | None:
        """One job of a store."""
        ...

    def page(self, store: StoreId, listing: Listing, shown: JobFilter, /) -> Listed:
        """Jobs by `made_at` or `kind`; each row has the job as `job`."""
        ...


class JobLinks(Protocol):
    """Links to finished files, which whoever has them can follow until they end."""

    def token(self, store: StoreId, job: JobId, /, *, until: datetime) -> str:
        """A token for one job's file."""
        ...

    def read(self, token: str, /, *, at: datetime) -> tuple[StoreId, JobId] | None:
        """Whose file a token is for; None for one that was not given here, or that has ended."""
        ...


Tell = Callable[[int, int | None], None]
"""Says how far a job is, as often as one likes: `LeaseLost` and `JobStopped` end it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobResult:
    """What came of a job: perhaps a file, which is closed once it is kept."""

    outcome: Mapping[str, Any]
    file: BinaryIO | None = None
    file_name: str | None = None


class JobRunner(Protocol):
    """Does the jobs of one kind."""

    def __call__(self, leased: LeasedJob, tell: Tell, /) -> JobResult | None:
        """What came of it; None where the runner has kept the end of the job in a transaction of its own.

        A job may be begun several times, so whatever it changes it changes in the transaction that ends it. A refusal
        ends the job as failed; `Unavailable` puts it off.
        """
        ...
