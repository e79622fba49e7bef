"""Work that takes longer than a request: asked for by a member, done beside, its result kept for a while."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NewType

from bosonline.domain.errors import Conflict, NotFound, Rejected
from bosonline.domain.identity import Action, Author, Member, Module, StoreId

JobId = NewType("JobId", int)

FILES_KEPT_FOR = timedelta(days=7)
"""How long the file of a finished job can be fetched."""

OPEN_AT_MOST = 10
"""How many jobs of one store wait or run at a time."""


class JobState(StrEnum):
    """How a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class JobNotFound(NotFound):
    """The store has no such job, or not for this member."""


class TooManyJobs(Conflict):
    """The store has as many jobs waiting or running as it may have."""

    code = "too-many-jobs"
    text = "Your store has {most} jobs waiting; wait until one of them is done"


class JobGivenUp(Rejected):
    """A job was begun several times and never came to its end."""

    code = "job-given-up"
    text = "This could not be done although it was tried several times; ask for it again, or ask the support"


class JobOvertaken(Conflict):
    """A buyer was erased while a job read orders: what it had made so far may have held them."""

    code = "job-overtaken"
    text = "A buyer's data was erased meanwhile; ask for the file again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One job of a store; `id` is 0 until it is kept.

    `asked` is what its kind needs to know, in plain values. `keys` are its files, which go together; `file_name` is
    what the finished one is called. `outcome` tells what came of it: `code`, `text` and `facts` of a refusal, or what
    its kind tells. `done` of `of` steps are behind it.
    """

    id: JobId = JobId(0)  # a plain number
    store: StoreId
    kind: str
    module: Module
    asked: Mapping[str, Any]
    by: Author
    made_at: datetime
    state: JobState = JobState.QUEUED
    done: int = 0
    of: int | None = None
    attempts: int = 0
    keys: tuple[str, ...] = ()
    file_name: str | None = None
    files_until: datetime | None = None
    outcome: Mapping[str, Any] = field(default_factory=dict)
    finished_at: datetime | None = None

    def kept(self, job: JobId) -> "Job":
        """This job with the id under which it is kept from now on."""
        return replace(self, id=job)

    def is_shown_to(self, member: Member) -> bool:
        """Whether a member may know of it: whoever asked for it, and those who may read the module that it is of."""
        return self.by.staff == member.staff or member.may(self.module, Action.READ)

    @property
    def file_takes(self) -> Action:
        """The right on its module that its file takes: to read, unless it was asked with more."""
        return Action(self.asked.get("file_takes", Action.READ.value))

    def finished(
        self, *, at: datetime, outcome: Mapping[str, Any], file_name: str | None = None, keys: tuple[str, ...] = ()
    ) -> "Job":
        """It is done; its files stay for a while."""
        return replace(
            self,
            state=JobState.DONE,
            finished_at=at,
            outcome=outcome,
            file_name=file_name,
            keys=(*self.keys, *keys),
            files_until=at + FILES_KEPT_FOR if self.keys or keys else None,
        )

    def failed(self, *, at: datetime, outcome: Mapping[str, Any]) -> "Job":
        """It came to nothing, and `outcome` tells why; what it had of files goes now."""
        until = at if self.keys else None
        return replace(self, state=JobState.FAILED, finished_at=at, outcome=outcome, files_until=until)
