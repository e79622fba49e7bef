"""Jobs that were asked for: how far they are, and where their files are."""

from typing import Any

from bosonline.adapters.inbound.rest.api import Api, Call
from bosonline.adapters.inbound.rest.fields import Answer, Choice, Inside, ListOf, MapOf, Page, Text, WholeNumber
from bosonline.adapters.inbound.rest.lists import listing_of
from bosonline.adapters.inbound.rest.problems import errors_of, language
from bosonline.adapters.inbound.texts import tell_kept
from bosonline.application.identity.ports import Listed
from bosonline.application.stores import JobBoard, JobShown
from bosonline.domain.stores import JobId, JobNotFound, JobState


class JobsQuery(Page):
    sort_by = Choice(["made_at", "kind"], load_default="made_at")
    category = Choice(["kind"], load_default="kind")
    state = Choice([state.value for state in JobState], load_default=None)
    kind = Text(most=40, load_default=None)


class MadeByAnswer(Answer):
    staff_id = WholeNumber(required=True, allow_none=True)
    name = Text(required=True)


class ProgressAnswer(Answer):
    done = WholeNumber(required=True)
    of = WholeNumber(required=True, allow_none=True)


class JobFileAnswer(Answer):
    name = Text(required=True)
    url = Text(required=True, allow_none=True)
    until = Text(required=True)


class JobAnswer(Answer):
    id = WholeNumber(required=True)
    kind = Text(required=True)
    state = Choice([state.value for state in JobState], required=True)
    progress = Inside(ProgressAnswer, required=True)
    made_by = Inside(MadeByAnswer, required=True)
    made_at = Text(required=True)
    finished_at = Text(required=True, allow_none=True)
    file = Inside(JobFileAnswer, required=True, allow_none=True)
    message = Text(required=True, allow_none=True, most=2000)
    code = Text(required=True, allow_none=True)
    errors = MapOf(ListOf(Text(most=2000)), required=True, allow_none=True)
    result = MapOf(WholeNumber(least=0), required=True, allow_none=True)


class JobList(Answer):
    data = ListOf(Inside(JobAnswer), required=True)
    total = WholeNumber(required=True)


class JobAsked(Answer):
    message = Text(required=True)
    data = Inside(JobAnswer, required=True)


EXAMPLE: dict[str, Any] = {
    "id": 7,
    "kind": "product-download",
    "state": "done",
    "progress": {"done": 25000, "of": 25000},
    "made_by": {"staff_id": 5, "name": "Alice"},
    "made_at": "2026-01-05T03:00:00+00:00",
    "finished_at": "2026-01-05T03:00:09+00:00",
    "file": {
        "name": "produk-2026-01-05.xlsx",
        "url": "https://bosonline.example/downloads/3-7-1767582900-" + "0123456789abcdef" * 4,
        "until": "2026-01-12T03:00:09+00:00",
    },
    "message": None,
    "code": None,
    "errors": None,
    "result": {"rows": 25000},
}
QUEUED: dict[str, Any] = {
    **EXAMPLE,
    "state": "queued",
    "progress": {"done": 0, "of": None},
    "finished_at": None,
    "file": None,
    "result": None,
}


def jobs(facade: JobBoard, base_url: str) -> Api:
    """The operations on jobs; files are linked to below this URL."""
    api = Api("store")

    def shown(job: JobShown) -> dict[str, Any]:
        return job_of(job, base_url)

    def page(found: Listed) -> dict[str, Any]:
        return {"data": [shown(row["shown"]) for row in found.rows], "total": found.total}  # type: ignore[arg-type]  # a job

    @api.get(
        "/store/jobs",
        query=JobsQuery,
        answer=JobList,
        render=page,
        answer_example={"data": [EXAMPLE], "total": 1},
    )
    def job_list(call: Call) -> Listed:
        """Jobs

        The downloads and imports that were too long for a request: those that you asked for, and those of the modules
        that you may read.
        """
        state = call.query["state"]
        return facade.list(
            member=call.member,
            listing=listing_of(call.query),
            state=None if state is None else JobState(state),
            kind=call.query["kind"],
        )

    @api.get(
        "/store/jobs/<id:id>",
        answer=JobAnswer,
        render=shown,
        answer_example=EXAMPLE,
        refusals=(JobNotFound,),
    )
    def job_detail(call: Call, job: int) -> JobShown:
        """Job

        How far a job is. When it is done, `file.url` leads to its file without a token, for 15 minutes; looking again
        gives a new one, as long as the file is kept (7 days). What went wrong stands in `code`, `message` and `errors`.
        """
        return facade.read(member=call.member, job=JobId(job))

    return api


def job_of(shown: JobShown, base_url: str) -> dict[str, Any]:
    """A job in the words of the API."""
    job = shown.job
    file = None
    if job.file_name is not None and job.files_until is not None:
        url = None if shown.token is None else f"{base_url}/downloads/{shown.token}"
        file = {"name": job.file_name, "url": url, "until": job.files_until}
    return {
        "id": job.id,
        "kind": job.kind,
        "state": job.state.value,
        "progress": {"done": job.done, "of": job.of},
        "made_by": {"staff_id": job.by.staff, "name": job.by.name},
        "made_at": job.made_at,
        "finished_at": job.finished_at,
        "file": file,
        **_outcome(job.state, job.outcome),
    }


def _outcome(state: JobState, outcome: Any) -> dict[str, Any]:
    if state is not JobState.FAILED or not outcome:
        done = dict(outcome) if state is JobState.DONE else None
        return {"message": None, "code": None, "errors": None, "result": done}
    told = tell_kept(outcome["code"], outcome["text"], outcome["facts"], language())
    errors = errors_of(outcome["facts"])
    return {"message": told, "code": outcome["code"], "errors": errors or None, "result": None}
